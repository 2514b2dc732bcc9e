using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>
/// <c>release: {from: push}</c>: whoever pushes the tag of the environment updates the service, and the trigger comes with every right it
/// needs. Moving the tag to what runs already, as a deploy does at its end, changes nothing.
/// </summary>
internal static class PushRelease
{
    private const int LongestRollout = 7200;
    private const string Kept =
        "['Family','TaskRoleArn','ExecutionRoleArn','NetworkMode','Volumes','RequiresCompatibilities','Cpu','Memory','RuntimePlatform']";

    public static bool IsWanted(App app, Service service) =>
        app.Environment.Release.From is FromPush && app.Images[service.Image].Use is null;

    /// <summary>The one tag that moves.</summary>
    public static string TagOf(App app) => $"env-{app.Environment.Name}";

    public static void Add(StackScope scope, Stack stack, Service service)
    {
        var cluster = scope.ImportOutput(stack, "Cluster");
        ScheduledRuns.AddStateMachine(scope, stack, service, Definition(scope, service, cluster), Statements(scope, stack, service));
        ScheduledRuns.AddDeadLetterQueue(stack, service);
        var cause = service.Origin.Name;
        stack.Add(new StackResource("PushRuleRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("events.amazonaws.com", Arn("events", "rule/*"))),
            ("Policies", Policy.Inline("start", Rights.StartMachine(Ref("StateMachine")))))) { Cause = cause });
        stack.Add(new StackResource("PushRule", "AWS::Events::Rule", Map(
            ("EventPattern", Map(
                ("detail", Map(
                    ("action-type", List("PUSH")), ("image-tag", List(TagOf(scope.App))),
                    ("repository-name", List(ImageReferences.RepositoryOf(scope.App, service.Image))), ("result", List("SUCCESS")))),
                ("detail-type", List("ECR Image Action")), ("source", List("aws.ecr")))),
            ("State", "ENABLED"),
            ("Targets", List(Map(
                ("Arn", Ref("StateMachine")), ("DeadLetterConfig", Map(("Arn", GetAtt("DeadLetterQueue", "Arn")))), ("Id", "state-machine"),
                ("RetryPolicy", Map(("MaximumEventAgeInSeconds", 3600), ("MaximumRetryAttempts", 20))),
                ("RoleArn", GetAtt("PushRuleRole", "Arn"))))))) { Cause = cause });
        stack.Add(new StackResource("DeadLetterQueuePolicy", "AWS::SQS::QueuePolicy", Map(
            ("PolicyDocument", Policy.Document([FromRule(), Rights.DenyWithoutTls("sqs", GetAtt("DeadLetterQueue", "Arn"))])),
            ("Queues", List(Ref("DeadLetterQueue"))))) { Cause = cause });
        Alarms.Add(scope, stack,
            new MetricAlarm("ExecutionsFailedAlarm", ("AWS/States", "ExecutionsFailed"),
                ("StateMachineArn", Ref("StateMachine"))) { Statistic = "Sum", Cause = cause });
        Alarms.Add(scope, stack,
            new MetricAlarm("ExecutionsNotStartedAlarm", ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
                ("QueueName", GetAtt("DeadLetterQueue", "QueueName"))) { Cause = cause });
    }

    private static Statement FromRule() => new(["sqs:SendMessage"], [GetAtt("DeadLetterQueue", "Arn")])
    {
        Principal = Map(("Service", "events.amazonaws.com")),
        Condition = Map(("ArnEquals", Map(("aws:SourceArn", GetAtt("PushRule", "Arn"))))),
    };

    private static IReadOnlyList<Statement> Statements(StackScope scope, Stack stack, Service service) =>
    [
        new(["ecs:DescribeServices", "ecs:UpdateService"], [Ref("Service")]),
        // AWS knows no resource for reading a definition; a new one has to be tagged as this app's.
        new(["ecs:DescribeTaskDefinition"], ["*"]),
        new(["ecs:RegisterTaskDefinition"], ["*"]) { Condition = Map(
            ("StringEquals", Map(("aws:RequestTag/fairlead:app", scope.App.Name)))) },
        new(["ecs:TagResource"], [Concat(Arn("ecs", "task-definition/", scope.NameOf(NameRule.Family, service.Name)), ":*")])
        {
            Condition = Map(("StringEquals", Map(("ecs:CreateAction", "RegisterTaskDefinition")))),
        },
        .. service.Deploy.Strategy == Strategy.Replace ? ReadTasks(scope, stack) : [],
        Rights.PassRoles("ecs-tasks.amazonaws.com", GetAtt("TaskRole", "Arn"), GetAtt("ExecutionRole", "Arn")),
    ];

    private static Statement[] ReadTasks(StackScope scope, Stack stack)
    {
        var inCluster = Map(("ArnEquals", Map(("ecs:cluster", scope.ImportOutput(stack, "ClusterArn")))));
        return [new(["ecs:ListTasks"], ["*"]) { Condition = inCluster },
            new(["ecs:DescribeTasks"], [Arn("ecs", "task/*")]) { Condition = inCluster }];
    }

    // The definition that serves, with another image in its own container.
    private static MapValue Definition(StackScope scope, Service service, Value cluster)
    {
        Value[] services = [Ref("Service")];
        var states = new List<(string, Value?)>
        {
            ("Look", Call("describeServices", "Read", Map(("Cluster", cluster), ("Services", List(services))), Map(
                ("wanted", "{% $states.result.Services[0].DesiredCount %}"),
                ("current", "{% $states.result.Services[0].TaskDefinition %}")))),
            ("Read", Call("describeTaskDefinition", "Choose", Map(("Include", List("TAGS")), ("TaskDefinition", "{% $current %}")), Map(
                ("definition", "{% $states.result.TaskDefinition %}"),
                ("image",
                    Concat("{% '", Account, ".dkr.ecr.", Region, ".", Ref("AWS::URLSuffix"),
                        $"/{ImageReferences.RepositoryOf(scope.App, service.Image)}@' &"
                            + $" $states.context.Execution.Input.detail.`image-digest` %}}")),
                ("tags", "{% $states.result.Tags %}")))),
            // Before its first release a service has a placeholder, which nobody may start.
            ("Choose",
                Choose("Register",
                    ("Done",
                        $"$definition.Family != '{scope.NameOf(NameRule.Family, service.Name)}' or"
                            + $" $definition.ContainerDefinitions[Name='{service.Name}'].Image = $image"))),
            ("Register",
                Call("registerTaskDefinition", service.Deploy.Strategy == Strategy.Replace ? "Stop" : "Roll", Registered(service), Map(
                    ("next", "{% $states.result.TaskDefinition.TaskDefinitionArn %}")))),
            ("Done", Map(("Type", "Succeed"))),
        };
        if (service.Deploy.Strategy == Strategy.Replace)
        {
            AddEmptying(states, scope.NameOf(NameRule.Family, service.Name), cluster, services);
        }

        AddRolling(states, service, cluster, isFollowed: !Rollouts.HasTwoTargetGroups(scope.App, service));
        if (service.Deploy.Strategy == Strategy.Replace)
        {
            AddWayBack(states, cluster);
        }

        return Map(("QueryLanguage", "JSONata"), ("StartAt", "Look"), ("States", Map([.. states])), ("TimeoutSeconds", LongestRollout));
    }

    private static string Registered(Service service) =>
        $"{{% $merge([$sift($definition, function($v, $k) {{ $k in {Kept} }}), {{'Tags': $tags, 'ContainerDefinitions': "
        + $"[$map($definition.ContainerDefinitions, function($c) {{ $c.Name = '{service.Name}' ? $merge([$c, {{'Image': $image}}]) : $c"
        + $" }})]}}]) %}}";

    // Never two copies: all old tasks have stopped, not only been told to, before a new one starts.
    private static void AddEmptying(List<(string, Value?)> states, string family, Value cluster, Value[] services)
    {
        states.Add(("Stop", Call("updateService", "Drain", Map(("Cluster", cluster), ("DesiredCount", 0), ("Service", Ref("Service"))))));
        states.Add(("Drain", Map(("Next", "Count"), ("Seconds", 5), ("Type", "Wait"))));
        states.Add(("Count", Call("describeServices", "IsEmpty", Map(("Cluster", cluster), ("Services", List(services))))));
        states.Add(
            ("IsEmpty", Choose("Drain", ("List", "$states.input.Services[0].RunningCount + $states.input.Services[0].PendingCount = 0"))));
        states.Add(("List", Call("listTasks", "IsNone", Map(("Cluster", cluster), ("DesiredStatus", "STOPPED"), ("Family", family)))));
        states.Add(("IsNone", Choose("Ask", ("Roll", "$count($states.input.TaskArns) = 0"))));
        states.Add(("Ask", Call("describeTasks", "HaveStopped", Map(("Cluster", cluster), ("Tasks", "{% $states.input.TaskArns %}")))));
        states.Add(("HaveStopped", Choose("Drain", ("Roll", "$count($states.input.Tasks[LastStatus != 'STOPPED']) = 0"))));
    }

    // Whatever goes wrong between the last old task and the first new one: the old version is given back its tasks.
    private static void AddWayBack(List<(string, Value?)> states, Value cluster)
    {
        var restore = List(Map(("ErrorEquals", List("States.ALL")), ("Next", "Restore")));
        for (var i = 0; i < states.Count; i++)
        {
            if (states[i] is ("Stop" or "Count" or "List" or "Ask" or "Roll", MapValue call))
            {
                states[i] = (states[i].Item1, call.With(("Catch", restore)));
            }
        }

        states.Add(("Restore", Call("updateService", "Failed", Map(
            ("Cluster", cluster), ("DesiredCount", "{% $wanted %}"), ("Service", Ref("Service")), ("TaskDefinition", "{% $current %}")))));
    }

    // A version that waits for its promotion, or moves bit by bit, is ECS's to follow.
    private static void AddRolling(List<(string, Value?)> states, Service service, Value cluster, bool isFollowed)
    {
        var count = service.Deploy.Strategy == Strategy.Replace ? (Value)"{% $wanted %}" : null;
        states.Add(("Roll", Call("updateService", isFollowed ? "Wait" : "Done", Map(
            ("Cluster", cluster), ("DesiredCount", count), ("Service", Ref("Service")), ("TaskDefinition", "{% $next %}")))));
        if (isFollowed)
        {
            const string Ours = "$states.input.Services[0].Deployments[TaskDefinition = $next]";
            states.Add(("Wait", Map(("Next", "Follow"), ("Seconds", 15), ("Type", "Wait"))));
            states.Add(("Follow", Call("describeServices", "Judge", Map(("Cluster", cluster), ("Services", List(Ref("Service")))))));
            states.Add(
                ("Judge",
                    Choose("Wait", ("Done", $"{Ours}.RolloutState = 'COMPLETED'"),
                        ("Failed", $"$count({Ours}) = 0 or {Ours}.RolloutState = 'FAILED'"))));
            states.Add(("Failed", Map(
                ("Cause", "The pushed image did not come up, and the service went back to what it was"), ("Error", "RolloutFailed"),
                ("Type", "Fail"))));
        }
    }

    private static MapValue Call(string action, string next, Value arguments, MapValue? assign = null) => Map(
        ("Arguments", arguments), ("Assign", assign), ("Next", next),
        ("Resource", Concat("arn:", Partition, $":states:::aws-sdk:ecs:{action}")), ("Type", "Task"),
        ("Retry", List(Map(("BackoffRate", 2), ("ErrorEquals", List("States.TaskFailed")), ("IntervalSeconds", 2), ("MaxAttempts", 4)))));

    private static MapValue Choose(string otherwise, params ReadOnlySpan<(string Next, string Condition)> choices)
    {
        var listed = new Value[choices.Length];
        for (var i = 0; i < choices.Length; i++)
        {
            listed[i] = Map(("Condition", $"{{% {choices[i].Condition} %}}"), ("Next", choices[i].Next));
        }

        return Map(("Choices", List(listed)), ("Default", otherwise), ("Type", "Choice"));
    }
}
