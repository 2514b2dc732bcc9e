using Fairlead.Core.Model;

namespace Fairlead.Core.Targets;

/// <summary>Ways from this machine to what runs inside of an app's network.</summary>
public interface ITunnels
{
    /// <param name="app">The app file as it is now; null takes that of the release that serves.</param>
    /// <param name="names">Resources and services; none means all resources that run.</param>
    /// <param name="port">The port of this machine, where one name is given; null chooses.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="FailureException">One of them does not run, or the port is taken.</exception>
    Task<ITunnel> Open(App? app, IReadOnlyList<string> names, int? port, CancellationToken cancel);
}

/// <summary>Open until it is disposed, or this process ends.</summary>
public interface ITunnel : IAsyncDisposable
{
    IReadOnlyList<TunnelEnd> Ends { get; }

    /// <summary>The variables of a service or job, for a process on this machine: with the addresses that lead through here.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Variables(string workload);

    /// <summary>Ends when nothing leads through any more.</summary>
    Task WaitUntilClosed(CancellationToken cancel);
}

/// <param name="Name">The resource or service.</param>
/// <param name="Holds">What kind of thing it leads to.</param>
/// <param name="Port">On this machine's loopback.</param>
/// <param name="Url">Without a password.</param>
public sealed record TunnelEnd(string Name, Kind Holds, int Port, string Url)
{
    /// <summary>Of a database; null where there is none.</summary>
    public (string User, string Password, string Database)? Login { get; init; }
}
