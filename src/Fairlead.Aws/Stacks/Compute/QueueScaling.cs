using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>
/// A service that follows a queue: to the most when many messages wait, to the least when none waits and none is in hand, and from no task
/// at all at the first message. SQS counts what somebody has received as not visible: without it, work in hand would be ended.
/// </summary>
internal static class QueueScaling
{
    private const int Minute = 60;

    // Tasks take a minute or two to start; the next is not woken before the first could have taken the message.
    private const int UntilItWorks = 300;

    public static void Add(StackScope scope, Stack stack, Service service, QueueScale queue)
    {
        var name = scope.ImportOutputOf(stack, queue.Queue, "Name");
        var scale = service.Scale!;
        Add(stack, service, new Follow("ScaleOut", "scale-out", Map(
            ("AdjustmentType", "ExactCapacity"), ("Cooldown", Minute), ("MetricAggregationType", "Maximum"),
            ("StepAdjustments", List(Map(("MetricIntervalLowerBound", 0), ("ScalingAdjustment", scale.Max)))))),
            Map(("ComparisonOperator", "GreaterThanThreshold"), ("Dimensions", List(Map(("Name", "QueueName"), ("Value", name)))),
                ("EvaluationPeriods", 1), ("MetricName", Visible), ("Namespace", Sqs), ("Period", Minute), ("Statistic", "Maximum"),
                ("Threshold", queue.Above)));
        Add(stack, service, new Follow("ScaleIn", "scale-in", Map(
            ("AdjustmentType", "ExactCapacity"), ("Cooldown", Minute), ("MetricAggregationType", "Maximum"),
            ("StepAdjustments", List(Map(("MetricIntervalUpperBound", 0), ("ScalingAdjustment", scale.Min)))))),
            Map(("ComparisonOperator", "LessThanOrEqualToThreshold"), ("EvaluationPeriods", 5),
                ("Metrics", Both(name, "visible + hidden")), ("Threshold", queue.Empty)));
        if (scale.StartsAtZero)
        {
            // One more task while messages wait and nobody has any of them in hand: that is so where no task runs.
            Add(stack, service, new Follow("Wake", "wake", Map(
                ("AdjustmentType", "ChangeInCapacity"), ("Cooldown", UntilItWorks), ("MetricAggregationType", "Maximum"),
                ("StepAdjustments", List(Map(("MetricIntervalLowerBound", 0), ("ScalingAdjustment", 1)))))),
                Map(("ComparisonOperator", "GreaterThanThreshold"), ("EvaluationPeriods", 1),
                    ("Metrics", Both(name, "IF(hidden == 0, visible, 0)")), ("Threshold", 0)));
        }
    }

    private const string Sqs = "AWS/SQS";
    private const string Visible = "ApproximateNumberOfMessagesVisible";
    private const string Hidden = "ApproximateNumberOfMessagesNotVisible";

    private static void Add(Stack stack, Service service, Follow follow, MapValue alarm)
    {
        var cause = service.Origin.PlaceOf("scale", "queue");
        stack.Add(new StackResource($"{follow.Id}Policy", "AWS::ApplicationAutoScaling::ScalingPolicy", Map(
            ("PolicyName", follow.Name), ("PolicyType", "StepScaling"), ("ScalingTargetId", Ref("ScalableTarget")),
            ("StepScalingPolicyConfiguration", follow.Steps))) { Cause = cause });
        stack.Add(new StackResource($"{follow.Id}Alarm", "AWS::CloudWatch::Alarm", alarm.With(
            ("AlarmActions", List(Ref($"{follow.Id}Policy"))), ("TreatMissingData", "notBreaching"))) { Cause = cause });
    }

    // Both counts of the queue, and what is made of them. One that SQS left out of a minute counts as none.
    private static ListValue Both(Value queue, string expression) => List(
        Map(("Expression", expression.Replace("visible", "FILL(visible, 0)", StringComparison.Ordinal)
            .Replace("hidden", "FILL(hidden, 0)", StringComparison.Ordinal)), ("Id", "messages"), ("ReturnData", true)),
        Counted("visible", Visible, queue), Counted("hidden", Hidden, queue));

    private static MapValue Counted(string id, string metric, Value queue) => Map(
        ("Id", id), ("MetricStat", Map(
            ("Metric", Map(
                ("Dimensions", List(Map(("Name", "QueueName"), ("Value", queue)))), ("MetricName", metric), ("Namespace", Sqs))),
            ("Period", Minute), ("Stat", "Maximum"))), ("ReturnData", false));

    /// <param name="Id">Begins the logical ids of the policy and its alarm.</param>
    /// <param name="Name">The policy's.</param>
    private sealed record Follow(string Id, string Name, MapValue Steps);
}
