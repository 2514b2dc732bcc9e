using System.Text.Json;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>A secret value as the JSON document that a key of it is named of; what it holds is never shown.</summary>
internal static class SecretDocument
{
    private const int MostNames = 8;

    /// <summary>Null where it is no document, or has no such key.</summary>
    public static string? Find(string text, string key)
    {
        using var document = Parse(text);
        return document?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(key, out var value)
            ? value.ToString() : null;
    }

    /// <summary>Which keys it has.</summary>
    public static string Describe(string text)
    {
        using var document = Parse(text);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return "it is no JSON document";
        }

        var names = root.EnumerateObject().Select(p => p.Name).ToList();
        return names.Count == 0 ? "it is empty"
            : $"it has {string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? " and others" : "")}";
    }

    private static JsonDocument? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
