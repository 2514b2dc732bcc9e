using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

namespace Fairlead.Aws.Plan;

/// <summary>What a deploy has to do, decided from what is wanted and what is there.</summary>
/// <param name="Before">What it was decided from.</param>
internal sealed record ReleaseWork(Goal Goal, WantedApp Wanted, ObservedEnvironment Before)
{
    /// <summary>Made or changed, by name.</summary>
    public IReadOnlyList<string> Stacks { get; init; } = [];

    /// <summary>Stacks that the file asks for no more; the first goes first.</summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>By the name in the file; without an id where it has yet to be built.</summary>
    public IReadOnlyDictionary<string, ReleaseImage> Images { get; init; } = new Dictionary<string, ReleaseImage>(StringComparer.Ordinal);

    public IReadOnlyList<ImageBuild> Builds { get; init; } = [];

    /// <summary>Workloads that get another definition, as far as it is known; those with an image to build among them.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];

    /// <summary>Services that are rolled out, because of their definition, their count, or by hand.</summary>
    public IReadOnlyList<string> Moved { get; init; } = [];

    /// <summary>Services whose tasks are made anew though their definition stays: a secret has another value, or somebody wants it.
    /// </summary>
    public IReadOnlyList<string> Renewed { get; init; } = [];

    /// <summary>Documents of values that are written anew.</summary>
    public IReadOnlyList<string> Documents { get; init; } = [];

    /// <summary>Whose passwords of visitors are written to the firewall anew: <c>edge</c>, or a service.</summary>
    public IReadOnlyList<string> Passwords { get; init; } = [];

    /// <summary>How many secret addresses of alerts are new.</summary>
    public int Subscribed { get; init; }

    /// <summary>How many that were subscribed are wanted no more.</summary>
    public int Unsubscribed { get; init; }

    /// <summary>Databases whose owner gets a new password.</summary>
    public IReadOnlyList<string> Rotated { get; init; } = [];

    /// <summary>Databases in which extensions or users are made, as far as it is known.</summary>
    public IReadOnlyList<Postgres> Filled { get; init; } = [];

    /// <summary>Jobs of the release, in the order of their kinds.</summary>
    public IReadOnlyList<Job> Jobs { get; init; } = [];

    /// <summary>Secrets that are made up, because they have no value yet.</summary>
    public IReadOnlyList<string> Generated { get; init; } = [];

    /// <summary>What a kill or a failure left to be switched: protection, least numbers of tasks.</summary>
    public bool IsUnsettled { get; init; }

    public bool MakesRelease { get; init; }

    public int Number => Before.NextRelease;

    public bool IsEmpty => Stacks.Count + Gone.Count + Changed.Count + Moved.Count + Renewed.Count + Generated.Count + Written == 0
        && !IsUnsettled
        && Goal.MakesRelease != Core.Targets.MakesRelease.Always;

    /// <summary>How much is written besides stacks and releases.</summary>
    public int Written => Documents.Count + Passwords.Count + Subscribed + Unsubscribed + Filled.Count + Rotated.Count;

    /// <summary>In words, in the order in which it is done as far as there is one.</summary>
    public IReadOnlyList<string> Steps =>
    [
        .. Builds.Select(b => $"image {b.Image.Name}: {(b.Content is null ? "fetch" : "build")} {b.Reference}"),
        .. Stacks.Select(s => $"stack {s}: {(Before.FindStack(s) is null ? "create" : "update")}"),
        .. Generated.Select(s => $"secret {s}: generate"),
        .. Passwords.Select(p => $"{p}: write the password of visitors"),
        .. Documents.Select(d => $"{d}: write values"),
        .. Rotated.Select(d => $"{d}: a new password, told to all that use it"),
        .. Filled.Select(d => $"{d.Name}: make {DatabaseTask.Describe(d)}"),
        .. Changed.Select(w => $"{w}: register a definition"),
        .. Jobs.Where(j => j.When == When.BeforeDeploy).Select(j => $"{j.Name}: run before the roll-out"),
        .. Jobs.Where(j => j.When == When.Create).Select(j => $"{j.Name}: run once"),
        .. Moved.Select(s => $"{s}: roll out"),
        .. Renewed.Select(s => $"{s}: new tasks"),
        .. Jobs.Where(j => j.When == When.AfterDeploy).Select(j => $"{j.Name}: run after the roll-out"),
        .. MakesRelease ? [$"release {StackScope.Number(Number)}: record"] : (string[])[],
        .. Subscribed > 0 ? [$"alerts: ask {StackScope.Number(Subscribed)} to confirm"] : (string[])[],
        .. Unsubscribed > 0 ? [$"alerts: unsubscribe {StackScope.Number(Unsubscribed)}"] : (string[])[],
        .. Gone.Select(s => $"stack {s}: delete"),
    ];

    /// <summary>What was wanted, as facts.</summary>
    public IReadOnlyList<Fact> Facts() =>
    [
        .. Wanted.Stacks.Select(s => new Fact($"template {s.Name}", s.Hash)),
        .. Images.Values.OrderBy(i => i.Name, StringComparer.Ordinal)
            .Select(i => new Fact($"image {i.Name}", $"{i.Reference} {i.Id}".Trim())),
        .. Wanted.Definitions.Select(d => new Fact($"definition {d.Name}", TemplateHash.Compute(StackJson.Render(d.Template)))),
    ];
}
