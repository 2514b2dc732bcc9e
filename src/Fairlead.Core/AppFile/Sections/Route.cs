using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class RedirectKeys
{
    public static readonly Section Section = new("a redirect");

    public static readonly Key<string?> Host = Section.Add(
        "host", Shapes.Word with { Words = "a host", Example = "www.example.org" }, null, "The host whose visitors are sent on.");
    public static readonly Key<string?> Redirect = Section.Add(
        "redirect", Shapes.Host with { Example = "example.org" }, null,
        "The host where they are sent, with 301; path and query stay.");
}

/// <summary>An entry of <c>route</c>, as it is written.</summary>
/// <param name="Text">A path, a host or both.</param>
/// <param name="To">Where visitors are sent; null where the service answers them.</param>
internal sealed record WrittenRoute(string Text, string? To);

/// <summary>What leads to a service.</summary>
internal sealed record ServiceRoutes(IReadOnlyList<Route> Plain, IReadOnlyList<Redirect> Redirects)
{
    /// <summary>The one that URLs say: no URL has a wildcard.</summary>
    public Route? Main => Plain.FirstOrDefault(r => r.Host is null || !HostName.IsWildcard(r.Host)) ?? (Plain.Count > 0 ? Plain[0] : null);
}

/// <summary>Reads routes: <c>/path</c>, <c>host</c>, <c>host/path</c>, or a host that leads to another.</summary>
internal static class RouteReader
{
    public static readonly Shape<WrittenRoute?> Shape = Forms.Short(
        Forms.As(
            Shapes.Word with { Words = "a path, a host, or a host and a path", Example = "${domain}/api" },
            static text => text is null ? null : new WrittenRoute(text, To: null)),
        Forms.Map(() => RedirectKeys.Section, Entry, "{host: www.example.org, redirect: example.org}"));

    /// <summary>Those of a service. Several are hosts of one path.</summary>
    public static ServiceRoutes ReadAll(IReadOnlyList<WrittenRoute> written, Node? node, Reading reading)
    {
        var (routes, redirects) = (new List<Route>(), new List<Redirect>());
        for (var i = 0; i < written.Count; i++)
        {
            var span = node is ListNode list ? list.Items[i].Span : node!.Span;
            if (Read(written[i].Text, span, reading) is not { } route)
            {
                continue;
            }

            if (written[i].To is { } to)
            {
                AddRedirect(new Redirect(route.Host!, to.ToLowerInvariant()), routes, redirects, span, reading);
            }
            else if (Fault(written[i].Text, route, written.Count(w => w.To is null), routes, redirects) is { } fault)
            {
                reading.Problems.Add(Codes.WrongValue, span, fault, "list hosts alone, or make another service with 'extends'");
            }
            else
            {
                routes.Add(route);
            }
        }

        if (redirects.Count > 0 && written.All(w => w.To is not null))
        {
            reading.Problems.Add(
                Codes.MissingKey, node!.Span, "a redirect stands beside what the service answers for, and it answers for nothing",
                $"add a route of its own: [{redirects[0].To}, {{host: {redirects[0].Host}, redirect: {redirects[0].To}}}]");
        }

        return new ServiceRoutes(routes, redirects);
    }

    /// <summary>Whether no host has a name that URLs could say; asked before routes are read.</summary>
    public static bool IsAllWildcards(Node? node) => node switch
    {
        ScalarNode scalar => HostName.IsWildcard(scalar.Value),
        ListNode list => list.Items.Any(IsAllWildcards) && list.Items.All(i => i is MapNode || IsAllWildcards(i)),
        _ => false,
    };

    private static WrittenRoute? Entry(Fields fields, Reading reading)
    {
        var host = fields.Need(RedirectKeys.Host, fields.Span, "a redirect", "host: www.example.org");
        var to = fields.Need(RedirectKeys.Redirect, fields.Span, "a redirect", "redirect: example.org");
        if (host is not null && (host.Length == 0 || host.Contains('/', StringComparison.Ordinal)))
        {
            reading.Problems.Add(
                Codes.WrongValue, fields.ValueOf(RedirectKeys.Host), $"'{host}' is not a host name",
                "a redirect is of a whole host: path and query stay as they are");
            return null;
        }

        return host is null || to is null ? null : new WrittenRoute(host, to);
    }

    private static void AddRedirect(Redirect redirect, List<Route> routes, List<Redirect> redirects, Span span, Reading reading)
    {
        if (routes.Contains(redirect.Route) || redirects.Exists(r => r.Host == redirect.Host))
        {
            reading.Problems.Add(
                Codes.WrongValue, span, $"'{redirect.Host}' stands here a second time", "a host is answered or sent on, and not both");
        }
        else
        {
            redirects.Add(redirect);
        }
    }

    private static string? Fault(string text, Route route, int count, List<Route> routes, List<Redirect> redirects) =>
        count > 1 && route.Host is null ? $"'{text}' answers for any host, so other hosts mean nothing beside it"
        : routes.Contains(route) || redirects.Exists(r => r.Route == route) ? $"'{text}' stands here a second time"
        : routes.Count > 0 && route.Path != routes[0].Path
            ? $"'{text}' has another path than '{routes[0]}', and a service has one"
        : null;

    private static Route? Read(string text, Span span, Reading reading)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];
        var path = slash < 0 ? "/" : text[slash..];
        if ((SchemeFault(text) ?? HostFault(text, host, reading)) is var (message, hint))
        {
            reading.Problems.Add(Codes.WrongValue, span, message, hint);
            return null;
        }

        if (path.Any(c => c <= ' ' || c > '~' || c is '?' or '#' or '"' or '\\' or '*'))
        {
            reading.Problems.Add(
                Codes.WrongValue, span, $"'{path}' is not a path prefix", "a path prefix has no query, wildcards or spaces");
            return null;
        }

        return new Route(host.Length == 0 ? null : host.ToLowerInvariant(), path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/");
    }

    private static (string Message, string Hint)? SchemeFault(string text) => text.Split("://", 2) is not [var scheme, var rest] ? null
        : (scheme is "http" or "https" ? "a route has no scheme" : $"a route leads HTTP to a service, and this is {scheme}",
            Instead(scheme, rest));

    private static (string Message, string Hint)? HostFault(string text, string host, Reading reading)
    {
        var name = HostName.IsWildcard(host) ? host[2..] : host;
        return host.Length == 0 ? null
            : host.Contains(':', StringComparison.Ordinal)
                ? ("a route has no port", "leave the port out; the process's own port stands in 'port'")
            : name.Contains('*', StringComparison.Ordinal)
                ? ($"'{host}' is not a host name", "a wildcard is all of the first part, as in \"*.${domain}\"; / answers for any host")
            : !HostName.Is(name)
                ? ($"'{host}' is not a host name", "use letters, digits, hyphens and dots, or start with / to answer for any host")
            : name.Contains('.', StringComparison.Ordinal) || name.Equals(reading.Environment.Domain, StringComparison.OrdinalIgnoreCase)
                || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? null
            : ($"the host '{host}' has no domain", host == name ? $"write /{text} for a path, or {host}.${{domain}}"
                : "write \"*.${domain}\", or another domain in place of it");
    }

    // What is told to be written is what would be read.
    private static string Instead(string scheme, string rest) => scheme is not ("http" or "https")
        ? "give the service a 'port' alone: others of the app reach it by ${NAME.address}, from outside it can not be reached"
        : rest.Split('/', 2) is [var host, var path] ? $"write {host.Split(':')[0]}/{path}"
        : $"write {rest.Split(':')[0]}";
}
