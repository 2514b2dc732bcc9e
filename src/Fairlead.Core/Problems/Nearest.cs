namespace Fairlead.Core.Problems;

/// <summary>Finds the word somebody probably meant.</summary>
public static class Nearest
{
    // A file may hold thousands of names, and every one may be wrong.
    private const int MostCompared = 200;
    private const int MostListed = 40;

    /// <summary>The candidate within an edit distance of a third of the word (at least 1, at most 3), or null.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var limit = Math.Clamp(word.Length / 3, 1, 3);
        string? best = null;
        foreach (var candidate in candidates)
        {
            var distance = Distance(word, candidate, limit);
            if (distance <= limit)
            {
                best = candidate;
                limit = distance - 1;
            }
        }

        return best;
    }

    /// <summary>"did you mean 'x'?", else the list of what is allowed.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> candidates, string what) => Hint(word, candidates, what, out _);

    /// <param name="near">What was probably meant.</param>
    public static string Hint(string word, IReadOnlyCollection<string> candidates, string what, out string? near)
    {
        near = To(word, candidates.Take(MostCompared));
        return near is not null ? $"did you mean '{near}'?"
            : candidates.Count == 0 ? $"there are no {what}"
            : $"{what}: {string.Join(", ", candidates.Take(MostListed))}{(candidates.Count > MostListed ? ", …" : "")}";
    }

    // Damerau-Levenshtein (a swap of neighbours counts as one), on three rows.
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit)
        {
            return int.MaxValue;
        }

        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[b.Length];
    }
}
