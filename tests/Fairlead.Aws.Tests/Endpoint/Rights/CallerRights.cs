using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Server;
using Fairlead.Aws.Tests.Endpoint.Stacks;
using Fairlead.Tests.Support;

namespace Fairlead.Aws.Tests.Endpoint.Rights;

/// <summary>
/// What a role of a stack may do, by the policies that the stack gave it, within its boundary; what nothing allows is denied (IAM User
/// Guide,
/// "Policy evaluation logic"). Who is no role, the person whose account it is, may do everything.
/// </summary>
internal sealed class CallerRights(ScriptedAws aws)
{
    // IAM User Guide, "GetCallerIdentity": no permissions are needed.
    private static readonly string[] Free = ["sts:GetCallerIdentity"];

    // A document of a stack is never changed in place: an update has one of its own.
    private static readonly ConditionalWeakTable<JsonNode, IamStatement[]> Read = [];

    private readonly Dictionary<string, IamRole?> known = [];
    private int seen;

    /// <summary>What the person whose account it is may do; null is everything.</summary>
    public string? PersonPolicy { get; set; }

    /// <summary>From now on the endpoint asks the policies.</summary>
    public void Enforce() => aws.Parts.Denies = FindDenied;

    private string? FindDenied(AwsCall call)
    {
        if (call.Caller.Arn.Split(":assumed-role/") is not [_, var session])
        {
            return PersonPolicy is null ? null : Denied(call, new IamRole([.. Statements(JsonNode.Parse(PersonPolicy))]), []);
        }

        // A role that is in no stack, or not any more, may do nothing.
        var role = FindRole(session.Split('/')[0]) ?? new IamRole([]);
        return Denied(call, role, ["sts:AssumeRole"]);
    }

    private string? Denied(AwsCall call, IamRole role, string[] also)
    {
        var asked = new CallTargets(aws.Parts, aws.World).Find(call).ToList();
        return asked.Find(r => !Free.Contains(r.Action) && !also.Contains(r.Action) && !role.Allows(r)) is { } denied
            ? $"{denied.Action} on resource: {denied.Arn}" : null;
    }

    private IamRole? FindRole(string name)
    {
        if (seen != aws.Parts.Stacks.Engine.Changes)
        {
            known.Clear();
            seen = aws.Parts.Stacks.Engine.Changes;
        }

        return known.TryGetValue(name, out var role) ? role : known[name] = ReadRole(name);
    }

    private IamRole? ReadRole(string name)
    {
        var all = aws.Parts.Stacks.All.SelectMany(s => s.Resources.Values).ToList();
        if (all.Find(r => r.Type == "AWS::IAM::Role" && r.PhysicalId == name) is not { } role)
        {
            return null;
        }

        var managed = Texts(role.Properties["ManagedPolicyArns"]).ToHashSet();
        var attached = all.Where(r => r.Type == "AWS::IAM::ManagedPolicy" && (managed.Contains(r.PhysicalId)
            || Texts(r.Properties["Roles"]).Contains(name))).SelectMany(r => Statements(r.Properties["PolicyDocument"]));
        var inline = role.Properties["Policies"]?.AsArray().SelectMany(p => Statements(p!["PolicyDocument"])) ?? [];
        var boundary = all.Find(r => r.PhysicalId == role.Text("PermissionsBoundary"));
        return new IamRole([.. inline, .. attached], boundary is null ? null : [.. Statements(boundary.Properties["PolicyDocument"])]);
    }

    private static IEnumerable<IamStatement> Statements(JsonNode? document) => document is null ? []
        : Read.GetValue(document, static d => [.. (d["Statement"]?.AsArray() ?? []).Select(s => new IamStatement(
            s!["Effect"]!.ToString() == "Deny", Texts(s["Action"]), Texts(s["Resource"]), [.. Conditions(s["Condition"] as JsonObject)]))]);

    private static IEnumerable<(string, string, string[])> Conditions(JsonObject? conditions) =>
        from one in conditions ?? []
        from key in one.Value!.AsObject()
        select (one.Key, key.Key, Texts(key.Value).ToArray());

    private static IReadOnlyList<string> Texts(JsonNode? value) => value switch
    {
        null => [],
        JsonArray items => [.. items.Select(i => i!.ToString())],
        _ => [value.ToString()],
    };
}

/// <summary>Which actions a call needs, on what (Service Authorization Reference).</summary>
internal sealed class CallTargets(AwsParts parts, AwsWorld world)
{
    public IEnumerable<IamRequest> Find(AwsCall call)
    {
        foreach (var (arn, tags) in Objects(call))
        {
            yield return Target(call, arn, tags);
        }

        if (call.Text("RoleARN") is { } passed)
        {
            yield return With(new IamRequest("iam:PassRole", passed), ("iam:PassedToService", "cloudformation.amazonaws.com"));
        }

        if (call.Operation == "CreateChangeSet" && call.List("Tags").Any())
        {
            yield return Target(call, Arn(call) ?? "*", ResourceTags(call)) with { Action = "cloudformation:TagResource" };
        }
    }

