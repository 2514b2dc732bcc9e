using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>What becomes of one service's tasks.</summary>
/// <param name="Name">Of the service.</param>
/// <param name="Service">Null when it is no longer in the file.</param>
internal sealed record ServicePlan(string Name, Service? Service)
{
    /// <summary>Tasks that go on running.</summary>
    public IReadOnlyList<Container> Staying { get; init; } = [];

    /// <summary>New containers.</summary>
    public IReadOnlyList<ContainerSpec> Create { get; init; } = [];

    /// <summary>Tasks that have to prove themselves: the new ones, and those that are right but not in their slots.</summary>
    public IReadOnlyList<NewTask> NewTasks { get; init; } = [];

    /// <summary>Containers that go.</summary>
    public IReadOnlyList<Container> Leaving { get; init; } = [];

    /// <summary>Slots to empty: those of containers that go or are gone.</summary>
    public IReadOnlyList<SlotName> Out { get; init; } = [];

    /// <summary>Nothing of it changes where its image, once built, has this content after all.</summary>
    public IReadOnlyList<ReleaseImage> Unless { get; init; } = [];

    public IReadOnlyList<SlotName> In => [.. NewTasks.SelectMany(n => n.Slots)];

    public bool Changed => NewTasks.Count + Leaving.Count + Out.Count > 0;

    /// <summary>Never two copies of it. Where no container changes there are none to keep apart.</summary>
    public bool Replaces => Service?.Deploy.Strategy == Strategy.Replace && Create.Count + Leaving.Count > 0;

    public bool HasSlots => NewTasks.Any(n => n.Slots.Count > 0);
}
