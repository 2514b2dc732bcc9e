using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>The containers an app should have.</summary>
/// <param name="Images">What to start for each image of the file.</param>
/// <param name="Folder">The folder of the app file, for mounts.</param>
internal sealed record Containers(App App, Scope Scope, Values Values, IReadOnlyDictionary<string, ReleaseImage> Images, string Folder)
{
    /// <summary>What the app's own load balancer is called where a name of the file stands elsewhere; no name of the file is.</summary>
    public const string AppProxyName = "proxy";

    public const string PasswordVariable = "POSTGRES_PASSWORD";

    public const int SearchPort = 9200;

    public static string ImageOf(Search search) => search.Image ?? $"opensearchproject/opensearch:{search.Version}.0";

    public static string ImageOf(Postgres postgres) => postgres.Image ?? $"postgres:{postgres.Version}";

    public ContainerSpec Task(Service service, int release, int index, string? address) =>
        For(service, Role.Task, Scope.Task(service.Name, release, index), release) with
        {
            Restart = true,
            Health = Check(service, isProbed: service.Port is not null),
            IgnoresImageCheck = service.Port is not null,
            Address = address,
        };

    /// <param name="run">Tells this run from all others.</param>
    public ContainerSpec Job(Job job, int release, string run, string cause) => Run(job, job.Command, release, run, cause);

    /// <summary>A run of a job, or of a command with a service's surroundings.</summary>
    public ContainerSpec Run(Workload workload, IReadOnlyList<string>? command, int release, string run, string cause)
    {
        var spec = For(workload, Role.Job, Scope.Run(workload.Name, run), release);
        return spec with
        {
            Command = command,
            Health = workload is Job ? Check(workload, isProbed: false) : null,
            Labels = new Dictionary<string, string>(spec.Labels, StringComparer.Ordinal) { [Labels.Cause] = cause },
        };
    }

    public ContainerSpec Resource(Resource resource) => resource switch
    {
        Postgres postgres => Database(postgres),
        Redis redis => Cache(redis),
        Search search => SearchNode(search),
        AwsServer server => Aws(server),
        _ => throw new InvalidOperationException($"no container for {resource}"),
    };

    private ContainerSpec Database(Postgres postgres) => Stateful(postgres, ImageOf(postgres), "/var/lib/postgresql/data") with
    {
        Env =
        [
            new("POSTGRES_USER", Values.DatabaseName),
            new("POSTGRES_DB", Values.DatabaseName),
            new(PasswordVariable, Values.Secrets.GetValueOrDefault(Values.PasswordOf(postgres.Name), "")),
            new("PGDATA", "/var/lib/postgresql/data"),
        ],
        StopSignal = "SIGINT", // fast shutdown; SIGTERM waits for clients
    };

    private ContainerSpec Cache(Redis redis) => Stateful(redis, redis.Image ?? $"redis:{redis.Version}", "/data") with
    {
        Command = ["redis-server", "--appendonly", "yes"],
    };

    private ContainerSpec SearchNode(Search search) => Stateful(search, ImageOf(search), "/usr/share/opensearch/data") with
    {
        // One node that forms no cluster, without the passwords and certificates of its security plugin, as only this network sees it.
        // Source: OpenSearch's documentation, "Docker".
        Env =
        [
            new("discovery.type", "single-node"),
            new("DISABLE_SECURITY_PLUGIN", "true"),
            new("DISABLE_INSTALL_DEMO_CONFIG", "true"),
            new("OPENSEARCH_JAVA_OPTS", "-Xms512m -Xmx512m"),
        ],
    };

    private ContainerSpec Aws(AwsServer server) => Stateful(server, AwsServer.Image, Scope.StateFolder) with
    {
        Entrypoint = ["node"],
        // The hash makes another script another container.
        Command = [$"{Scope.StateFolder}/{AwsServer.ScriptFile}", AwsServer.Hash(AwsServer.Script)],
        Env =
        [
            new("FAIRLEAD_PORT", $"{Values.AwsPort}"),
            new("FAUXQS_DATA_DIR", Scope.StateFolder),
            new("FAUXQS_DEFAULT_REGION", App.Environment.Region),
            new("FAUXQS_HOST", AwsServer.ServerName),
            new("FAUXQS_LOGGER", "false"),
            new("FAUXQS_PERSISTENCE", "true"),
            new("FAUXQS_PORT", $"{AwsServer.Port}"),
        ],
        Ports = [(AwsServer.Port, Values.AwsPort)],
        Aliases = AwsServer.Aliases(App),
        IgnoresImageCheck = true,
    };

