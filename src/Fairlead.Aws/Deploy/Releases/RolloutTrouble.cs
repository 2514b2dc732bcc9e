namespace Fairlead.Aws.Deploy.Releases;

/// <summary>Why a roll-out will not come to its end.</summary>
/// <param name="Said">What ECS says of it; null where it says nothing.</param>
internal sealed record RolloutTrouble(TroubleKind Kind, string? Said);

internal enum TroubleKind
{
    /// <summary>ECS gave up: its circuit breaker, an alarm, or somebody who asked for it.</summary>
    GivenUp,

    /// <summary>Another deployment took its place, or somebody stopped it: what runs is theirs now.</summary>
    Superseded,

    /// <summary>Its tasks run and end, again and again, which ECS without checks takes for well. R15.</summary>
    DoesNotStay,

    /// <summary>ECS itself would try for ever. R13, C1.</summary>
    TooLong,
}
