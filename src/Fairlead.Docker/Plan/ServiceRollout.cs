using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>
/// The roll-out: new tasks beside the old, proof, switch, drain, stop. Workers wait until the others have proved themselves, unless
/// nothing runs yet; no request is let in before all have.
/// </summary>
internal sealed class ServiceRollout(PlanDraft draft, IReadOnlyList<ServicePlan> plans)
{
    // In-flight requests get this long at most; what lasts longer on the local engine is a websocket or forgotten.
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReplaceDrain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RemovedServiceStop = TimeSpan.FromSeconds(30);

    private readonly Observed observed = draft.Observed;
    private readonly Differences differences = new(draft);

    public void Start()
    {
        draft.Changes.AddRange(plans.Where(p => p.Changed).Select(Explain));
        var rolling = plans.Where(p => p.NewTasks.Count > 0 && !p.Replaces).ToList();
        draft.Add(plans.Where(p => p.Create.Count > 0 && !p.Replaces).Select(CreateLane));
        draft.Add(rolling.Where(p => p.HasSlots).Select(p => StartLane(LaneKind.Start, p, [])));
        draft.Add(rolling.Where(p => !p.HasSlots)
            .Select(p => StartLane(LaneKind.Worker, p, observed.Live is null ? [] : draft.Done(LaneKind.Start))));
        var proved = draft.Done(LaneKind.Start, LaneKind.Worker);
        draft.Add(plans.Where(p => p.Changed && p.Replaces).Select(p => ReplaceLane(p, proved)));

        // The first release lets requests in as soon as whoever gets them is ready; later ones wait until all are.
        var ready = observed.Live is null ? draft.Done(LaneKind.Start, LaneKind.CreateJob, LaneKind.Replace)
            : draft.Done(LaneKind.Start, LaneKind.Worker, LaneKind.Replace, LaneKind.CreateJob);
        draft.Add(rolling.Where(p => p.HasSlots).Select(p => SwitchLane(p, ready)));
    }

    /// <summary>
    /// The old tasks stand ready until the new ones have stood; a first release has no old ones. What serves is told by then, so
    /// nobody waits for it.
    /// </summary>
    public void Bake()
    {
        if (observed.Live is null)
        {
            return;
        }

        var switched = draft.Done(LaneKind.Start, LaneKind.Worker, LaneKind.Replace, LaneKind.CreateJob, LaneKind.Switch, LaneKind.Routes);
        draft.Add(plans.Where(p => p.NewTasks.Count > 0).Select(p => (Plan: p, Time: p.Service!.Deploy.Bake ?? draft.Input.Bake))
            .Where(p => p.Time > TimeSpan.Zero)
            .Select(p => new Lane(LaneKind.Bake, p.Plan.Name, Activity.Bake,
                [new Bake(p.Plan.Name, p.Plan.NewTasks, p.Time) { Place = p.Plan.Service!.Origin.PlaceOf("command") }])
            {
                After = switched,
                Unless = p.Plan.Unless,
            }));
    }

    public void Retire()
    {
        // Where a release is made its record waits for all of this; a restart makes none.
        var switched = draft.Done(
            LaneKind.Start, LaneKind.Worker, LaneKind.Replace, LaneKind.Switch, LaneKind.Routes, LaneKind.Bake, LaneKind.Record);
        draft.Add(plans.Where(p => !p.Replaces && p.Out.Count > 0).Select(p =>
            new Lane(LaneKind.Drain, p.Name, Activity.Drain, [new DrainSlots(p.Out, DrainTime(p.Service, LongestDrain))])
            {
                After = switched,
                Unless = p.Unless,
                Detail = "old tasks drained",
            }));
        foreach (var plan in plans)
        {
            draft.Add(plan.Leaving.Select(c =>
                new Lane(
                    LaneKind.Stop,
                    plan.Name,
                    Activity.Stop,
                    [new StopContainer(c.Handle, plan.Service?.Stop ?? RemovedServiceStop), new RemoveContainer(c.Handle)])
                {
                    Part = c.Handle,
                    After = draft.Done(LaneKind.Drain, plan.Name).ToList() is { Count: > 0 } drained ? drained : switched,
                    Unless = plan.Unless,
                    Detail = "old task stopped",
                }));
        }
    }

    private static TimeSpan DrainTime(Service? service, TimeSpan most) =>
        service is null || service.Timeout > most ? most : service.Timeout;

