using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>What a lane does, in the order of a deploy.</summary>
internal enum LaneKind
{
    /// <summary>Generated values are kept, before anything is made with them.</summary>
    Secrets,
    Network,
    Volume,

    /// <summary>A load balancer's container is there: files can be written to the state volume.</summary>
    Balancer,

    /// <summary>It answers, and knows the services that are to come.</summary>
    BalancerReady,
    Resource,
    BeforeDeploy,
    CreateJob,

    /// <summary>Containers of new tasks are there and do not run yet.</summary>
    Create,

    /// <summary>New tasks run beside the old and have shown that they work.</summary>
    Start,

    /// <summary>The same for tasks that get no requests.</summary>
    Worker,

    /// <summary>The old tasks have ended before the new ones start.</summary>
    Replace,
    Switch,
    Routes,

    /// <summary>The new tasks serve and are watched; the old ones stand ready.</summary>
    Bake,
    Record,
    Drain,
    Stop,
    Tidy,
    AfterDeploy,
    Leftover,
}

/// <summary>Steps on one subject, one after the other. What a lane has to wait for it says itself; all else runs beside it.</summary>
internal sealed record Lane(LaneKind Kind, string Subject, Activity Activity, IReadOnlyList<Step> Steps)
{
    /// <summary>Names of the lanes that have to be done before.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Takes the steps back; carried out when something fails before the plan's point of no return.</summary>
    public IReadOnlyList<Step> Undo { get; init; } = [];

    /// <summary>What to say when it is done: "2 tasks healthy".</summary>
    public string? Detail { get; init; }

    /// <summary>Which of several of a kind and subject it is: a container.</summary>
    public string? Part { get; init; }

    /// <summary>It is a part of another lane's work, and not told by itself.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Left out when each of these images, once built, has this content after all: then it is what runs already.</summary>
    public IReadOnlyList<ReleaseImage> Unless { get; init; } = [];

    /// <summary>Unique in a plan.</summary>
    public string Name => Part is null ? $"{Kind} {Subject}" : $"{Kind} {Subject} {Part}";

    /// <summary>Something of it listens on this machine from then on.</summary>
    public bool TakesPort => this is { Kind: LaneKind.BalancerReady, Subject: PlanDraft.LoadBalancer }
        or { Kind: LaneKind.Resource, Subject: AwsServer.ServerName };

    /// <summary>Once the release is on record, or one of the others has begun, nothing is taken back any more.</summary>
    public bool Commits => Kind >= LaneKind.Record;
}