    // A call on many things needs the right to each.
    private IEnumerable<(string Arn, Dictionary<string, string> Tags)> Objects(AwsCall call)
    {
        var many = (call.Service, call.Operation) switch
        {
            ("ecs", "DescribeTasks") => call.Texts("tasks").Select(FindTask),
            ("ecs", "StopTask") => [FindTask(call.Need("task"))],
            ("ecs", "DescribeServices") => call.Texts("services").Select(FindService),
            ("ecs", "DescribeServiceDeployments") => call.Texts("serviceDeploymentArns").Select(FindDeployment),
            ("ecs", "StopServiceDeployment" or "ContinueServiceDeployment") => [FindDeployment(call.Need("serviceDeploymentArn"))],
            _ => [],
        };
        return many.ToList() is { Count: > 0 } found ? found : [(Arn(call) ?? "*", ResourceTags(call))];
    }

    private (string, Dictionary<string, string>) FindTask(string name)
    {
        var task = parts.Board.Tasks.FirstOrDefault(t => t.Arn == name || t.Id == name);
        return (task?.Arn ?? name, task is null ? [] : TagsOf(task));
    }

    // ECS developer guide, "Tagging Amazon ECS resources": what is propagated from a service, or said when a task is run.
    private Dictionary<string, string> TagsOf(LiveTask task) =>
        parts.Services.Services.FirstOrDefault(s => task.Group == $"service:{s.Name}")?.Tags ?? task.Tags;

    private (string, Dictionary<string, string>) FindService(string name) =>
        parts.Services.Find(name.Split('/')[^1]) is { } service ? (service.Arn, service.Tags) : (name, []);

    // They carry no tags of their own; their service is asked about too.
    private (string, Dictionary<string, string>) FindDeployment(string arn) => (arn, parts.Services.Services
        .FirstOrDefault(s => s.Deployments.Exists(d => d.Arn == arn))?.Tags ?? []);

    private IamRequest Target(AwsCall call, string arn, Dictionary<string, string> tags)
    {
        var (service, operation) = (call.Service, call.Operation);
        var action = (service, operation) switch
        {
            ("s3", "ListObjectsV2" or "HeadBucket") => "s3:ListBucket",
            ("s3", "ListObjectVersions") => "s3:ListBucketVersions",
            ("s3", "DeleteObjects") => "s3:DeleteObjectVersion",
            ("s3", "HeadObject") => "s3:GetObject",
            ("tagging", _) => $"tag:{operation}",
            ("s3", "GetBucketEncryption") => "s3:GetEncryptionConfiguration",
            _ => $"{service}:{operation}",
        };
        var request = new IamRequest(action, arn);
        Add(request, "aws:RequestTag/", RequestTags(call));
        Add(request, "aws:ResourceTag/", tags);
        With(request, ("aws:RequestedRegion", call.Request.Region), ("aws:ResourceAccount", world.Account),
            ("aws:PrincipalAccount", world.Account));
        if (RequestTags(call).Keys.ToArray() is { Length: > 0 } keys)
        {
            request.Context["aws:TagKeys"] = keys;
        }

        if (operation == "ListObjectsV2")
        {
            With(request, ("s3:prefix", System.Web.HttpUtility.ParseQueryString(call.Request.Uri.Query)["prefix"] ?? ""));
        }

        // Service Authorization Reference, "Condition keys for AWS CloudFormation".
        if (service == "cloudformation" && call.Text("RoleARN") is { } role)
        {
            With(request, ("cloudformation:RoleArn", role));
        }

        if (call.Text("AWSServiceName") is { } linked)
        {
            With(request, ("iam:AWSServiceName", linked));
        }

        if (call.List("ResourcesToImport").Select(r => r["ResourceType"]!.ToString()).ToArray() is { Length: > 0 } imports)
        {
            request.Context["cloudformation:ImportResourceTypes"] = imports;
        }

        if (service == "ecs" && call.Text("cluster") is { } cluster)
        {
            With(request, ("ecs:cluster", world.Arn("ecs", call.Request.Region, "cluster/" + cluster.Split('/')[^1])));
        }

        return request;
    }