    // Old slots of another backend keep their requests until the routes have moved; the drain takes them out.
    private static IReadOnlyList<SlotName> SameBackend(IReadOnlyList<SlotName> old, IReadOnlyList<SlotName> now) =>
        [.. old.Where(o => now.Any(n => n.Proxy == o.Proxy && n.Backend == o.Backend))];

    private Lane CreateLane(ServicePlan plan) =>
        new(LaneKind.Create, plan.Name, Activity.Create, [.. plan.Create.Select(c => new CreateContainer(c))])
        {
            After = [.. draft.Done(LaneKind.Secrets, LaneKind.Network), .. draft.Mounted(plan.Service!)],
            Undo = [.. plan.Create.Select(c => new RemoveMade(c.Name))],
            IsQuiet = true,
            Unless = plan.Unless,
        };

    private Lane StartLane(LaneKind kind, ServicePlan plan, IReadOnlyList<string> behind) =>
        new(kind, plan.Name, Activity.Start, StartAndProve(plan, plan.Service!))
        {
            After = [.. draft.Done(LaneKind.Create, plan.Name), .. draft.Done(LaneKind.BeforeDeploy), .. Needs(plan), .. behind],
            Undo = Undo(plan),
            Unless = plan.Unless,
            Detail = plan.NewTasks.Count == 1 ? "1 task healthy" : $"{plan.NewTasks.Count} tasks healthy",
        };

    // What it links to, and the balancers through which it gets its requests.
    private IEnumerable<string> Needs(ServicePlan plan) =>
        [
            .. draft.Used(plan.Service!),
            .. plan.HasSlots ? draft.Done(LaneKind.BalancerReady) : draft.Done(LaneKind.Network, LaneKind.Secrets),
        ];

    private Lane SwitchLane(ServicePlan plan, IReadOnlyList<string> ready)
    {
        var steps = new List<Step> { new SwitchSlots(plan.In, SameBackend(plan.Out, plan.In)) };
        // Later releases are watched for a while instead.
        if (plan.Create.Count > 0 && observed.Live is null)
        {
            steps.Add(new ConfirmRunning(plan.Name, [.. plan.Create.Select(c => c.Name)]));
        }

        if (draft.Containers.Values.Urls(plan.Service!) is { Count: > 0 } urls)
        {
            steps.Add(new Announce(plan.Name, urls));
        }

        return new Lane(LaneKind.Switch, plan.Name, Activity.Switch, steps)
        {
            After = ready,
            Undo =
            [
                new SwitchSlots(SameBackend(plan.Out, plan.In), plan.In),
                new DrainSlots(plan.In, DrainTime(plan.Service, LongestDrain)),
            ],
            Unless = plan.Unless,
        };
    }

    private bool Serves(string address) => observed.Slots.Values.Any(p => p.Any(s => s.ReceivesTraffic && s.Address == address));

    private List<Step> StartAndProve(ServicePlan plan, Service service)
    {
        var steps = new List<Step>(plan.Create.Select(c => new StartContainer(c.Name)));
        if (plan.HasSlots)
        {
            steps.Add(new EnterSlots(plan.NewTasks));
        }

        var readiness = plan.HasSlots
            ? Readiness.LoadBalancer
            : plan.Create.Any(c => c.Health is not null) ? Readiness.Container : Readiness.Steady;
        steps.Add(new WaitHealthy(service.Name, plan.NewTasks, readiness, service.Probe.Grace)
        {
            Place = service.Origin.PlaceOf("health"),
            Origin = service.Origin,
            Adopted = [.. plan.NewTasks.Select(n => n.Handle).Except(plan.Create.Select(c => c.Name))],
            LastTime = observed.Live?.FindWorkload(service.Name)?.HealthyAfter,
        });
        return steps;
    }

    // Only what this deploy made goes, or what a killed one left without requests; a task that was to get another check serves on.
    private List<Step> Undo(ServicePlan plan)
    {
        var steps = new List<Step>();
        if (plan.HasSlots)
        {
            steps.Add(new ClearSlots(plan.In));
        }

        // A worker may be in the middle of something; whoever gets requests has had none yet, or none any more.
        TimeSpan? patience = plan.HasSlots ? null : plan.Service!.Stop;
        steps.AddRange(plan.Create.Select(c => new RemoveMade(c.Name, patience)));
        foreach (var left in plan.NewTasks.Where(n => observed.Find(n.Handle)?.Release >= draft.Release && !Serves(n.Address)))
        {
            if (patience is { } time)
            {
                steps.Add(new StopContainer(left.Handle, time));
            }

            steps.Add(new RemoveContainer(left.Handle));
        }

        return steps;
    }

