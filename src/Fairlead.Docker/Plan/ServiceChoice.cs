using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>Decides which tasks of a service stay, come and go, and in which slots of the load balancers.</summary>
internal sealed class ServiceChoice(PlanDraft draft)
{
    private readonly App app = draft.App;
    private readonly Observed observed = draft.Observed;
    private readonly IEnumerator<string> addresses = FreeAddresses(draft.Scope, draft.Observed).GetEnumerator();

    public IReadOnlyList<ServicePlan> Decide()
    {
        var plans = app.Services.Where(s => draft.Goal.Touches(s.Name)).Select(Decide).ToList();
        if (draft.Goal.TouchesAll)
        {
            var gone = observed.Containers.Where(c => c.Role == Role.Task && app.Services.Find(c.Name) is null);
            plans.AddRange(gone.GroupBy(c => c.Name, StringComparer.Ordinal)
                .Select(g => new ServicePlan(g.Key, null) { Leaving = [.. g], Out = SlotsOf(g.Key, []) }));
        }

        return plans;
    }

    private static IEnumerable<string> FreeAddresses(Scope scope, Observed observed)
    {
        var subnet = observed.Subnet is { } known ? Subnet.Parse(known) : Subnet.Choose(scope.Prefix, observed.OtherSubnets);
        var taken = observed.Containers.Select(c => c.Address)
            .Concat(observed.Slots.Values.SelectMany(s => s).Select(s => s.Address))
            .Where(a => a.Length > 0)
            .ToHashSet(StringComparer.Ordinal);
        var last = observed.Containers.Where(c => c.Address.Length > 0).OrderBy(c => c.Created).LastOrDefault()?.Address;
        return subnet.Free(taken, last);
    }

    private ServicePlan Decide(Service service)
    {
        var memberships = HaproxyBackends.Memberships(draft.Containers.Values, draft.Scope, service).ToList();
        var tasks = observed.Named(Role.Task, service.Name).ToList();
        var right = draft.Goal.ForcesNewTasks ? [] : Right(service, tasks, memberships);
        var joined = right.Where(t => memberships.TrueForAll(m => FindSlot(m, t.Address)?.ReceivesTraffic == true)).ToList();
        var create = Specs(service, service.Count - right.Count, tasks);
        var used = new HashSet<SlotName>();

        // A slot that takes requests by now is left alone: to check it anew would take it out of service.
        var newTasks = right.Except(joined).Select(t => (t.Handle, t.Address))
            .Concat(create.Select(c => (Handle: c.Name, Address: c.Address!)))
            .Select(t => new NewTask(t.Handle, t.Address, service.Port ?? 0, SlotsFor(t.Address, memberships, used))
            {
                HasOwnCheck = draft.Containers.Task(service, 0, 1, null).Health is not null,
            })
            .ToList();
        var stay = right.SelectMany(t => memberships.Select(m => (m.Proxy, Slot: FindSlot(m, t.Address))))
            .Where(s => s.Slot?.ReceivesTraffic == true)
            .Select(s => Name(s.Proxy, s.Slot!));
        return new ServicePlan(service.Name, service)
        {
            Staying = right,
            Create = create,
            NewTasks = newTasks,
            Leaving = [.. tasks.Except(right)],
            Out = SlotsOf(service.Name, [.. stay, .. used]),
            Unless = right.Count == 0 && tasks.Count == service.Count ? Unless(service, tasks) : [],
        };
    }

    private List<Container> Right(Service service, List<Container> tasks, List<(string Proxy, Backend Backend)> memberships)
    {
        var wanted = draft.Containers.Task(service, 0, 1, null);
        var image = draft.Input.Images[service.Image].Id;
        return [.. tasks
            .Where(t => IsAsWanted(t, wanted) && t.ImageId == image)
            .OrderByDescending(t => memberships.Count(m => FindSlot(m, t.Address)?.ReceivesTraffic == true))
            .ThenBy(t => t.Created)
            .Take(service.Count)];
    }

    // All tasks are as they should be, if the image that has yet to be built comes out as the one that they run.
    private IReadOnlyList<ReleaseImage> Unless(Service service, List<Container> tasks)
    {
        var wanted = draft.Containers.Task(service, 0, 1, null);
        return !draft.Goal.ForcesNewTasks
            && draft.Input.Images[service.Image].Id.Length == 0
            && tasks.TrueForAll(t => IsAsWanted(t, wanted))
            ? draft.Unless(tasks.Select(t => (service.Image, (string?)t.ImageId))) is [var one] ? [one] : []
            : [];
    }

    private static bool IsAsWanted(Container task, ContainerSpec wanted) =>
        task.Config == wanted.Config && task.Runs && HandChanges.Find(wanted, task).Count == 0;

    private List<ContainerSpec> Specs(Service service, int count, List<Container> present)
    {
        var specs = new List<ContainerSpec>();
        for (var index = 1; specs.Count < count; index++)
        {
            if (!present.Exists(t => t.Handle == draft.Scope.Task(service.Name, draft.Release, index)))
            {
                addresses.MoveNext();
                specs.Add(draft.Containers.Task(service, draft.Release, index, addresses.Current));
            }
        }

        return specs;
    }

    private IReadOnlyList<SlotName> SlotsFor(string address, List<(string Proxy, Backend Backend)> memberships, HashSet<SlotName> used) =>
        [.. memberships.Where(m => FindSlot(m, address)?.ReceivesTraffic != true).Select(m => PickSlot(m, address, used))];

    private Slot? FindSlot((string Proxy, Backend Backend) membership, string address) =>
        SlotsIn(membership.Proxy).FirstOrDefault(s => s.Backend == membership.Backend.Name && s.Address == address);

    private SlotName PickSlot((string Proxy, Backend Backend) membership, string address, HashSet<SlotName> used)
    {
        if (FindSlot(membership, address) is { } own)
        {
            used.Add(Name(membership.Proxy, own));
            return Name(membership.Proxy, own);
        }

        var known = SlotsIn(membership.Proxy)
            .Where(s => s.Backend == membership.Backend.Name)
            .ToDictionary(s => s.Server, StringComparer.Ordinal);
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
        [.. observed.Slots
            .SelectMany(p => p.Value
                .Where(s => s.Address.Length > 0 && HaproxyConfig.ServiceOf(s.Backend) == service)
                .Select(s => Name(p.Key, s)))
            .Where(s => !stay.Contains(s))];
}
