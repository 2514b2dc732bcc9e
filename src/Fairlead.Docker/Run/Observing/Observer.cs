using System.Globalization;
using System.Net.NetworkInformation;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;
using Fairlead.Docker.Run.Proxy;
using Fairlead.Images.Plan;

namespace Fairlead.Docker.Run.Observing;

/// <summary>Asks the engine what there is of an app. Reads only.</summary>
internal sealed class Observer(Engine engine, HaproxyRuntime proxies)
{
    public async Task<Observed> Observe(AppId id, CancellationToken cancel)
    {
        var scope = new Scope(id);
        var containers = engine.Containers(scope.LabelFilter, cancel);
        var networks = engine.Networks(cancel);
        var volumes = engine.Volumes(cancel);
        var images = engine.Images(scope.LabelFilter, cancel);
        var listed = (await containers).Select(c => Read(c, scope)).ToList();
        var found = listed.Where(c => c.Role != Role.Lock).ToList();
        var all = await Task.WhenAll(found.Select(c => WithExit(c, cancel)));
        var own = (await volumes).Where(v => IsOurs(v.Labels, scope)).ToList();
        var state = await State(scope, all, own, cancel);
        var (slots, silent) = await Slots(all, state, cancel);
        var subnets = (await networks)
            .Select(n => (n.Name, Subnet: n.IPAM?.Config?.FirstOrDefault()?.Subnet, IsOurs: IsOurs(n.Labels, scope)))
            .Where(n => n.Subnet is not null)
            .ToList();
        return new Observed
        {
            Containers = all,
            Subnet = subnets.FirstOrDefault(n => n.Name == scope.Network && n.IsOurs).Subnet,
            OtherSubnets = [.. subnets.Where(n => n.Name != scope.Network).Select(n => n.Subnet!), .. HostRoutes.Read()],
            Foreign =
            [
                .. (await volumes).Where(v => !IsOurs(v.Labels, scope)).Select(v => v.Name),
                .. subnets.Where(n => !n.IsOurs).Select(n => n.Name),
            ],
            Volumes = [.. own.Select(v => new ObservedVolume(v.Name, v.Labels ?? []))],
            Images = [.. (await images).SelectMany(Read)],
            State = state,
            Releases = StateJson.Releases(state),
            Runs = StateJson.Runs(state),
            Slots = slots,
            Silent = silent,
            HasScheduler = listed.Exists(c => c.Handle == scope.Schedules && c.Runs),
            BusyPorts = BusyPorts(),
            PromisedPorts = Promised(await volumes, scope),
        };
    }

    /// <summary>With what somebody may have changed of the containers that a plan leaves alone, by one call for each.</summary>
    public async Task<Observed> Closely(Observed observed, DockerPlan plan, CancellationToken cancel)
    {
        var containers = observed.Containers.Select(c => plan.Leaves(c) ? WithAdjustable(c, cancel) : Task.FromResult(c));
        return observed with { Containers = await Task.WhenAll(containers) };
    }

    /// <summary>The releases and runs on record.</summary>
    public async Task<Observed> History(AppId id, CancellationToken cancel)
    {
        var scope = new Scope(id);
        var state = await Files(scope.Proxy, Scope.StateFolder, cancel);
        if (state.Count == 0 && (await engine.Volumes(cancel)).Any(v => v.Name == scope.StateVolume && IsOurs(v.Labels, scope)))
        {
            state = await FilesOf(scope, scope.StateVolume, "", cancel);
        }

        return new Observed { State = state, Releases = StateJson.Releases(state), Runs = StateJson.Runs(state) };
    }

    /// <summary>The ports of the host that another app was given, or something listens on.</summary>
    public async Task<IReadOnlyCollection<int>> TakenPorts(Scope scope, CancellationToken cancel) =>
        [.. BusyPorts(), .. Promised(await engine.Volumes(cancel), scope)];

    /// <summary>What the given load balancers really serve; what they last saved where one does not run.</summary>
    private async Task<(Dictionary<string, IReadOnlyList<Slot>> Slots, IReadOnlyList<string> Silent)> Slots(
        IReadOnlyList<Container> containers, IReadOnlyDictionary<string, string> state, CancellationToken cancel)
    {
        var slots = new Dictionary<string, IReadOnlyList<Slot>>(StringComparer.Ordinal);
        var silent = new List<string>();
        foreach (var proxy in containers.Where(c => c.Role == Role.Proxy && c.Runs))
        {
            try
            {
                slots[proxy.Handle] = await proxies.Slots(proxy.Handle, cancel);
            }
            catch (FailureException)
            {
                // It does not answer at this moment: what it saved last is the next best word, read below.
                silent.Add(proxy.Handle);
            }
        }

        foreach (var (path, text) in state)
        {
            if (path.Split('/') is ["lb", var proxy, HaproxyConfig.ServersName])
            {
                slots.TryAdd(proxy, HaproxyState.Parse(text));
            }
        }

        return (slots, silent);
    }

