using System.Globalization;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Deploy.Stacks;

/// <summary>
/// What releases, ECS and people move of a stack, as it is at this moment: a change of the stack passes that, since the parameters of its
/// last change are older. What can not be asked any more stays as that change had it.
/// </summary>
internal sealed class LiveParameters(StackScope scope, ParameterValues values, DateTimeOffset now)
{
    private const string DateForm = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private App App => scope.App;

    /// <param name="there">The stack as it was left; null where there is none.</param>
    public async Task<RecordedStack?> Read(RenderedStack stack, RecordedStack? there, AwsConnection aws, CancellationToken cancel)
    {
        if (there is null)
        {
            return null;
        }

        var name = stack.Label.Name;
        var found = stack.Name == scope.EnvironmentStack ? await Weights(there, aws, cancel)
            : App.Services.Find(name) is not null ? await Service(there, aws, cancel)
            : App.Jobs.Find(name) is { Schedule: { } schedule } ? await ScheduleOf(name, schedule, aws, cancel) : [];
        return found.Count == 0 ? there : there with { Parameters = Merge(there.Parameters, found) };
    }

    private async Task<Dictionary<string, string>> Service(RecordedStack there, AwsConnection aws, CancellationToken cancel)
    {
        if (there.Outputs.GetValueOrDefault("Name") is not { } service
            || values.FindOutput(scope.EnvironmentStack, "Cluster") is not { } cluster
            || (await aws.Ecs.DescribeServices(new DescribeServicesRequest(cluster, [service]), cancel)).Services is not [var live, ..])
        {
            return [];
        }

        var found = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TaskDefinition"] = live.TaskDefinition ?? "", ["DesiredCount"] = StackScope.Number(live.DesiredCount),
        };
        if (live.LoadBalancers is [{ ContainerPort: { } port }, ..])
        {
            found["ContainerPort"] = StackScope.Number(port);
        }

        return found;
    }

    // CloudFormation writes the whole schedule: without these it would be off, and start nothing, until the release switches it on again.
    private async Task<Dictionary<string, string>> ScheduleOf(string job, Schedule schedule, AwsConnection aws, CancellationToken cancel)
    {
        try
        {
            var live = await aws.Scheduler.GetSchedule(scope.NameOf(NameRule.Schedule, job), cancel);
            var found = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ScheduleState"] = live["State"]?.ToString() ?? "ENABLED",
                ["ScheduleInput"] = live["Target"]?["Input"]?.ToString() ?? "{}",
            };
            if (schedule is Every every)
            {
                var start = live["StartDate"]?.GetValue<double>() is { } seconds
                    ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) : now;
                found["ScheduleStartDate"] = ScheduleExpression.NextStart(start, every.Period, now)
                    .ToString(DateForm, CultureInfo.InvariantCulture);
            }

            return found;
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "ResourceNotFoundException")
        {
            // The job had none so far.
            return [];
        }
    }

    // ECS exchanges the two at each release: those of the last change would lead visitors to where no task is any more.
    private async Task<Dictionary<string, string>> Weights(RecordedStack there, AwsConnection aws, CancellationToken cancel)
    {
        var rules = (from service in App.Services
                     where Rollouts.HasTwoTargetGroups(App, service)
                     from kind in new[]
                     {
                         (Rule: LogicalIdPrefix.ListenerRule, Weight: LogicalIdPrefix.Weight),
                         (Rule: LogicalIdPrefix.TestListenerRule, Weight: LogicalIdPrefix.TestWeight),
                     }
                     let arn = there.Outputs.GetValueOrDefault(LogicalId.For(kind.Rule, service.Name))
                     where arn is not null
                     select (Arn: arn, Service: service.Name, Parameter: LogicalId.For(kind.Weight, service.Name))).ToList();
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (rules.Count == 0)
        {
            return found;
        }

        var live = (await aws.LoadBalancing.DescribeRules([.. rules.Select(r => r.Arn)], cancel))
            .ToDictionary(r => r.RuleArn, r => r.Weights, StringComparer.Ordinal);
        foreach (var (arn, service, parameter) in rules.Where(r => live.ContainsKey(r.Arn)))
        {
            string WeightOf(string group) => StackScope.Number(there.Outputs.GetValueOrDefault(LogicalId.For(group, service)) is { } target
                ? live[arn].GetValueOrDefault(target) : 0);
            found[parameter + "Primary"] = WeightOf(LogicalIdPrefix.TargetGroup);
            found[parameter + "Alternate"] = WeightOf(LogicalIdPrefix.AlternateTargetGroup);
        }

        return found;
    }

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> old, Dictionary<string, string> found)
    {
        var all = new Dictionary<string, string>(old, StringComparer.Ordinal);
        foreach (var (name, value) in found)
        {
            all[name] = value;
        }

        return all;
    }
}
