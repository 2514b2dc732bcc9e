using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Grammar;

/// <summary>What names look like, which are reserved, and that services, jobs and resources share one namespace.</summary>
internal static class NameCheck
{
    public const int Longest = 40;

    private static readonly string[] Reserved =
        ["edge", "environment", "release", "app", "domain", "secret", "ssm", "stack", "extras", "access", "zone"];

    public static bool Check(Entry entry, string what, ProblemList problems)
    {
        if (IsName(entry.Key))
        {
            return true;
        }

        var hint = Suggest(entry.Key) is { } better ? $"write '{better}'" : "start with a letter; use a-z, 0-9 and -";
        problems.Add(
            Codes.WrongName, entry.KeySpan, $"'{entry.Key}' can not be the name of {what}",
            entry.Key.Length > Longest ? $"use at most {Longest} characters" : hint);
        return false;
    }

    /// <summary>All services, jobs and resources: legal, not reserved, and each only once.</summary>
    public static void CheckNamespace(IEnumerable<(Entry Entry, string What)> names, ProblemList problems)
    {
        var seen = new Dictionary<string, (Entry Entry, string What)>(StringComparer.Ordinal);
        foreach (var (entry, what) in names)
        {
            if (!Check(entry, what, problems))
            {
                continue;
            }

            if (entry.Key.StartsWith(Extra.Prefix, StringComparison.Ordinal))
            {
                problems.Add(
                    Codes.NameTaken, entry.KeySpan, $"names that begin with {Extra.Prefix} are those of extras",
                    entry.Key.Length > Extra.Prefix.Length ? $"write '{entry.Key[Extra.Prefix.Length..]}'" : "choose another name");
            }
            else if (Reserved.Contains(entry.Key))
            {
                problems.Add(Codes.NameTaken, entry.KeySpan, $"'{entry.Key}' is a reserved word", "choose another name");
            }
            else if (!seen.TryAdd(entry.Key, (entry, what)))
            {
                var first = seen[entry.Key];
                problems.Add(
                    Codes.NameTaken, entry.KeySpan,
                    $"'{entry.Key}' is already {first.What}, on line {first.Entry.KeySpan.Line}",
                    "services, jobs and resources share their names; choose another");
            }
        }
    }

    public static bool IsName(string name) =>
        name.Length is > 0 and <= Longest
            && char.IsAsciiLetterLower(name[0])
            && name[^1] != '-'
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string? Suggest(string name)
    {
        var better = name.ToLowerInvariant().Replace('_', '-').Replace('.', '-').Replace(' ', '-').Trim('-');
        return IsName(better) ? better : null;
    }
}
