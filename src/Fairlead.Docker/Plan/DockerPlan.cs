using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

namespace Fairlead.Docker.Plan;

internal sealed record DockerPlan(AppId Id) : Core.Targets.Plan(Id)
{
    /// <summary>Finished images to get before anything else, each for the first whose it is.</summary>
    public IReadOnlyList<ImagePull> Pulls { get; init; } = [];

    /// <summary>Images to build before anything is done with them.</summary>
    public IReadOnlyList<ImageBuild> Builds { get; init; } = [];

    /// <summary>In an order in which each follows those that it waits for.</summary>
    public IReadOnlyList<Lane> Lanes { get; init; } = [];

    /// <summary>The images of the file, by name; without a content id where they have yet to be built.</summary>
    public IReadOnlyDictionary<string, ReleaseImage> Images { get; init; } = new Dictionary<string, ReleaseImage>(StringComparer.Ordinal);

    /// <summary>Ports of the host that were free when the plan was made, and that it takes.</summary>
    public IReadOnlyList<int> TakesPorts { get; init; } = [];

    /// <summary>The release it makes; null where it makes none.</summary>
    public Release? Release { get; init; }

    /// <summary>What serves on when the plan fails.</summary>
    public Release? Live { get; init; }

    /// <summary>What runs when it is carried out.</summary>
    public Status Expected { get; init; } = new(Id);

    /// <summary>It runs, and goes on as it is.</summary>
    public bool Leaves(Container container) =>
        container is { Runs: true, Role: not (Role.Job or Role.Tunnel) } && !Scope.IsFormer(container.Handle)
            && !Lanes.Where(l => l.Unless.Count == 0).SelectMany(l => l.Steps)
                .Any(s => s is StopContainer stop && stop.Name == container.Handle);

    public override IReadOnlyList<string> Details =>
    [
        .. Pulls.Select(p => p.ToString()),
        .. Builds.Select(b => b.ToString()),
        .. Lanes.SelectMany(l => l.Steps.Select(step => step.ToString())),
    ];
}

/// <summary>A finished image that a container of the plan is made of.</summary>
/// <param name="Subject">The resource or load balancer that it is for.</param>
internal sealed record ImagePull(string Subject, string Reference)
{
    /// <summary>The line of the file that asks for it.</summary>
    public Span? Place { get; init; }

    public override string ToString() => $"pull {Reference} unless the engine has it";
}
