using System.Globalization;

namespace Fairlead.Core.Model.Derived;

/// <summary>Ports and schemes of resources, the same wherever they run.</summary>
public static class ResourceAddress
{
    /// <summary>The port that a kind of resource listens on where nothing else is said; null for what has none.</summary>
    public static int? UsualPort(Kind kind) => kind switch
    {
        Kind.Postgres => Postgres.Port,
        Kind.Redis => Redis.Port,
        Kind.Search => Search.Port,
        _ => null,
    };

    /// <summary>The port of something that is there already.</summary>
    public static int PortOf(Existing existing, Kind kind) => existing.Port ?? UsualPort(kind) ?? Search.Port;

    /// <summary>Before the host of a URL: <c>rediss://</c>.</summary>
    public static string Scheme(Kind kind, bool isEncrypted) => kind switch
    {
        Kind.Postgres => "postgres://",
        Kind.Redis => isEncrypted ? "rediss://" : "redis://",
        _ => "https://",
    };

    /// <summary>Behind the host of a URL: <c>:6379</c>, or nothing where the scheme says it.</summary>
    public static string PortSuffix(Kind kind, int port) =>
        kind == Kind.Search && port == Search.Port ? "" : ":" + port.ToString(CultureInfo.InvariantCulture);
}