    // It has its data on a volume of its own, and its name on the network.
    private ContainerSpec Stateful(Resource resource, string image, string data) =>
        Container(Scope.Resource(resource.Name), Role.Resource, resource.Name, image) with
    {
        Mounts = [Data(resource.Name, data)], Aliases = [resource.Name], Restart = true, Stop = TimeSpan.FromSeconds(60),
    };

    public ContainerSpec AppProxy(IReadOnlyList<Service> direct) => Proxy(Scope.Proxy, AppProxyName) with
    {
        Ports = [(HaproxyConfig.HttpPort, Values.HostPort), .. direct.Select((s, i) => (HaproxyConfig.DirectPort(i), s.HostPort!.Value))],
    };

    public ContainerSpec InnerProxy(Service service) =>
        Proxy(Scope.InnerProxy(service.Name), service.Name) with { Aliases = [service.Name] };

    private ContainerSpec Proxy(string handle, string name) => Container(handle, Role.Proxy, name, HaproxyConfig.Image) with
    {
        Entrypoint = ["haproxy"],
        Command =
        [
            "-W",
            "-db",
            "-S",
            $"ipv4@127.0.0.1:{HaproxyConfig.MasterPort}",
            "-f",
            $"{Scope.StateFolder}/{HaproxyConfig.Folder(handle)}/{HaproxyConfig.ConfigName}",
        ],
        Mounts = [new ContainerMount("volume", Scope.StateVolume, Scope.StateFolder)],
        Restart = true,
        StopSignal = "SIGTERM", // the image's SIGUSR1 waits for connections
        Stop = TimeSpan.FromSeconds(2),
    };

    private ContainerSpec For(Workload workload, Role role, string handle, int release)
    {
        var image = Images[workload.Image];
        var spec = Container(handle, role, workload.Name, image.Reference);
        spec = spec with
        {
            ImageName = image.Name,
            Env = Values.Env(workload),
            LastingEnv = [.. (Values with { Release = 0 }).Env(workload), .. DocumentsOf(workload)],
            Command = workload.Command,
            Entrypoint = workload.Entrypoint,
            User = workload.User,
            ReadOnly = workload.ReadOnly,
            Tmpfs = workload.Tmpfs,
            Ulimits = workload.Ulimits,
            Memory = workload.Memory.Bytes,
            CpuShares = Math.Max(2, CpuUnits.Count(workload.Cpu)),
            Stop = workload.Stop,
            Init = workload.Init,
            Mounts = [.. workload.Mounts.Select(m => Mounted(m) with { ReadOnly = m.ReadOnly })],
        };
        return spec.MadeBy(release);
    }

    // Documents are read when an app starts: who reads another one is another container.
    private IEnumerable<KeyValuePair<string, string>> DocumentsOf(Workload workload) => App.GrantsOf(workload)
        .Where(g => g.Holds == Kind.Config)
        .Select(g => KeyValuePair.Create($"document {g.Target}",
            AwsServer.Hash(AwsServer.Json((Values with { Release = 0 }).Document((Config)App.Resources[g.Target])))));

    private ContainerMount Mounted(Mount mount) => mount switch
    {
        FolderMount folder => new ContainerMount("bind", Path.GetFullPath(Path.Combine(Folder, folder.HostPath)), folder.Target),
        VolumeMount { Directory: { } directory } part => Shared(Scope.Directory(part.Volume, directory), part),
        VolumeMount whole => Shared(Scope.Resource(whole.Volume), whole),
        _ => throw new InvalidOperationException($"no way to mount {mount}"),
    };

    private static ContainerMount Shared(string volume, VolumeMount mount) => new("volume", volume, mount.Target) { StartsEmpty = true };

    private ContainerSpec Container(string handle, Role role, string name, string image) =>
        new(handle, role, name, image) { Network = Scope.Network, Labels = Scope.BaseLabels };

    private ContainerMount Data(string name, string target) => new("volume", Scope.Resource(name), target);

    private static ContainerHealth? Check(Workload workload, bool isProbed) =>
        ContainerCheck.Test(workload, isProbed) is { } test && workload.Health is { } health
            ? new ContainerHealth(test, health.Interval, health.Timeout, health.Unhealthy, health.Grace)
            : null;
}
