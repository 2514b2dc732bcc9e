using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>
/// The load balancers' configuration in three steps: before the roll-out it knows the old and the new backends and leads to the old;
/// then the routes move; in the end the old backends go. Where nothing of that changes there is no reload.
/// </summary>
internal sealed class ProxyPlan
{
    private readonly Observed observed;
    private readonly PlanDraft draft;
    private readonly List<Proxy> proxies = [];

    public ProxyPlan(PlanDraft draft, IReadOnlyList<ServicePlan> plans)
    {
        this.draft = draft;
        observed = draft.Observed;
        var (app, scope) = (draft.App, draft.Scope);
        var open = app.Services.Where(HaproxyBackends.IsPublic).ToList();
        var direct = open.Where(s => s.HostPort is not null).ToList();
        var longest = Longest(open);
        var backends = open.Select(s => HaproxyBackends.Public(draft.Containers.Values, s)).ToList();
        var routes = HaproxyRoutes.Render(app, s => HaproxyBackends.Public(draft.Containers.Values, s).Name);
        var old = OldBackends(scope.Proxy, backends, plans);
        var names = direct.Select(s => s.Name).ToList();
        proxies.Add(new Proxy(draft.Containers.AppProxy(direct))
        {
            First = File(
                scope.Proxy,
                HaproxyConfig.ConfigName,
                HaproxyConfig.AppConfig(scope.Proxy, [.. backends, .. old], names, draft.HostPort, longest)),
            Switched = File(scope.Proxy, HaproxyConfig.RoutesName, routes),
            Last = File(
                scope.Proxy,
                HaproxyConfig.ConfigName,
                HaproxyConfig.AppConfig(scope.Proxy, backends, names, draft.HostPort, longest)),
        });
        foreach (var service in app.Services.Where(s => HaproxyBackends.IsInner(app, s)))
        {
            proxies.Add(Inner(service, plans));
        }
    }

    /// <summary>The first step; a balancer that is not there is made.</summary>
    public void Prepare()
    {
        foreach (var proxy in proxies)
        {
            var container = observed.Find(proxy.Spec.Name);
            if (container is not { Runs: true } || container.Config != proxy.Spec.Config
                || HandChanges.Find(proxy.Spec, container).Count > 0)
            {
                NeedFree(proxy, container);
                Make(proxy, container);
            }
            else if (Differs(proxy.First))
            {
                draft.Add(new Lane(LaneKind.BalancerReady, proxy.Subject, Activity.Reload, Reload(proxy, proxy.First)));
                draft.Changes.Add(new Change(Verb.Change, proxy.Subject, "load balancer", "services or their checks differ"));
            }
        }
    }

    public void Switch()
    {
        var switched = draft.Done(LaneKind.Start, LaneKind.Worker, LaneKind.Replace, LaneKind.Switch, LaneKind.CreateJob);
        draft.Add(proxies.Where(p => HadRoutes(p) && Differs(p.Switched)).Select(p =>
            new Lane(LaneKind.Routes, p.Subject, Activity.Reload, Reload(p, p.Switched))
            {
                After = [.. switched, .. draft.Done(LaneKind.BalancerReady)],
                Undo = Reload(p, p.Switched with { Text = observed.State[p.Switched.Path] }),
            }));
    }

    public void Finish()
    {
        var drained = draft.Done(
            LaneKind.Start,
            LaneKind.Worker,
            LaneKind.Replace,
            LaneKind.Switch,
            LaneKind.Routes,
            LaneKind.Drain,
            LaneKind.Record);
        draft.Add(proxies.Where(p => p.Last.Text != p.First.Text).Select(p =>
            new Lane(LaneKind.Tidy, p.Subject, Activity.Reload, Reload(p, p.Last)) { After = drained }));
    }

    private void Make(Proxy proxy, Container? present)
    {
        draft.Add(new Lane(LaneKind.Balancer, proxy.Subject, Activity.Create, MakeSteps(proxy))
        {
            After = [.. draft.Done(LaneKind.Network), .. draft.Done(LaneKind.Volume, Foundation.History)],
            Undo = (Formers.Kept(observed, proxy.Spec.Name) ?? present) is null ? [] :
            [
                new RemoveMade(proxy.Spec.Name),
                new RenameContainer(Scope.FormerOf(proxy.Spec.Name), proxy.Spec.Name, IfFree: true),
                new StartContainer(proxy.Spec.Name),
                new WaitProxy(proxy.Spec.Name),
            ],
            IsQuiet = true,
        });
        draft.Add(new Lane(LaneKind.BalancerReady, proxy.Subject, Activity.Start,
            [new StartContainer(proxy.Spec.Name), new WaitProxy(proxy.Spec.Name)])
        {
            After = [.. draft.Done(LaneKind.Balancer, proxy.Subject)],
        });
        draft.Changes.Add(new Change(
            present is null ? Verb.Add : Verb.Replace,
            proxy.Subject,
            "load balancer",
            present switch
            {
                null => "in front of the services",
                { Runs: false } => $"it is {present.Ended}",
                _ when present.Image != proxy.Spec.Image => $"{present.Image} to {proxy.Spec.Image}",
                _ when HandChanges.Find(proxy.Spec, present) is { Count: > 0 } changes => HandChanges.Words(changes),
                _ => "its ports differ",
            }));
    }

