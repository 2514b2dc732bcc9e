namespace Fairlead.Core.Targets;

/// <summary>One thing a plan was made from, in words: <c>container shop_local_web_3_1</c> is <c>running</c>.</summary>
/// <param name="Of">What it is about; unique in an observation.</param>
/// <param name="Is">How it was; empty where it was not there.</param>
public sealed record Fact(string Of, string Is);

/// <summary>
/// What a plan was made from: the world as it was seen, and what was wanted of it. Two plans of equal observations are the same plan.
/// It holds no secret value.
/// </summary>
/// <param name="World">What was there. A plan is applied only to a world that still is like this.</param>
/// <param name="Wanted">The file, the content of images, the configuration of each container.</param>
public sealed record Observation(IReadOnlyList<Fact> World, IReadOnlyList<Fact> Wanted)
{
    public static readonly Observation Nothing = new([], []);

    /// <summary>What differs, a line each; empty when nothing does.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<Fact> before, IReadOnlyList<Fact> now)
    {
        var present = now.ToDictionary(f => f.Of, f => f.Is, StringComparer.Ordinal);
        var was = before.ToDictionary(f => f.Of, f => f.Is, StringComparer.Ordinal);
        return
        [
            .. before.Where(f => !present.ContainsKey(f.Of)).Select(f => $"{f.Of} is gone"),
            .. now.Where(f => !was.ContainsKey(f.Of)).Select(f => $"{f.Of} is new"),
            .. now.Where(f => was.TryGetValue(f.Of, out var old) && old != f.Is).Select(
                f => $"{f.Of} was {Shown(was[f.Of])}, is {Shown(f.Is)}"),
        ];
    }

    public IReadOnlyList<string> DifferencesTo(Observation now) => [.. Differences(World, now.World), .. Differences(Wanted, now.Wanted)];

    private static string Shown(string value) => value.Length == 0 ? "nothing" : value;
}

/// <summary>The world is no longer as it was when the plan was made; nothing was changed.</summary>
public sealed class WorldChangedException(IReadOnlyList<string> differences) : FailureException(
    new Failure("the plan no longer fits", differences.Count == 1 ? "this differs" : $"{differences.Count} things differ")
    {
        Evidence = differences,
        Outcome = "nothing was changed",
        Next = "fairlead plan",
    })
{
    public IReadOnlyList<string> Differences { get; } = differences;
}
