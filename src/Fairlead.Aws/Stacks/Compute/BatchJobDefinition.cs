using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>
/// What a release registers for a job on machines with GPUs: a definition of AWS Batch, with the same image as the app's other workloads.
/// </summary>
internal static class BatchJobDefinition
{
    private const int MostAttempts = 10;

    public static void Add(StackScope scope, Stack stack, Job job) =>
        stack.Add(new StackResource(TaskDefinition.Id, "AWS::Batch::JobDefinition", Map(
        ("ContainerProperties", Container(scope, stack, job)),
        ("JobDefinitionName", scope.NameOf(NameRule.BatchJobDefinition, job.Name)),
        ("PlatformCapabilities", List("EC2")),
        ("PropagateTags", true),
        ("RetryStrategy", Map(("Attempts", Math.Min(MostAttempts, job.Retries + 1)))),
        ("Timeout", Map(("AttemptDurationSeconds", Math.Max(60, (int)job.Timeout.TotalSeconds)))),
        ("Type", "container"))) { Cause = job.Origin.Name });

    private static MapValue Container(StackScope scope, Stack stack, Job job) => Map(
    [
        .. ContainerProperties.Shared(scope, stack, job),
        ("ExecutionRoleArn", scope.ImportOutputOf(stack, job.Name, "ExecutionRole")),
        ("JobRoleArn", scope.ImportOutputOf(stack, job.Name, "TaskRole")),
        ("Privileged", false),
        ("ResourceRequirements", List(
            Needs("GPU", job.Gpu!.Count), Needs("MEMORY", job.Memory.Mebibytes), Needs("VCPU", Cpus(job)))),
        ("Volumes", Volumes(scope, stack, job)),
    ]);

    // A machine has whole ones; whoever says a fraction is told by the check, and whoever says nothing gets one.
    private static long Cpus(Job job) => (long)Math.Max(1, Math.Ceiling(job.Cpu));

    private static MapValue Needs(string what, long count) => Map(("Type", what), ("Value", StackScope.Number(count)));

    private static ListValue? Volumes(StackScope scope, Stack stack, Job job)
    {
        var mounts = job.Mounts.OfType<VolumeMount>().DistinctBy(VolumeStack.Called).ToList();
        return mounts.Count == 0 ? null : List([.. mounts.Select(m => (Value)Map(
            ("EfsVolumeConfiguration", Mounted(scope, stack, m)), ("Name", VolumeStack.Called(m))))]);
    }

    // The same as ECS has it, spelled otherwise.
    private static MapValue Mounted(StackScope scope, Stack stack, VolumeMount mount)
    {
        var ecs = VolumeStack.Mounted(scope, stack, mount);
        return Map(
            ("AuthorizationConfig", Map(
                ("AccessPointId", (ecs["AuthorizationConfig"] as MapValue)?["AccessPointId"]), ("Iam", "ENABLED"))),
            ("FileSystemId", ecs["FilesystemId"]), ("RootDirectory", ecs["RootDirectory"]), ("TransitEncryption", "ENABLED"));
    }
}
