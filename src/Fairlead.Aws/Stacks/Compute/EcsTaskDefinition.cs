using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>
/// What a release registers for a workload, in ECS or AWS Batch, or for what is done in a database. No stack holds it, so a change of
/// stacks starts no tasks.
/// </summary>
/// <param name="Name">Of the workload in the file, or of the database.</param>
/// <param name="Template">The definition as if a stack held it, so that the schemas, the controls and people see it.</param>
internal sealed record TaskDefinition(string Name, Stack Template)
{
    /// <summary>The logical id of the one resource in the template.</summary>
    public const string Id = "Definition";

    public MapValue Properties => Template.Find(Id)?.Properties ?? MapValue.Empty;
}

/// <summary>Makes the definitions of workloads.</summary>
internal static class EcsTaskDefinition
{
    private const int LongestStop = 120;

    public static TaskDefinition Make(StackScope scope, Workload workload)
    {
        var stack =
            new Stack(
            scope.DefinitionOf(workload.Name)) { Description = $"{workload.Name} of {scope.App.Id}, as a release registers it" };
        if (workload is Job { Gpu: not null } job)
        {
            BatchJobDefinition.Add(scope, stack, job);
            return new TaskDefinition(workload.Name, stack);
        }

        stack.Add(new StackResource(TaskDefinition.Id, "AWS::ECS::TaskDefinition", Map(
            ("ContainerDefinitions", List(Container(scope, stack, workload))),
            ("Cpu", StackScope.Number(CpuUnits.Count(workload.Cpu))),
            ("EphemeralStorage", workload.Disk is { } disk ? Map(("SizeInGiB", (int)(disk.Mebibytes / 1024))) : null),
            ("ExecutionRoleArn", scope.ImportOutputOf(stack, workload.Name, "ExecutionRole")),
            ("Family", scope.NameOf(NameRule.Family, workload.Name)),
            ("Memory", StackScope.Number(workload.Memory.Mebibytes)),
            ("NetworkMode", "awsvpc"), ("RequiresCompatibilities", List("FARGATE")), ("RuntimePlatform", Platform(scope, workload)),
            ("TaskRoleArn", scope.ImportOutputOf(stack, workload.Name, "TaskRole")),
            ("Volumes", Volumes(scope, stack, workload)))) { Cause = workload.Origin.Name });
        return new TaskDefinition(workload.Name, stack);
    }

    public static MapValue Platform(StackScope scope, Workload workload) => Map(
        ("CpuArchitecture", Platforms.Architecture(scope.App.Images[workload.Image])),
        ("OperatingSystemFamily", "LINUX"));

    private static MapValue Container(StackScope scope, Stack stack, Workload workload)
    {
        var port = (workload as Service)?.Port;
        return Map(
        [
            .. ContainerProperties.Shared(scope, stack, workload),
            ("EntryPoint", workload.Entrypoint is null ? null : Value.Texts(workload.Entrypoint)),
            ("Essential", true),
            ("HealthCheck", Check(workload)),
            ("Name", workload.Name),
            ("PortMappings", port is { } p ? List(Map(("ContainerPort", p), ("Protocol", "tcp"))) : null),
            ("StopTimeout", Math.Min(LongestStop, (int)workload.Stop.TotalSeconds)),
        ]);
    }

    private static MapValue? Check(Workload workload)
    {
        var isProbed = workload is Service { Route: not null };
        if (ContainerCheck.Test(workload, isProbed) is not { } test || workload.Health is not { } health)
        {
            return null;
        }

        return Map(
            ("Command", Value.Texts([.. test])), ("Interval", (int)health.Interval.TotalSeconds), ("Retries", health.Unhealthy),
            ("StartPeriod", (int)health.Grace.TotalSeconds), ("Timeout", (int)health.Timeout.TotalSeconds));
    }

    private static ListValue? Volumes(StackScope scope, Stack stack, Workload workload)
    {
        var mounts = workload.Mounts.OfType<VolumeMount>().DistinctBy(VolumeStack.Called)
            .OrderBy(VolumeStack.Called, StringComparer.Ordinal).ToList();
        return mounts.Count == 0 ? null : List([.. mounts.Select(m => (Value)Map(
            ("EFSVolumeConfiguration", VolumeStack.Mounted(scope, stack, m)), ("Name", VolumeStack.Called(m))))]);
    }
}
