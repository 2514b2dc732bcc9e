using System.Text;
using System.Text.RegularExpressions;

namespace Fairlead.Images.Plan;

/// <summary>
/// The rules of a <c>.dockerignore</c> file: Go's path.Match, <c>**</c>, and <c>!</c> for exceptions; the last rule that matches decides.
/// </summary>
public sealed class DockerIgnore
{
    private readonly List<(Regex Pattern, bool Ignored)> rules = [];

    public static DockerIgnore Parse(string text)
    {
        var ignore = new DockerIgnore();
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim().TrimStart('\uFEFF');
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var keep = line[0] == '!';
            var pattern = (keep ? line[1..].Trim() : line).Trim('/');
            if (pattern.StartsWith("./", StringComparison.Ordinal))
            {
                pattern = pattern[2..];
            }

            if (pattern is not ("" or "."))
            {
                ignore.rules.Add((Compile(pattern), !keep));
            }
        }

        return ignore;
    }

    /// <summary>True when an exception might bring back something below an ignored folder.</summary>
    public bool HasExceptions => rules.Exists(r => !r.Ignored);

    /// <param name="path">Relative to the context, with forward slashes.</param>
    public bool Ignores(string path)
    {
        var ignored = false;
        foreach (var (pattern, ignores) in rules)
        {
            if (ignores != ignored && pattern.IsMatch(path))
            {
                ignored = ignores;
            }
        }

        return ignored;
    }

    // A rule for a folder holds for all below it, hence the open end.
    private static Regex Compile(string pattern)
    {
        var text = new StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            switch (c)
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    var slash = i + 2 < pattern.Length && pattern[i + 2] == '/';
                    text.Append(slash ? "(?:.*/)?" : ".*");
                    i += slash ? 2 : 1;
                    break;
                case '*':
                    text.Append("[^/]*");
                    break;
                case '?':
                    text.Append("[^/]");
                    break;
                case '[' when pattern.IndexOf(']', i + 1) is var end and > 0:
                    text.Append('[').Append(pattern[(i + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal)).Append(']');
                    i = end;
                    break;
                case '\\' when i + 1 < pattern.Length:
                    text.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    text.Append(Regex.Escape(c.ToString()));
                    break;
            }
        }

        return new Regex(text.Append("(?:/.*)?$").ToString(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
