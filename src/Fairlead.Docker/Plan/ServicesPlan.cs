using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>What becomes of one service's tasks.</summary>
internal sealed record ServicePlan(string Name, Service? Service)
{
    /// <summary>New containers.</summary>
    public IReadOnlyList<ContainerSpec> Create { get; init; } = [];

    /// <summary>Tasks that have to prove themselves: the new ones, and those that are right but not in their slots.</summary>
    public IReadOnlyList<Newcomer> Newcomers { get; init; } = [];

    /// <summary>Containers that go.</summary>
    public IReadOnlyList<Container> Leaving { get; init; } = [];

    /// <summary>Slots to empty: those of containers that go or are gone.</summary>
    public IReadOnlyList<SlotName> Out { get; init; } = [];

    public IReadOnlyList<SlotName> In => [.. Newcomers.SelectMany(n => n.Slots)];

    public bool Changed => Newcomers.Count + Leaving.Count + Out.Count > 0;
}

/// <summary>The roll-out: new tasks beside the old, proof, switch, drain, stop. Workers wait until the others have proved themselves.</summary>
internal sealed class ServicesPlan(Planning planning)
{
    // In-flight requests get this long at most; what lasts longer on the local engine is a websocket or forgotten.
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReplaceDrain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RemovedServiceStop = TimeSpan.FromSeconds(30);

    private readonly App app = planning.App;
    private readonly Scope scope = planning.Scope;
    private readonly Observed observed = planning.Observed;
    private readonly Desired desired = planning.Desired;
    private readonly PlanDraft draft = planning.Draft;
    private readonly Goal goal = planning.Goal;
    private readonly int release = planning.Release;
    private readonly Differences differences = new(planning.Observed.Live, planning.Desired.Images, planning.App.Id);
    private readonly IEnumerator<string> addresses = FreeAddresses(planning.Scope, planning.Observed).GetEnumerator();

    public IReadOnlyList<ServicePlan> Decide()
    {
        var plans = app.Services.Where(s => goal.Touches(s.Name)).Select(Decide).ToList();
        if (!planning.TouchesAll)
        {
            return plans;
        }

        foreach (var gone in observed.Containers.Where(c => c.Role == Role.Task && app.Services.Find(c.Name) is null).GroupBy(c => c.Name, StringComparer.Ordinal))
        {
            plans.Add(new ServicePlan(gone.Key, null) { Leaving = [.. gone], Out = SlotsOf(gone.Key, []) });
        }

        return plans;
    }

    public void Start(IReadOnlyList<ServicePlan> plans)
    {
        draft.Changes.AddRange(plans.Where(p => p.Changed).Select(Tell));
        var rolling = plans.Where(p => p.Newcomers.Count > 0 && !Replaces(p)).ToList();
        draft.Add("start", rolling.Where(p => HasSlots(p)).Select(StartLane));
        draft.Add("workers", rolling.Where(p => !HasSlots(p)).Select(StartLane));
        draft.Add("replace", plans.Where(p => p.Changed && Replaces(p)).Select(ReplaceLane));
        draft.Add("switch", rolling.Where(HasSlots).Select(p => new Lane(p.Name, Activity.Switch, [new SwitchSlots(p.In, SameBackend(p.Out, p.In)), .. Confirm(p)])
        {
            Undo = [new SwitchSlots(SameBackend(p.Out, p.In), p.In)],
        }));
    }

    public void Retire(IReadOnlyList<ServicePlan> plans)
    {
        var rolling = plans.Where(p => !Replaces(p)).ToList();
        draft.Add("drain", rolling.Where(p => p.Out.Count > 0).Select(p => new Lane(p.Name, Activity.Drain, [new DrainSlots(p.Out, Drain(p.Service, LongestDrain))]) { Detail = "old tasks drained" }), commits: true);
        draft.Add("stop", plans.SelectMany(p => p.Leaving.Select(c => new Lane(p.Name, Activity.Stop, [new StopContainer(c.Handle, p.Service?.Stop ?? RemovedServiceStop), new RemoveContainer(c.Handle)]) { Detail = "old task stopped" })), commits: true);
    }

    private static IEnumerable<string> FreeAddresses(Scope scope, Observed observed)
    {
        var subnet = observed.Subnet is { } known ? Subnet.Parse(known) : Subnet.Choose(scope.Prefix, observed.OtherSubnets);
        var taken = observed.Containers.Select(c => c.Address).Concat(observed.Slots.Values.SelectMany(s => s).Select(s => s.Address)).Where(a => a.Length > 0).ToHashSet(StringComparer.Ordinal);
        var last = observed.Containers.Where(c => c.Address.Length > 0).OrderBy(c => c.Created).LastOrDefault()?.Address;
        return subnet.Free(taken, last);
    }

