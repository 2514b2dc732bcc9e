namespace Fairlead.Core.Model;

public enum SecretSource
{
    /// <summary>A person is asked for the value.</summary>
    Ask,

    /// <summary>Made at first use: 50 letters and digits.</summary>
    Generate,

    /// <summary>Used when it is set; where it is not, the variable is absent.</summary>
    Optional,

    /// <summary>Somebody else keeps it in the account's secret store; on <c>local</c> it is asked for.</summary>
    Existing,
}

/// <param name="Name">The name it is referred to by.</param>
/// <param name="Source">Where its value comes from.</param>
/// <param name="Origin">Its declaration, or the first reference to it.</param>
/// <param name="UsedBy">The workloads and documents that get it, and <c>edge</c>.</param>
public sealed record Secret(string Name, SecretSource Source, Origin Origin, IReadOnlyList<string> UsedBy) : INamed
{
    /// <summary>Where an existing one lies.</summary>
    public ExistingSecret? Existing { get; init; }

    public IReadOnlyList<Tag> Tags { get; init; } = [];
}

/// <param name="Name">The name or ARN of a secret in AWS Secrets Manager.</param>
/// <param name="Key">The key inside, where it is a JSON document.</param>
public sealed record ExistingSecret(Text Name, string? Key);
