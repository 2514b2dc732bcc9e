using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>What an account has beside: schedules, roles of services, scaling, zones and networks, versions of databases.</summary>
internal sealed class AccountPart(AwsWorld world) : IAwsPart
{
    // Seconds.
    private const double LongestPast = 300;

    private readonly Dictionary<string, JsonObject> schedules = [];
    private readonly HashSet<string> linked = [];

    /// <summary>Of EC2, each as EC2 names its members; to fill as a test likes.</summary>
    public List<JsonObject> Vpcs { get; } = [];

    public List<JsonObject> Subnets { get; } = [];

    public List<JsonObject> RouteTables { get; } = [];

    /// <summary>ARNs of OpenID Connect providers.</summary>
    public List<string> Providers { get; } = [];

    /// <summary>Hosted zones by their names, without the last dot.</summary>
    public Dictionary<string, string> Zones { get; } = [];

    /// <summary>Of every zone.</summary>
    public static readonly IReadOnlyList<string> NameServers = ["ns-1.awsdns-01.org", "ns-2.awsdns-02.com"];

    /// <summary>Of EC2, as it names their members: fixed addresses of the account.</summary>
    public List<JsonObject> Addresses { get; } = [];

    /// <summary>Services that have their role in the account; a fresh account has none.</summary>
    public HashSet<string> LinkedRoles => linked;

    /// <summary>By code; what is not here is AWS's default, and no call's concern.</summary>
    public Dictionary<string, double> Quotas { get; } = [];

    public void Register(AwsRoutes routes) => routes
        .Add("scheduler", "GetSchedule", call => Need(call).DeepClone().AsObject())
        .Add("scheduler", "UpdateSchedule", UpdateSchedule)
        .Add("iam", "CreateServiceLinkedRole", CreateLinkedRole)
        .Add("iam", "ListOpenIDConnectProviders", _ => Members.Make(("OpenIDConnectProviderList", Members.List(
            Providers.Select(p => Members.Make(("Arn", p)))))))
        .Add("route53", "ListHostedZonesByName", FindZones)
        .Add("route53", "GetHostedZone", FindZone)
        .Add("servicequotas", "GetServiceQuota", GetQuota)
        .Add("ec2", "DescribeAvailabilityZones", AvailabilityZones)
        .Add("ec2", "DescribeAddresses", _ => Members.Make(("addressesSet", Members.List(Addresses))))
        .Add("ec2", "DescribeVpcs", call => Filtered(call, "vpcSet", Vpcs, "VpcId", "vpcId"))
        .Add("ec2", "DescribeSubnets", call => Filtered(call, "subnetSet", Subnets, "SubnetId", "subnetId"))
        .Add("ec2", "DescribeRouteTables", call => Filtered(call, "routeTableSet", RouteTables, "RouteTableId", "routeTableId"))
        .Add("ec2", "DescribeManagedPrefixLists", PrefixLists)
        .Add("rds", "DescribeDBEngineVersions", EngineVersions);

    /// <summary>Why Scheduler would not take it; null where it would (its words to CreateSchedule with a date that has passed).</summary>
    public string? FindFault(JsonObject schedule) => DateOf(schedule["StartDate"]) is { } start && start < world.Now - LongestPast
        ? "The StartDate you specify cannot be earlier than 5 minutes ago." : null;

    public void AddSchedule(string arn, JsonObject schedule)
    {
        var name = arn.Split('/')[^1];
        if (DateOf(schedule["StartDate"]) is { } start)
        {
            schedule["StartDate"] = start;
        }

        (schedule["Arn"], schedule["Name"], schedule["CreationDate"], schedule["LastModificationDate"]) = (arn, name, world.Now, world.Now);
        schedules[name] = schedule;
    }

    public void RemoveSchedule(string name) => schedules.Remove(name);

    public JsonObject? FindSchedule(string name) => schedules.GetValueOrDefault(name);

    // API Reference, UpdateSchedule: what is left out is not kept, but set to its default.
    private AwsAnswer UpdateSchedule(AwsCall call)
    {
        var old = Need(call);
        var wanted = call.Input.DeepClone().AsObject();
        if (FindFault(wanted) is { } fault)
        {
            throw new AwsRefusal("ValidationException", fault);
        }

        wanted.Remove("ClientToken");
        wanted["State"] ??= "ENABLED";
        wanted["CreationDate"] = old["CreationDate"]!.DeepClone();
        (wanted["Arn"], wanted["LastModificationDate"]) = (old["Arn"]!.GetValue<string>(), world.Now);
        schedules[call.Need("Name")] = wanted;
        return Members.Make(("ScheduleArn", old["Arn"]));
    }

    // Text in a template, seconds since 1970 in a call.
    private static double? DateOf(JsonNode? value) => value switch
    {
        null => null,
        JsonValue text when text.TryGetValue<string>(out var date) => DateTimeOffset.Parse(date).ToUnixTimeMilliseconds() / 1000.0,
        var number => number.GetValue<double>(),
    };