    // Never two copies: the old tasks have ended before the new ones start. A failure does the same backwards.
    private Lane ReplaceLane(ServicePlan plan, IReadOnlyList<string> proved)
    {
        var service = plan.Service!;
        var steps = new List<Step>();
        var undo = Undo(plan);
        if (plan.Out.Count > 0)
        {
            steps.Add(new DrainSlots(plan.Out, DrainTime(service, ReplaceDrain)));
        }

        var running = plan.Leaving.Where(c => c.Runs).ToList();
        steps.AddRange(running.Select(c => new StopContainer(c.Handle, service.Stop)));
        undo.AddRange(running.Select(c => new StartContainer(c.Handle)));
        if (plan.NewTasks.Count > 0)
        {
            steps.AddRange(plan.Create.Select(c => new CreateContainer(c)));
            steps.AddRange(StartAndProve(plan, service));
            if (plan.HasSlots)
            {
                steps.Add(new SwitchSlots(plan.In, []));
            }
        }

        if (running.Select(AsNewTask).Where(n => n.Slots.Count > 0).ToList() is { Count: > 0 } old)
        {
            undo.Add(new EnterSlots(old));
            undo.Add(new SwitchSlots([.. old.SelectMany(o => o.Slots)], []));
        }

        return new Lane(LaneKind.Replace, plan.Name, Activity.Start, steps)
        {
            After = [.. draft.Done(LaneKind.BeforeDeploy), .. Needs(plan), .. draft.Done(LaneKind.CreateJob), .. proved],
            Undo = undo,
            Unless = plan.Unless,
            Detail = "replaced",
        };
    }

    private NewTask AsNewTask(Container container)
    {
        var slots = observed.Slots.SelectMany(
            p => p.Value.Where(s => s.Address == container.Address && s.Address.Length > 0).Select(s => (p.Key, Slot: s))).ToList();
        return new NewTask(
            container.Handle,
            container.Address,
            slots.Select(s => s.Slot.Port).FirstOrDefault(),
            [.. slots.Select(s => new SlotName(s.Key, s.Slot.Backend, s.Slot.Server))]);
    }

    private string? ByHand(ServicePlan plan, Service service) =>
        HandChanges.Explain(draft.Containers.Task(service, 0, 1, null), plan.Leaving);

    private Change Explain(ServicePlan plan)
    {
        if (plan.Service is not { } service)
        {
            return new Change(Verb.Delete, plan.Name, "service", "it is no longer in the file");
        }

        var (verb, why) = (plan.Create.Count, plan.Leaving.Count) switch
        {
            _ when draft.Goal.ForcesNewTasks => (Verb.Restart, "asked for"),
            ( > 0, 0) when !observed.Named(Role.Task, plan.Name).Any() => (Verb.Add, $"{plan.Create.Count} × {service.Image}"),
            ( > 0, 0) => (Verb.Change, $"{plan.Create.Count} more"),
            (0, > 0) => (Verb.Change, $"{plan.Leaving.Count} fewer"),
            // Nothing of the file has to explain that a task died.
            _ when plan.Leaving.FirstOrDefault(c => !c.Runs) is { } dead && differences.Explain(service) is null =>
                (Verb.Change, $"{plan.Create.Count} new for {plan.Leaving.Count} old: {dead.Handle} is {dead.Ended}"),
            _ when ByHand(plan, service) is { } changed && differences.Explain(service) is null =>
                (Verb.Change, $"{plan.Create.Count} new for {plan.Leaving.Count} old: {changed}"),
            (0, 0) when plan.Out.Count > 0 => (Verb.Change, "its health check or time-out differs"),
            (0, 0) => (Verb.Change, "its tasks are not in the load balancer"),
            _ => (
                Verb.Change,
                $"{plan.Create.Count} new for {plan.Leaving.Count} old{(differences.Explain(service) is { } cause ? $": {cause}" : "")}"
                    + (plan.Replaces ? "; nothing answers between the two" : "")),
        };
        return new Change(verb, plan.Name, "service", why, service.Origin.Name);
    }
}
