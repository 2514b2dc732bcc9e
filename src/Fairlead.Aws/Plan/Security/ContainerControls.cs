using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan.Security;

/// <summary>ECS and ECR.</summary>
internal static class ContainerControls
{
    private const string Task = "AWS::ECS::TaskDefinition";
    private const string Service = "AWS::ECS::Service";
    private const string Repository = "AWS::ECR::Repository";

    private static readonly string[] CredentialNames = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "ECS_ENGINE_AUTH_DATA"];

    public static readonly IReadOnlyList<Control> All =
    [
        new("ECS.1", "host networking only with a user that is not root", Task, t =>
            t["NetworkMode"].Is("host") ? Containers(t).All(c => c.At("Privileged").IsTrue() || IsNamedUser(c)) : null),
        new("ECS.2", "no public addresses for services", Service, NoPublicAddress),
        new("ECS.3", "the host's processes stay hidden", Task, t => !t["PidMode"].Is("host")),
        new("ECS.4", "containers are not privileged", Task, t => Containers(t).All(c => !c.At("Privileged").IsTrue())),
        new("ECS.5", "root file systems are read-only", Task, t => Containers(t).All(c => c.At("ReadonlyRootFilesystem").IsTrue())),
        new("ECS.8", "no credentials in variables", Task,
            t => Containers(t).All(c => c.Items("Environment").All(e => !e.At("Name").Is(CredentialNames)))),
        new("ECS.9", "containers log", Task, t => Containers(t).All(c => c.At("LogConfiguration", "LogDriver") is not null)),
        new("ECS.10", "services run on Fargate's latest platform", Service, s =>
            s["LaunchType"].Is("EC2", "EXTERNAL") ? null : s["PlatformVersion"] is null || s["PlatformVersion"].Is("LATEST")),
        new("ECS.12", "clusters have Container Insights", "AWS::ECS::Cluster", c =>
            c["ClusterSettings"].Items().Any(s => s.At("Name").Is("containerInsights") && s.At("Value").Is("enabled", "enhanced"))),
        new("ECS.16", "no public addresses for task sets", "AWS::ECS::TaskSet", NoPublicAddress),
        new("ECS.17", "tasks do not use the host's network", Task, t => !t["NetworkMode"].Is("host")),
        new("ECS.18", "volumes on EFS are encrypted in transit", Task, t =>
            FileSystems(t).Any() ? FileSystems(t).All(f => f.At("TransitEncryption").Is("ENABLED")) : null),
        new("ECS.20", "Linux containers say a user that is not root", Task, t => IsWindows(t) ? null : Containers(t).All(IsNamedUser)),
        new("ECS.21", "Windows containers say a user that is no administrator", Task, t =>
            IsWindows(t) ? Containers(t).All(c => c.At("User") is not null && !c.At("User").Is("containeradministrator")) : null),
        new("ECR.1", "images are scanned", Repository, r => r["ImageScanningConfiguration", "ScanOnPush"].IsTrue()),
        // Fairlead moves one tag for each environment; all others stay what they are.
        new("ECR.2", "tags are immutable", Repository, r => r["ImageTagMutability"].Is("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION")),
        new("ECR.3", "old images go", Repository, r => r["LifecyclePolicy"] is not null),
    ];

    private static IEnumerable<Value> Containers(Subject task) => task["ContainerDefinitions"].Items();

    private static IEnumerable<Value> FileSystems(Subject task) =>
        task["Volumes"].Items().Select(v => v.At("EFSVolumeConfiguration")).OfType<Value>();

    private static bool IsWindows(Subject task) =>
        task["RuntimePlatform", "OperatingSystemFamily"] is TextValue family
        && family.Text.StartsWith("WINDOWS", StringComparison.OrdinalIgnoreCase);

    private static bool IsNamedUser(Value container) =>
        container.At("User") is TextValue { Text: { Length: > 0 } user } && user.Split(':')[0] is not ("0" or "root");

    // What is not said is not given.
    private static bool? NoPublicAddress(Subject subject) =>
        !subject["NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp"].Is("ENABLED")
        && !subject["NetworkConfiguration", "AwsVpcConfiguration", "AssignPublicIp"].Is("ENABLED");
}
