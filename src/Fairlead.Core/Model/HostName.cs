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

    /// <summary>Whether a host is a domain or lies below it.</summary>
    public static bool IsUnder(string host, string domain) =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
