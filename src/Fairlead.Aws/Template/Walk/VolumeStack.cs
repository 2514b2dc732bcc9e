using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>A file system with an access point for each directory that is mounted: who mounts the same directory sees the same files.</summary>
internal static class VolumeStack
{
    private const string Everything = "Point";

    public static string PointOf(string? directory) => directory is null ? Everything : Everything + Fingerprint.Of(directory);

    public static string Called(VolumeMount mount) => mount.Directory is null ? mount.Volume : $"{mount.Volume}-{Fingerprint.Of(mount.Directory)}";

    public static Stack Make(Site site, Volume volume)
    {
        var stack = site.Begin(volume.Name);
        stack.Add(new Resource("FileSystem", "AWS::EFS::FileSystem", Map(
            ("BackupPolicy", Map(("Status", volume.Backup ? "ENABLED" : "DISABLED"))), ("Encrypted", true))) { Keep = Keep.Retained, Cause = volume.Origin.Name });
        var zones = site.Own?.Zones ?? 0;
        var subnets = site.Subnets(stack, isPublic: false);
        for (var i = 0; i < (subnets is ListValue list ? list.Count : zones); i++)
        {
            stack.Add(new Resource($"Target{Site.Number(i)}", "AWS::EFS::MountTarget", Map(
                ("FileSystemId", Ref("FileSystem")), ("SecurityGroups", List(site.Take(stack, LogicalId.Of(Kinds.Group, volume.Name)))), ("SubnetId", ((ListValue)subnets)[i]))) { Cause = volume.Origin.Name });
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
