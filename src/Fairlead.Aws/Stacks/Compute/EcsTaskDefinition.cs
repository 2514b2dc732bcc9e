using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>
/// What a release registers for a workload, in ECS or AWS Batch. No stack holds it, so a change of stacks starts no tasks.
/// </summary>
/// <param name="Workload">The workload's name.</param>
/// <param name="Template">The definition as if a stack held it, so that the schemas, the controls and people see it.</param>
internal sealed record TaskDefinition(string Workload, Stack Template)
{
    /// <summary>The logical id of the one resource in the template.</summary>
    public const string Id = "Definition";

    public MapValue Properties => Template.Find(Id)?.Properties ?? MapValue.Empty;

    /// <summary>Under which the template is written.</summary>
    public static string DocumentName(StackScope scope, string workload) => scope.StackNameOf(workload) + ".task";
}

/// <summary>Makes the definitions of workloads.</summary>
internal static class EcsTaskDefinition
{
    private const int LongestStop = 120;

    public static TaskDefinition Make(StackScope scope, Workload workload)
    {
        var stack =
            new Stack(
            TaskDefinition.DocumentName(scope,
            workload.Name)) { Description = $"{workload.Name} of {scope.App.Id}, as a release registers it" };
        if (workload is Job { Gpu: not null } job)
        {
            BatchJobDefinition.Add(scope, stack, job);
            return new TaskDefinition(workload.Name, stack);
        }

        stack.Add(new StackResource(TaskDefinition.Id, "AWS::ECS::TaskDefinition", Map(
            ("ContainerDefinitions", List(Container(scope, stack, workload))),
            ("Cpu", StackScope.Number(CpuUnits.Count(workload.Cpu))),
            ("ExecutionRoleArn", scope.ImportOutputOf(stack, workload.Name, "ExecutionRole")),
            ("Family", scope.NameOf(NameRule.Family, workload.Name)),
            ("Memory", StackScope.Number(workload.Memory.Mebibytes)),
            ("NetworkMode", "awsvpc"), ("RequiresCompatibilities", List("FARGATE")), ("RuntimePlatform", Platform(scope, workload)),
            ("TaskRoleArn", scope.ImportOutputOf(stack, workload.Name, "TaskRole")),
            ("Volumes", Volumes(scope, stack, workload)))) { Cause = workload.Origin.Name });
        return new TaskDefinition(workload.Name, stack);
    }

    public static MapValue Platform(StackScope scope, Workload workload) => Map(
        ("CpuArchitecture", scope.App.Images[workload.Image].Platform is "linux/arm64" ? "ARM64" : "X86_64"),
        ("OperatingSystemFamily", "LINUX"));

    public static MapValue Log(StackScope scope, Workload workload) => Map(("LogDriver", "awslogs"), ("Options", Map(
        ("awslogs-group", scope.NameOf(NameRule.LogGroup, workload.Name)), ("awslogs-region", Region),
        ("awslogs-stream-prefix", workload.Name))));

    private static MapValue Container(StackScope scope, Stack stack, Workload workload)
    {
        var port = (workload as Service)?.Port;
        return Map(
            ("Command", workload.Command is null ? null : Value.Texts(workload.Command)),
            ("EntryPoint", workload.Entrypoint is null ? null : Value.Texts(workload.Entrypoint)),
            ("Environment", Environment(scope, stack, workload)),
            ("Essential", true),
            ("HealthCheck", Check(workload)),
            ("Image", ImageReferences.ByDigest(scope, stack, workload)),
            ("LinuxParameters", Map(("InitProcessEnabled", true))),
            ("LogConfiguration", Log(scope, workload)),
            ("MountPoints", Mounts(workload)),
            ("Name", workload.Name),
            ("PortMappings", port is { } p ? List(Map(("ContainerPort", p), ("Protocol", "tcp"))) : null),
            // A shell in the container needs a place to write to.
            ("ReadonlyRootFilesystem",
                workload.ReadOnly || (scope.IsStrict && !workload.Exec && scope.Requires("ECS.5")) ? (Value)true : null),
            ("Secrets", Secrets(scope, stack, workload)),
            ("StopTimeout", Math.Min(LongestStop, (int)workload.Stop.TotalSeconds)),
            ("User", workload.User is null ? null : (Value)workload.User));
    }

    public static ListValue? Environment(StackScope scope, Stack stack, Workload workload) =>
        Filled([.. Sorted(workload).Where(v => !v.Value.IsSecret).Select(v => (Value)Map(
        ("Name", v.Name), ("Value", TextValues.Render(scope, stack, v.Value))))]);

    public static ListValue? Secrets(StackScope scope, Stack stack, Workload workload) =>
        Filled([.. Sorted(workload).Where(v => v.Value.IsSecret).Select(v => (Value)Map(
        ("Name", v.Name), ("ValueFrom", SecretValues.From(scope, stack, workload, v))))]);

    public static ListValue? Mounts(Workload workload) =>
        Filled([.. workload.Mounts.OfType<VolumeMount>().OrderBy(m => m.Target, StringComparer.Ordinal).Select(m => (Value)Map(
        ("ContainerPath", m.Target), ("SourceVolume", VolumeStack.Called(m))))]);

    private static MapValue? Check(Workload workload)
    {
        var isProbed = workload is Service { Route: not null };
        if (ContainerCheck.Test(workload, isProbed) is not { } test || workload.Health is not { } health)
        {
            return null;
        }

        return Map(
            ("Command", Value.Texts([.. test])), ("Interval", (int)health.Interval.TotalSeconds), ("Retries", health.Unhealthy),
            ("StartPeriod", Math.Min(300, (int)health.Grace.TotalSeconds)), ("Timeout", (int)health.Timeout.TotalSeconds));
    }

    // By name, as ECS does not care and the order of the file must not show.
    private static IEnumerable<Variable> Sorted(Workload workload) => workload.Env.OrderBy(v => v.Name, StringComparer.Ordinal);

    private static ListValue? Filled(Value[] items) => items.Length == 0 ? null : List(items);

    private static ListValue? Volumes(StackScope scope, Stack stack, Workload workload)
    {
        var mounts = workload.Mounts.OfType<VolumeMount>().DistinctBy(VolumeStack.Called)
            .OrderBy(VolumeStack.Called, StringComparer.Ordinal).ToList();
        return mounts.Count == 0 ? null : List([.. mounts.Select(m => (Value)Map(
            ("EFSVolumeConfiguration", VolumeStack.Mounted(scope, stack, m)), ("Name", VolumeStack.Called(m))))]);
    }
}
