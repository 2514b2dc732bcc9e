using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

namespace Fairlead.Docker.Plan;

/// <summary>What a plan is made of. Everything the world had to say is in here already.</summary>
internal sealed record PlanInput(Goal Goal, Observed Observed)
{
    public App App => Goal.App;

    /// <summary>The app of the release that serves, as its record has it; null when there is none, or it can no longer be read.</summary>
    public App? LiveApp { get; init; }

    /// <summary>Secret values: those kept, and those generated for this plan.</summary>
    public required IReadOnlyDictionary<string, string> Secrets { get; init; }

    /// <summary>Those of the secrets that are not kept yet.</summary>
    public IReadOnlyDictionary<string, string> Generated { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>For each image of the file: what to start, and what it is.</summary>
    public required IReadOnlyDictionary<string, ReleaseImage> Images { get; init; }

    public IReadOnlyList<ImageBuild> Builds { get; init; } = [];

    /// <summary>Passwords of databases that were lost here, and found in their containers.</summary>
    public IReadOnlyList<string> Recovered { get; init; } = [];

    /// <summary>The major versions of PostgreSQL: of images, by their reference, where they are known.</summary>
    public IReadOnlyDictionary<string, string> ImageVersions { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long new tasks are watched before the old ones go, where the file does not say.</summary>
    public required TimeSpan Bake { get; init; }

    /// <summary>The folder of the app file.</summary>
    public required string Folder { get; init; }
}

/// <summary>A plan while its parts are put together.</summary>
internal sealed class PlanDraft
{
    /// <summary>The app's own load balancer, as plans and events speak of it.</summary>
    public const string LoadBalancer = "load-balancer";

    public PlanDraft(PlanInput input)
    {
        Input = input;
        Scope = new Scope(input.App.Id);
        var values = new Values(
            input.App,
            input.Secrets,
            input.Goal.Identity,
            input.Observed.NextRelease,
            Plan.HostPort.Choose(input.App, Scope, input.Observed))
        {
            AwsPort = Plan.HostPort.ChooseForAws(input.App, Scope, input.Observed),
        };
        Containers = new Containers(input.App, Scope, values, input.Images, input.Folder);
    }

    public PlanInput Input { get; }

    public Scope Scope { get; }

    public Containers Containers { get; }

    public App App => Input.App;

    public Goal Goal => Input.Goal;

    public Observed Observed => Input.Observed;

    /// <summary>The number that a release made by this plan gets.</summary>
    public int Release => Containers.Values.Release;

    /// <summary>
    /// The release whose databases and load balancers are made: the one to come, or where none is made the one that serves. What belongs to
    /// a release that is not on record has not proved itself.
    /// </summary>
    public int Maker { get; set; }

    public int HostPort => Containers.Values.HostPort;

    /// <summary>The port of the host for what stands in for AWS.</summary>
    public int AwsPort => Containers.Values.AwsPort;

    public List<Lane> Lanes { get; } = [];

    public List<ImagePull> Pulls { get; } = [];

    public List<Change> Changes { get; } = [];

    public List<Core.Problems.Problem> Refusals { get; } = [];

    /// <summary>Lanes without steps are no lanes.</summary>
    public void Add(Lane lane)
    {
        if (lane.Steps.Count > 0)
        {
            Lanes.Add(lane);
        }
    }

    public void Add(IEnumerable<Lane> lanes)
    {
        foreach (var lane in lanes)
        {
            Add(lane);
        }
    }

    /// <summary>The lanes so far of some kinds, to wait for.</summary>
    public IReadOnlyList<string> Done(params ReadOnlySpan<LaneKind> kinds)
    {
        var names = new List<string>();
        foreach (var lane in Lanes)
        {
            if (kinds.Contains(lane.Kind))
            {
                names.Add(lane.Name);
            }
        }

        return names;
    }

    /// <summary>The lanes so far of a kind and subject, to wait for.</summary>
    public IEnumerable<string> Done(LaneKind kind, string subject) =>
        Lanes.Where(l => l.Kind == kind && l.Subject == subject).Select(l => l.Name);

    /// <summary>What has to be done before a file can be written to the state volume: its container has to be there.</summary>
    public IEnumerable<string> StateAtHand => Done(LaneKind.Balancer, LoadBalancer);

    /// <summary>The balancer through which a service is reached by its name, as plans and events speak of it.</summary>
    public static string BalancerOf(string service) => $"{service}-balancer";

    /// <summary>The lanes so far of the volumes that a service or job mounts: no container of it can be made before.</summary>
    public IEnumerable<string> Mounted(Workload workload) => workload.Mounts.OfType<VolumeMount>()
        .SelectMany(m => Done(LaneKind.Volume, m.Volume)).Distinct(StringComparer.Ordinal);

    /// <summary>The lanes so far of what a service or job links to.</summary>
    public IEnumerable<string> Used(Workload workload) => App.GrantsOf(workload)
        .SelectMany(g => Done(LaneKind.Resource, g.Holds is Kind.Bucket or Kind.Queue or Kind.Config ? AwsServer.ServerName : g.Target)
            .Concat(Done(LaneKind.BalancerReady, BalancerOf(g.Target))))
        .Concat(Mounted(workload))
        .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// What the images of workloads are now, where they have yet to be built: the workloads that run stay if they come out the same.
    /// </summary>
    /// <returns>Null where something else differs too, or is not known.</returns>
    public IReadOnlyList<ReleaseImage>? Unless(IEnumerable<(string Image, string? Now)> images)
    {
        var found = new List<ReleaseImage>();
        foreach (var (image, now) in images)
        {
            if (string.IsNullOrEmpty(now))
            {
                return null;
            }

            found.Add(Input.Images[image] with { Id = now });
        }

        return [.. found.Distinct()];
    }
}
