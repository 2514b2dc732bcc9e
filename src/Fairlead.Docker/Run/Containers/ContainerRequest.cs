using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run.Containers;

/// <summary>What the engine is told of a container.</summary>
internal static class ContainerRequest
{
    private static readonly Dictionary<string, string> BoundedLogs = new(
        StringComparer.Ordinal) { ["max-size"] = "10m", ["max-file"] = "3" };

    public static Task Create(Engine engine, ContainerSpec spec, CancellationToken cancel) =>
        engine.Create(spec.Name, Render(spec), cancel);

    private static ContainerConfig Render(ContainerSpec spec) => new()
    {
        Image = spec.Image,
        User = spec.User,
        Labels = spec.AllLabels(),
        Env = [.. spec.Env.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")],
        Cmd = spec.Command is null ? null : [.. spec.Command],
        Entrypoint = spec.Entrypoint is null ? null : [.. spec.Entrypoint],
        Healthcheck = spec.Health is not { } h ? null
            : new HealthConfig([.. h.Test], Nanoseconds(h.Interval), Nanoseconds(h.Timeout), h.Retries, Nanoseconds(h.Grace)),
        StopSignal = spec.StopSignal,
        StopTimeout = (int)spec.Stop.TotalSeconds,
        Tty = spec.Terminal ? true : null,
        OpenStdin = spec.Input ? true : null,
        StdinOnce = spec.Input ? true : null,
        AttachStdin = spec.Input ? true : null,
        ExposedPorts = spec.Ports.Count == 0
            ? null
            : spec.Ports.ToDictionary(p => $"{p.Container}/tcp", _ => new EmptyObject(), StringComparer.Ordinal),
        HostConfig = Host(spec),
        NetworkingConfig = new NetworkingConfig(new Dictionary<string, EndpointSettings>(StringComparer.Ordinal)
        {
            [spec.Network] = new()
            {
                Aliases = spec.Aliases.Count == 0 ? null : [.. spec.Aliases],
                IPAMConfig = spec.Address is null ? null : new EndpointIpam(spec.Address),
            },
        }),
    };

    private static HostConfig Host(ContainerSpec spec) => new()
    {
        NetworkMode = spec.Network,
        Memory = spec.Memory,
        MemorySwap = spec.Memory, // no swap on top: what is killed on AWS is killed here
        CpuShares = spec.CpuShares,
        ReadonlyRootfs = spec.ReadOnly ? true : null,
        Init = spec.Init,
        RestartPolicy = new RestartPolicy(spec.Restart ? "unless-stopped" : "no"),
        Mounts = spec.Mounts.Count == 0 ? null : [.. spec.Mounts.Select(m => new MountPoint(m.Kind, m.Source, m.Target, ReadOnly: false))],
        PortBindings = spec.Ports.Count == 0 ? null
            : spec.Ports.ToDictionary(
                p => $"{p.Container}/tcp",
                p => new[] { new PortBinding("127.0.0.1", $"{p.Host}") },
                StringComparer.Ordinal),
        LogConfig = new LogConfig("json-file", BoundedLogs),
    };

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;
}
