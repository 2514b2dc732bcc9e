using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads the resources: <c>name: type</c>, or a map with a type.</summary>
internal sealed class ResourceReader(Reading reading)
{
    private static readonly Dictionary<string, Kind> Types = new(StringComparer.Ordinal)
    {
        ["postgres"] = Kind.Postgres,
        ["redis"] = Kind.Redis,
    };

    /// <summary>What a resource is; null when its type is missing or unknown. Says nothing: reading it will.</summary>
    public static Kind? KindOf(Node node) =>
        (node as ScalarNode ?? (node as MapNode)?["type"] as ScalarNode) is { } type && Types.TryGetValue(type.Value, out var kind) ? kind : null;

    public Resource? Read(Entry entry)
    {
        if (KindOf(entry.Value) is not { } kind)
        {
            var type = entry.Value as ScalarNode ?? (entry.Value as MapNode)?["type"] as ScalarNode;
            reading.Problems.Add(
                type is null ? Codes.MissingKey : Codes.WrongValue,
                type?.Span ?? entry.KeySpan,
                type is null ? $"'{entry.Key}' does not say its type" : $"'{type.Value}' is not a type of resource",
                Nearest.Hint(type?.Value ?? "", Types.Keys, "types"));
            return null;
        }

        var origin = new Origin(entry.KeySpan, entry.Value);
        var map = entry.Value as MapNode ?? new MapNode([], entry.Value.Span);
        return kind == Kind.Postgres ? ReadPostgres(entry.Key, origin, map) : ReadRedis(entry.Key, origin, map);
    }

    private Postgres ReadPostgres(string name, Origin origin, MapNode map)
    {
        var fields = Fields.Open(map, Keys.Postgres.Section, reading)!;
        return new Postgres(name, origin)
        {
            Version = fields.Read(Keys.Postgres.Version).ToString(CultureInfo.InvariantCulture),
            Size = fields.Read(Keys.Postgres.Size)!,
            Storage = fields.Read(Keys.Postgres.Storage),
            Extensions = fields.Read(Keys.Postgres.Extensions),
            Image = fields.Read(Keys.Postgres.Image),
            Protect = fields.Read(Keys.Resource.Protect),
        };
    }

    private Redis ReadRedis(string name, Origin origin, MapNode map)
    {
        var fields = Fields.Open(map, Keys.Redis.Section, reading)!;
        return new Redis(name, origin)
        {
            Version = fields.Read(Keys.Redis.Version).ToString(CultureInfo.InvariantCulture),
            Size = fields.Read(Keys.Redis.Size)!,
            Tls = fields.Read(Keys.Redis.Tls),
            Image = fields.Read(Keys.Redis.Image),
            Protect = fields.Read(Keys.Resource.Protect),
        };
    }
}
