using System.Net;
using System.Text.Json;

namespace Fairlead.Images.Registry;

/// <summary>What a registry answers where it does not do what it is asked: <c>distribution spec, "Error codes"</c>.</summary>
internal static class RegistryWire
{
    private const int LongestError = 64 << 10;
    private const int LongestReason = 500;

    /// <summary>A body, as long as it is not longer than what it can be.</summary>
    public static async Task<byte[]> Read(HttpResponseMessage response, int most, CancellationToken cancel)
    {
        await using var content = await response.Content.ReadAsStreamAsync(cancel);
        using var buffer = new MemoryStream();
        var part = new byte[16 << 10];
        while (await content.ReadAsync(part, cancel) is > 0 and var read)
        {
            await buffer.WriteAsync(part.AsMemory(0, read), cancel);
            if (buffer.Length > most)
            {
                throw new RegistryException(RegistryFault.Failed, $"the answer is longer than {most} bytes");
            }
        }

        return buffer.ToArray();
    }

    public static async Task<RegistryException> Refusal(
        string registry, HttpResponseMessage response, RegistryLogin? login, CancellationToken cancel)
    {
        var (code, message) = Parse(await ReadError(response, cancel));
        var said = string.Join(' ', new[] { $"{registry} answers {(int)response.StatusCode}", code is null ? null : $"{code}:", message }
            .OfType<string>());
        var fault = (response.StatusCode, code) switch
        {
            (_, "DENIED" or "UNAUTHORIZED") => RegistryFault.Refused,
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => RegistryFault.Refused,
            (HttpStatusCode.TooManyRequests, _) => RegistryFault.Limited,

            // So ECR says it of a tag that can not be moved.
            (_, "TAG_INVALID") when message?.Contains("already exists", StringComparison.Ordinal) == true => RegistryFault.Taken,
            (HttpStatusCode.NotFound, _) => RegistryFault.Missing,
            _ => RegistryFault.Failed,
        };
        return new RegistryException(fault, login?.Clean(said) ?? said);
    }

    private static async Task<byte[]> ReadError(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            return await Read(response, LongestError, cancel);
        }
        catch (Exception e) when (e is RegistryException or IOException or HttpRequestException)
        {
            return [];
        }
    }

    private static (string? Code, string? Message) Parse(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("errors", out var errors)
                && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0
                && errors[0] is { ValueKind: JsonValueKind.Object } first)
            {
                return (Text(first, "code"), Text(first, "message"));
            }
        }
        catch (JsonException)
        {
        }

        return (null, null);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text ? Short(text.Split('\n')[0]) : null;

    private static string Short(string line) => line.Length > LongestReason ? line[..LongestReason] : line;
}
