using Fairlead.Aws.Template.Access;
using Fairlead.Core.Model;
using Grants = Fairlead.Aws.Template.Access.Grants;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>A job: its roles and its log; with a schedule also what starts it, keeps it from overlapping, and says when it did not run.</summary>
internal static class JobStack
{
    private const int MostRetention = 1209600;

    public static Stack Make(Site site, Job job)
    {
        var stack = site.Begin(job.Name);
        ServiceStack.AddLog(site, stack, job);
        Roles.Add(site, stack, job);
        if (job.Schedule is not null)
        {
            stack.Add(new Parameter("TaskDefinition") { Source = new Live() });
            stack.Add(new Parameter("State") { Source = new Live(), Default = "DISABLED" });
            AddMachine(site, stack, job);
            AddSchedule(site, stack, job);
            AddAlarm(site, stack, job, ("Failed", "AWS/States", "ExecutionsFailed", Map(("Name", "StateMachineArn"), ("Value", Ref("Machine")))));
            AddAlarm(site, stack, job, ("TimedOut", "AWS/States", "ExecutionsTimedOut", Map(("Name", "StateMachineArn"), ("Value", Ref("Machine")))));
            AddAlarm(site, stack, job, ("NotStarted", "AWS/SQS", "ApproximateNumberOfMessagesVisible", Map(("Name", "QueueName"), ("Value", GetAtt("Missed", "QueueName")))));
        }

        return stack;
    }

    private static void AddMachine(Site site, Stack stack, Job job)
    {
        var cluster = site.Take(stack, "ClusterArn");
        var family = Arn("ecs", "task-definition/", site.NameOf(NameRule.Family, job.Name));
        Statement[] statements =
        [
            .. Grants.RunTask(family, cluster, GetAtt("TaskRole", "Arn"), GetAtt("ExecutionRole", "Arn")), .. Grants.HearOfTasks(),
            new(["ecs:ListTasks"], ["*"]) { Condition = Map(("ArnEquals", Map(("ecs:cluster", cluster)))) },
            // AWS knows no resource for these.
            new(["logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery"], ["*"]),
        ];
        stack.Add(new Resource("MachineRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", Trust.Service("states.amazonaws.com", Arn("states", "stateMachine:*"))), ("Policies", Roles.Named("run", statements)))) { Cause = job.Origin.Of("schedule") });
        stack.Add(new Resource("Machine", "AWS::StepFunctions::StateMachine", Map(
            ("DefinitionString", EncodedJson.Of(Definition(site, stack, job, cluster))),
            ("LoggingConfiguration", Map(("Destinations", List(Map(("CloudWatchLogsLogGroup", Map(("LogGroupArn", GetAtt("LogGroup", "Arn"))))))), ("Level", "ERROR"))),
            ("RoleArn", GetAtt("MachineRole", "Arn")), ("StateMachineType", "STANDARD"))) { Cause = job.Origin.Of("schedule") });
    }

    private static MapValue Definition(Site site, Stack stack, Job job, Value cluster)
    {
        var run = Map(
            ("End", true), ("Resource", Concat("arn:", Partition, ":states:::ecs:runTask.sync")), ("TimeoutSeconds", (int)job.Timeout.TotalSeconds), ("Type", "Task"),
            ("Retry", job.Retries == 0 ? null : List(Map(("BackoffRate", 2), ("ErrorEquals", List("States.TaskFailed")), ("IntervalSeconds", 30), ("MaxAttempts", job.Retries)))),
            ("Parameters", Map(
                ("CapacityProviderStrategy", job.Spot is null ? null : List(Map(("CapacityProvider", "FARGATE_SPOT"), ("Weight", 4)), Map(("CapacityProvider", "FARGATE"), ("Weight", 1)))),
                ("Cluster", cluster), ("LaunchType", job.Spot is null ? (Value)"FARGATE" : null), ("PropagateTags", "TASK_DEFINITION"), ("TaskDefinition", Ref("TaskDefinition")),
                ("NetworkConfiguration", ServiceStack.Placement(site, stack, job.Name)))));
        if (job.MayOverlap)
        {
            return Map(("StartAt", "Run"), ("States", Map(("Run", run))));
        }

        var look = Map(("Next", "Choose"), ("Parameters", Map(("Cluster", cluster), ("Family", site.NameOf(NameRule.Family, job.Name)))), ("Resource", Concat("arn:", Partition, ":states:::aws-sdk:ecs:listTasks")), ("Type", "Task"));
        var choose = Map(("Choices", List(Map(("IsPresent", true), ("Next", "Skip"), ("Variable", "$.TaskArns[0]")))), ("Default", "Run"), ("Type", "Choice"));
        return Map(("StartAt", "Look"), ("States", Map(("Look", look), ("Choose", choose), ("Skip", Map(("Type", "Succeed"))), ("Run", run))));
    }

    private static void AddSchedule(Site site, Stack stack, Job job)
    {
        var zone = job.Schedule is Cron cron && cron.Zone.Id != TimeZoneInfo.Utc.Id ? cron.Zone.Id : null;
        stack.Add(new Resource("Missed", "AWS::SQS::Queue", Map(("MessageRetentionPeriod", MostRetention), ("SqsManagedSseEnabled", true))) { Keep = Keep.Nothing, Cause = job.Origin.Of("schedule") });
        stack.Add(new Resource("ScheduleRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", Trust.Service("scheduler.amazonaws.com", Arn("scheduler", "schedule-group/default"))),
            ("Policies", Roles.Named("start", [.. Grants.StartMachine(Ref("Machine")), .. Grants.SendTo(GetAtt("Missed", "Arn"))])))) { Cause = job.Origin.Of("schedule") });
        stack.Add(new Resource("Schedule", "AWS::Scheduler::Schedule", Map(
            ("FlexibleTimeWindow", Map(("Mode", "OFF"))), ("Name", site.NameOf(NameRule.Schedule, job.Name)), ("ScheduleExpression", Schedules.Of(job.Schedule!)),
            ("ScheduleExpressionTimezone", zone is null ? null : (Value)zone), ("State", Ref("State")),
            ("Target", Map(("Arn", Ref("Machine")), ("DeadLetterConfig", Map(("Arn", GetAtt("Missed", "Arn")))), ("RoleArn", GetAtt("ScheduleRole", "Arn")))))) { Cause = job.Origin.Of("schedule") });
    }

    private static void AddAlarm(Site site, Stack stack, Job job, (string Id, string Space, string Metric, MapValue Dimension) alarm) => stack.Add(new Resource(alarm.Id, "AWS::CloudWatch::Alarm", Map(
        ("AlarmActions", List(site.Take(stack, "Alerts"))), ("ComparisonOperator", "GreaterThanThreshold"), ("Dimensions", List(alarm.Dimension)), ("EvaluationPeriods", 1), ("MetricName", alarm.Metric),
        ("Namespace", alarm.Space), ("Period", 60), ("Statistic", alarm.Space == "AWS/SQS" ? "Maximum" : "Sum"), ("Threshold", 0), ("TreatMissingData", "notBreaching"))) { Cause = job.Origin.Of("schedule") });
}
