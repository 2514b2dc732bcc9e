using System.Text;

namespace Fairlead.Import.Text;

/// <summary>Names as the app file wants them: lower-case letters, digits and hyphens, from a letter on.</summary>
public static class AppNames
{
    private const int Longest = 40;

    private static readonly string[] Reserved =
        ["edge", "environment", "release", "app", "domain", "secret", "ssm", "stack", "extras", "access", "zone"];

    // Letters with marks, and what they are without. The process knows no culture, so nothing else would tell.
    private static readonly (string Marked, string Plain)[] Letters =
    [
        ("àáâãäåāăą", "a"), ("çćčĉ", "c"), ("ďđð", "d"), ("èéêëēėęě", "e"), ("ğĝģ", "g"), ("ìíîïīįı", "i"),
        ("ķ", "k"), ("łľĺļ", "l"), ("ñńňņ", "n"), ("òóôõöøōő", "o"), ("řŕ", "r"), ("śšşș", "s"),
        ("ťţț", "t"), ("ùúûüūůűų", "u"), ("ýÿ", "y"), ("źžż", "z"), ("ß", "ss"), ("æ", "ae"),
        ("œ", "oe"), ("þ", "th"),
    ];

    public static bool IsLegal(string name) => Legal(name) == name;

    /// <summary>The nearest legal name; null where nothing is left of it.</summary>
    public static string? Legal(string name)
    {
        var text = new StringBuilder();
        string Plain(char c) => Letters.FirstOrDefault(l => l.Marked.Contains(c, StringComparison.Ordinal)).Plain ?? $"{c}";
        foreach (var c in name.ToLowerInvariant().SelectMany(Plain))
        {
            if (char.IsAsciiLetterLower(c) || (char.IsAsciiDigit(c) && text.Length > 0))
            {
                text.Append(c);
            }
            else if (text.Length > 0 && text[^1] != '-')
            {
                text.Append('-');
            }
        }

        var legal = text.ToString(0, Math.Min(Longest, text.Length)).TrimEnd('-');
        return legal.Length == 0 ? null : legal;
    }

    /// <summary>Letters, digits and underscores, not starting with a digit.</summary>
    public static bool IsVariable(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    public static bool IsReserved(string name) => Reserved.Contains(name) || name.StartsWith("x-", StringComparison.Ordinal);

    /// <summary>A legal name that is neither reserved nor taken, and takes it.</summary>
    public static string Free(string wanted, string otherwise, ISet<string> taken)
    {
        var name = Legal(wanted) is not { } legal || legal == "app" ? otherwise : IsReserved(legal)
            ? $"{legal.Replace("x-", "", StringComparison.Ordinal)}-service" : legal;
        var free = name;
        for (var i = 2; !taken.Add(free); i++)
        {
            free = $"{name[..Math.Min(name.Length, Longest - 3)]}-{i}";
        }

        return free;
    }
}