    // C16: IAM API Reference, CreateServiceLinkedRole; the second time its name has been taken.
    private AwsAnswer CreateLinkedRole(AwsCall call)
    {
        var service = call.Need("AWSServiceName");
        if (!linked.Add(service))
        {
            throw new AwsRefusal("InvalidInput",
                $"Service role name AWSServiceRoleFor{service.Split('.')[0]} has been taken in this account, "
                + "please try a different suffix.");
        }

        return Members.Make(("Role", Members.Make(("Path", $"/aws-service-role/{service}/"), ("RoleName",
            $"AWSServiceRoleFor{service.Split('.')[0]}"),
            ("RoleId", "AROA" + world.Hex(17).ToUpperInvariant()), ("CreateDate", world.NowText),
            ("Arn", $"arn:aws:iam::{world.Account}:role/aws-service-role/{service}/AWSServiceRole"))));
    }

    // Route 53 API Reference, ListHostedZonesByName: from this name on, in the order of names.
    private AwsAnswer FindZones(AwsCall call) => Members.Make(("HostedZones", Members.List(Zones
        .Where(z => string.CompareOrdinal(z.Key, call.Text("dnsname") ?? "") >= 0).Select(z => Members.Make(
            ("Id", $"/hostedzone/{z.Value}"), ("Name", z.Key + "."), ("CallerReference", "test"),
            ("Config", Members.Make(("PrivateZone", false))))))), ("IsTruncated", false), ("MaxItems", "100"));

    // Route 53 API Reference, GetHostedZone: a public zone has the servers that a registrar has to know.
    private AwsAnswer FindZone(AwsCall call)
    {
        var zone = Zones.FirstOrDefault(z => z.Value == call.Need("Id"));
        return zone.Key is null ? throw new AwsRefusal("NoSuchHostedZone", $"No hosted zone found with ID: {call.Need("Id")}", 404)
            : Members.Make(("HostedZone", Members.Make(("Id", $"/hostedzone/{zone.Value}"), ("Name", zone.Key + "."), ("CallerReference",
                "test"))), ("DelegationSet", Members.Make(("NameServers", Members.Texts(NameServers)))));
    }

    private AwsAnswer GetQuota(AwsCall call) => Quotas.TryGetValue(call.Need("QuotaCode"), out var value)
        ? Members.Make(("Quota", Members.Make(("ServiceCode", call.Need("ServiceCode")), ("QuotaCode", call.Need("QuotaCode")), ("Value",
            value))))
        : throw new AwsRefusal("NoSuchResourceException", "The request failed because the specified quota does not exist.");

    private JsonObject Need(AwsCall call) => schedules.GetValueOrDefault(call.Need("Name"))
        ?? throw new AwsRefusal("ResourceNotFoundException", $"Schedule {call.Need("Name")} does not exist.", 404);

    // EC2 API Reference, AvailabilityZone: names are an account's own, ids are not.
    private static AwsAnswer AvailabilityZones(AwsCall call) =>
        Members.Make(("availabilityZoneInfo", Members.List("abc".Select((z, i) => Members.Make(
        ("zoneName", $"{call.Request.Region}{z}"), ("zoneId", $"{Short(call.Request.Region)}-az{i + 1}"), ("zoneState", "available"),
        ("regionName", call.Request.Region), ("zoneType", "availability-zone"))))));

    private static string Short(string region) => string.Concat(region.Split('-').Select((p, i) => i == 0 ? p : $"{p[0]}"));

    private static AwsAnswer PrefixLists(AwsCall call) => Members.Make(("prefixListSet", Members.List([Members.Make(
        ("prefixListId", "pl-4fa04526"), ("prefixListName", "com.amazonaws.global.cloudfront.origin-facing"), ("addressFamily", "IPv4"),
        ("ownerId", "AWS"), ("state", "create-complete"))])));

    private static AwsAnswer EngineVersions(AwsCall call)
    {
        var (engine, prefix) = (call.Text("Engine") ?? "postgres", call.Text("EngineVersion") ?? "");
        string[] versions = ["13.23", "14.20", "15.15", "16.11", "17.7", "18.1"];
        return Members.Make(("DBEngineVersions", Members.List(versions.Where(v => v.StartsWith(prefix)).Select(v =>
            Members.Make(("Engine", engine), ("EngineVersion", v), ("Status", "available"))))));
    }

    private static AwsAnswer Filtered(AwsCall call, string set, IEnumerable<JsonObject> all, string parameter, string member)
    {
        var ids = call.Input.Where(i => i.Key.StartsWith(parameter + ".")).Select(i => i.Value!.GetValue<string>()).ToList();
        var vpcs = call.Input.Where(i => i.Key.StartsWith("Filter.") && i.Value!.GetValue<string>() == "vpc-id")
            .SelectMany(f => call.Input.Where(i => i.Key.StartsWith(f.Key.Replace(".Name",
                ".Value."))).Select(i => i.Value!.GetValue<string>()))
            .ToList();
        return Members.Make((set, Members.List(all.Where(o => (ids.Count == 0 || ids.Contains(o[member]!.GetValue<string>()))
            && (vpcs.Count == 0 || vpcs.Contains(o["vpcId"]?.GetValue<string>() ?? ""))))));
    }
}
