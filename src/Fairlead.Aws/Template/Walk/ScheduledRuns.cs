using Fairlead.Aws.Template.Access;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>What starts a job by the clock: a schedule, the state machine that runs it to its end, and alarms for runs that failed or never were.</summary>
internal static class ScheduledRuns
{
    /// <summary>The parameter with the exact revision; a release moves it, and so does a rollback.</summary>
    public const string TaskDefinition = "TaskDefinition";

    private const int MostRetention = 1209600;

    /// <param name="definition">Of the state machine.</param>
    /// <param name="statements">What the machine may do.</param>
    public static void Add(Site site, Stack stack, Job job, MapValue definition, IReadOnlyList<Statement> statements)
    {
        stack.Add(new Parameter("State") { Source = new Live(), Default = "DISABLED" });
        AddMachine(site, stack, job, definition, statements);
        AddSchedule(site, stack, job);
        AddAlarm("Failed", ("AWS/States", "ExecutionsFailed"), ("StateMachineArn", Ref("Machine")));
        AddAlarm("TimedOut", ("AWS/States", "ExecutionsTimedOut"), ("StateMachineArn", Ref("Machine")));
        AddAlarm("NotStarted", ("AWS/SQS", "ApproximateNumberOfMessagesVisible"), ("QueueName", GetAtt("Missed", "QueueName")));

        void AddAlarm(string id, (string, string) metric, (string, Value) dimension) =>
            Alarms.Add(site, stack, new Watch(id, metric, dimension) { Statistic = id == "NotStarted" ? "Maximum" : "Sum", Cause = job.Origin.PlaceOf("schedule") });
    }

    public static void AddMachine(Site site, Stack stack, Workload workload, MapValue definition, IReadOnlyList<Statement> statements)
    {
        Site.Moved(stack, TaskDefinition);
        // AWS knows no resource for these.
        Statement logs = new(["logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery"], ["*"]);
        stack.Add(new Resource("MachineRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", Trust.Service("states.amazonaws.com", Arn("states", "stateMachine:*"))), ("Policies", Roles.Named("run", [.. statements, logs])))) { Cause = workload.Origin.Name });
        stack.Add(new Resource("MachineLog", "AWS::Logs::LogGroup", Map(
            ("LogGroupName", site.NameOf(NameRule.MachineLog, workload.Name)), ("RetentionInDays", (int)site.App.Logs.Keep.TotalDays))) { Keep = site.LogKeep, Cause = workload.Origin.Name });
        stack.Add(new Resource("Machine", "AWS::StepFunctions::StateMachine", Map(
            ("DefinitionString", EncodedJson.Of(definition)),
            ("LoggingConfiguration", Map(("Destinations", List(Map(("CloudWatchLogsLogGroup", Map(("LogGroupArn", GetAtt("MachineLog", "Arn"))))))), ("Level", "ERROR"))),
            ("RoleArn", GetAtt("MachineRole", "Arn")), ("StateMachineType", "STANDARD"))) { Cause = workload.Origin.Name });
    }

    /// <summary>Where starts go that came to nothing, so that somebody hears of them.</summary>
    public static void AddMissed(Stack stack, Workload workload) => stack.Add(new Resource("Missed", "AWS::SQS::Queue", Map(
        ("MessageRetentionPeriod", MostRetention), ("SqsManagedSseEnabled", true))) { Keep = Keep.Nothing, Cause = workload.Origin.Name });

    private static void AddSchedule(Site site, Stack stack, Job job)
    {
        var zone = job.Schedule is Cron cron && cron.Zone.Id != TimeZoneInfo.Utc.Id ? cron.Zone.Id : null;
        AddMissed(stack, job);
        stack.Add(new Resource("ScheduleRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", Trust.Service("scheduler.amazonaws.com", Arn("scheduler", "schedule-group/default"))),
            ("Policies", Roles.Named("start", [.. Rights.StartMachine(Ref("Machine")), .. Rights.SendTo(GetAtt("Missed", "Arn"))])))) { Cause = job.Origin.PlaceOf("schedule") });
        stack.Add(new Resource("Schedule", "AWS::Scheduler::Schedule", Map(
            ("FlexibleTimeWindow", Map(("Mode", "OFF"))), ("Name", site.NameOf(NameRule.Schedule, job.Name)), ("ScheduleExpression", Schedules.Of(job.Schedule!)),
            ("ScheduleExpressionTimezone", zone is null ? null : (Value)zone), ("State", Ref("State")),
            ("Target", Map(("Arn", Ref("Machine")), ("DeadLetterConfig", Map(("Arn", GetAtt("Missed", "Arn")))), ("RoleArn", GetAtt("ScheduleRole", "Arn")))))) { Cause = job.Origin.PlaceOf("schedule") });
    }
}
