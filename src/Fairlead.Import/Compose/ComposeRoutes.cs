using System.Text.RegularExpressions;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>Routes and ports that labels tell a load balancer: Traefik's, and those of jwilder's proxy in variables.</summary>
internal static partial class ComposeRoutes
{
    public static bool IsOne(string label) => label.StartsWith("traefik.", StringComparison.OrdinalIgnoreCase);

    public static int? Port(ComposeService service, IReadOnlyDictionary<string, string> values) => service.Labels
        .Where(l => ServerPort().IsMatch(l.Name)).Select(l => Ports.Parse(Interpolation.Fill(l.Value, values)))
            .FirstOrDefault(p => p is not null);

    /// <summary>What simple rules say: hosts, paths below them. A host that is not known is none.</summary>
    public static IReadOnlyList<(string? Host, string? Path)> Rules(ComposeService service, IReadOnlyDictionary<string, string> values)
    {
        var rules = new List<(string?, string?)>();
        foreach (var rule in service.Labels.Where(l => Rule().IsMatch(l.Name)).Select(l => l.Value ?? ""))
        {
            var path = PathPrefix().Match(rule) is { Success: true } p ? p.Groups["path"].Value.TrimEnd('/') : null;
            var hosts = Host().Matches(rule).SelectMany(m => m.Groups["hosts"].Value.Split(','))
                .Select(h => Interpolation.Fill(h.Trim(' ', '`', '"', '\''), values)).ToList();
            path = path is { Length: > 0 } ? path : null;
            rules.AddRange(hosts.Count == 0 ? [(null, path)] : hosts.Select(h => (h, path)));
        }

        return [.. rules.Distinct()];
    }

    /// <summary>The routes of all: a host that all share is the app's domain, and names below it follow it to each environment.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> All(
        IEnumerable<ComposeService> services, IReadOnlyDictionary<string, string> values)
    {
        var rules = services.Select(s => (s.Name, Rules: Rules(s, values))).Where(r => r.Rules.Count > 0).ToList();
        var hosts = rules.SelectMany(r => r.Rules).Select(r => r.Host).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var domain = hosts.OrderBy(h => h.Length).FirstOrDefault();
        string? Place(string? host) => host is null || hosts.Count < 2 ? null
            : host == domain ? "${domain}"
            : host.EndsWith("." + domain, StringComparison.Ordinal) ? host[..^domain!.Length] + "${domain}"
            : host.EndsWith(Parent(domain!), StringComparison.Ordinal) ? host[..^Parent(domain!).Length] + ".${domain}"
            : host;
        return rules.ToDictionary(
            r => r.Name,
            IReadOnlyList<string> (r) => [.. r.Rules.Select(x => Place(x.Host) + x.Path is { Length: > 0 } route ? route : "/")
                .Distinct(StringComparer.Ordinal)], StringComparer.Ordinal);
    }

    // app.example.org and api.example.org have .example.org in common.
    private static string Parent(string host) =>
        host.IndexOf('.', StringComparison.Ordinal) is var at and > 0 && host[(at + 1)..].Contains('.', StringComparison.Ordinal)
            ? host[at..] : "\n";

    [GeneratedRegex(
        @"^traefik\.http\.services\..*\.loadbalancer\.server\.port$",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ServerPort();

    [GeneratedRegex(@"^traefik\.(?:http\.routers\..*\.rule|frontend\.rule)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Rule();

    [GeneratedRegex(@"Path(?:Prefix)?(?:\(|:)\s*[`""']?(?<path>/[\w./-]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PathPrefix();

    [GeneratedRegex(@"Host(?:\(|:)(?<hosts>[^);]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Host();
}
