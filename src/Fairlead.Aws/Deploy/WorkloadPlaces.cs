using System.Text.Json.Nodes;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>Where workloads of an environment stand: their cluster, network, log and address, by the outputs of its stacks.</summary>
internal sealed class WorkloadPlaces(App app, ParameterValues values)
{
    private readonly StackScope scope = new(app);

    public string Cluster => Need(scope.EnvironmentStack, "Cluster");

    public string? FindService(string name) => values.FindOutput(scope.StackNameOf(name), "Name");

    public string? FindTargetGroup(string service) =>
        values.FindOutput(scope.EnvironmentStack, LogicalId.For(LogicalIdPrefix.TargetGroup, service));

    /// <summary>Both, where old and new stand side by side: ECS exchanges them at each release.</summary>
    public IEnumerable<string> TargetGroupsOf(string service) => new[] { LogicalIdPrefix.TargetGroup, LogicalIdPrefix.AlternateTargetGroup }
        .Select(kind => values.FindOutput(scope.EnvironmentStack, LogicalId.For(kind, service))).OfType<string>();

    public string LogGroupOf(string workload) => scope.NameOf(NameRule.LogGroup, workload);

    /// <summary>Of tasks that nobody but ECS's services starts by itself.</summary>
    public IReadOnlyList<string> Subnets
    {
        get
        {
            var subnets = Resolve(stack => scope.Subnets(stack, scope.UsesPublicSubnets));
            return subnets is JsonArray many ? [.. many.Select(s => s!.ToString())] : subnets.ToString().Split(',');
        }
    }

    public bool HasPublicIp => scope.UsesPublicSubnets;

    public string SecurityGroupOf(string workload) => Need(scope.EnvironmentStack, LogicalId.For(LogicalIdPrefix.SecurityGroup, workload));

    /// <summary>Of the task that does something inside of a database.</summary>
    public string DatabaseTaskGroupOf(string database) => Need(scope.EnvironmentStack, SecurityGroups.TaskIdOf(database));

    public IEnumerable<EcsTag> TagsOf(string workload) => scope.Tags(workload).Select(t => new EcsTag(t.Key, t.Value));

    /// <summary>Where a service answers from outside; nothing where it has no route, or nobody knows yet.</summary>
    public IReadOnlyList<string> UrlsOf(Service service)
    {
        if (service.Route is not { } route)
        {
            return [];
        }

        var isSecure = DomainNames.HasCertificate(app) || scope.IsBehindCdn;
        var common = scope.IsBehindCdn ? values.FindOutput(scope.CloudFrontStack, "DistributionDomainName")
            : values.FindOutput(scope.EnvironmentStack, "LoadBalancerDnsName");
        var host = route.Host ?? app.Environment.Domain ?? common;
        return host is null ? [] : [.. service.MoreHosts.Where(h => !HostName.IsWildcard(h)).Prepend(host)
            .Select(h => $"{(isSecure ? "https" : "http")}://{h}{route.Path}")];
    }

    private string Need(string stack, string output) => values.FindOutput(stack, output) ?? throw new FailureException(
        $"{app.Id} is not whole", $"its stack {stack} gives no {output}", $"fairlead deploy --env {app.Environment.Name}");

    private JsonNode Resolve(Func<Stack, Value> value)
    {
        var stack = new Stack("place");
        var wanted = value(stack);
        return new ValueResolver(name => values.FindPseudo(name)
            ?? (stack.FindParameter(name) is { } parameter ? values.Find(parameter, null) : null)
            ?? throw new FailureException($"{app.Id} is not whole", $"nobody knows its {name}",
                $"fairlead deploy --env {app.Environment.Name}")).Resolve(wanted)!;
    }
}
