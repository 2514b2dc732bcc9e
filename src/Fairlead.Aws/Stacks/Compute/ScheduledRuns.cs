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
    /// <summary>The exact revision, which a schedule gives its state machine: a release moves the schedule, and never the
    /// machine.</summary>
    public const string Definition = "$.definition";

    private const int LongestRetries = 24 * 60 * 60;

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
        // AWS knows no resource for these.
        Statement logs =
            new(["logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies",
            "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery"], ["*"]);
        stack.Add(new StackResource("StateMachineRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("states.amazonaws.com", Arn("states", "stateMachine:*"))),
            ("Policies", Policy.Inline("run", [.. statements, logs])))) { Cause = workload.Origin.Name });
        stack.Add(new StackResource("StateMachineLogGroup", "AWS::Logs::LogGroup", Map(
            ("LogGroupName", scope.NameOf(NameRule.MachineLog, workload.Name)),
            ("RetentionInDays", (int)scope.App.Logs.Keep.TotalDays))) { DeletionPolicy = DeletionPolicy.Delete,
                Cause = workload.Origin.Name });
        stack.Add(new StackResource("StateMachine", "AWS::StepFunctions::StateMachine", Map(
            ("DefinitionString", EncodedJson.Encode(definition)),
            ("LoggingConfiguration",
                Map(
                    ("Destinations", List(Map(("CloudWatchLogsLogGroup", Map(("LogGroupArn", GetAtt("StateMachineLogGroup", "Arn"))))))),
                    ("Level", "ERROR"))),
            ("RoleArn", GetAtt("StateMachineRole", "Arn")), ("StateMachineType", "STANDARD"))) { Cause = workload.Origin.Name });
        stack.Add(new StackOutput("StateMachine", Ref("StateMachine")));
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
        stack.Add(new StackParameter("ScheduleInput") { Source = new LiveValue(), Default = "{}" });
        stack.Add(new StackResource("ScheduleRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("scheduler.amazonaws.com", Arn("scheduler", "schedule-group/default"))),
            ("Policies",
                Policy.Inline("start",
                    [.. Rights.StartMachine(Ref("StateMachine")),
                        .. Rights.SendTo(GetAtt("DeadLetterQueue", "Arn"))])))) { Cause = job.Origin.PlaceOf("schedule") });
        stack.Add(new StackResource("Schedule", "AWS::Scheduler::Schedule", Map(
            ("FlexibleTimeWindow", Map(("Mode", "OFF"))), ("Name", scope.NameOf(NameRule.Schedule, job.Name)),
            ("ScheduleExpression", ScheduleExpression.Render(job.Schedule!)),
            ("ScheduleExpressionTimezone", zone is null ? null : (Value)zone),
            ("StartDate", job.Schedule is Every ? StartDate(stack) : null), ("State", Ref("ScheduleState")),
            ("Target", Map(
                ("Arn", Ref("StateMachine")), ("DeadLetterConfig", Map(("Arn", GetAtt("DeadLetterQueue", "Arn")))),
                ("Input", Ref("ScheduleInput")),
                // A start that is late is made up for until the next is due.
                ("RetryPolicy", Map(
                    ("MaximumEventAgeInSeconds",
                        (int)Math.Clamp(ScheduleExpression.Period(job.Schedule!).TotalSeconds, 60, LongestRetries)))),
                ("RoleArn", GetAtt("ScheduleRole", "Arn")))))) { Cause = job.Origin.PlaceOf("schedule") });
    }

    // A rate counts from when it is made, and would start at once. A release says when the next start is due; until then there is none.
    private static CallValue StartDate(Stack stack)
    {
        stack.Add(new StackParameter("ScheduleStartDate") { Source = new LiveValue(), Default = "" });
        stack.AddCondition("HasNoStartDate", IsEqual(Ref("ScheduleStartDate"), ""));
        return If("HasNoStartDate", None, Ref("ScheduleStartDate"));
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

    /// <summary>The shortest time between two starts.</summary>
    public static TimeSpan Period(Schedule schedule) => schedule switch
    {
        Every every => every.Period,
        Cron { Fields: var fields } => Shortest(fields.Minutes, 60) is { } minutes ? TimeSpan.FromMinutes(minutes)
            : Shortest(fields.Hours, 24) is { } hours ? TimeSpan.FromHours(hours) : TimeSpan.FromDays(1),
        _ => TimeSpan.FromDays(1),
    };

    /// <summary>
    /// The next of the starts that come a period after each other, so that they stay where they are whatever changes meanwhile. Scheduler
    /// takes no start date that has passed ("cannot be earlier than 5 minutes ago", its words to a request).
    /// </summary>
    /// <param name="since">One of them, or from when on they are counted.</param>
    public static DateTimeOffset NextStart(DateTimeOffset since, TimeSpan period, DateTimeOffset now) =>
        since > now ? since : since + TimeSpan.FromTicks(((now - since).Ticks / period.Ticks + 1) * period.Ticks);

    // Between two of those that are set, going round; null where only one is.
    private static int? Shortest(bool[] set, int round)
    {
        int[] at = [.. Enumerable.Range(0, round).Where(i => set[i])];
        return at.Length < 2 ? null : Enumerable.Range(0, at.Length)
            .Min(i => i + 1 < at.Length ? at[i + 1] - at[i] : at[0] + round - at[i]);
    }

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
