using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>
/// A job: its roles and its log; with a schedule also what starts it, keeps it from overlapping, and says when it did not run.
/// </summary>
internal static class JobStack
{
    public static Stack Make(StackScope scope, Job job)
    {
        if (job.Gpu is not null)
        {
            return GpuJobStack.Make(scope, job);
        }

        var stack = scope.NewStack(job.Name);
        ServiceStack.AddLog(scope, stack, job.Name, job.Origin.Name);
        WorkloadRoles.Add(scope, stack, job);
        if (job.Schedule is not null)
        {
            var cluster = scope.ImportOutput(stack, "ClusterArn");
            ScheduledRuns.Add(scope, stack, job, Definition(scope, stack, job, cluster), Statements(scope, job, cluster));
        }

        return stack;
    }

    private static MapValue Definition(StackScope scope, Stack stack, Job job, Value cluster)
    {
        var run = Map(
            ("End", true), ("Resource", Concat("arn:", Partition, ":states:::ecs:runTask.sync")),
            ("TimeoutSeconds", (int)job.Timeout.TotalSeconds), ("Type", "Task"),
            // A run that took too long counts as failed, as it does everywhere.
            ("Retry", job.Retries == 0 ? null : List(Map(
                ("BackoffRate", 2), ("ErrorEquals", List("States.TaskFailed", "States.Timeout")), ("IntervalSeconds", 30),
                ("MaxAttempts", job.Retries)))),
            ("Parameters", Map(
                ("CapacityProviderStrategy", job.Spot is null ? null : ServiceStack.CapacityProviderStrategy(job.Spot)),
                ("Cluster", cluster), ("EnableExecuteCommand", job.Exec), ("LaunchType", job.Spot is null ? (Value)"FARGATE" : null),
                ("PropagateTags", "TASK_DEFINITION"),
                ("TaskDefinition.$", ScheduledRuns.Definition),
                ("NetworkConfiguration", ServiceStack.NetworkConfiguration(scope, stack, job.Name)))));
        if (job.MayOverlap)
        {
            return Map(("StartAt", "Run"), ("States", Map(("Run", run))));
        }

        var look = Map(
            ("Next", "Choose"), ("Parameters", Map(("Cluster", cluster), ("Family", scope.NameOf(NameRule.Family, job.Name)))),
            ("Resource", Concat("arn:", Partition, ":states:::aws-sdk:ecs:listTasks")), ("ResultPath", "$.running"), ("Type", "Task"),
            ("Retry", List(Map(("BackoffRate", 2), ("ErrorEquals", List("States.ALL")), ("IntervalSeconds", 2), ("MaxAttempts", 3)))));
        var choose = Map(
            ("Choices", List(Map(("IsPresent", true), ("Next", "Skip"), ("Variable", "$.running.TaskArns[0]")))), ("Default", "Run"),
            ("Type", "Choice"));
        return Map(
            ("StartAt", "Look"), ("States", Map(("Look", look), ("Choose", choose), ("Skip", Map(("Type", "Succeed"))), ("Run", run))));
    }

    private static IReadOnlyList<Statement> Statements(StackScope scope, Job job, Value cluster) =>
    [
        .. Rights.RunTask(Arn("ecs", "task-definition/", scope.NameOf(NameRule.Family, job.Name)), cluster, GetAtt("TaskRole", "Arn"),
            GetAtt("ExecutionRole", "Arn")), .. Rights.HearOfTasks(),
        // A task that takes the tags of its definition is only started by who may tag it.
        new(["ecs:TagResource"], [Arn("ecs", "task/*")]) { Condition = Map(("StringEquals", Map(("ecs:CreateAction", "RunTask")))) },
        new(["ecs:ListTasks"], ["*"]) { Condition = Map(("ArnEquals", Map(("ecs:cluster", cluster)))) },
    ];
}
