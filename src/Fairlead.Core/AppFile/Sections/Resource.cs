using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Keys of everything that keeps data.</summary>
internal static class ResourceKeys
{
    public static readonly IReadOnlyList<Kind> Kinds =
        [Kind.Postgres, Kind.Redis, Kind.Search, Kind.Bucket, Kind.Queue, Kind.Volume, Kind.Endpoint, Kind.Config];

    public static readonly Section TypeOnly = new("a resource");

    public static readonly Key<string?> Type = TypeOnly.Add(
        "type", Shapes.Word with { Example = "postgres", Form = new ChoiceForm([.. Kinds.Select(Attributes.WordFor)]) }, null,
        "postgres, redis, search, bucket, queue, volume, endpoint or config.");

    public static readonly Section Section = new Section("a resource").With(TypeOnly);

    public static readonly Key<bool> Protect = Section.Add(
        "protect", Shapes.Flag, true,
        "Keeps the data unless somebody asks by name; on local it is kept until destroy is told otherwise.", "true", only: KeyTarget.Aws);
}
