namespace Fairlead.Core.Model;

/// <summary>What host names look like.</summary>
public static class HostName
{
    public static bool Is(string host) =>
        host.Length <= 253
            && host.Split('.').All(
                label =>
                    label.Length is > 0 and <= 63
                        && label[0] != '-'
                        && label[^1] != '-'
                        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    /// <summary><c>*.example.org</c>: all hosts below one, however deep, as AWS's load balancer means it.</summary>
    public static bool IsWildcard(string host) => host.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>Whether a wildcard means a host, or all that another wildcard means.</summary>
    public static bool Covers(string wildcard, string host) =>
        IsWildcard(wildcard) && host.Length > wildcard.Length - 1 && host != wildcard
            && host.EndsWith(wildcard[1..], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a host is a domain or lies below it.</summary>
    public static bool IsUnder(string host, string domain) =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
