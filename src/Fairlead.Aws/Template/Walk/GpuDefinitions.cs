using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>What a release registers for a job on machines with GPUs: a definition of AWS Batch, with the same image as the app's other workloads.</summary>
internal static class GpuDefinitions
{
    private const int MostAttempts = 10;

    /// <summary>The definition in whatever revision.</summary>
    public static Value Family(Site site, string name) => Arn("batch", "job-definition/", site.NameOf(NameRule.BatchQueue, name));

    public static void Add(Site site, Stack stack, Job job) => stack.Add(new Resource("Definition", "AWS::Batch::JobDefinition", Map(
        ("ContainerProperties", Container(site, stack, job)),
        ("JobDefinitionName", site.NameOf(NameRule.BatchQueue, job.Name)),
        ("PlatformCapabilities", List("EC2")),
        ("PropagateTags", true),
        ("RetryStrategy", Map(("Attempts", Math.Min(MostAttempts, job.Retries + 1)))),
        ("Timeout", Map(("AttemptDurationSeconds", Math.Max(60, (int)job.Timeout.TotalSeconds)))),
        ("Type", "container"))) { Cause = job.Origin.Name });

    private static MapValue Container(Site site, Stack stack, Job job) => Map(
        ("Command", job.Command is null ? null : Value.Texts(job.Command)),
        ("Environment", TaskDefinitions.Plain(site, stack, job)),
        ("ExecutionRoleArn", site.TakeOf(stack, job.Name, "ExecutionRole")),
        ("Image", Images.Of(site, stack, job)),
        ("JobRoleArn", site.TakeOf(stack, job.Name, "TaskRole")),
        ("LinuxParameters", Map(("InitProcessEnabled", true))),
        ("LogConfiguration", TaskDefinitions.Log(site, job)),
        ("MountPoints", TaskDefinitions.Mounts(job)),
        ("Privileged", false),
        ("ReadonlyRootFilesystem", job.ReadOnly ? (Value)true : null),
        ("ResourceRequirements", List(
            Needs("GPU", job.Gpu!.Count), Needs("MEMORY", job.Memory.Mebibytes), Needs("VCPU", Cpus(job)))),
        ("Secrets", TaskDefinitions.Secrets(site, stack, job)),
        ("User", job.User is null ? null : (Value)job.User),
        ("Volumes", Volumes(site, stack, job)));

    // A machine has whole ones; whoever says a fraction is told by the check, and whoever says nothing gets one.
    private static long Cpus(Job job) => (long)Math.Max(1, Math.Ceiling(job.Cpu));

    private static MapValue Needs(string what, long count) => Map(("Type", what), ("Value", Site.Number(count)));

    private static ListValue? Volumes(Site site, Stack stack, Job job)
    {
        var mounts = job.Mounts.OfType<VolumeMount>().DistinctBy(VolumeStack.Called).ToList();
        return mounts.Count == 0 ? null : List([.. mounts.Select(m => (Value)Map(
            ("EfsVolumeConfiguration", Map(
                ("AuthorizationConfig", Map(("AccessPointId", site.TakeOf(stack, m.Volume, VolumeStack.PointOf(m.Directory))), ("Iam", "ENABLED"))),
                ("FileSystemId", site.TakeOf(stack, m.Volume, "Name")), ("TransitEncryption", "ENABLED"))),
            ("Name", VolumeStack.Called(m))))]);
    }
}
