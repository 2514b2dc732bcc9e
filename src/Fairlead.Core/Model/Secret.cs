namespace Fairlead.Core.Model;

public enum SecretSource
{
    /// <summary>A person is asked for the value.</summary>
    Ask,

    /// <summary>Made at first use: 50 letters and digits.</summary>
    Generate,

    /// <summary>Used when it is set; where it is not, the variable is absent.</summary>
    Optional,
}

/// <param name="Name">The name it is referred to by.</param>
/// <param name="Source">Where its value comes from.</param>
/// <param name="Origin">Its declaration, or the first reference to it.</param>
/// <param name="UsedBy">The workloads that get it.</param>
public sealed record Secret(string Name, SecretSource Source, Origin Origin, IReadOnlyList<string> UsedBy) : INamed;
