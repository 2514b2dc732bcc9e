using System.Text;
using Fairlead.Core.Model;

namespace Fairlead.Docker.Plan;

/// <summary>
/// Which backend answers for which address: one file, so that routes move in one step. A host is asked before the wildcards that cover it,
/// and these before any host; among the paths of each the longest prefix wins, whatever the order.
/// </summary>
internal static class HaproxyRoutes
{
    private const string Redirected = "redirect:";

    /// <summary>The key of a service with a host port.</summary>
    public static string DirectKey(string service) => "direct:" + service;

    /// <summary>
    /// Finds what answers, as <c>txn.to</c>. Keys and entries end in "/", so that /api does not match /apix. A host's nearest wildcard is
    /// found by its end, and stands in the keys of its paths as it is written.
    /// </summary>
    public static string Rules(string routes, int hostPort) => $$"""
                http-request set-var(txn.host) req.hdr(host),field(1,:),lower
                http-request set-var(txn.path) path
                http-request set-var(txn.key) var(txn.host),concat(,txn.path,/)
                http-request set-var(txn.to) var(txn.key),map_beg({{routes}})
                http-request set-var(txn.below) var(txn.host),map_end({{routes}})
                http-request set-var(txn.many) var(txn.below),concat(,txn.path,/) if { var(txn.below) -m found }
                http-request set-var(txn.to) var(txn.many),map_beg({{routes}}) if { var(txn.many) -m found } !{ var(txn.to) -m found }
                http-request set-var(txn.any) str(*),concat(,txn.path,/)
                http-request set-var(txn.to) var(txn.any),map_beg({{routes}}) unless { var(txn.to) -m found }
                acl sent_on var(txn.to) -m beg {{Redirected}}
                http-request redirect location http://%[var(txn.to),bytes({{Redirected.Length}})]:{{hostPort}}%[pathq] code 301 if sent_on
            """;

    /// <summary>The file of <see cref="Rules"/>.</summary>
    public static string Render(App app, Func<Service, string> backendOf)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in app.Services)
        {
            foreach (var route in service.Routes)
            {
                Add(map, app, route, backendOf(service));
            }

            foreach (var redirect in service.Redirects)
            {
                Add(map, app, redirect.Route, Redirected + redirect.To);
            }

            if (service.HostPort is not null)
            {
                map[DirectKey(service.Name)] = backendOf(service);
            }
        }

        var wildcards = app.Services.SelectMany(s => s.AllRoutes()).Select(r => r.Host).OfType<string>().Where(HostName.IsWildcard)
            .Distinct(StringComparer.Ordinal).OrderByDescending(h => h.Length).ThenBy(h => h, StringComparer.Ordinal).ToList();
        Inherit(map, wildcards);
        var text = new StringBuilder();
        foreach (var entry in map)
        {
            text.Append($"{entry.Key} {entry.Value}\n");
        }

        // Of several ends that fit the first is taken.
        wildcards.ForEach(w => text.Append($"{w[1..]} {w}\n"));
        return text.ToString();
    }

    private static void Add(SortedDictionary<string, string> map, App app, Route route, string to)
    {
        var path = PathOf(route);
        map[(route.Host ?? "*") + path] = to;
        if (route.Host == app.Environment.Domain)
        {
            map.TryAdd("localhost" + path, to);
            map.TryAdd("127.0.0.1" + path, to);
        }
    }

    // Only the nearest wildcard is looked at, so it also has what the wider ones say and it does not.
    private static void Inherit(SortedDictionary<string, string> map, List<string> wildcards)
    {
        foreach (var wildcard in wildcards)
        {
            foreach (var wider in wildcards.Where(w => HostName.Covers(w, wildcard)))
            {
                foreach (var (key, to) in map.Where(e => e.Key.StartsWith(wider + "/", StringComparison.Ordinal)).ToList())
                {
                    var own = wildcard + key[wider.Length..];
                    if (!map.Keys.Any(k => own.StartsWith(k, StringComparison.Ordinal)))
                    {
                        map.Add(own, to);
                    }
                }
            }
        }
    }

    private static string PathOf(Route route) => route.Path.EndsWith('/') ? route.Path : route.Path + "/";
}
