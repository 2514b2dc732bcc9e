using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Docker.Api;

// The parts of the Engine API's messages that are used, under the API's own names. Source: Docker Engine API v1.41 reference.
internal sealed record ContainerSummary(
    string Id, string[] Names, string Image, string ImageID, string State, string Status, long Created, Dictionary<string, string> Labels)
{
    public SummaryNetworks? NetworkSettings { get; init; }

    public SummaryPort[]? Ports { get; init; }
}

internal sealed record SummaryPort(int PrivatePort, int PublicPort);

internal sealed record SummaryNetworks(Dictionary<string, EndpointSettings>? Networks);

internal sealed record EndpointSettings
{
    public string? IPAddress { get; init; }

    public EndpointIpam? IPAMConfig { get; init; }

    public string[]? Aliases { get; init; }
}

internal sealed record EndpointIpam(string? IPv4Address);

internal sealed record ContainerDetails(
    string Id,
    string Name,
    string Image,
    ContainerState State,
    int RestartCount,
    ContainerConfig Config,
    HostConfig? HostConfig,
    NetworkDetails? NetworkSettings)
{
    public string? Created { get; init; }
}

internal sealed record NetworkDetails(Dictionary<string, EndpointSettings>? Networks);

internal sealed record ContainerState(
    string Status, bool Running, bool OOMKilled, int ExitCode, string? Error, string? StartedAt, string? FinishedAt)
{
    public HealthState? Health { get; init; }
}

internal sealed record HealthState(string Status, HealthCheckRun[]? Log);

internal sealed record HealthCheckRun(int ExitCode, string? Output);

internal sealed record ContainerConfig
{
    public string[]? Env { get; init; }

    public string[]? Cmd { get; init; }

    public string[]? Entrypoint { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    public Dictionary<string, EmptyObject>? Volumes { get; init; }

    public HealthConfig? Healthcheck { get; init; }
}

internal sealed record EmptyObject;

internal sealed record HealthConfig(string[]? Test);

internal sealed record HostConfig
{
    public Dictionary<string, PortBinding[]>? PortBindings { get; init; }

    public long? Memory { get; init; }

    public long? MemorySwap { get; init; }

    public long? CpuShares { get; init; }

    public long? NanoCpus { get; init; }

    public long? CpuQuota { get; init; }

    public long? CpuPeriod { get; init; }

    public string? CpusetCpus { get; init; }

    public RestartPolicy? RestartPolicy { get; init; }
}

internal sealed record RestartPolicy(string? Name);

internal sealed record PortBinding(string HostIp, string HostPort);

internal sealed record Created(string Id, string[]? Warnings);

internal sealed record WaitResult(int StatusCode);

internal sealed record TopResult(string[][] Processes);

internal sealed record EngineError(string? Message);

internal sealed record NetworkSummary(string Id, string Name, Dictionary<string, string>? Labels, NetworkIpam? IPAM);

internal sealed record NetworkIpam(IpamConfig[]? Config);

internal sealed record IpamConfig(string? Subnet, string? IPRange, string? Gateway);

internal sealed record NetworkCreate(string Name, bool CheckDuplicate, string Driver, NetworkIpam IPAM, Dictionary<string, string> Labels);

internal sealed record VolumeList(VolumeSummary[]? Volumes);

internal sealed record VolumeSummary(string Name, string Mountpoint, Dictionary<string, string>? Labels);

internal sealed record VolumeCreate(string Name, Dictionary<string, string> Labels)
{
    /// <summary>Of the local driver: what the system's mount is told.</summary>
    public Dictionary<string, string>? DriverOpts { get; init; }
}

internal sealed record ImageDetails(
    string Id, string[]? RepoTags, string[]? RepoDigests, string? Architecture, long Size, ContainerConfig? Config);

internal sealed record ImageSummary(string Id, string[]? RepoTags, Dictionary<string, string>? Labels, long Created, long Size);

internal sealed record ExecCreate(string[] Cmd, bool AttachStdin, bool AttachStdout, bool AttachStderr, bool Tty, string? User);

internal sealed record ExecStart(bool Detach, bool Tty);

/// <param name="Pid">Of the process, as the engine's machine counts.</param>
internal sealed record ExecDetails(bool Running, int? ExitCode, int Pid);

internal sealed record EngineEvent(string? Type, string? Action, EventActor? Actor, long Time);

internal sealed record EventActor(string ID, Dictionary<string, string>? Attributes);

internal sealed record PullProgress(string? Status, string? Error);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNameCaseInsensitive = false)]
[JsonSerializable(typeof(ContainerSummary[]))]
[JsonSerializable(typeof(ContainerDetails))]
[JsonSerializable(typeof(Created))]
[JsonSerializable(typeof(WaitResult))]
[JsonSerializable(typeof(TopResult))]
[JsonSerializable(typeof(NetworkSummary[]))]
[JsonSerializable(typeof(NetworkCreate))]
[JsonSerializable(typeof(VolumeList))]
[JsonSerializable(typeof(VolumeSummary))]
[JsonSerializable(typeof(VolumeCreate))]
[JsonSerializable(typeof(ImageDetails))]
[JsonSerializable(typeof(ImageSummary[]))]
[JsonSerializable(typeof(ExecCreate))]
[JsonSerializable(typeof(ExecStart))]
[JsonSerializable(typeof(ExecDetails))]
[JsonSerializable(typeof(EngineEvent))]
internal sealed partial class WireJson : JsonSerializerContext;

// Members that the API writes in lower case.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EngineError))]
[JsonSerializable(typeof(PullProgress))]
internal sealed partial class LowerWireJson : JsonSerializerContext;
