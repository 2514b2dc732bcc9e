using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Reads routes: <c>/path</c>, <c>host</c> or <c>host/path</c>.</summary>
internal static class RouteReader
{
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
