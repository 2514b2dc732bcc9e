using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>What happens when an image is pushed, as a state machine that calls ECS: the definition that serves, with another image in its own container.</summary>
internal static class PushStates
{
    private const int LongestRollout = 7200;
    private const string Kept = "['Family','TaskRoleArn','ExecutionRoleArn','NetworkMode','Volumes','RequiresCompatibilities','Cpu','Memory','RuntimePlatform']";

    public static MapValue Definition(StackScope site, Service service, Value cluster)
    {
        Value[] services = [Ref("Service")];
        var states = new List<(string, Value?)>
        {
            ("Look", Call("describeServices", "Read", Map(("Cluster", cluster), ("Services", List(services))), Map(
                ("wanted", "{% $states.result.Services[0].DesiredCount %}"), ("current", "{% $states.result.Services[0].TaskDefinition %}")))),
            ("Read", Call("describeTaskDefinition", "Choose", Map(("Include", List("TAGS")), ("TaskDefinition", "{% $current %}")), Map(
                ("definition", "{% $states.result.TaskDefinition %}"),
                ("image", Concat("{% '", Account, ".dkr.ecr.", Region, ".", Ref("AWS::URLSuffix"), $"/{ImageReferences.RepositoryOf(site.App, service.Image)}@' & $states.context.Execution.Input.detail.`image-digest` %}}")),
                ("tags", "{% $states.result.Tags %}")))),
            // Before its first release a service has a placeholder, which nobody may start.
            ("Choose", Choose("Register", ("Done", $"$definition.Family != '{site.NameOf(NameRule.Family, service.Name)}' or $definition.ContainerDefinitions[Name='{service.Name}'].Image = $image"))),
            ("Register", Call("registerTaskDefinition", service.Deploy.Strategy == Strategy.Replace ? "Stop" : "Roll", Registered(service), Map(("next", "{% $states.result.TaskDefinition.TaskDefinitionArn %}")))),
            ("Done", Map(("Type", "Succeed"))),
        };
        if (service.Deploy.Strategy == Strategy.Replace)
        {
            AddEmptying(states, site.NameOf(NameRule.Family, service.Name), cluster, services);
        }

        AddRolling(states, service, cluster, isFollowed: !Rollouts.HasTwoTargetGroups(site.App, service));
        return Map(("QueryLanguage", "JSONata"), ("StartAt", "Look"), ("States", Map([.. states])), ("TimeoutSeconds", LongestRollout));
    }

    private static string Registered(Service service) =>
        $"{{% $merge([$sift($definition, function($v, $k) {{ $k in {Kept} }}), {{'Tags': $tags, 'ContainerDefinitions': "
        + $"[$map($definition.ContainerDefinitions, function($c) {{ $c.Name = '{service.Name}' ? $merge([$c, {{'Image': $image}}]) : $c }})]}}]) %}}";

    // Never two copies: all old tasks have stopped, not only been told to, before a new one starts.
    private static void AddEmptying(List<(string, Value?)> states, string family, Value cluster, Value[] services)
    {
        states.Add(("Stop", Call("updateService", "Drain", Map(("Cluster", cluster), ("DesiredCount", 0), ("Service", Ref("Service"))))));
        states.Add(("Drain", Map(("Next", "Count"), ("Seconds", 5), ("Type", "Wait"))));
        states.Add(("Count", Call("describeServices", "IsEmpty", Map(("Cluster", cluster), ("Services", List(services))))));
        states.Add(("IsEmpty", Choose("Drain", ("List", "$states.input.Services[0].RunningCount + $states.input.Services[0].PendingCount = 0"))));
        states.Add(("List", Call("listTasks", "IsNone", Map(("Cluster", cluster), ("DesiredStatus", "STOPPED"), ("Family", family)))));
        states.Add(("IsNone", Choose("Ask", ("Roll", "$count($states.input.TaskArns) = 0"))));
        states.Add(("Ask", Call("describeTasks", "HaveStopped", Map(("Cluster", cluster), ("Tasks", "{% $states.input.TaskArns %}")))));
        states.Add(("HaveStopped", Choose("Drain", ("Roll", "$count($states.input.Tasks[LastStatus != 'STOPPED']) = 0"))));
    }

    // A version that waits for its promotion, or moves bit by bit, is ECS's to follow.
    private static void AddRolling(List<(string, Value?)> states, Service service, Value cluster, bool isFollowed)
    {
        var count = service.Deploy.Strategy == Strategy.Replace ? (Value)"{% $wanted %}" : null;
        states.Add(("Roll", Call("updateService", isFollowed ? "Wait" : "Done", Map(("Cluster", cluster), ("DesiredCount", count), ("Service", Ref("Service")), ("TaskDefinition", "{% $next %}")))));
        if (isFollowed)
        {
            const string Ours = "$states.input.Services[0].Deployments[TaskDefinition = $next]";
            states.Add(("Wait", Map(("Next", "Follow"), ("Seconds", 15), ("Type", "Wait"))));
            states.Add(("Follow", Call("describeServices", "Judge", Map(("Cluster", cluster), ("Services", List(Ref("Service")))))));
            states.Add(("Judge", Choose("Wait", ("Done", $"{Ours}.RolloutState = 'COMPLETED'"), ("Failed", $"$count({Ours}) = 0 or {Ours}.RolloutState = 'FAILED'"))));
            states.Add(("Failed", Map(("Cause", "The pushed image did not come up, and the service went back to what it was"), ("Error", "RolloutFailed"), ("Type", "Fail"))));
        }
    }

    private static MapValue Call(string action, string next, Value arguments, MapValue? assign = null) => Map(
        ("Arguments", arguments), ("Assign", assign), ("Next", next), ("Resource", Concat("arn:", Partition, $":states:::aws-sdk:ecs:{action}")), ("Type", "Task"),
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
