namespace Fairlead.Images.Registry;

/// <summary>Why a registry does not do what it is asked.</summary>
public enum RegistryFault
{
    /// <summary>It does not have it.</summary>
    Missing,

    /// <summary>It wants a login, or another one.</summary>
    Refused,

    /// <summary>It was asked too often.</summary>
    Limited,

    /// <summary>The tag stands for something else already, and can not be moved.</summary>
    Taken,

    /// <summary>It does not answer.</summary>
    Unreachable,

    /// <summary>Anything else; its own words say what.</summary>
    Failed,
}

/// <summary>A registry refused, or does not answer.</summary>
/// <param name="reason">In its own words, without what it was given.</param>
public sealed class RegistryException(RegistryFault fault, string reason, Exception? inner = null) : Exception(reason, inner)
{
    public RegistryFault Fault { get; } = fault;
}
