using Amazon.Runtime;
using Fairlead.Aws.Api.Wire;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>Looks for what a deploy would fail on half-way, before it changes anything: all kinds side by side.</summary>
internal static class PreflightRun
{
    public static async Task<IReadOnlyList<Problem>> Run(PreflightSubject subject, CancellationToken cancel)
    {
        IPreflightLook[] looks =
        [
            new StackStateLook(subject), new CredentialLook(subject), new ExistingSecretLook(subject), new PlaceholderLook(subject),
            new AddressLook(subject), .. QuotaLook.All(subject), new ZoneLook(subject), new RecordedImageLook(subject),
        ];
        return [.. (await Task.WhenAll(looks.Select(l => Guarded(l, cancel)))).SelectMany(f => f)];
    }

    /// <summary>A warning as plans tell them.</summary>
    public static string Text(Problem warning) =>
        $"{warning.Span}: {warning.Message}{(warning.Suggestion is { } suggestion ? $": {suggestion}" : "")}";

    // Whoever may not look may deploy all the same; that nobody looked is said.
    private static async Task<IReadOnlyList<Problem>> Guarded(IPreflightLook look, CancellationToken cancel)
    {
        try
        {
            return await look.Find(cancel);
        }
        catch (Exception e) when (e is AmazonServiceException s && !AwsErrors.IsExpired(s) || e is HttpRequestException or TimeoutException)
        {
            var message = $"{look.What} could not be looked at: {FirstLine(e.Message)}";
            return [new Problem(look.Code, Severity.Warning, look.Place, message, null)];
        }
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
