using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Net;

/// <summary>What a listener rule matches.</summary>
/// <param name="Host">Null for any host.</param>
/// <param name="Path"><c>/</c> or <c>/path/deeper</c>.</param>
/// <param name="From">A header that has to be there too: such a rule is asked right before the one without.</param>
internal sealed record ListenerRuleKey(string? Host, string Path, string? From = null)
{
    /// <summary>How many parts the path has.</summary>
    public int Depth
    {
        get
        {
            var depth = 0;
            for (var i = 0; i < Path.Length; i++)
            {
                depth += Path[i] != '/' && (i == 0 || Path[i - 1] == '/') ? 1 : 0;
            }

            return depth;
        }
    }

    /// <summary>
    /// How many hosts it means: 0 for one by its name, more for a wildcard with fewer parts behind it, most for any host. What means fewer
    /// is asked first.
    /// </summary>
    public int Breadth =>
        Host is null ? RulePriorities.MostParts
        : !Host.StartsWith("*.", StringComparison.Ordinal) ? 0
        : Math.Max(1, RulePriorities.MostParts - Host.AsSpan().Count('.'));

    public override string ToString() => From is null ? Host + Path : $"{Host}{Path} {From}";
}

/// <summary>
/// Numbers for the rules of one listener. A lower number is asked first, so a host goes before a wildcard that covers it, that before any
/// host, and a longer path before a shorter; and a rule keeps its number whatever comes or goes beside it, because AWS takes no two rules
/// with one number, not even while it swaps them.
/// </summary>
/// <remarks>
/// Each breadth of a host and, within it, each depth of a path has a band of numbers. There a rule's place is the hash of what it matches;
/// where that is taken, the next that is free. Only rules that could match the same request need an order, and they are of different
/// breadth or depth.
/// </remarks>
internal static class RulePriorities
{
    public const int DeepestPath = 14;
    public const int Highest = 50_000;

    /// <summary>AWS's default quota of rules for one load balancer; it can be raised.</summary>
    public const int Quota = 100;

    /// <summary>Wildcards with more parts behind them have no order among each other.</summary>
    public const int MostParts = 8;

    // For paths of depth 0, 1, 2, 3; each deeper one has the last. All of them together are below the highest number.
    private static readonly int[] OfHosts = [12_000, 6_000, 3_000, 2_000, 100];
    private static readonly int[] OfWildcards = [300, 150, 75, 50, 25];
    private static readonly int[] OfAnyHost = [8_000, 4_000, 2_000, 1_500, 100];

    /// <summary>A number for each rule.</summary>
    /// <param name="rules">All rules of the listener, in any order.</param>
    /// <param name="existing">Numbers that rules have already; whoever is there keeps his.</param>
    public static IReadOnlyDictionary<ListenerRuleKey, int> Assign(IEnumerable<ListenerRuleKey> rules,
        IReadOnlyDictionary<ListenerRuleKey, int>? existing = null)
    {
        var wanted = rules.Distinct().ToList();
        var assigned = new Dictionary<ListenerRuleKey, int>();
        var taken = new HashSet<int>(existing?.Values ?? []);
        foreach (var rule in wanted)
        {
            if (existing?.GetValueOrDefault(rule) is { } number and > 0)
            {
                assigned.Add(rule, number);
            }
        }

        foreach (var rule in wanted.Where(r => !assigned.ContainsKey(r)).OrderBy(r => r.From is not null)
            .ThenBy(r => r.ToString(), StringComparer.Ordinal))
        {
            var before = rule.From is null ? 0 : assigned.GetValueOrDefault(rule with { From = null });
            assigned.Add(rule,
                before > 0 ? FreeBefore(rule, before, taken)
                    : Free(rule, wanted.Count(r => r.From is not null && r.Host == rule.Host && r.Path == rule.Path), taken));
        }

        return assigned;
    }

    // Not before the band: what is there belongs to deeper paths.
    private static int FreeBefore(ListenerRuleKey rule, int number, HashSet<int> taken)
    {
        for (var free = number - 1; free >= BandOf(rule).Start; free--)
        {
            if (taken.Add(free))
            {
                return free;
            }
        }

        throw new InvalidOperationException($"There is no room for {rule} before {number}.");
    }

    // The first of a band are left to rules that have to be asked before.
    private static int Free(ListenerRuleKey rule, int before, HashSet<int> taken)
    {
        if (rule.Depth > DeepestPath)
        {
            throw new InvalidOperationException($"{rule} has more than {DeepestPath} parts; what reads the app file has to refuse it.");
        }

        var (start, length) = BandOf(rule);
        var hash = (int)(Fingerprint.Hash(rule.ToString()) % (ulong)length);
        for (var i = 0; i < length; i++)
        {
            var number = start + ((hash + i) % length);
            if (number >= start + before && taken.Add(number))
            {
                return number;
            }
        }

        throw new InvalidOperationException($"There are more than {length} rules for paths as deep as {rule}; AWS takes fewer.");
    }

    // What means fewer hosts first, then deep paths.
    private static (int Start, int Length) BandOf(ListenerRuleKey rule)
    {
        var start = 1;
        for (var breadth = 0; breadth < rule.Breadth; breadth++)
        {
            start += Length(breadth, 0, DeepestPath);
        }

        return (start + Length(rule.Breadth, rule.Depth + 1, DeepestPath), Length(rule.Breadth, rule.Depth, rule.Depth));
    }

    private static int Length(int breadth, int from, int to)
    {
        var bands = breadth switch { 0 => OfHosts, < MostParts => OfWildcards, _ => OfAnyHost };
        var length = 0;
        for (var depth = from; depth <= to; depth++)
        {
            length += bands[Math.Min(depth, bands.Length - 1)];
        }

        return length;
    }
}
