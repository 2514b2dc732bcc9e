using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>What every part of a plan is decided from, and the draft it is written to.</summary>
internal sealed record Planning(Desired Desired, Observed Observed, Goal Goal)
{
    public PlanDraft Draft { get; } = new();

    public App App => Desired.App;

    public Scope Scope => Desired.Scope;

    /// <summary>What is not named stays as it is, also what no longer is in the file.</summary>
    public bool TouchesAll => Goal is not (DeployGoal { Only.Count: > 0 } or RestartGoal);

    /// <summary>The number that a release made by this plan gets.</summary>
    public int Release => Desired.Values.Release;

    public int HostPort => Desired.Values.HostPort;
}

/// <summary>Stages that are spoken of elsewhere.</summary>
internal static class StageNames
{
    public const string Balancers = "balancers";
}

/// <summary>The parts of a plan while they are put together.</summary>
internal sealed class PlanDraft
{
    public List<Stage> Stages { get; } = [];

    public List<Change> Changes { get; } = [];

    public void Add(string stage, IEnumerable<Lane> lanes, bool commits = false)
    {
        var all = lanes.Where(l => l.Steps.Count > 0).ToList();
        if (all.Count > 0)
        {
            Stages.Add(new Stage(stage, all, commits));
        }
    }
}
