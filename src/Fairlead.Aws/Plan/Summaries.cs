using System.Globalization;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Plan;

/// <summary>What things of an app are, in users' words: what was concluded from the file.</summary>
internal static class Summaries
{
    public const string Account = "registries and artifacts, once for the account and region";
    public const string Access = "who may deploy, and the most that roles of the app may do; a person makes it";
    public const string Zone = "a DNS zone, made first: its name servers are to be told to the registrar";
    public const string Extras = "CloudFormation of your own";

    public static string Network(App app) => app.Network switch
    {
        OwnNetwork own =>
            $"{own.Cidr} in {Count(own.Zones, "zone")},"
            + $" {Nat(own)}{(own.Endpoints.Count > 0 ? $", {Count(own.Endpoints.Count, "endpoint")}" : "")}",
        _ => "one that is there already",
    };

    public static string Edge(App app)
    {
        var parts =
            new List<string> { "load balancer",
            DomainNames.HasCertificate(app) ? $"HTTPS for {app.Environment.Domain ?? "its certificate"}"
                : "plain HTTP, as there is no domain" };
        if (app.Edge.Cdn)
        {
            parts.Add("CDN");
        }

        if (app.Edge.Waf)
        {
            parts.Add("firewall");
        }

        if (app.Edge.Auth is not (null or NoAuth))
        {
            parts.Add("login");
        }

        return string.Join(", ", parts);
    }

    public static string Shared(App app) => app.Network.Cluster is null ? "cluster, alerts" : "alerts; the cluster is there already";

    public static string Summarize(App app, Workload workload) =>
        workload is Service service ? Summarize(app, service) : Summarize((Job)workload);

    public static string Summarize(Resource resource) => resource switch
    {
        Postgres postgres =>
            $"version {postgres.Version}, {postgres.Size}, {postgres.Storage}{(postgres.Zones > 1 ? ", in two zones" : "")}",
        Redis redis => $"version {redis.Version}, {redis.Size}{(redis.Replicas > 0 ? $", {Count(redis.Replicas, "replica")}" : "")}",
        Search search => $"version {search.Version}, {Count(search.Nodes, "node")} of {search.Size}, {search.Storage}",
        Volume volume => volume.Backup ? "files, with backups" : "files",
        Bucket bucket => bucket.Versions ? "objects, with their versions" : "objects",
        Queue queue => queue.Fifo ? "messages in order" : "messages",
        Config => "a document of values",
        _ => "a model",
    };

    private static string Summarize(App app, Service service)
    {
        var kind = service.Kind switch
        {
            ServiceKind.Public => $"public at {Url(app, service.Route!)}",
            ServiceKind.Internal => $"internal, port {service.Port}",
            _ => "worker",
        };
        var count = service.Scale is { } scale ? $"{scale.Min} to {scale.Max} tasks" : Count(service.Count, "task");
        return $"{kind}; {count} of {Size(service)}{(service.Spot is null ? "" : ", on Spot")}";
    }

    // Without a domain the address is the load balancer's, which nobody knows before it is there.
    private static string Url(App app, Route route) => (route.Host ?? app.Environment.Domain) is { } host
        ? $"{(DomainNames.HasCertificate(app) ? "https" : "http")}://{host}{route.Path}"
        : route.Path;

    private static string Summarize(Job job)
    {
        var when = job.When switch
        {
            When.BeforeDeploy => "before each deploy",
            When.AfterDeploy => "after each deploy",
            When.Create => "once",
            _ => null,
        };
        var runs = (when, job.Schedule, job.Gpu) switch
        {
            (_, _, not null) => "when the app asks for it",
            (null, null, _) => "by hand",
            (null, { } schedule, _) => schedule.ToString(),
            (_, null, _) => when,
            _ => $"{when}, and {job.Schedule}",
        };
        return $"runs {runs}; {Size(job)}";
    }

    private static string Nat(OwnNetwork network) => network.Nat switch
    {
        Core.Model.Nat.None => "no NAT gateway: tasks have public addresses, closed to all but the load balancer",
        Core.Model.Nat.One => "one NAT gateway",
        _ => "a NAT gateway in each",
    };

    private static string Size(Workload workload) =>
        string.Create(CultureInfo.InvariantCulture, $"{workload.Cpu:0.##} CPU, {workload.Memory}");

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{StackScope.Number(count)} {what}s";
}
