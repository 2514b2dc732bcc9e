using System.Text.RegularExpressions;
using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile.References;

/// <summary>
/// CloudFormation reads <c>{{resolve:…}}</c> in any property with its own rights, which are wider than the
/// user's. So it may not stand in a text, nor be put together from parts: a part may be empty, or hold any of the letters.
/// </summary>
internal static partial class DynamicReference
{
    // Stands for a part that is not known yet; it can not occur in a file.
    private const char Unknown = '\uFFFF';

    public static bool MayForm(Text text)
    {
        if (!text.Parts.Any(p => p is Literal literal && literal.Value.Contains('{', StringComparison.Ordinal)))
        {
            return false;
        }

        var whole = string.Concat(text.Parts.Select(p => p is Literal literal ? literal.Value : Unknown.ToString()));
        return Written().IsMatch(whole.Replace(Unknown.ToString(), "", StringComparison.Ordinal)) || Possible().IsMatch(whole);
    }

    [GeneratedRegex(@"\{\{\s*resolve\s*:", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Written();

    // Two braces, the beginning of the word, and then anything: the rest may be in the part.
    [GeneratedRegex(@"\{\uFFFF?\{\s*(r(e(s(o(l(ve?)?)?)?)?)?)?\s*\uFFFF", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Possible();
}
