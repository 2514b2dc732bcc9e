using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>Whether the public DNS sends those who ask for a domain to its zone in this account.</summary>
/// <param name="ask">The name servers that public DNS says a domain has; null where nobody answers.</param>
internal sealed class ZoneDelegation(Func<string, CancellationToken, Task<IReadOnlyList<string>?>> ask)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    // Those of every private zone (Route 53 Developer Guide, "Private hosted zones": reserved names): who asks from within a network is
    // told these, and learns nothing of the public.
    private static readonly string[] OfPrivateZones =
        ["ns-0.awsdns-00.com", "ns-512.awsdns-00.net", "ns-1024.awsdns-00.org", "ns-1536.awsdns-00.co.uk"];

    /// <summary>What public DNS names instead, which may be nothing; null where it names the zone's, or nobody knows.</summary>
    public async Task<IReadOnlyList<string>?> FindOthers(string zone, IReadOnlyList<string> servers, CancellationToken cancel)
    {
        var said = (await ask(zone.TrimEnd('.'), cancel))?.Select(Plain).ToList();
        return said is null || servers.Count == 0 || said.Intersect(OfPrivateZones).Any() || said.Intersect(servers.Select(Plain)).Any()
            ? null : said;
    }

    /// <summary>Of a zone that was just made: says what a registrar has to be told, and waits until it was.</summary>
    public async Task Await(string zone, IReadOnlyList<string> servers, EventStream events, CancellationToken cancel)
    {
        var end = events.Now + Longest;
        for (var isTold = false; await FindOthers(zone, servers, cancel) is not null; isTold = true)
        {
            if (!isTold)
            {
                events.Warned(zone, Advice(zone, servers));
            }

            if (events.Now >= end)
            {
                throw new FailureException(new Failure($"{zone}: the domain does not lead to its new zone yet",
                    $"for {Longest.TotalMinutes:0} minutes no name server of the zone stood in public DNS,"
                    + " and no certificate is given before")
                {
                    Evidence = [.. servers], Outcome = "the zone is there and stays; nothing that needs it was made",
                    Next = "set these name servers at the registrar; then: fairlead deploy (it goes on from here)",
                });
            }

            await Task.Delay(Interval, events.Clock, cancel);
        }
    }

    public static string Advice(string zone, IReadOnlyList<string> servers) =>
        $"set the name servers of {zone} at its registrar: {string.Join(", ", servers)}";

    private static string Plain(string name) => name.TrimEnd('.').ToLowerInvariant();
}