    // Where no container changes there are no two copies to keep apart.
    private static bool Replaces(ServicePlan plan) => plan.Service?.Deploy.Strategy == Strategy.Replace && plan.Create.Count + plan.Leaving.Count > 0;

    private static bool HasSlots(ServicePlan plan) => plan.Newcomers.Any(n => n.Slots.Count > 0);

    private static IEnumerable<Step> Confirm(ServicePlan plan)
    {
        if (plan.Create.Count > 0)
        {
            yield return new ConfirmRunning(plan.Name, [.. plan.Create.Select(c => c.Name)]);
        }
    }

    private static TimeSpan Drain(Service? service, TimeSpan most) => service is null || service.Timeout > most ? most : service.Timeout;

    // Old slots of another backend keep their requests until the routes have moved; the drain takes them out.
    private static IReadOnlyList<SlotName> SameBackend(IReadOnlyList<SlotName> old, IReadOnlyList<SlotName> now) =>
        [.. old.Where(o => now.Any(n => n.Proxy == o.Proxy && n.Backend == o.Backend))];

    private ServicePlan Decide(Service service)
    {
        var memberships = Balancers.Of(app, scope, service).ToList();
        var config = desired.Task(service, release, 1, null).Config;
        var tasks = observed.Of(Role.Task, service.Name).ToList();
        var right = goal is RestartGoal ? [] : tasks
            .Where(t => t.Config == config && t.Runs)
            .OrderByDescending(t => memberships.Count(m => FindSlot(m, t.Address)?.Takes == true))
            .ThenBy(t => t.Created)
            .Take(service.Count)
            .ToList();
        var joined = right.Where(t => memberships.TrueForAll(m => FindSlot(m, t.Address)?.Takes == true)).ToList();
        var create = Specs(service, service.Count - right.Count, tasks);
        var used = new HashSet<SlotName>();

        // A slot that takes requests by now is left alone: to check it anew would take it out of service.
        var newcomers = right.Except(joined).Select(t => (t.Handle, t.Address))
            .Concat(create.Select(c => (Handle: c.Name, Address: c.Address!)))
            .Select(t => new Newcomer(t.Handle, t.Address, service.Port ?? 0, [.. memberships.Where(m => FindSlot(m, t.Address)?.Takes != true).Select(m => PickSlot(m, t.Address, used))]))
            .ToList();
        var stay = right.SelectMany(t => memberships.Select(m => (m.Proxy, Slot: FindSlot(m, t.Address))).Where(s => s.Slot?.Takes == true).Select(s => Name(s.Proxy, s.Slot!)));
        return new ServicePlan(service.Name, service)
        {
            Create = create,
            Newcomers = newcomers,
            Leaving = [.. tasks.Except(right)],
            Out = SlotsOf(service.Name, [.. stay, .. used]),
        };
    }

    private List<ContainerSpec> Specs(Service service, int count, List<Container> present)
    {
        var specs = new List<ContainerSpec>();
        for (var index = 1; specs.Count < count; index++)
        {
            if (!present.Exists(t => t.Handle == scope.Task(service.Name, release, index)))
            {
                addresses.MoveNext();
                specs.Add(desired.Task(service, release, index, addresses.Current));
            }
        }

        return specs;
    }

    private Slot? FindSlot((string Proxy, Backend Backend) membership, string address) =>
        SlotsIn(membership.Proxy).FirstOrDefault(s => s.Backend == membership.Backend.Name && s.Address == address);

    private SlotName PickSlot((string Proxy, Backend Backend) membership, string address, HashSet<SlotName> used)
    {
        var known = SlotsIn(membership.Proxy).Where(s => s.Backend == membership.Backend.Name).ToDictionary(s => s.Server, StringComparer.Ordinal);
        if (FindSlot(membership, address) is { } own)
        {
            used.Add(Name(membership.Proxy, own));
            return Name(membership.Proxy, own);
        }

        for (var i = 1; ; i++)
        {
            var name = new SlotName(membership.Proxy, membership.Backend.Name, $"t{i}");
            if (known.GetValueOrDefault(name.Server) is not { Address.Length: > 0 } && used.Add(name))
            {
                return name;
            }
        }
    }

    private IReadOnlyList<Slot> SlotsIn(string proxy) => observed.Slots.GetValueOrDefault(proxy, []);

    private static SlotName Name(string proxy, Slot slot) => new(proxy, slot.Backend, slot.Server);

    private IReadOnlyList<SlotName> SlotsOf(string service, HashSet<SlotName> stay) =>
        [.. observed.Slots.SelectMany(p => p.Value.Where(s => s.Address.Length > 0 && ProxyFiles.ServiceOf(s.Backend) == service).Select(s => Name(p.Key, s))).Where(s => !stay.Contains(s))];

    private IReadOnlyList<SlotName> SlotsAt(string address) =>
        [.. observed.Slots.SelectMany(p => p.Value.Where(s => s.Address == address && address.Length > 0).Select(s => Name(p.Key, s)))];

