using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>Between how many tasks a service moves by itself, and on what.</summary>
internal static class Scaling
{
    public static void Add(StackScope scope, Stack stack, Service service, Scale scale)
    {
        // No task before the first release, nor while the environment sleeps.
        stack.Add(new StackParameter("MinCapacity") { Source = new LiveValue(), Default = "0" });
        stack.Add(new StackResource("ScalableTarget", "AWS::ApplicationAutoScaling::ScalableTarget", Map(
            ("MaxCapacity", scale.Max), ("MinCapacity", Ref("MinCapacity")),
            ("ResourceId", Concat("service/", scope.ImportOutput(stack, "Cluster"), "/", GetAtt("Service", "Name"))),
            ("ScalableDimension", "ecs:service:DesiredCount"), ("ScheduledActions", Scheduled(scale)),
            ("ServiceNamespace", "ecs"))) { Cause = service.Origin.PlaceOf("scale") });
        Track(stack, service, "cpu", scale.Cpu, "ECSServiceAverageCPUUtilization");
        Track(stack, service, "memory", scale.Memory, "ECSServiceAverageMemoryUtilization");
        if (scale.Requests is { } requests)
        {
            Track(stack, service, "requests", requests, "ALBRequestCountPerTarget", Label(scope, stack, service));
        }

        if (scale.Queue is { } queue)
        {
            QueueScaling.Add(scope, stack, service, queue);
        }
    }

    private static void Track(Stack stack, Service service, string what, int? target, string metric, Value? label = null)
    {
        if (target is { } value)
        {
            stack.Add(
                new StackResource($"{char.ToUpperInvariant(what[0])}{what[1..]}ScalingPolicy", "AWS::ApplicationAutoScaling::ScalingPolicy",
                    Map(
                ("PolicyName", what), ("PolicyType", "TargetTrackingScaling"), ("ScalingTargetId", Ref("ScalableTarget")),
                ("TargetTrackingScalingPolicyConfiguration", Map(
                    ("PredefinedMetricSpecification", Map(("PredefinedMetricType", metric), ("ResourceLabel", label))),
                    ("TargetValue", value))))) { Cause = service.Origin.PlaceOf("scale", what) });
        }
    }

    // app/NAME/ID/targetgroup/NAME/ID, which are the ends of two ARNs.
    private static Value Label(StackScope scope, Stack stack, Service service) =>
        Concat(scope.ImportOutput(stack, "LoadBalancerFullName"), "/",
        Select(5, Split(":", scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.TargetGroup, service.Name)))));

    private static ListValue? Scheduled(Scale scale) =>
        scale.Schedule.Count == 0 ? null : List([.. scale.Schedule.Select((s, i) => (Value)Map(
        ("ScalableTargetAction", Map(("MaxCapacity", s.Max), ("MinCapacity", s.Min))), ("Schedule", ScheduleExpression.Render(s.Cron)),
        ("ScheduledActionName", $"at{StackScope.Number(i)}"),
        ("Timezone", s.Cron.Zone.Id == TimeZoneInfo.Utc.Id ? null : (Value)s.Cron.Zone.Id)))]);
}
