using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>One thing that should not be, and when it counts.</summary>
/// <param name="Id">The alarm's logical id.</param>
/// <param name="Metric">Namespace and name: <c>AWS/SQS</c>, <c>ApproximateAgeOfOldestMessage</c>.</param>
/// <param name="Dimensions">Always references: a name that is written down can be of something that is not there.</param>
internal sealed record Watch(string Id, (string Space, string Name) Metric, params (string Name, Value Value)[] Dimensions)
{
    public string Statistic { get; init; } = "Maximum";

    public int Above { get; init; }

    public int Minutes { get; init; } = 1;

    public Span? Cause { get; init; }
}

/// <summary>Alarms, each of which tells whoever <c>alerts</c> names.</summary>
internal static class Alarms
{
    private const int PartOfArn = 5;

    public static void Add(Site site, Stack stack, Watch watch) => stack.Add(new Resource(watch.Id, "AWS::CloudWatch::Alarm", Map(
        ("AlarmActions", List(site.Take(stack, "Alerts"))), ("ComparisonOperator", "GreaterThanThreshold"),
        ("Dimensions", List([.. watch.Dimensions.Select(d => (Value)Map(("Name", d.Name), ("Value", d.Value)))])), ("EvaluationPeriods", watch.Minutes),
        ("MetricName", watch.Metric.Name), ("Namespace", watch.Metric.Space), ("Period", 60), ("Statistic", watch.Statistic), ("Threshold", watch.Above),
        ("TreatMissingData", "notBreaching"))) { Cause = watch.Cause });

    /// <summary>Tasks that answer the load balancer's checks no more, for longer than it takes to bring others.</summary>
    public static void AddUnhealthy(Site site, Stack stack, Service service)
    {
        string[] kinds = Rollouts.HasTwoSets(site.App, service) ? [Kinds.Targets, Kinds.Standby] : [Kinds.Targets];
        foreach (var kind in kinds)
        {
            var targets = Select(PartOfArn, Split(":", site.Take(stack, LogicalId.Of(kind, service.Name))));
            Add(site, stack, new Watch($"Unhealthy{(kind == Kinds.Standby ? kind : "")}", ("AWS/ApplicationELB", "UnHealthyHostCount"), ("LoadBalancer", site.Take(stack, "BalancerFullName")), ("TargetGroup", targets))
            {
                Minutes = 5,
                Cause = service.Origin.PlaceOf("health"),
            });
        }
    }
}
