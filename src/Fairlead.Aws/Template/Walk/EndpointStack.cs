using Fairlead.Aws.Template.Access;
using Fairlead.Core.Model;
using Attribute = Fairlead.Core.Model.Attribute;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>
/// A model on SageMaker that the app starts when it needs it. The stack holds what stops it: a schedule and a state machine that asks whether it
/// was called, and whether a job that may call it still runs. Without a time to stop there is nothing to make.
/// </summary>
internal static class EndpointStack
{
    private const int LooksEach = 3;
    private const int MostMinutes = 15;

    private static readonly string[] Unfinished = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"];

    public static Stack? Make(Site site, Endpoint endpoint)
    {
        if (endpoint.IdleStop is not { } idle)
        {
            return null;
        }

        var stack = site.Begin(endpoint.Name);
        var cause = endpoint.Origin.PlaceOf("idle_stop");
        stack.Add(new Resource("LogGroup", "AWS::Logs::LogGroup", Map(("LogGroupName", site.NameOf(NameRule.MachineLog, endpoint.Name)), ("RetentionInDays", (int)site.App.Logs.Keep.TotalDays))) { Keep = Keep.Nothing, Cause = cause });
        AddMachine(site, stack, endpoint, idle);
        stack.Add(new Resource("ScheduleRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", Trust.Service("scheduler.amazonaws.com", Arn("scheduler", "schedule-group/default"))), ("Policies", Roles.Named("start", Rights.StartMachine(Ref("Machine")))))) { Cause = cause });
        var minutes = Math.Clamp((int)idle.TotalMinutes / LooksEach, 1, MostMinutes);
        stack.Add(new Resource("Schedule", "AWS::Scheduler::Schedule", Map(
            ("FlexibleTimeWindow", Map(("Mode", "OFF"))), ("Name", site.NameOf(NameRule.Schedule, endpoint.Name)), ("ScheduleExpression", Schedules.Of(new Every(TimeSpan.FromMinutes(minutes)))),
            ("Target", Map(("Arn", Ref("Machine")), ("RoleArn", GetAtt("ScheduleRole", "Arn")))))) { Cause = cause });
        stack.Add(new Resource("NotStopped", "AWS::CloudWatch::Alarm", Map(
            ("AlarmActions", List(site.Take(stack, "Alerts"))), ("ComparisonOperator", "GreaterThanThreshold"), ("Dimensions", List(Map(("Name", "StateMachineArn"), ("Value", Ref("Machine"))))),
            ("EvaluationPeriods", 1), ("MetricName", "ExecutionsFailed"), ("Namespace", "AWS/States"), ("Period", 300), ("Statistic", "Sum"), ("Threshold", 0), ("TreatMissingData", "notBreaching"))) { Cause = cause });
        return stack;
    }

    private static void AddMachine(Site site, Stack stack, Endpoint endpoint, TimeSpan idle)
    {
        var jobs = site.App.Jobs.Where(j => site.GrantsOf(j).Any(g => g.Target == endpoint.Name)).ToList();
        var cluster = jobs.Exists(j => j.Gpu is null) ? site.Take(stack, "ClusterArn") : null;
        Statement[] statements =
        [
            // AWS knows no resource for listing and measuring.
            new(["cloudwatch:GetMetricData", "sagemaker:ListEndpoints"], ["*"]), new(["sagemaker:DeleteEndpoint"], [KnownNames.ArnOf(site, endpoint)]), .. Rights.DeliverLogs(),
            .. jobs.Exists(j => j.Gpu is not null) ? [new(["batch:ListJobs"], ["*"])] : (Statement[])[],
            .. cluster is null ? [] : (Statement[])[new(["ecs:ListTasks"], ["*"]) { Condition = Map(("ArnEquals", Map(("ecs:cluster", cluster)))) }],
        ];
        stack.Add(new Resource("MachineRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", Trust.Service("states.amazonaws.com", Arn("states", "stateMachine:*"))), ("Policies", Roles.Named("stop", statements)))) { Cause = endpoint.Origin.PlaceOf("idle_stop") });
        stack.Add(new Resource("Machine", "AWS::StepFunctions::StateMachine", Map(
            ("DefinitionString", EncodedJson.Of(Definition(site, stack, (endpoint, idle), jobs, cluster))),
            ("LoggingConfiguration", Map(("Destinations", List(Map(("CloudWatchLogsLogGroup", Map(("LogGroupArn", GetAtt("LogGroup", "Arn"))))))), ("Level", "ERROR"))),
            ("RoleArn", GetAtt("MachineRole", "Arn")), ("StateMachineType", "STANDARD"))) { Cause = endpoint.Origin.PlaceOf("idle_stop") });
    }

    // Younger than the time is not idle, and what was called within it neither.
    private static MapValue Definition(Site site, Stack stack, (Endpoint Endpoint, TimeSpan Idle) what, List<Job> jobs, Value? cluster)
    {
        var name = KnownNames.Of(site, what.Endpoint);
        var since = $"{{% $fromMillis($millis() - {Site.Number((long)what.Idle.TotalMilliseconds)}) %}}";
        var query = $"SEARCH('{{AWS/SageMaker,EndpointName,VariantName}} MetricName=\"Invocations\" EndpointName=\"{name}\"', 'Sum', 60)";
        Value[] asked = [.. jobs.SelectMany(j => Asked(site, stack, j))];
        var states = new List<(string, Value?)>
        {
            ("Look", Ask("sagemaker:listEndpoints", Map(("LastModifiedTimeBefore", since), ("NameContains", name), ("StatusEquals", "InService")), $"$count($states.result.Endpoints[EndpointName = '{name}']) > 0", "WasStarted")),
            ("WasStarted", Choose("Measure")),
            ("Measure", Ask("cloudwatch:getMetricData", Map(
                ("EndTime", "{% $fromMillis($millis()) %}"), ("MetricDataQueries", List(Map(("Expression", query), ("Id", "calls")))), ("StartTime", since)),
                "$count($states.result.MetricDataResults.Values[$ > 0]) = 0", "IsIdle")),
            ("IsIdle", Choose(asked.Length == 0 ? "Stop" : "Jobs")),
            ("Stays", Map(("Type", "Succeed"))),
            ("Stop", Map(("Arguments", Map(("EndpointName", name))), ("End", true), ("Resource", Integration("sagemaker:deleteEndpoint")), ("Type", "Task"))),
        };
        if (asked.Length > 0)
        {
            states.Add(("Jobs", EachJob(asked, cluster)));
            states.Add(("AreDone", Choose("Stop")));
        }

        return Map(("QueryLanguage", "JSONata"), ("StartAt", "Look"), ("States", Map([.. states])));
    }

    private static Value Integration(string call) => Concat("arn:", Partition, $":states:::aws-sdk:{call}");

    private static MapValue Ask(string call, MapValue arguments, string isSo, string next) => Map(
        ("Arguments", arguments), ("Next", next), ("Output", Map(("isSo", $"{{% {isSo} %}}"))), ("Resource", Integration(call)), ("Type", "Task"));

    private static MapValue Choose(string then) => Map(("Choices", List(Map(("Condition", "{% $states.input.isSo %}"), ("Next", then)))), ("Default", "Stays"), ("Type", "Choice"));

    // Batch lists the jobs of one status at a time.
    private static IEnumerable<Value> Asked(Site site, Stack stack, Job job) => job.Gpu is null
        ? [Map(("family", site.NameOf(NameRule.Family, job.Name)))]
        : Unfinished.Select(s => (Value)Map(("queue", Texts.Of(site, stack, new AttributePart(job.Name, Kind.GpuJob, Attribute.Queue, job.Origin.Name))), ("status", s)));

    private static MapValue EachJob(Value[] asked, Value? cluster)
    {
        var batch = Map(
            ("Arguments", Map(("JobQueue", "{% $states.input.queue %}"), ("JobStatus", "{% $states.input.status %}"))), ("End", true), ("Output", "{% $count($states.result.JobSummaryList) %}"),
            ("Resource", Integration("batch:listJobs")), ("Type", "Task"));
        var tasks = cluster is null ? null : Map(
            ("Arguments", Map(("Cluster", cluster), ("Family", "{% $states.input.family %}"))), ("End", true), ("Output", "{% $count($states.result.TaskArns) %}"),
            ("Resource", Integration("ecs:listTasks")), ("Type", "Task"));
        var which = Map(("Choices", List(Map(("Condition", "{% $exists($states.input.queue) %}"), ("Next", "Batch")))), ("Default", tasks is null ? "Batch" : "Tasks"), ("Type", "Choice"));
        return Map(
            ("ItemProcessor", Map(("ProcessorConfig", Map(("Mode", "INLINE"))), ("StartAt", "Which"), ("States", Map(("Batch", batch), ("Tasks", tasks), ("Which", which))))),
            ("Items", List(asked)), ("Next", "AreDone"), ("Output", Map(("isSo", "{% $sum($states.result) = 0 %}"))), ("Type", "Map"));
    }
}
