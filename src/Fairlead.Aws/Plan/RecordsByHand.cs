using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>
/// The DNS records that somebody has to enter, as their zone is not within reach; as far as they are known before a deploy.
/// </summary>
internal static class RecordsByHand
{
    public static IEnumerable<Note> Describe(App app)
    {
        var target = app.Edge.Cdn ? "the distribution's name" : "the load balancer's name";
        string[] hosts = [.. DomainNames.Hosts(app).Except(DomainNames.OwnHosts(app), StringComparer.Ordinal)];
        var isAsked = app.Edge is { Certificates.Count: 0, Zone.Kind: ZoneKind.External };
        var proved = isAsked ? DomainNames.Proved(DomainNames.Covering(hosts)).ToHashSet(StringComparer.Ordinal) : [];
        foreach (var host in hosts)
        {
            var type = IsTop(app, host) ? "ALIAS or ANAME (at the top of a zone no CNAME can stand)" : "CNAME";
            yield return new Note(host, $"needs a record in its zone: {type} {host} → {target}, which the first deploy tells");
            if (proved.Contains(host))
            {
                var behind = HostName.IsWildcard(host) ? host[2..] : host;
                yield return new Note(host, $"needs another for its certificate: CNAME _….{behind}"
                    + " → _….acm-validations.aws, both of which the first deploy tells, and waits for");
            }
        }
    }

    // Where the file does not name the zone, two words are most likely all of it.
    private static bool IsTop(App app, string host) =>
        app.Edge.Zone.Name is { } zone ? host == zone : host.AsSpan().Count('.') == 1;
}
