using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

internal sealed record DockerPlan(AppId Id) : Core.Targets.Plan(Id)
{
    public IReadOnlyList<Stage> Stages { get; init; } = [];

    /// <summary>Images to build before anything else; their plan is made anew once they are there.</summary>
    public IReadOnlyList<ImageBuild> Builds { get; init; } = [];

    /// <summary>It takes a port of the host that was free when the plan was made.</summary>
    public bool ChoosesPort { get; init; }

    /// <summary>The release it makes; null where it makes none.</summary>
    public Release? Release { get; init; }

    /// <summary>What the plan was made of, to make it anew after the builds.</summary>
    public App? App { get; init; }

    public Goal? Goal { get; init; }

    /// <summary>What serves on when the plan fails.</summary>
    public Release? Live { get; init; }

    public override IReadOnlyList<string> Details =>
    [
        .. Builds.Select(b => b.Fetch is null ? $"build {b.Tag}" : $"pull {b.Fetch}"),
        .. Stages.SelectMany(s => s.Lanes.SelectMany(l => l.Steps.Select(step => step.ToString()))),
    ];
}

/// <summary>An image that has to be built, or fetched.</summary>
/// <param name="Tag">What it will be called: the hash of all that goes in.</param>
/// <param name="Context">That hash.</param>
internal sealed record ImageBuild(Image Image, string Tag, string Context)
{
    /// <summary>Fetch base images anew.</summary>
    public bool Pull { get; init; }

    /// <summary>A finished image to fetch instead of a build.</summary>
    public string? Fetch { get; init; }
}