    // Found out before the old balancer goes.
    private void NeedFree(Proxy proxy, Container? present)
    {
        if (proxy.Spec.Ports.Select(p => p.Host).Except(present?.HostPorts ?? [])
            .FirstOrDefault(observed.BusyPorts.Contains) is > 0 and var port)
        {
            throw new PortTakenException(proxy.Subject, port);
        }
    }

    private static TimeSpan Longest(IReadOnlyList<Service> services) =>
        services.Select(s => s.Timeout).DefaultIfEmpty(TimeSpan.FromSeconds(60)).Max();

    private static StateFile File(string proxy, string name, string text) => new($"{HaproxyConfig.Folder(proxy)}/{name}", text);

    private static List<Step> Reload(Proxy proxy, StateFile file) => [new LoadFile(proxy.Spec.Name, file.Path, file.Text)];

    private Proxy Inner(Service service, IReadOnlyList<ServicePlan> plans)
    {
        var handle = draft.Scope.InnerProxy(service.Name);
        var backend = HaproxyBackends.Inner(service);
        var old = OldBackends(handle, [backend], plans);
        string Config(IReadOnlyList<Backend> backends, string live) => HaproxyConfig.ServiceConfig(
            handle,
            service.Port!.Value,
            backends,
            live,
            service.Timeout);
        return new Proxy(draft.Containers.InnerProxy(service))
        {
            First = File(handle, HaproxyConfig.ConfigName, Config([backend, .. old], old.FirstOrDefault()?.Name ?? backend.Name)),
            Switched = File(handle, HaproxyConfig.ConfigName, Config([backend, .. old], backend.Name)),
            Last = File(handle, HaproxyConfig.ConfigName, Config([backend], backend.Name)),
        };
    }

    // Backends on which tasks still serve, though the file asks for others by now.
    private List<Backend> OldBackends(string proxy, IReadOnlyList<Backend> now, IReadOnlyList<ServicePlan> plans)
    {
        var serving = observed.Slots.GetValueOrDefault(proxy, [])
            .Where(s => s.Address.Length > 0)
            .Select(s => s.Backend)
            .ToHashSet(StringComparer.Ordinal);
        var config = observed.State.GetValueOrDefault($"{HaproxyConfig.Folder(proxy)}/{HaproxyConfig.ConfigName}", "");
        return [.. HaproxyConfig.Parse(config).Where(b => serving.Contains(b.Name) && now.All(n => n.Name != b.Name)
            && plans.Any(p => p.Name == HaproxyConfig.ServiceOf(b.Name)))];
    }

    private bool Differs(StateFile file) =>
        observed.State.GetValueOrDefault(file.Path) != file.Text
            || observed.State.GetValueOrDefault(HaproxyConfig.Loaded(file.Path)) != file.Text;

    // Where nothing was routed before, the first step has written the new routes already.
    private bool HadRoutes(Proxy proxy) =>
        observed.State.ContainsKey(proxy.Switched.Path)
            && (proxy.Switched.Path != proxy.First.Path || proxy.Switched.Text != proxy.First.Text);

    private List<Step> MakeSteps(Proxy proxy)
    {
        draft.Pulls.Add(new ImagePull(proxy.Subject, proxy.Spec.Image));
        List<Step> steps = [.. Formers.MakeRoom(observed, proxy.Spec.Name, proxy.Spec.Stop)];
        var files = Both(proxy.First);
        if (proxy.Switched.Path != proxy.First.Path)
        {
            files.AddRange(Both(proxy.Switched with { Text = observed.State.GetValueOrDefault(proxy.Switched.Path, proxy.Switched.Text) }));
        }

        var servers = $"{HaproxyConfig.Folder(proxy.Spec.Name)}/{HaproxyConfig.ServersName}";
        if (!observed.State.ContainsKey(servers))
        {
            files.Add((servers, HaproxyState.NoServers));
        }

        if (proxy.Spec.Name == draft.Scope.Proxy)
        {
            files.Add((HostPort.File, $"{draft.HostPort}\n"));
        }

        steps.AddRange([new CreateContainer(proxy.Spec.MadeBy(draft.Maker)), new PutFiles(proxy.Spec.Name, files)]);
        return steps;
    }

    // A process that starts reads what is written.
    private static List<(string Path, string Text)> Both(StateFile file) =>
        [(file.Path, file.Text), (HaproxyConfig.Loaded(file.Path), file.Text)];

    private sealed record Proxy(ContainerSpec Spec)
    {
        public required StateFile First { get; init; }

        public required StateFile Switched { get; init; }

        public required StateFile Last { get; init; }

        public string Subject => Spec.FileName == Containers.AppProxyName ? PlanDraft.LoadBalancer : PlanDraft.BalancerOf(Spec.FileName);
    }

    private sealed record StateFile(string Path, string Text);
}

/// <summary>A port of the host that the app needs has somebody else.</summary>
internal sealed class PortTakenException(string subject, int port) : FailureException(
    $"{subject}: the port {port} of this machine is taken",
    "another program listens on it",
    "choose another port with host_port")
{
    public string Subject { get; } = subject;

    public int Port { get; } = port;
}
