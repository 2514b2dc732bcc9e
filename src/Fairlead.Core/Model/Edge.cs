namespace Fairlead.Core.Model;

/// <summary>How the app meets the world.</summary>
public sealed record Edge
{
    /// <summary>A content delivery network stands before the load balancer.</summary>
    public required bool Cdn { get; init; }

    public required Zone Zone { get; init; }

    /// <summary>Certificates to use instead of a new one; the first is shown to whoever asks for a host that none is for.</summary>
    public required IReadOnlyList<Text> Certificates { get; init; }

    /// <summary>The longest request of services that do not say otherwise.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>A person wrote it.</summary>
    public bool SaysTimeout { get; init; }

    /// <summary>A web application firewall stands before everything.</summary>
    public required bool Waf { get; init; }

    /// <summary>What visitors have to show; null: nothing.</summary>
    public Auth? Auth { get; init; }

    /// <summary>Who may come at all; empty: everybody.</summary>
    public required IReadOnlyList<AllowList> Allow { get; init; }
}

/// <summary>Where DNS records go.</summary>
/// <param name="Kind">Whose zone it is.</param>
/// <param name="Name">The zone's domain; null: found by the app's domain, or equal to it.</param>
public sealed record Zone(ZoneKind Kind, string? Name);

public enum ZoneKind
{
    /// <summary>A hosted zone that is already there.</summary>
    Existing,

    /// <summary>A hosted zone that is made for the app.</summary>
    Create,

    /// <summary>Somebody else's DNS: the records are printed.</summary>
    External,
}

/// <param name="Name">What the list is called.</param>
/// <param name="Cidrs">Ranges of addresses.</param>
public sealed record AllowList(string Name, IReadOnlyList<string> Cidrs);

/// <summary>What visitors have to show. The family is closed.</summary>
public abstract record Auth;

/// <summary>Nothing, also where the edge asks for something.</summary>
public sealed record NoAuth : Auth;

/// <summary>A user name and a password, asked by the browser.</summary>
public sealed record BasicAuth(string User, Text Password) : Auth;

/// <summary>A login with a user pool.</summary>
/// <param name="Users">E-mail addresses; only their owners may log in.</param>
public sealed record CognitoAuth(IReadOnlyList<string> Users) : Auth;

/// <summary>As the edge asks, but requests from the pages of these services are let in.</summary>
public sealed record OpenTo(IReadOnlyList<string> Services) : Auth;