    private int PortAt(string address) => observed.Slots.Values.SelectMany(p => p).FirstOrDefault(s => s.Address == address)?.Port ?? 0;

    private Lane StartLane(ServicePlan plan)
    {
        var service = plan.Service!;
        return new Lane(plan.Name, Activity.Start, [.. CreateAndProve(plan, service)])
        {
            Undo = Undo(plan),
            Detail = plan.Newcomers.Count == 1 ? "1 task healthy" : $"{plan.Newcomers.Count} tasks healthy",
        };
    }

    private bool Serves(string address) => observed.Slots.Values.Any(p => p.Any(s => s.Takes && s.Address == address));

    private static List<Step> CreateAndProve(ServicePlan plan, Service service)
    {
        var steps = new List<Step>();
        foreach (var spec in plan.Create)
        {
            steps.Add(new CreateContainer(spec));
            steps.Add(new StartContainer(spec.Name));
        }

        if (HasSlots(plan))
        {
            steps.Add(new EnterSlots(plan.Newcomers));
        }

        var proof = HasSlots(plan) ? Proof.Balancer : plan.Create.Any(c => c.Health is not null) ? Proof.Container : Proof.Steady;
        steps.Add(new WaitHealthy(service.Name, plan.Newcomers, proof, service.Probe.Grace) {
            Place = service.Origin.PlaceOf("health"),
            StartPlace = service.Origin.PlaceOf("command"),
            Adopted = [.. plan.Newcomers.Select(n => n.Handle).Except(plan.Create.Select(c => c.Name))],
        });
        return steps;
    }

    // Only what this deploy made goes, or what a killed one left without requests; a task that was to get another check serves on.
    private List<Step> Undo(ServicePlan plan)
    {
        var steps = new List<Step>();
        if (HasSlots(plan))
        {
            steps.Add(new ClearSlots(plan.In));
        }

        foreach (var newcomer in plan.Newcomers.Where(n => (observed.Find(n.Handle)?.Release ?? release) >= release && !Serves(n.Address)))
        {
            // A worker may be in the middle of something; whoever gets requests has had none yet.
            if (newcomer.Slots.Count == 0)
            {
                steps.Add(new StopContainer(newcomer.Handle, plan.Service!.Stop));
            }

            steps.Add(new RemoveContainer(newcomer.Handle));
        }

        return steps;
    }

    // Never two copies: the old tasks have ended before the new ones start. A failure does the same backwards.
    private Lane ReplaceLane(ServicePlan plan)
    {
        var service = plan.Service!;
        var steps = new List<Step>();
        var undo = Undo(plan);
        if (plan.Out.Count > 0)
        {
            steps.Add(new DrainSlots(plan.Out, Drain(service, ReplaceDrain)));
        }

        var running = plan.Leaving.Where(c => c.Runs).ToList();
        steps.AddRange(running.Select(c => new StopContainer(c.Handle, service.Stop)));
        undo.AddRange(running.Select(c => new StartContainer(c.Handle)));
        var old = running.Select(c => new Newcomer(c.Handle, c.Address, PortAt(c.Address), SlotsAt(c.Address))).Where(n => n.Slots.Count > 0).ToList();
        if (plan.Newcomers.Count > 0)
        {
            steps.AddRange(CreateAndProve(plan, service));
            if (HasSlots(plan))
            {
                steps.Add(new SwitchSlots(plan.In, []));
            }
        }

        if (old.Count > 0)
        {
            undo.Add(new EnterSlots(old));
            undo.Add(new SwitchSlots([.. old.SelectMany(o => o.Slots)], []));
        }

        return new Lane(plan.Name, Activity.Start, steps) { Undo = undo, Detail = "replaced" };
    }

    private Change Tell(ServicePlan plan)
    {
        if (plan.Service is not { } service)
        {
            return new Change(Verb.Delete, plan.Name, "service", "it is no longer in the file");
        }

        var (verb, why) = (plan.Create.Count, plan.Leaving.Count) switch
        {
            _ when goal is RestartGoal => (Verb.Restart, "asked for"),
            ( > 0, 0) when !observed.Of(Role.Task, plan.Name).Any() => (Verb.Add, $"{plan.Create.Count} × {service.Image}"),
            ( > 0, 0) => (Verb.Change, $"{plan.Create.Count} more"),
            (0, > 0) => (Verb.Change, $"{plan.Leaving.Count} fewer"),
            (0, 0) when plan.Out.Count > 0 => (Verb.Change, "its health check or time-out differs"),
            (0, 0) => (Verb.Change, "its tasks are not in the load balancer"),
            _ => (Verb.Change, $"{plan.Create.Count} new for {plan.Leaving.Count} old{(differences.Of(service) is { } cause ? $": {cause}" : "")}"),
        };
        return new Change(verb, plan.Name, "service", why, service.Origin.Name);
    }
}
