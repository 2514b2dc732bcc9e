using Fairlead.Aws.Net;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>Who may come at all: in the load balancer's security groups while they hold it, else in a firewall.</summary>
internal static class AllowLists
{
    private const string Everybody4 = "0.0.0.0/0";
    private const string Everybody6 = "::/0";

    /// <summary>Each range once, in order.</summary>
    public static IReadOnlyList<string> Ranges(App app)
    {
        string[] ranges = [.. app.Edge.Allow.SelectMany(a => a.Cidrs).Distinct(StringComparer.Ordinal)];
        Array.Sort(ranges, StringComparer.Ordinal);
        return ranges;
    }

    /// <summary>A content delivery network has no security group, and a group has room for 60 rules.</summary>
    public static bool NeedsFirewall(App app) =>
        app.Edge.Allow.Count > 0 && (app.Edge.Cdn || Ranges(app).Count > SecurityGroupSet.RulesForEach);

    public static bool AreInSecurityGroups(App app) => app.Edge.Allow.Count > 0 && !NeedsFirewall(app);

    /// <summary>Ranges of one kind as a firewall takes them: it knows no range of everybody, but both its halves.</summary>
    public static IReadOnlyList<string> RangesOfFirewall(App app, bool isVersion6)
    {
        var ranges = new List<string>();
        foreach (var range in Ranges(app))
        {
            if (range.Contains(':', StringComparison.Ordinal) == isVersion6)
            {
                ranges.AddRange(
                    range switch { Everybody4 => ["0.0.0.0/1", "128.0.0.0/1"], Everybody6 => ["8000::/1", "::/1"], _ => [range] });
            }
        }

        return ranges;
    }
}
