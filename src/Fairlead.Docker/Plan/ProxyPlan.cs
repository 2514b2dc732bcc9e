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

    public ProxyPlan(Planning planning, IReadOnlyList<ServicePlan> plans)
    {
        observed = planning.Observed;
        draft = planning.Draft;
        var (app, scope, desired) = (planning.App, planning.Scope, planning.Desired);
        var open = app.Services.Where(Balancers.IsPublic).ToList();
        var direct = open.Where(s => s.HostPort is not null).ToList();
        var longest = Longest(open);
        var backends = open.Select(s => ProxyFiles.BackendOf(s, tcp: false)).ToList();
        var routes = ProxyFiles.Routes(app, s => ProxyFiles.BackendOf(s, tcp: false).Name);
        var old = OldBackends(scope.Proxy, backends, plans);
        var names = direct.Select(s => s.Name).ToList();
        proxies.Add(new Proxy(desired.AppProxy(direct))
        {
            First = File(scope.Proxy, ProxyFiles.ConfigName, ProxyFiles.AppConfig(scope.Proxy, [.. backends, .. old], names, planning.HostPort, longest)),
            Switched = File(scope.Proxy, ProxyFiles.RoutesName, routes),
            Last = File(scope.Proxy, ProxyFiles.ConfigName, ProxyFiles.AppConfig(scope.Proxy, backends, names, planning.HostPort, longest)),
        });
        foreach (var service in app.Services.Where(s => Balancers.IsInner(app, s)))
        {
            proxies.Add(Inner(scope, desired, service, plans));
        }
    }

    /// <summary>The first step; a balancer that is not there is made.</summary>
    public void Prepare()
    {
        var lanes = new List<Lane>();
        foreach (var proxy in proxies)
        {
            var container = observed.Find(proxy.Spec.Name);
            if (container is { Runs: true } && container.Config == proxy.Spec.Config)
            {
                if (Differs(proxy.First))
                {
                    lanes.Add(new Lane(proxy.Subject, Activity.Reload, Reload(proxy, proxy.First)));
                    draft.Changes.Add(new Change(Verb.Change, proxy.Subject, "load balancer", "services or their checks differ"));
                }

                continue;
            }

            NeedFree(proxy, container);
            lanes.Add(new Lane(proxy.Subject, Activity.Start, MakeSteps(proxy, container)));
            draft.Changes.Add(new Change(container is null ? Verb.Add : Verb.Replace, proxy.Subject, "load balancer", container is null ? "in front of the services" : "its ports or image differ, or it is down"));
        }

        draft.Add(StageNames.Balancers, lanes);
    }

    public void Switch() => draft.Add("routes", proxies.Where(p => HadRoutes(p) && Differs(p.Switched)).Select(p => new Lane(p.Subject, Activity.Reload, Reload(p, p.Switched))
    {
        Undo = Reload(p, p.Switched with { Text = observed.State[p.Switched.Path] }),
    }));

    public void Finish() => draft.Add("tidy", proxies.Where(p => p.Last.Text != p.First.Text).Select(p => new Lane(p.Subject, Activity.Reload, Reload(p, p.Last))), commits: true);

    // Found out before the old balancer goes.
    private void NeedFree(Proxy proxy, Container? present)
    {
        if (proxy.Spec.Ports.Select(p => p.Host).Except(present?.HostPorts ?? []).FirstOrDefault(observed.BusyPorts.Contains) is > 0 and var port)
        {
            throw new PortTakenException(proxy.Subject, port);
        }
    }

    private static TimeSpan Longest(IReadOnlyList<Service> services) => services.Select(s => s.Timeout).DefaultIfEmpty(TimeSpan.FromSeconds(60)).Max();

    private static StateFile File(string proxy, string name, string text) => new($"{ProxyFiles.Folder(proxy)}/{name}", text);

    private static List<Step> Reload(Proxy proxy, StateFile file) => [new LoadFile(proxy.Spec.Name, file.Path, file.Text)];

    private Proxy Inner(Scope scope, Desired desired, Service service, IReadOnlyList<ServicePlan> plans)
    {
        var handle = scope.InnerProxy(service.Name);
        var backend = ProxyFiles.BackendOf(service, tcp: true);
        var old = OldBackends(handle, [backend], plans);
        string Config(IReadOnlyList<Backend> backends, string live) => ProxyFiles.ServiceConfig(handle, service.Port!.Value, backends, live, service.Timeout);
        return new Proxy(desired.InnerProxy(service))
        {
            First = File(handle, ProxyFiles.ConfigName, Config([backend, .. old], old.FirstOrDefault()?.Name ?? backend.Name)),
            Switched = File(handle, ProxyFiles.ConfigName, Config([backend, .. old], backend.Name)),
            Last = File(handle, ProxyFiles.ConfigName, Config([backend], backend.Name)),
        };
    }

    // Backends on which tasks still serve, though the file asks for others by now.
    private List<Backend> OldBackends(string proxy, IReadOnlyList<Backend> now, IReadOnlyList<ServicePlan> plans)
    {
        var serving = observed.Slots.GetValueOrDefault(proxy, []).Where(s => s.Address.Length > 0).Select(s => s.Backend).ToHashSet(StringComparer.Ordinal);
        var config = observed.State.GetValueOrDefault($"{ProxyFiles.Folder(proxy)}/{ProxyFiles.ConfigName}", "");
        return [.. ProxyFiles.Parse(config).Where(b => serving.Contains(b.Name) && now.All(n => n.Name != b.Name) && plans.Any(p => p.Name == ProxyFiles.ServiceOf(b.Name)))];
    }

    private bool Differs(StateFile file) =>
        observed.State.GetValueOrDefault(file.Path) != file.Text || observed.State.GetValueOrDefault(ProxyFiles.Loaded(file.Path)) != file.Text;

    // Where nothing was routed before, the first step has written the new routes already.
    private bool HadRoutes(Proxy proxy) => observed.State.ContainsKey(proxy.Switched.Path) && (proxy.Switched.Path != proxy.First.Path || proxy.Switched.Text != proxy.First.Text);

    private List<Step> MakeSteps(Proxy proxy, Container? present)
    {
        var steps = new List<Step> { new PullImage(proxy.Spec.Image) };
        if (present is not null)
        {
            steps.Add(new RemoveContainer(present.Handle));
        }

        var files = Both(proxy.First);
        if (proxy.Switched.Path != proxy.First.Path)
        {
            files.AddRange(Both(proxy.Switched with { Text = observed.State.GetValueOrDefault(proxy.Switched.Path, proxy.Switched.Text) }));
        }

        var servers = $"{ProxyFiles.Folder(proxy.Spec.Name)}/{ProxyFiles.ServersName}";
        if (!observed.State.ContainsKey(servers))
        {
            files.Add((servers, Servers.None));
        }

        steps.AddRange([new CreateContainer(proxy.Spec), new PutFiles(proxy.Spec.Name, files), new StartContainer(proxy.Spec.Name), new WaitProxy(proxy.Spec.Name)]);
        return steps;
    }

    // A process that starts reads what is written.
    private static List<(string Path, string Text)> Both(StateFile file) => [(file.Path, file.Text), (ProxyFiles.Loaded(file.Path), file.Text)];

    private sealed record Proxy(ContainerSpec Spec)
    {
        public required StateFile First { get; init; }

        public required StateFile Switched { get; init; }

        public required StateFile Last { get; init; }

        public string Subject => Spec.FileName == "proxy" ? "load-balancer" : $"{Spec.FileName}-balancer";
    }

    private sealed record StateFile(string Path, string Text);
}

/// <summary>A port of the host that the app needs has somebody else.</summary>
internal sealed class PortTakenException(string subject, int port) : FailureException($"{subject}: the port {port} of this machine is taken", "another program listens on it", "choose another port with host_port")
{
    public string Subject { get; } = subject;

    public int Port { get; } = port;
}
