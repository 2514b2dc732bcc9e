using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile.Sections;

internal static class VolumeKeys
{
    public static readonly Section Section = new Section("a volume").With(ResourceKeys.Section);

    public static readonly Key<Owner?> Owner = Section.Add(
        "owner", VolumeReader.Owner, null, "User and group, as numbers, that own its directories.", "root");
    public static readonly Key<bool> Backup = Section.Add("backup", Shapes.Flag, true, "Daily backups.", "true", KeyTarget.Aws);
    public static readonly Key<Existing?> Existing = Section.Add(
        "existing", ExistingReader.ByName, null, "The id or ARN of a file system that is already there; nothing is created.");
}

/// <summary>Reads volumes.</summary>
internal static class VolumeReader
{
    public static readonly Shape<Owner?> Owner = Forms.As(
        Shapes.Named("user and group as numbers, such as 1000:1000", "^[0-9]{1,9}:[0-9]{1,9}$", "1000:1000"),
        static text => text?.Split(':') is [var user, var group] ? new Owner(int.Parse(user), int.Parse(group)) : null);

    public static Volume Read(string name, Origin origin, Fields fields) => new(name, origin)
    {
        Owner = fields.Read(VolumeKeys.Owner),
        Backup = fields.Read(VolumeKeys.Backup),
        Existing = fields.Read(VolumeKeys.Existing),
        Protect = fields.Read(ResourceKeys.Protect),
    };
}
