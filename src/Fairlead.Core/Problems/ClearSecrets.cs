using System.Buffers;
using System.Text.RegularExpressions;

namespace Fairlead.Core.Problems;

/// <summary>Secrets that one can tell by their form, to be found in the file and kept out of everything that is shown.</summary>
public static partial class ClearSecrets
{
    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        ["AKIA", "ASIA", "-----BEGIN", "gh", "glpat", "xox", "k_live_", "sk-", "AIza", "SG.", "eyJ", "://"], StringComparison.Ordinal);

    /// <summary>What kind of secret stands in a text; null when none does.</summary>
    public static string? Find(string text)
    {
        if (!MayHold(text) || Forms().Match(text) is not { Success: true } match)
        {
            return null;
        }

        return match.Groups["aws"].Success ? "an AWS access key"
            : match.Groups["key"].Success ? "a private key"
            : match.Groups["url"].Success ? "an address with a password"
            : "a token";
    }

    /// <summary>The text with every such secret as asterisks, and as long as before.</summary>
    public static string Mask(string text) => MayHold(text) ? Forms().Replace(text, static m =>
    {
        var secret = m.Groups["url"].Success ? m.Groups["url"] : m;
        return string.Concat(
            m.Value.AsSpan(0, secret.Index - m.Index), new string('*', secret.Length),
            m.Value.AsSpan(secret.Index - m.Index + secret.Length));
    }) : text;

    // Most texts are plain; and no real secret stands in a text that no program takes.
    private static bool MayHold(string text) => text.Length is >= 12 and <= 65_536 && text.AsSpan().ContainsAny(Beginnings);

    [GeneratedRegex(
        @"(?<aws>\b(AKIA|ASIA)[0-9A-Z]{16}\b)|(?<key>-----BEGIN [A-Z ]*PRIVATE KEY-----)|\bgh[pousr]_[A-Za-z0-9]{30,}"
        + @"|\bgithub_pat_[A-Za-z0-9_]{22,}|\bglpat-[A-Za-z0-9_-]{20,}"
        + @"|\bxox[abeprs]-[A-Za-z0-9-]{10,}|\b[sr]k_live_[A-Za-z0-9]{16,}|\bsk-[A-Za-z0-9_-]{32,}"
        + @"|\bAIza[0-9A-Za-z_-]{35}|\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"
        + @"|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}"
        + @"|[a-z][a-z0-9+.-]{1,20}://[^\s/:@""']{0,60}:(?<url>[^\s/@$""'{}]{1,200})@",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Forms();
}
