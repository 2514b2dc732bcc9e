using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>Under which names visitors come.</summary>
internal static class DomainNames
{
    /// <summary>Whether the load balancer has a certificate.</summary>
    public static bool HasCertificate(App app) => app.Environment.Domain is not null || app.Edge.Certificates.Count > 0;

    /// <summary>
    /// All names that services answer for or send on from, in order. A route without a host answers for the domain.
    /// </summary>
    public static IReadOnlyList<string> Hosts(App app)
    {
        string[] hosts =
            [.. app.Services.SelectMany(s => s.AllRoutes()).Select(r => r.Host ?? app.Environment.Domain).OfType<string>()
            .Distinct(StringComparer.Ordinal)];
        Array.Sort(hosts, StringComparer.Ordinal);
        return hosts;
    }

    /// <summary>Those that Fairlead makes records and certificates for: what is under the domain, where its zone is within reach.</summary>
    public static IReadOnlyList<string> OwnHosts(App app) =>
        app.Environment.Domain is not { } domain || app.Edge.Zone.Kind == ZoneKind.External ? []
        : [.. Hosts(app).Where(h => h == domain || h.EndsWith("." + domain, StringComparison.Ordinal))];

    /// <summary>What the certificate is for.</summary>
    public static IReadOnlyList<string> CertificateNames(App app) => Covering(OwnHosts(app));

    /// <summary>
    /// Names that are enough for a certificate of all: of hosts that a wildcard stands for only the wildcard. In a certificate it stands
    /// for one part of a name, where a load balancer and DNS take it for any number.
    /// </summary>
    public static IReadOnlyList<string> Covering(IReadOnlyList<string> hosts) => !hosts.Any(HostName.IsWildcard) ? hosts
        : [.. hosts.Where(h => HostName.IsWildcard(h) || !hosts.Contains($"*.{h[(h.IndexOf('.', StringComparison.Ordinal) + 1)..]}"))];

    /// <summary>
    /// Names that each have a record to prove them: a wildcard and the name behind it have one, which can not be made twice.
    /// </summary>
    public static IEnumerable<string> Proved(IReadOnlyList<string> names) =>
        names.Where(n => !HostName.IsWildcard(n) || !names.Contains(n[2..]));

    /// <summary>The zone that is made for the app; null where it is there already, or somebody else keeps it.</summary>
    public static string? NewZone(App app) =>
        app.Edge.Zone.Kind == ZoneKind.Create && OwnHosts(app).Count > 0 ? app.Edge.Zone.Name ?? app.Environment.Domain : null;

    /// <summary>The id of the zone that records stand in. Of all zones of the account the longest match is an existing one.</summary>
    public static Value Zone(StackScope scope, Stack stack) => scope.ZoneStack is { } made
        ? StackScope.ImportOutput(stack, "HostedZoneId", made, "HostedZoneId")
        : StackScope.Parameter(stack, "HostedZoneId");
}
