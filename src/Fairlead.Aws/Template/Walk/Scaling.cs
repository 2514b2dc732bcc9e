using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>Between how many tasks a service moves by itself, and on what.</summary>
internal static class Scaling
{
    public static void Add(Site site, Stack stack, Service service, Scale scale)
    {
        // No task before the first release, nor while the environment sleeps.
        stack.Add(new Parameter("Minimum") { Source = new Live(), Default = "0" });
        stack.Add(new Resource("Scaling", "AWS::ApplicationAutoScaling::ScalableTarget", Map(
            ("MaxCapacity", scale.Max), ("MinCapacity", Ref("Minimum")), ("ResourceId", Concat("service/", site.Take(stack, "Cluster"), "/", GetAtt("Service", "Name"))),
            ("ScalableDimension", "ecs:service:DesiredCount"), ("ScheduledActions", Scheduled(scale)), ("ServiceNamespace", "ecs"))) { Cause = service.Origin.PlaceOf("scale") });
        Track(stack, service, "cpu", scale.Cpu, "ECSServiceAverageCPUUtilization");
        Track(stack, service, "memory", scale.Memory, "ECSServiceAverageMemoryUtilization");
        if (scale.Requests is { } requests)
        {
            Track(stack, service, "requests", requests, "ALBRequestCountPerTarget", Label(site, stack, service));
        }

        if (scale.Queue is { } queue)
        {
            Follow(site, stack, service, queue);
        }
    }

    private static void Track(Stack stack, Service service, string what, int? target, string metric, Value? label = null)
    {
        if (target is { } value)
        {
            stack.Add(new Resource($"ScalingOn{char.ToUpperInvariant(what[0])}{what[1..]}", "AWS::ApplicationAutoScaling::ScalingPolicy", Map(
                ("PolicyName", what), ("PolicyType", "TargetTrackingScaling"), ("ScalingTargetId", Ref("Scaling")),
                ("TargetTrackingScalingPolicyConfiguration", Map(("PredefinedMetricSpecification", Map(("PredefinedMetricType", metric), ("ResourceLabel", label))), ("TargetValue", value))))) { Cause = service.Origin.PlaceOf("scale", what) });
        }
    }

    // app/NAME/ID/targetgroup/NAME/ID, which are the ends of two ARNs.
    private static Value Label(Site site, Stack stack, Service service) =>
        Concat(site.Take(stack, "BalancerFullName"), "/", Select(5, Split(":", site.Take(stack, LogicalId.Of(Kinds.Targets, service.Name)))));

    // To the most when messages wait, to the least when there are none: two alarms and two steps.
    private static void Follow(Site site, Stack stack, Service service, QueueScale queue)
    {
        foreach (var (id, isUp) in new[] { ("Busy", true), ("Empty", false) })
        {
            stack.Add(new Resource($"ScalingOn{id}", "AWS::ApplicationAutoScaling::ScalingPolicy", Map(
                ("PolicyName", isUp ? "busy" : "empty"), ("PolicyType", "StepScaling"), ("ScalingTargetId", Ref("Scaling")),
                ("StepScalingPolicyConfiguration", Map(
                    ("AdjustmentType", "ExactCapacity"), ("Cooldown", 60), ("MetricAggregationType", "Maximum"),
                    ("StepAdjustments", List(isUp
                        ? Map(("MetricIntervalLowerBound", 0), ("ScalingAdjustment", service.Scale!.Max))
                        : Map(("MetricIntervalUpperBound", 0), ("ScalingAdjustment", service.Scale!.Min)))))))) { Cause = service.Origin.PlaceOf("scale", "queue") });
            stack.Add(new Resource($"Queue{id}", "AWS::CloudWatch::Alarm", Map(
                ("AlarmActions", List(Ref($"ScalingOn{id}"))), ("ComparisonOperator", isUp ? "GreaterThanThreshold" : "LessThanOrEqualToThreshold"),
                ("Dimensions", List(Map(("Name", "QueueName"), ("Value", site.TakeOf(stack, queue.Queue, "Name"))))), ("EvaluationPeriods", isUp ? 1 : 5),
                ("MetricName", "ApproximateNumberOfMessagesVisible"), ("Namespace", "AWS/SQS"), ("Period", 60), ("Statistic", "Maximum"),
                ("Threshold", isUp ? queue.Above : queue.Empty), ("TreatMissingData", "notBreaching"))) { Cause = service.Origin.PlaceOf("scale", "queue") });
        }
    }

    private static ListValue? Scheduled(Scale scale) => scale.Schedule.Count == 0 ? null : List([.. scale.Schedule.Select((s, i) => (Value)Map(
        ("ScalableTargetAction", Map(("MaxCapacity", s.Max), ("MinCapacity", s.Min))), ("Schedule", Schedules.Of(s.Cron)), ("ScheduledActionName", $"at{Site.Number(i)}"),
        ("Timezone", s.Cron.Zone.Id == TimeZoneInfo.Utc.Id ? null : (Value)s.Cron.Zone.Id)))]);
}
