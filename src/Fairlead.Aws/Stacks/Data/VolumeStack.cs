using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>
/// A file system with an access point for each directory that is mounted: who mounts the same directory sees the same files.
/// </summary>
internal static class VolumeStack
{
    private const string WholeVolume = "AccessPoint";

    public static string PointOf(string? directory) => directory is null ? WholeVolume : WholeVolume + Fingerprint.Compute(directory);

    public static string Called(VolumeMount mount) =>
        mount.Directory is null ? mount.Volume : $"{mount.Volume}-{Fingerprint.Compute(mount.Directory)}";

    /// <summary>Who comes to its directories is root there, because the file names no owner.</summary>
    public static bool IsRoot(Volume volume) => volume.Owner is null or { User: 0 } or { Group: 0 };

    /// <summary>
    /// What a task definition says of a mount. A file system that is there already has no access point of ours: its own directories are
    /// seen.
    /// </summary>
    public static MapValue Mounted(StackScope scope, Stack stack, VolumeMount mount) =>
        scope.App.Resources[mount.Volume].Existing is { Name: { } id }
        ? Map(
            ("AuthorizationConfig", Map(("IAM", "ENABLED"))),
            ("FilesystemId", ExistingNames.NameOf(scope, stack, ExistingKind.FileSystem, id)),
            ("RootDirectory", mount.Directory is { } directory ? (Value)$"/{directory}" : null), ("TransitEncryption", "ENABLED"))
        : Map(
            ("AuthorizationConfig",
                Map(("AccessPointId", scope.ImportOutputOf(stack, mount.Volume, PointOf(mount.Directory))), ("IAM", "ENABLED"))),
            ("FilesystemId", scope.ImportOutputOf(stack, mount.Volume, "Name")), ("TransitEncryption", "ENABLED"));

    public static Stack Make(StackScope scope, Volume volume)
    {
        var stack = scope.NewStack(volume.Name);
        stack.Add(new StackResource("FileSystem", "AWS::EFS::FileSystem", Map(
            ("BackupPolicy", Map(("Status", volume.Backup ? "ENABLED" : "DISABLED"))), ("Encrypted", true),
            // Having a policy also ends what EFS allows by itself: everything to everybody in the network.
            ("FileSystemPolicy",
                Policy.Document(
                    [Rights.DenyWithoutTls("elasticfilesystem")])))) { DeletionPolicy = volume.Protect ? DeletionPolicy.Retain
                        : DeletionPolicy.Delete, Cause = volume.Origin.Name });
        var count = 0;
        foreach (var (subnet, condition) in scope.EachZone(stack))
        {
            stack.Add(new StackResource($"MountTarget{StackScope.Number(count++)}", "AWS::EFS::MountTarget", Map(
                ("FileSystemId", Ref("FileSystem")),
                ("SecurityGroups", List(scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.SecurityGroup, volume.Name)))),
                ("SubnetId", subnet))) { Condition = condition, Cause = volume.Origin.Name });
        }

        foreach (var directory in scope.App.Workloads.SelectMany(w => w.Mounts).OfType<VolumeMount>().Where(m => m.Volume == volume.Name)
            .Select(m => m.Directory).Distinct())
        {
            AddPoint(stack, volume, directory);
        }

        stack.Add(new StackOutput("Name", Ref("FileSystem")));
        stack.Add(new StackOutput("Arn", GetAtt("FileSystem", "Arn")));
        return stack;
    }

    // A path below the root, so that its owner is set when it is made; a volume's root is a directory like the others.
    private static void AddPoint(Stack stack, Volume volume, string? directory)
    {
        var (user, group) = (StackScope.Number(volume.Owner?.User ?? 0), StackScope.Number(volume.Owner?.Group ?? 0));
        var id = PointOf(directory);
        stack.Add(new StackResource(id, "AWS::EFS::AccessPoint", Map(
            ("FileSystemId", Ref("FileSystem")), ("PosixUser", Map(("Gid", group), ("Uid", user))),
            ("RootDirectory", Map(
                ("CreationInfo", Map(("OwnerGid", group), ("OwnerUid", user), ("Permissions", "0755"))),
                ("Path", directory is null ? "/data" : $"/data/{directory}"))))) { Cause = volume.Origin.Name });
        stack.Add(new StackOutput(id, Ref(id)));
        stack.Add(new StackOutput(id + "Arn", GetAtt(id, "Arn")));
    }
}
