using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>
/// What starts a job by the clock: a schedule, the state machine that runs it to its end, and alarms for runs that failed or never were.
/// </summary>
internal static class ScheduledRuns
{
    /// <summary>The parameter with the exact revision; a release moves it, and so does a rollback.</summary>
    public const string TaskDefinition = "TaskDefinition";

    private const int MostRetention = 1209600;

    /// <param name="definition">Of the state machine.</param>
    /// <param name="statements">What the machine may do.</param>
    public static void Add(StackScope scope, Stack stack, Job job, MapValue definition, IReadOnlyList<Statement> statements)
    {
        stack.Add(new StackParameter("ScheduleState") { Source = new LiveValue(), Default = "DISABLED" });
        AddStateMachine(scope, stack, job, definition, statements);
        AddSchedule(scope, stack, job);
        AddAlarm("ExecutionsFailedAlarm", ("AWS/States", "ExecutionsFailed"), ("StateMachineArn", Ref("StateMachine")));
        AddAlarm("ExecutionsTimedOutAlarm", ("AWS/States", "ExecutionsTimedOut"), ("StateMachineArn", Ref("StateMachine")));
        AddAlarm("ExecutionsNotStartedAlarm", ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
            ("QueueName", GetAtt("DeadLetterQueue", "QueueName")));

        void AddAlarm(string id, (string, string) metric, (string, Value) dimension) =>
            Alarms.Add(scope, stack,
            new MetricAlarm(id, metric, dimension) { Statistic = id == "ExecutionsNotStartedAlarm" ? "Maximum" : "Sum",
                Cause = job.Origin.PlaceOf("schedule") });
    }

    public static void AddStateMachine(StackScope scope, Stack stack, Workload workload, MapValue definition,
        IReadOnlyList<Statement> statements)
    {
        StackScope.LiveParameter(stack, TaskDefinition);
        // AWS knows no resource for these.
        Statement logs =
            new(["logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies",
            "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery"], ["*"]);
        stack.Add(new StackResource("StateMachineRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("states.amazonaws.com", Arn("states", "stateMachine:*"))),
            ("Policies", Policy.Inline("run", [.. statements, logs])))) { Cause = workload.Origin.Name });
        stack.Add(new StackResource("StateMachineLogGroup", "AWS::Logs::LogGroup", Map(
            ("LogGroupName", scope.NameOf(NameRule.MachineLog, workload.Name)),
            ("RetentionInDays", (int)scope.App.Logs.Keep.TotalDays))) { DeletionPolicy = scope.LogDeletionPolicy,
                Cause = workload.Origin.Name });
        stack.Add(new StackResource("StateMachine", "AWS::StepFunctions::StateMachine", Map(
            ("DefinitionString", EncodedJson.Encode(definition)),
            ("LoggingConfiguration",
                Map(
                    ("Destinations", List(Map(("CloudWatchLogsLogGroup", Map(("LogGroupArn", GetAtt("StateMachineLogGroup", "Arn"))))))),
                    ("Level", "ERROR"))),
            ("RoleArn", GetAtt("StateMachineRole", "Arn")), ("StateMachineType", "STANDARD"))) { Cause = workload.Origin.Name });
    }

    /// <summary>Where starts go that came to nothing, so that somebody hears of them.</summary>
    public static void AddDeadLetterQueue(Stack stack, Workload workload) =>
        stack.Add(new StackResource("DeadLetterQueue", "AWS::SQS::Queue", Map(
        ("MessageRetentionPeriod", MostRetention),
        ("SqsManagedSseEnabled", true))) { DeletionPolicy = DeletionPolicy.Delete, Cause = workload.Origin.Name });

    private static void AddSchedule(StackScope scope, Stack stack, Job job)
    {
        var zone = job.Schedule is Cron cron && cron.Zone.Id != TimeZoneInfo.Utc.Id ? cron.Zone.Id : null;
        AddDeadLetterQueue(stack, job);
        stack.Add(new StackResource("ScheduleRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("scheduler.amazonaws.com", Arn("scheduler", "schedule-group/default"))),
            ("Policies",
                Policy.Inline("start",
                    [.. Rights.StartMachine(Ref("StateMachine")),
                        .. Rights.SendTo(GetAtt("DeadLetterQueue", "Arn"))])))) { Cause = job.Origin.PlaceOf("schedule") });
        stack.Add(new StackResource("Schedule", "AWS::Scheduler::Schedule", Map(
            ("FlexibleTimeWindow", Map(("Mode", "OFF"))), ("Name", scope.NameOf(NameRule.Schedule, job.Name)),
            ("ScheduleExpression", ScheduleExpression.Render(job.Schedule!)),
            ("ScheduleExpressionTimezone", zone is null ? null : (Value)zone), ("State", Ref("ScheduleState")),
            ("Target", Map(
                ("Arn", Ref("StateMachine")), ("DeadLetterConfig", Map(("Arn", GetAtt("DeadLetterQueue", "Arn")))),
                ("RoleArn", GetAtt("ScheduleRole", "Arn")))))) { Cause = job.Origin.PlaceOf("schedule") });
    }
}

/// <summary>Schedules as AWS writes them: six fields, a question mark for the day that does not count, and Sunday is 1.</summary>
internal static class ScheduleExpression
{
    public static string Render(Schedule schedule) => schedule switch
    {
        Every every => Rate(every.Period),
        Cron cron => Render(cron),
        _ => throw new InvalidOperationException($"No schedule of AWS is like {schedule}"),
    };

    private static string Rate(TimeSpan period)
    {
        var minutes = (long)period.TotalMinutes;
        var (count, unit) = minutes % 1440 == 0 ? (minutes / 1440, "day")
            : minutes % 60 == 0 ? (minutes / 60, "hour") : (minutes, "minute");
        return $"rate({StackScope.Number(count)} {unit}{(count == 1 ? "" : "s")})";
    }

    // Written from what was understood, not from what was typed: the two dialects count weekdays differently.
    private static string Render(Cron cron)
    {
        var fields = cron.Expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // A step over all of them, */2, is only some of them.
        var byWeekday = !Enumerable.Range(0, 7).All(d => cron.Fields.Weekdays[d]);
        var weekdays = string.Join(',', Enumerable.Range(0, 7).Where(d => cron.Fields.Weekdays[d]).Select(d => StackScope.Number(d + 1)));
        return $"cron({fields[0]} {fields[1]} {(byWeekday ? "?" : fields[2])} {fields[3]} {(byWeekday ? weekdays : "?")} *)";
    }
}
