using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Reads the resources: <c>name: type</c>, or a map with a type.</summary>
internal sealed class ResourceReader(Reading reading)
{
    /// <summary>The types, with the section of each.</summary>
    public static readonly IReadOnlyList<(string Word, Kind Kind, Func<Section> Section)> Types =
    [
        .. ResourceKeys.Kinds.Select(k => (Attributes.WordFor(k), k, SectionOf(k))),
    ];

    public static Form Form =>
        new EitherForm([new ChoiceForm([.. Types.Select(t => t.Word)]), .. Types.Select(t => new SectionForm(t.Section))]);

    private static Func<Section> SectionOf(Kind kind) => kind switch
    {
        Kind.Postgres => () => PostgresKeys.Section,
        Kind.Redis => () => RedisKeys.Section,
        Kind.Search => () => SearchKeys.Section,
        Kind.Bucket => () => BucketKeys.Section,
        Kind.Queue => () => QueueKeys.Section,
        Kind.Volume => () => VolumeKeys.Section,
        Kind.Endpoint => () => EndpointKeys.Section,
        _ => () => ConfigKeys.Section,
    };

    /// <summary>What a resource is; null when its type is missing or unknown. Says nothing: reading it will.</summary>
    public static Kind? KindOf(Node node) =>
        TypeOf(node) is { } type && Types.FirstOrDefault(t => t.Word == type.Value) is { Word: not null } found ? found.Kind : null;

    public Resource? Read(Entry entry)
    {
        if (KindOf(entry.Value) is not { } kind)
        {
            var type = TypeOf(entry.Value);
            reading.Problems.Add(
                type is null ? Codes.MissingKey : Codes.WrongValue,
                type?.Span ?? entry.KeySpan,
                type is null ? $"'{entry.Key}' does not say its type" : $"'{type.Value}' is not a type of resource",
                Nearest.Hint(type?.Value ?? "", [.. Types.Select(t => t.Word)], "types"));
            return null;
        }

        var origin = new Origin(entry.KeySpan, entry.Value);
        var map = entry.Value as MapNode ?? new MapNode([], entry.Value.Span);
        var fields = Fields.Open(map, Types.First(t => t.Kind == kind).Section(), reading)!;
        return kind switch
        {
            Kind.Postgres => PostgresReader.Read(entry.Key, origin, fields, reading),
            Kind.Redis => RedisReader.Read(entry.Key, origin, fields),
            Kind.Search => SearchReader.Read(entry.Key, origin, fields),
            Kind.Bucket => BucketReader.Read(entry.Key, origin, fields),
            Kind.Queue => QueueReader.Read(entry.Key, origin, fields, reading),
            Kind.Volume => VolumeReader.Read(entry.Key, origin, fields),
            Kind.Endpoint => EndpointReader.Read(entry.Key, origin, fields),
            _ => ConfigReader.Read(entry.Key, origin, fields, reading),
        };
    }

    private static ScalarNode? TypeOf(Node node) => node as ScalarNode ?? (node as MapNode)?[ResourceKeys.Type.Name] as ScalarNode;
}
