using System.Text.Json.Nodes;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run.Containers;

/// <summary>
/// What the engine is told of a container: the body of <c>POST /containers/create</c>, under the API's own names.
/// Source: Docker Engine API v1.41 reference.
/// </summary>
internal static class ContainerRequest
{
    /// <returns>The container's id.</returns>
    public static Task<string> Create(Engine engine, ContainerSpec spec, CancellationToken cancel) =>
        engine.Create(spec.Name, Body(spec), cancel);

    private static JsonObject Body(ContainerSpec spec) => Said(new JsonObject
    {
        ["Image"] = spec.Image,
        ["User"] = spec.User,
        ["Labels"] = Map(spec.AllLabels()),
        ["Env"] = Texts(spec.Env.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}")),
        ["Cmd"] = Texts(spec.Command),
        ["Entrypoint"] = Texts(spec.Entrypoint),
        ["Healthcheck"] = spec.Health is { } h ? Check(h)
            : spec.IgnoresImageCheck ? new JsonObject { ["Test"] = new JsonArray("NONE") } : null,
        ["StopSignal"] = spec.StopSignal,
        ["StopTimeout"] = (int)spec.Stop.TotalSeconds,
        ["Tty"] = Flag(spec.Terminal),
        ["OpenStdin"] = Flag(spec.Input),
        ["StdinOnce"] = Flag(spec.Input),
        ["AttachStdin"] = Flag(spec.Input),
        ["ExposedPorts"] = Ports(spec, _ => new JsonObject()),
        ["HostConfig"] = Said(Host(spec)),
        ["NetworkingConfig"] = new JsonObject { ["EndpointsConfig"] = new JsonObject { [spec.Network] = Said(Endpoint(spec)) } },
    });

    private static JsonObject Host(ContainerSpec spec) => new()
    {
        ["NetworkMode"] = spec.Network,
        ["Memory"] = spec.Memory,
        ["MemorySwap"] = spec.Memory, // no swap on top: what is killed on AWS is killed here
        ["CpuShares"] = spec.CpuShares,
        ["ReadonlyRootfs"] = Flag(spec.ReadOnly),
        ["Init"] = spec.Init,
        ["AutoRemove"] = Flag(spec.Passing),
        ["RestartPolicy"] = new JsonObject { ["Name"] = spec.RestartPolicy },
        ["Mounts"] = spec.Mounts.Count == 0 ? null : new JsonArray([.. spec.Mounts.Select(m =>
            Said(new JsonObject
            {
                ["Type"] = m.Kind, ["Source"] = m.Source, ["Target"] = m.Target, ["ReadOnly"] = Flag(m.ReadOnly),
                ["VolumeOptions"] = m.StartsEmpty ? new JsonObject { ["NoCopy"] = true } : null,
            }))]),
        ["Tmpfs"] = spec.Tmpfs.Count == 0 ? null : Map(spec.Tmpfs.ToDictionary(t => t.Path, t => $"size={t.Size.Mebibytes}m")),
        ["Ulimits"] = spec.Ulimits.Count == 0 ? null : new JsonArray([.. spec.Ulimits.Select(u =>
            new JsonObject { ["Name"] = u.Name, ["Soft"] = u.Limit, ["Hard"] = u.Limit })]),
        ["PortBindings"] = Ports(spec, host => new JsonArray(new JsonObject { ["HostIp"] = "127.0.0.1", ["HostPort"] = $"{host}" })),
        ["LogConfig"] = new JsonObject
        {
            ["Type"] = "json-file",
            ["Config"] = new JsonObject { ["max-size"] = "10m", ["max-file"] = "3" },
        },
    };

    private static JsonObject Endpoint(ContainerSpec spec) => new()
    {
        ["Aliases"] = spec.Aliases.Count == 0 ? null : Texts(spec.Aliases),
        ["IPAMConfig"] = spec.Address is null ? null : new JsonObject { ["IPv4Address"] = spec.Address },
    };

    private static JsonObject Check(ContainerHealth health) => new()
    {
        ["Test"] = Texts(health.Test),
        ["Interval"] = Nanoseconds(health.Interval),
        ["Timeout"] = Nanoseconds(health.Timeout),
        ["Retries"] = health.Retries,
        ["StartPeriod"] = Nanoseconds(health.Grace),
    };

    private static JsonObject? Ports(ContainerSpec spec, Func<int, JsonNode> value) => spec.Ports.Count == 0 ? null
        : new JsonObject(spec.Ports.Select(p => KeyValuePair.Create($"{p.Container}/tcp", (JsonNode?)value(p.Host))));

    // What is not said is left to the image and the engine.
    private static JsonObject Said(JsonObject body) => new(body.Where(p => p.Value is not null)
        .Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));

    private static JsonArray? Texts(IEnumerable<string>? texts) =>
        texts is null ? null : new JsonArray([.. texts.Select(t => (JsonNode)t)]);

    private static JsonObject Map(Dictionary<string, string> map) =>
        new(map.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)));

    private static JsonValue? Flag(bool value) => value ? JsonValue.Create(true) : null;

    private static long Nanoseconds(TimeSpan time) => time.Ticks * 100;
}
