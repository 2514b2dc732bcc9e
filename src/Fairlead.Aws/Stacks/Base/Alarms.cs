using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Sources;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>One thing that should not be, and when it counts.</summary>
/// <param name="Id">The alarm's logical id.</param>
/// <param name="Metric">Namespace and name: <c>AWS/SQS</c>, <c>ApproximateAgeOfOldestMessage</c>.</param>
/// <param name="Dimensions">Always references: a name that is written down can be of something that is not there.</param>
internal sealed record MetricAlarm(string Id, (string Space, string Name) Metric, params (string Name, Value Value)[] Dimensions)
{
    public string Statistic { get; init; } = "Maximum";

    public int Above { get; init; }

    /// <summary>How many periods in a row.</summary>
    public int Periods { get; init; } = 1;

    public int PeriodSeconds { get; init; } = 60;

    public Span? Cause { get; init; }
}

/// <summary>Alarms, each of which tells whoever <c>alerts</c> names.</summary>
internal static class Alarms
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["UnhealthyHostsAlarm"] = "tasks do not answer the load balancer's checks",
        ["UnhealthyAlternateHostsAlarm"] = "tasks do not answer the load balancer's checks",
        ["ExecutionsFailedAlarm"] = "runs have failed",
        ["ExecutionsTimedOutAlarm"] = "runs took longer than they may and were ended",
        ["ExecutionsNotStartedAlarm"] = "runs were due and have not started",
        ["DeadLetterQueueAlarm"] = "messages could not be handled and are among the dead letters",
        ["DeadLettersAlarm"] = "dead letters have come in",
        ["MessageAgeAlarm"] = "messages have waited for half of the time after which they are dropped",
    };

    /// <summary>What is wrong where an alarm says so; null of alarms that only scale something.</summary>
    /// <param name="id">Its logical id.</param>
    public static string? MeaningOf(string id) => Meanings.GetValueOrDefault(id);

    public static void Add(StackScope scope, Stack stack, MetricAlarm alarm) =>
        stack.Add(new StackResource(alarm.Id, "AWS::CloudWatch::Alarm", Map(
        ("AlarmActions", List(scope.ImportOutput(stack, "AlertTopic"))), ("ComparisonOperator", "GreaterThanThreshold"),
        ("Dimensions", List([.. alarm.Dimensions.Select(d => (Value)Map(
            ("Name", d.Name), ("Value", d.Value)))])), ("EvaluationPeriods", alarm.Periods),
        ("MetricName", alarm.Metric.Name), ("Namespace", alarm.Metric.Space), ("Period", alarm.PeriodSeconds),
        ("Statistic", alarm.Statistic), ("Threshold", alarm.Above),
        ("TreatMissingData", "notBreaching"))) { Cause = alarm.Cause });
}
