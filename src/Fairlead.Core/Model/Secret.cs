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

/// <summary>A secret that somebody else keeps: in AWS Secrets Manager, or as a parameter of AWS Systems Manager.</summary>
/// <param name="Name">Its name, its ARN, a reference that says one of them, or <c>ssm:/path</c>.</param>
public sealed record ExistingSecret(Text Name)
{
    /// <summary>How a parameter is named, before its path.</summary>
    public const string ParameterMark = "ssm:";

    /// <summary>The key inside, where it is a JSON document.</summary>
    public string? Key { get; init; }

    /// <summary>One version of it, by its id; null with <see cref="Stage"/> null: the current one.</summary>
    public string? Version { get; init; }

    /// <summary>The version that carries a label, such as <c>AWSPREVIOUS</c>.</summary>
    public string? Stage { get; init; }

    /// <summary>The key of one's own that it is encrypted with; null: AWS's.</summary>
    public Text? KmsKey { get; init; }

    /// <summary>The path where it is a parameter, with its slash.</summary>
    public string? ParameterPath =>
        Name.Constant is { } known && known.StartsWith(ParameterMark, StringComparison.Ordinal) ? known[ParameterMark.Length..] : null;

    /// <summary>Whether it is a parameter, by its path or its ARN.</summary>
    public bool IsParameter => ParameterPath is not null
        || (Name.Parts is [Literal { Value: var first }, ..] && first.Split(':') is ["arn", _, "ssm", ..]);
}
