using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Attribute = Fairlead.Core.Model.Attribute;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>
/// A model on SageMaker that the app starts when it needs it. The stack holds what stops it: a schedule and a state machine that asks
/// whether it was called, and whether a job that may call it still runs. Without a time to stop there is nothing to make.
/// </summary>
internal static class SageMakerEndpoint
{
    private const int LooksEach = 3;
    private const int MostMinutes = 15;

    private static readonly string[] Unfinished = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"];

    public static Stack? Make(StackScope scope, Endpoint endpoint)
    {
        if (endpoint.IdleStop is not { } idle)
        {
            return null;
        }

        var stack = scope.NewStack(endpoint.Name);
        var cause = endpoint.Origin.PlaceOf("idle_stop");
        stack.Add(new StackResource("StateMachineLogGroup", "AWS::Logs::LogGroup", Map(
            ("LogGroupName", scope.NameOf(NameRule.MachineLog, endpoint.Name)),
            ("RetentionInDays", (int)scope.App.Logs.Keep.TotalDays))) { DeletionPolicy = DeletionPolicy.Delete, Cause = cause });
        AddStateMachine(scope, stack, endpoint, idle);
        stack.Add(new StackResource("ScheduleRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("scheduler.amazonaws.com", Arn("scheduler", "schedule-group/default"))),
            ("Policies", Policy.Inline("start", Rights.StartMachine(Ref("StateMachine")))))) { Cause = cause });
        var minutes = Math.Clamp((int)idle.TotalMinutes / LooksEach, 1, MostMinutes);
        stack.Add(new StackResource("Schedule", "AWS::Scheduler::Schedule", Map(
            ("FlexibleTimeWindow", Map(("Mode", "OFF"))), ("Name", scope.NameOf(NameRule.Schedule, endpoint.Name)),
            ("ScheduleExpression", ScheduleExpression.Render(new Every(TimeSpan.FromMinutes(minutes)))),
            ("Target", Map(("Arn", Ref("StateMachine")), ("RoleArn", GetAtt("ScheduleRole", "Arn")))))) { Cause = cause });
        Alarms.Add(scope, stack,
            new MetricAlarm("ExecutionsFailedAlarm", ("AWS/States", "ExecutionsFailed"), ("StateMachineArn", Ref("StateMachine")))
        {
            Statistic = "Sum", PeriodSeconds = 300, Cause = cause,
        });
        return stack;
    }

    private static void AddStateMachine(StackScope scope, Stack stack, Endpoint endpoint, TimeSpan idle)
    {
        var jobs = scope.App.Jobs.Where(j => scope.GrantsOf(j).Any(g => g.Target == endpoint.Name)).ToList();
        var cluster = jobs.Exists(j => j.Gpu is null) ? scope.ImportOutput(stack, "ClusterArn") : null;
        Statement[] statements =
        [
            // AWS knows no resource for listing and measuring.
            new(["cloudwatch:GetMetricData", "sagemaker:ListEndpoints"], ["*"]),
            new(["sagemaker:DeleteEndpoint"], [KnownNames.ArnOf(scope, endpoint)]), .. Rights.DeliverLogs(),
            .. jobs.Exists(j => j.Gpu is not null) ? [new(["batch:ListJobs"], ["*"])] : (Statement[])[],
            .. cluster is null ? [] : (Statement[])[new(["ecs:ListTasks"], ["*"]) { Condition = Map(
                ("ArnEquals", Map(("ecs:cluster", cluster)))) }],
        ];
        stack.Add(new StackResource("StateMachineRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("states.amazonaws.com", Arn("states", "stateMachine:*"))),
            ("Policies", Policy.Inline("stop", statements)))) { Cause = endpoint.Origin.PlaceOf("idle_stop") });
        stack.Add(new StackResource("StateMachine", "AWS::StepFunctions::StateMachine", Map(
            ("DefinitionString", EncodedJson.Encode(Definition(scope, stack, endpoint, idle, jobs, cluster))),
            ("LoggingConfiguration",
                Map(
                    ("Destinations", List(Map(("CloudWatchLogsLogGroup", Map(("LogGroupArn", GetAtt("StateMachineLogGroup", "Arn"))))))),
                    ("Level", "ERROR"))),
            ("RoleArn", GetAtt("StateMachineRole", "Arn")),
            ("StateMachineType", "STANDARD"))) { Cause = endpoint.Origin.PlaceOf("idle_stop") });
    }

    // Younger than the time is not idle, and what was called within it neither.
    private static MapValue Definition(StackScope scope, Stack stack, Endpoint endpoint, TimeSpan idle, List<Job> jobs,
        Value? cluster)
    {
        var name = KnownNames.NameOf(scope, endpoint);
        var since = $"{{% $fromMillis($millis() - {StackScope.Number((long)idle.TotalMilliseconds)}) %}}";
        var query = $"SEARCH('{{AWS/SageMaker,EndpointName,VariantName}} MetricName=\"Invocations\" EndpointName=\"{name}\"', 'Sum', 60)";
        Value[] asked = [.. jobs.SelectMany(j => Asked(scope, stack, j))];
        var states = new List<(string, Value?)>
        {
            ("Look",
                Ask("sagemaker:listEndpoints",
                    Map(("LastModifiedTimeBefore", since), ("NameContains", name), ("StatusEquals", "InService")),
                    $"$count($states.result.Endpoints[EndpointName = '{name}']) > 0", "WasStarted")),
            ("WasStarted", Choose("Measure")),
            ("Measure", Ask("cloudwatch:getMetricData", Map(
                ("EndTime", "{% $fromMillis($millis()) %}"), ("MetricDataQueries", List(Map(("Expression", query), ("Id", "calls")))),
                ("StartTime", since)),
                "$count($states.result.MetricDataResults.Values[$ > 0]) = 0", "IsIdle")),
            ("IsIdle", Choose(asked.Length == 0 ? "Stop" : "Jobs")),
            ("Stays", Map(("Type", "Succeed"))),
            ("Stop", Map(
                ("Arguments", Map(("EndpointName", name))), ("End", true), ("Resource", Integration("sagemaker:deleteEndpoint")),
                ("Type", "Task"))),
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
        ("Arguments", arguments), ("Next", next), ("Output", Map(("isSo", $"{{% {isSo} %}}"))), ("Resource", Integration(call)),
        ("Type", "Task"));

    private static MapValue Choose(string then) => Map(
        ("Choices", List(Map(("Condition", "{% $states.input.isSo %}"), ("Next", then)))), ("Default", "Stays"), ("Type", "Choice"));

    // Batch lists the jobs of one status at a time.
    private static IEnumerable<Value> Asked(StackScope scope, Stack stack, Job job) => job.Gpu is null
        ? [Map(("family", scope.NameOf(NameRule.Family, job.Name)))]
        : Unfinished.Select(s => (Value)Map(
            ("queue", TextValues.Render(scope, stack, new AttributePart(job.Name, Kind.GpuJob, Attribute.Queue, job.Origin.Name))),
            ("status", s)));

    private static MapValue EachJob(Value[] asked, Value? cluster)
    {
        var batch = Map(
            ("Arguments", Map(("JobQueue", "{% $states.input.queue %}"), ("JobStatus", "{% $states.input.status %}"))), ("End", true),
            ("Output", "{% $count($states.result.JobSummaryList) %}"),
            ("Resource", Integration("batch:listJobs")), ("Type", "Task"));
        var tasks = cluster is null ? null : Map(
            ("Arguments", Map(("Cluster", cluster), ("Family", "{% $states.input.family %}"))), ("End", true),
            ("Output", "{% $count($states.result.TaskArns) %}"),
            ("Resource", Integration("ecs:listTasks")), ("Type", "Task"));
        var which = Map(
            ("Choices", List(Map(("Condition", "{% $exists($states.input.queue) %}"), ("Next", "Batch")))),
            ("Default", tasks is null ? "Batch" : "Tasks"), ("Type", "Choice"));
        return Map(
            ("ItemProcessor",
                Map(
                    ("ProcessorConfig", Map(("Mode", "INLINE"))), ("StartAt", "Which"), ("States", Map(
                        ("Batch", batch), ("Tasks", tasks), ("Which", which))))),
            ("Items", List(asked)), ("Next", "AreDone"), ("Output", Map(("isSo", "{% $sum($states.result) = 0 %}"))), ("Type", "Map"));
    }
}
