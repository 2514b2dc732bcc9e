namespace Fairlead.Core.Targets;

/// <summary>Secret values of one app and environment.</summary>
public interface ISecretStore
{
    /// <summary>All values that are set, in one call.</summary>
    Task<IReadOnlyDictionary<string, string>> Values(CancellationToken cancel);

    /// <summary>What is known of those that are set; no value.</summary>
    Task<IReadOnlyDictionary<string, SecretValue>> List(CancellationToken cancel);

    /// <summary>Null when it is not set.</summary>
    Task<string?> Get(string name, CancellationToken cancel);

    Task Set(string name, string value, CancellationToken cancel);

    /// <summary>Sets a new value that the store makes up.</summary>
    Task Generate(string name, CancellationToken cancel);

    /// <summary>False when it was not set.</summary>
    Task<bool> Remove(string name, CancellationToken cancel);
}

/// <param name="Version">Counts from 1 and grows with each change; 0 where the store keeps no versions.</param>
/// <param name="Changed">When it was last written, if known.</param>
public sealed record SecretValue(int Version, DateTimeOffset? Changed);
