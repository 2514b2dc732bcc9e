using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>
/// What a release registers for a workload. No stack holds it: it is written as if one did, so that the schemas, the controls and people see it.
/// </summary>
internal static class TaskDefinitions
{
    /// <summary>Of the names of what no stack holds.</summary>
    public const string Suffix = ".task";

    private const int LongestStop = 120;

    public static Stack Make(Site site, Workload workload)
    {
        var stack = new Stack(site.StackOf(workload.Name) + Suffix) { Description = $"{workload.Name} of {site.App.Id}, as a release registers it" };
        if (workload is Job { Gpu: not null } job)
        {
            GpuDefinitions.Add(site, stack, job);
            return stack;
        }

        stack.Add(new Resource("Definition", "AWS::ECS::TaskDefinition", Map(
            ("ContainerDefinitions", List(Container(site, stack, workload))),
            ("Cpu", Site.Number(CpuUnits.Count(workload.Cpu))),
            ("ExecutionRoleArn", site.TakeOf(stack, workload.Name, "ExecutionRole")),
            ("Family", site.NameOf(NameRule.Family, workload.Name)),
            ("Memory", Site.Number(workload.Memory.Mebibytes)),
            ("NetworkMode", "awsvpc"), ("RequiresCompatibilities", List("FARGATE")), ("RuntimePlatform", Platform(site, workload)),
            ("TaskRoleArn", site.TakeOf(stack, workload.Name, "TaskRole")),
            ("Volumes", Volumes(site, stack, workload)))) { Cause = workload.Origin.Name });
        return stack;
    }

    public static MapValue Platform(Site site, Workload workload) => Map(
        ("CpuArchitecture", site.App.Images[workload.Image].Platform is "linux/arm64" ? "ARM64" : "X86_64"), ("OperatingSystemFamily", "LINUX"));

    public static MapValue Log(Site site, Workload workload) => Map(("LogDriver", "awslogs"), ("Options", Map(
        ("awslogs-group", site.NameOf(NameRule.LogGroup, workload.Name)), ("awslogs-region", Region), ("awslogs-stream-prefix", workload.Name))));

    private static MapValue Container(Site site, Stack stack, Workload workload)
    {
        var port = (workload as Service)?.Port;
        return Map(
            ("Command", workload.Command is null ? null : Value.Texts(workload.Command)),
            ("EntryPoint", workload.Entrypoint is null ? null : Value.Texts(workload.Entrypoint)),
            ("Environment", Plain(site, stack, workload)),
            ("Essential", true),
            ("HealthCheck", Check(workload)),
            ("Image", Images.Of(site, stack, workload)),
            ("LinuxParameters", Map(("InitProcessEnabled", true))),
            ("LogConfiguration", Log(site, workload)),
            ("MountPoints", Mounts(workload)),
            ("Name", workload.Name),
            ("PortMappings", port is { } p ? List(Map(("ContainerPort", p), ("Protocol", "tcp"))) : null),
            // A shell in the container needs a place to write to.
            ("ReadonlyRootFilesystem", workload.ReadOnly || (site.IsStrict && !workload.Exec && site.Wants("ECS.5")) ? (Value)true : null),
            ("Secrets", Secrets(site, stack, workload)),
            ("StopTimeout", Math.Min(LongestStop, (int)workload.Stop.TotalSeconds)),
            ("User", workload.User is null ? null : (Value)workload.User));
    }

    public static ListValue? Plain(Site site, Stack stack, Workload workload) =>
        Filled([.. Sorted(workload).Where(v => !v.Value.IsSecret).Select(v => (Value)Map(("Name", v.Name), ("Value", Texts.Of(site, stack, v.Value))))]);

    public static ListValue? Secrets(Site site, Stack stack, Workload workload) =>
        Filled([.. Sorted(workload).Where(v => v.Value.IsSecret).Select(v => (Value)Map(("Name", v.Name), ("ValueFrom", SecretValues.From(site, stack, workload, v))))]);

    public static ListValue? Mounts(Workload workload) =>
        Filled([.. workload.Mounts.OfType<VolumeMount>().OrderBy(m => m.Target, StringComparer.Ordinal).Select(m => (Value)Map(("ContainerPath", m.Target), ("SourceVolume", VolumeStack.Called(m))))]);

    private static MapValue? Check(Workload workload)
    {
        if (ContainerCheck.Test(workload, isProbed: workload is Service { Route: not null }) is not { } test || workload.Health is not { } health)
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

    private static ListValue? Volumes(Site site, Stack stack, Workload workload)
    {
        var mounts = workload.Mounts.OfType<VolumeMount>().DistinctBy(VolumeStack.Called).OrderBy(VolumeStack.Called, StringComparer.Ordinal).ToList();
        return mounts.Count == 0 ? null : List([.. mounts.Select(m => (Value)Map(("EFSVolumeConfiguration", VolumeStack.Mounted(site, stack, m)), ("Name", VolumeStack.Called(m))))]);
    }
}
