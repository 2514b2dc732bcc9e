using Fairlead.Aws.Template.Access;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>A file system with an access point for each directory that is mounted: who mounts the same directory sees the same files.</summary>
internal static class VolumeStack
{
    private const string Everything = "Point";

    public static string PointOf(string? directory) => directory is null ? Everything : Everything + Fingerprint.Of(directory);

    public static string Called(VolumeMount mount) => mount.Directory is null ? mount.Volume : $"{mount.Volume}-{Fingerprint.Of(mount.Directory)}";

    /// <summary>Who comes to its directories is root there, because the file names no owner.</summary>
    public static bool IsRoot(Volume volume) => volume.Owner is null or { User: 0 } or { Group: 0 };

    /// <summary>What a task definition says of a mount. A file system that is there already has no access point of ours: its own directories are seen.</summary>
    public static MapValue Mounted(Site site, Stack stack, VolumeMount mount) => site.App.Resources[mount.Volume].Existing is { Name: { } id }
        ? Map(
            ("AuthorizationConfig", Map(("IAM", "ENABLED"))), ("FilesystemId", Texts.Of(site, stack, id)),
            ("RootDirectory", mount.Directory is { } directory ? (Value)$"/{directory}" : null), ("TransitEncryption", "ENABLED"))
        : Map(
            ("AuthorizationConfig", Map(("AccessPointId", site.TakeOf(stack, mount.Volume, PointOf(mount.Directory))), ("IAM", "ENABLED"))),
            ("FilesystemId", site.TakeOf(stack, mount.Volume, "Name")), ("TransitEncryption", "ENABLED"));

    public static Stack Make(Site site, Volume volume)
    {
        var stack = site.Begin(volume.Name);
        stack.Add(new Resource("FileSystem", "AWS::EFS::FileSystem", Map(
            ("BackupPolicy", Map(("Status", volume.Backup ? "ENABLED" : "DISABLED"))), ("Encrypted", true),
            // Having a policy also ends what EFS allows by itself: everything to everybody in the network.
            ("FileSystemPolicy", Policy.Document([Rights.DenyPlain("elasticfilesystem")])))) { Keep = volume.Protect ? Keep.Retained : Keep.Nothing, Cause = volume.Origin.Name });
        var count = 0;
        foreach (var (subnet, condition) in site.EachZone(stack))
        {
            stack.Add(new Resource($"Target{Site.Number(count++)}", "AWS::EFS::MountTarget", Map(
                ("FileSystemId", Ref("FileSystem")), ("SecurityGroups", List(site.Take(stack, LogicalId.Of(Kinds.Group, volume.Name)))), ("SubnetId", subnet))) { Condition = condition, Cause = volume.Origin.Name });
        }

        foreach (var directory in site.App.Workloads.SelectMany(w => w.Mounts).OfType<VolumeMount>().Where(m => m.Volume == volume.Name).Select(m => m.Directory).Distinct())
        {
            AddPoint(stack, volume, directory);
        }

        stack.Add(new Output("Name", Ref("FileSystem")));
        stack.Add(new Output("Arn", GetAtt("FileSystem", "Arn")));
        return stack;
    }

    // A path below the root, so that its owner is set when it is made; a volume's root is a directory like the others.
    private static void AddPoint(Stack stack, Volume volume, string? directory)
    {
        var (user, group) = (Site.Number(volume.Owner?.User ?? 0), Site.Number(volume.Owner?.Group ?? 0));
        var id = PointOf(directory);
        stack.Add(new Resource(id, "AWS::EFS::AccessPoint", Map(
            ("FileSystemId", Ref("FileSystem")), ("PosixUser", Map(("Gid", group), ("Uid", user))),
            ("RootDirectory", Map(("CreationInfo", Map(("OwnerGid", group), ("OwnerUid", user), ("Permissions", "0755"))), ("Path", directory is null ? "/data" : $"/data/{directory}"))))) { Cause = volume.Origin.Name });
        stack.Add(new Output(id, Ref(id)));
        stack.Add(new Output(id + "Arn", GetAtt(id, "Arn")));
    }
}