    private async Task<IReadOnlyDictionary<string, string>> State(
        Scope scope, IReadOnlyList<Container> containers, IEnumerable<VolumeSummary> volumes, CancellationToken cancel)
    {
        if (containers.Any(c => c.Handle == scope.Proxy))
        {
            return await Files(scope.Proxy, Scope.StateFolder, cancel);
        }

        return volumes.Any(v => v.Name == scope.StateVolume)
            ? await FilesOf(scope, scope.StateVolume, "", cancel)
            : new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <summary>
    /// The file of a volume that no container has, or all below a folder of it. It can only be read through a container: one of any
    /// image, which never starts.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, string>> FilesOf(Scope scope, string volume, string path, CancellationToken cancel)
    {
        await new EngineImages(engine).Need(HaproxyConfig.Image, cancel);
        var reader = new ContainerSpec($"{scope.Prefix}__history_{Guid.NewGuid():N}", Role.Job, "history", HaproxyConfig.Image)
        {
            Labels = scope.BaseLabels,
            Network = "none",
            Mounts = [new ContainerMount("volume", volume, Scope.StateFolder)],
        };
        var id = await ContainerRequest.Create(engine, reader, cancel);
        try
        {
            return await Files(id, Scope.StateFolder + path, cancel);
        }
        finally
        {
            await engine.Remove(id, CancellationToken.None);
        }
    }

    /// <summary>A file of a container, or all below a folder of it.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Files(string container, string path, CancellationToken cancel) =>
        (await engine.GetFiles(container, path, cancel)).ToDictionary(f => f.Path, f => f.Text, StringComparer.Ordinal);

    private static Container Read(ContainerSummary summary, Scope scope)
    {
        var labels = summary.Labels;
        var endpoint = summary.NetworkSettings?.Networks?.GetValueOrDefault(scope.Network);
        return new Container(
            summary.Id,
            summary.Names[0].TrimStart('/'),
            Enum.TryParse<Role>(labels.GetValueOrDefault(Labels.Role), ignoreCase: true, out var role) ? role : Role.Job,
            labels.GetValueOrDefault(Labels.Name, ""),
            summary.State,
            endpoint?.IPAMConfig?.IPv4Address ?? "",
            DateTimeOffset.FromUnixTimeSeconds(summary.Created))
        {
            Release = int.TryParse(
                labels.GetValueOrDefault(Labels.Release),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var release) ? release : 0,
            Config = labels.GetValueOrDefault(Labels.Config, ""),
            Image = summary.Image,
            ImageId = summary.ImageID,
            Cause = labels.GetValueOrDefault(Labels.Cause, ""),
            HostPorts = [.. (summary.Ports ?? []).Select(p => p.PublicPort).Where(p => p > 0)],
        };
    }

    private static bool IsOurs(Dictionary<string, string>? labels, Scope scope) =>
        labels?.GetValueOrDefault(Labels.Scope) == scope.Prefix;

    // The list does not tell the exit code of what has ended.
    private async Task<Container> WithExit(Container container, CancellationToken cancel) =>
        container is { State: "exited" } && await engine.Find(container.Id, cancel) is { } details
            ? container with { ExitCode = details.State.ExitCode, Adjustable = StatusReader.Adjustable(details) }
            : container;

    private async Task<Container> WithAdjustable(Container container, CancellationToken cancel) =>
        await engine.Find(container.Id, cancel) is { } details
            ? container with { Adjustable = StatusReader.Adjustable(details) }
            : container;

    private static IEnumerable<BuiltImage> Read(ImageSummary summary) => (summary.RepoTags ?? [])
        .Where(t => t != "<none>:<none>")
        .Select(tag => new BuiltImage(
            summary.Labels?.GetValueOrDefault(Labels.Name) ?? "",
            tag,
            summary.Id,
            DateTimeOffset.FromUnixTimeSeconds(summary.Created)));

    // An app that is down at the moment comes back to its port.
    private static IReadOnlyList<int> Promised(IEnumerable<VolumeSummary> volumes, Scope scope) =>
    [
        .. volumes.Where(v => !IsOurs(v.Labels, scope))
            .Select(v => int.TryParse(v.Labels?.GetValueOrDefault(Labels.Port), NumberStyles.None, CultureInfo.InvariantCulture,
                out var port) ? port : 0)
            .Where(p => p > 0),
    ];

    private static int[] BusyPorts()
    {
        try
        {
            return [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(e => e.Port)];
        }
        catch (NetworkInformationException)
        {
            return []; // not told on this system: the engine will say when a port is taken
        }
    }
}