    private string? Arn(AwsCall call)
    {
        string Named(string service, string rest) => world.Arn(service, call.Request.Region, rest);
        return (call.Service, call.Operation) switch
        {
            ("sts", _) => call.Text("RoleArn"),
            ("states", _) => call.Text("stateMachineArn"),
            ("cloudformation", _) => StackOf(call) is { } stack ? stack.Id
                : call.Text("StackName") is { } name ? Named("cloudformation", $"stack/{name}/*") : null,
            ("s3", "DeleteObjects") => $"arn:aws:s3:::{Uri.UnescapeDataString(call.Request.Uri.AbsolutePath).Trim('/')}/any",
            ("s3", _) => "arn:aws:s3:::" + Uri.UnescapeDataString(call.Request.Uri.AbsolutePath).Trim('/'),
            ("ssm", "GetParametersByPath") => Named("ssm", "parameter" + call.Text("Path")!.TrimEnd('/')),
            ("ssm", _) when (call.Text("Name") ?? call.Texts("Names").Take(1).SingleOrDefault()) is { } name =>
                Named("ssm", "parameter" + name),
            ("secretsmanager", _) => call.Text("SecretId"),
            ("ecr", _) when call.Text("repositoryName") is { } name => Named("ecr", $"repository/{name}"),
            ("logs", _) when call.Text("logGroupName") is { } name => Named("logs", $"log-group:{name}"),
            ("iam", "CreateServiceLinkedRole") => $"arn:aws:iam::{world.Account}:role/aws-service-role/{call.Need("AWSServiceName")}/Role",
            ("kms", _) => call.Need("KeyId"),
            ("wafv2", _) => Named("wafv2", $"regional/regexpatternset/{call.Need("Name")}/{call.Need("Id")}"),
            ("sns", "Unsubscribe") => call.Need("SubscriptionArn") is var arn ? arn[..arn.LastIndexOf(':')] : null,
            ("sns", _) => call.Need("TopicArn"),
            ("rds", _) when call.Text("DBInstanceIdentifier") is { } id => Named("rds", $"db:{id}"),
            ("scheduler", _) => Named("scheduler", $"schedule/default/{call.Text("Name")}"),
            ("ecs", "UpdateService" or "ListServiceDeployments") => parts.Services.Find(call.Need("service").Split('/')[^1])?.Arn,
            ("ecs", "RunTask") => parts.Definitions.Need(call.Need("taskDefinition")).Arn,
            ("ecs", "RegisterTaskDefinition") => Named("ecs", $"task-definition/{call.Text("family")}:*"),
            _ => null,
        };
    }

    private LiveStack? StackOf(AwsCall call) => call.Text("StackName") is { } name ? parts.Stacks.Find(name)
        : parts.Stacks.All.FirstOrDefault(s => s.ChangeSets.Exists(c => c.Id == call.Text("ChangeSetName")));

    private static Dictionary<string, string> RequestTags(AwsCall call) => call.Service switch
    {
        "cloudformation" => call.Pairs("Tags", "Key", "Value"),
        "ecs" => call.Pairs("tags", "key", "value"),
        "batch" when call.Input["tags"] is JsonObject tags => tags.ToDictionary(t => t.Key, t => t.Value!.ToString()),
        _ => [],
    };

    // What a stack made carries the tags that its template says.
    private Dictionary<string, string> TagsOfMade(string id) => parts.Stacks.All.SelectMany(s => s.Resources.Values)
        .FirstOrDefault(r => r.PhysicalId == id || r.Text("Name") == id)?.Properties["Tags"] is JsonArray tags
        ? tags.ToDictionary(t => t!["Key"]!.ToString(), t => t!["Value"]!.ToString()) : [];

    private Dictionary<string, string> ResourceTags(AwsCall call) => call.Service switch
    {
        "secretsmanager" => TagsOfMade(call.Need("SecretId")),
        "wafv2" => TagsOfMade($"{call.Need("Name")}|{call.Need("Id")}|{call.Need("Scope")}"),
        "rds" when call.Text("DBInstanceIdentifier") is { } id => TagsOfMade(id),
        "states" => TagsOfMade(call.Need("stateMachineArn")),
        "cloudformation" => StackOf(call)?.Tags ?? [],
        "ecs" when call.Text("service") is { } name => parts.Services.Find(name.Split('/')[^1])?.Tags ?? [],
        "ecs" when call.Operation == "RunTask" => parts.Definitions.Need(call.Need("taskDefinition")).Request["tags"]?.AsArray()
            .ToDictionary(t => t!["key"]!.ToString(), t => t!["value"]!.ToString()) ?? [],
        "ecs" when call.Operation == "DescribeServices" =>
            call.Texts("services").Select(n => parts.Services.Find(n.Split('/')[^1])?.Tags).FirstOrDefault() ?? [],
        _ => [],
    };

    private static void Add(IamRequest request, string prefix, Dictionary<string, string> tags)
    {
        foreach (var (key, value) in tags)
        {
            request.Context[prefix + key] = [value];
        }
    }

    private static IamRequest With(IamRequest request, params (string Key, string Value)[] more)
    {
        foreach (var (key, value) in more)
        {
            request.Context[key] = [value];
        }

        return request;
    }
}
