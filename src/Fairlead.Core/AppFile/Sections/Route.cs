using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Reads routes: <c>/path</c>, <c>host</c> or <c>host/path</c>.</summary>
internal static class RouteReader
{
    /// <summary>Those of a service; the first is the one that URLs say. Several are hosts of one path.</summary>
    public static IReadOnlyList<Route> ReadAll(IReadOnlyList<string> texts, Node? node, Reading reading)
    {
        var routes = new List<Route>();
        for (var i = 0; i < texts.Count; i++)
        {
            var span = node is ListNode list ? list.Items[i].Span : node!.Span;
            if (Read(texts[i], span, reading) is not { } route)
            {
                continue;
            }

            if (texts.Count > 1 && (route.Host is null || (routes.Count > 0 && (route.Path != routes[0].Path || routes.Contains(route)))))
            {
                reading.Problems.Add(
                    Codes.WrongValue, span,
                    route.Host is null ? $"'{texts[i]}' answers for any host, so other hosts mean nothing beside it"
                        : routes.Contains(route) ? $"'{texts[i]}' stands here a second time"
                        : $"'{texts[i]}' has another path than '{routes[0]}', and a service has one",
                    "list hosts alone, or make another service with 'extends'");
            }
            else
            {
                routes.Add(route);
            }
        }

        return routes;
    }

    public static Route? Read(string text, Span span, Reading reading)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];
        var path = slash < 0 ? "/" : text[slash..];
        if (text.Split("://", 2) is [var scheme, var rest])
        {
            return Wrong(
                scheme is "http" or "https" ? "a route has no scheme" : $"a route leads HTTP to a service, and this is {scheme}",
                Instead(scheme, rest));
        }

        if (host.Contains(':', StringComparison.Ordinal))
        {
            return Wrong("a route has no port", "leave the port out; the process's own port stands in 'port'");
        }

        if (host.Length > 0 && !HostName.Is(host))
        {
            return Wrong($"'{host}' is not a host name", "use letters, digits, hyphens and dots, or start with / to answer for any host");
        }

        if (host.Length > 0
            && !host.Contains('.', StringComparison.Ordinal)
            && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            && !host.Equals(reading.Environment.Domain, StringComparison.OrdinalIgnoreCase))
        {
            return Wrong($"the host '{host}' has no domain", $"write /{text} for a path, or {host}.${{domain}}");
        }

        if (path.Any(c => c <= ' ' || c > '~' || c is '?' or '#' or '"' or '\\' or '*'))
        {
            return Wrong($"'{path}' is not a path prefix", "a path prefix has no query, wildcards or spaces");
        }

        return new Route(host.Length == 0 ? null : host.ToLowerInvariant(), path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/");

        Route? Wrong(string message, string hint)
        {
            reading.Problems.Add(Codes.WrongValue, span, message, hint);
            return null;
        }
    }

    // What is told to be written is what would be read.
    private static string Instead(string scheme, string rest) => scheme is not ("http" or "https")
        ? "give the service a 'port' alone: others of the app reach it by ${NAME.address}, from outside it can not be reached"
        : rest.Split('/', 2) is [var host, var path] ? $"write {host.Split(':')[0]}/{path}"
        : $"write {rest.Split(':')[0]}";
}
