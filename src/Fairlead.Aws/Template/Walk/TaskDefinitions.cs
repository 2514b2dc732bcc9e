using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>
/// What a release registers for a workload. No stack holds it: it is written as if one did, so that the schemas, the controls and people see it.
/// </summary>
internal static class TaskDefinitions
{
    /// <summary>Of the names of what no stack holds.</summary>
    public const string Suffix = ".task";

    private const int Units = 1024;
    private const int LongestStop = 120;

    public static Stack Make(Site site, Workload workload)
    {
        var stack = new Stack(site.StackOf(workload.Name) + Suffix) { Description = $"{workload.Name} of {site.App.Id}, as a release registers it" };
        stack.Add(new Resource("Definition", "AWS::ECS::TaskDefinition", Map(
            ("ContainerDefinitions", List(Container(site, stack, workload))),
            ("Cpu", Site.Number((long)(workload.Cpu * Units))),
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
        // By name, as ECS does not care and the order of the file must not show.
        Variable[] env = [.. workload.Env.OrderBy(v => v.Name, StringComparer.Ordinal)];
        Value[] secrets = [.. env.Where(v => v.Value.IsSecret).Select(v => (Value)Map(("Name", v.Name), ("ValueFrom", SecretValues.From(site, stack, workload, v))))];
        Value[] plain = [.. env.Where(v => !v.Value.IsSecret).Select(v => (Value)Map(("Name", v.Name), ("Value", Texts.Of(site, stack, v.Value))))];
        return Map(
            ("Command", workload.Command is null ? null : Value.Texts(workload.Command)),
            ("EntryPoint", workload.Entrypoint is null ? null : Value.Texts(workload.Entrypoint)),
            ("Environment", plain.Length == 0 ? null : List(plain)),
            ("Essential", true),
            ("HealthCheck", Check(workload)),
            ("Image", site.App.Images[workload.Image].Use is { } image ? image : Site.Given(stack, "Image")),
            ("LinuxParameters", workload.Exec ? Map(("InitProcessEnabled", true)) : null),
            ("LogConfiguration", Log(site, workload)),
            ("MountPoints", Mounts(workload)),
            ("Name", workload.Name),
            ("PortMappings", port is { } p ? List(Map(("ContainerPort", p), ("Protocol", "tcp"))) : null),
            ("Secrets", secrets.Length == 0 ? null : List(secrets)),
            ("StopTimeout", Math.Min(LongestStop, (int)workload.Stop.TotalSeconds)),
            ("User", workload.User is null ? null : (Value)workload.User));
    }

    private static MapValue? Check(Workload workload) => workload.Health is not { Command: { } command } health ? null : Map(
        ("Command", Value.Texts(["CMD", .. command])), ("Interval", (int)health.Interval.TotalSeconds), ("Retries", health.Unhealthy),
        ("StartPeriod", Math.Min(300, (int)health.Grace.TotalSeconds)), ("Timeout", (int)health.Timeout.TotalSeconds));

    private static ListValue? Mounts(Workload workload)
    {
        var mounts = workload.Mounts.OfType<VolumeMount>().OrderBy(m => m.Target, StringComparer.Ordinal).ToList();
        return mounts.Count == 0 ? null : List([.. mounts.Select(m => (Value)Map(("ContainerPath", m.Target), ("SourceVolume", VolumeStack.Called(m))))]);
    }

    private static ListValue? Volumes(Site site, Stack stack, Workload workload)
    {
        var mounts = workload.Mounts.OfType<VolumeMount>().DistinctBy(VolumeStack.Called).OrderBy(VolumeStack.Called, StringComparer.Ordinal).ToList();
        return mounts.Count == 0 ? null : List([.. mounts.Select(m => (Value)Map(("EFSVolumeConfiguration", Map(
            ("AuthorizationConfig", Map(("AccessPointId", site.TakeOf(stack, m.Volume, VolumeStack.PointOf(m.Directory))), ("IAM", "ENABLED"))),
            ("FilesystemId", site.TakeOf(stack, m.Volume, "Name")), ("TransitEncryption", "ENABLED"))), ("Name", VolumeStack.Called(m))))]);
    }
}
