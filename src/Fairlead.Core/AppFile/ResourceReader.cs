using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads the resources: <c>name: type</c>, or a map with a type.</summary>
internal sealed class ResourceReader(Reading reading)
{
    /// <summary>The types, with the section of each.</summary>
    public static readonly IReadOnlyList<(string Word, Kind Kind, Func<Section> Section)> Types =
    [
        ("postgres", Kind.Postgres, () => Keys.Postgres.Section),
        ("redis", Kind.Redis, () => Keys.Redis.Section),
        ("search", Kind.Search, () => Keys.Search.Section),
        ("bucket", Kind.Bucket, () => Keys.Bucket.Section),
        ("queue", Kind.Queue, () => Keys.Queue.Section),
        ("volume", Kind.Volume, () => Keys.Volume.Section),
        ("endpoint", Kind.Endpoint, () => Keys.Endpoint.Section),
        ("config", Kind.Config, () => Keys.Config.Section),
    ];

    public static Form Form => new EitherForm([new ChoiceForm([.. Types.Select(t => t.Word)]), .. Types.Select(t => new SectionForm(t.Section))]);

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
            Kind.Postgres => Postgres(entry.Key, origin, fields),
            Kind.Redis => Redis(entry.Key, origin, fields),
            Kind.Search => Search(entry.Key, origin, fields),
            Kind.Bucket => Bucket(entry.Key, origin, fields),
            Kind.Queue => Queue(entry.Key, origin, fields),
            Kind.Volume => Volume(entry.Key, origin, fields),
            Kind.Endpoint => Endpoint(entry.Key, origin, fields),
            _ => Config(entry.Key, origin, fields),
        };
    }

    private static ScalarNode? TypeOf(Node node) => node as ScalarNode ?? (node as MapNode)?["type"] as ScalarNode;

    private Postgres Postgres(string name, Origin origin, Fields fields)
    {
        if (fields.Has(Keys.Postgres.Restore))
        {
            fields.Refuse("a database is made from a snapshot or is there already, so {0} means nothing", "keep one of them", Keys.Postgres.Existing);
        }

        return new Postgres(name, origin)
        {
            Version = fields.Read(Keys.Postgres.Version).ToString(CultureInfo.InvariantCulture),
            Size = fields.Read(Keys.Postgres.Size)!,
            Storage = fields.Read(Keys.Postgres.Storage),
            Extensions = fields.Read(Keys.Postgres.Extensions),
            Users = fields.Read(Keys.Postgres.Users) ?? [],
            Backups = WholeDays(fields, Keys.Postgres.Backups),
            Restore = fields.Read(Keys.Postgres.Restore),
            Existing = fields.Read(Keys.Postgres.Existing),
            Image = fields.Read(Keys.Postgres.Image),
            TlsRequired = fields.Read(Keys.Postgres.Tls),
            Zones = fields.Read(Keys.Postgres.Zones),
            Protect = fields.Read(Keys.Resource.Protect),
        };
    }

    private static Redis Redis(string name, Origin origin, Fields fields) => new(name, origin)
    {
        Version = fields.Read(Keys.Redis.Version).ToString(CultureInfo.InvariantCulture),
        Size = fields.Read(Keys.Redis.Size)!,
        Tls = fields.Read(Keys.Redis.Tls),
        Replicas = fields.Read(Keys.Redis.Replicas),
        Existing = fields.Read(Keys.Redis.Existing),
        Image = fields.Read(Keys.Redis.Image),
        Protect = fields.Read(Keys.Resource.Protect),
    };

    private static Search Search(string name, Origin origin, Fields fields) => new(name, origin)
    {
        Version = fields.Read(Keys.Search.Version)!.Replace("OpenSearch_", "", StringComparison.Ordinal),
        Size = fields.Read(Keys.Search.Size)!,
        Storage = fields.Read(Keys.Search.Storage),
        Nodes = fields.Read(Keys.Search.Nodes),
        Existing = fields.Read(Keys.Search.Existing),
        Image = fields.Read(Keys.Search.Image),
        Protect = fields.Read(Keys.Resource.Protect),
    };

    private static Bucket Bucket(string name, Origin origin, Fields fields)
    {
        if (fields.Has(Keys.Bucket.Existing))
        {
            fields.Refuse("the bucket is there already, so {0} has nothing to shape", "keep one of them", Keys.Bucket.Name, Keys.Bucket.Encrypt, Keys.Bucket.Versions, Keys.Bucket.Lifecycle, Keys.Bucket.Cors);
        }

        return new Bucket(name, origin)
        {
            FixedName = fields.Read(Keys.Bucket.Name),
            OwnKey = fields.Read(Keys.Bucket.Encrypt),
            Versions = fields.Read(Keys.Bucket.Versions),
            Lifecycle = fields.Read(Keys.Bucket.Lifecycle),
            Cors = fields.Read(Keys.Bucket.Cors),
            Existing = fields.Read(Keys.Bucket.Existing),
            Protect = fields.Read(Keys.Resource.Protect),
        };
    }

    private Queue Queue(string name, Origin origin, Fields fields)
    {
        var queue = new Queue(name, origin)
        {
            FixedName = fields.Read(Keys.Queue.Name),
            Visibility = fields.Read(Keys.Queue.Visibility),
            Keep = fields.Read(Keys.Queue.Keep),
            Delay = fields.Read(Keys.Queue.Delay),
            Poll = fields.Read(Keys.Queue.Poll),
            Fifo = fields.Read(Keys.Queue.Fifo),
            DeadLetter = fields.Read(Keys.Queue.DeadLetter),
            Protect = false,
        };
        if (queue.FixedName is { } written && written.EndsWith(".fifo", StringComparison.Ordinal) != queue.Fifo)
        {
            var hint = queue.Fifo ? $"write {(written.Length > 75 ? "a shorter name and " : written)}.fifo" : "add 'fifo: true', or leave .fifo out";
            reading.Problems.Add(Codes.WrongValue, fields.ValueOf(Keys.Queue.Name), queue.Fifo ? $"the name of a fifo queue ends in .fifo, and '{written}' does not" : $"only the name of a fifo queue ends in .fifo", hint);
        }

        return queue;
    }

    private static Volume Volume(string name, Origin origin, Fields fields) => new(name, origin)
    {
        Owner = fields.Read(Keys.Volume.Owner),
        Backup = fields.Read(Keys.Volume.Backup),
        Existing = fields.Read(Keys.Volume.Existing),
        Protect = fields.Read(Keys.Resource.Protect),
    };

    private static Endpoint? Endpoint(string name, Origin origin, Fields fields) =>
        fields.Need(Keys.Endpoint.Config, origin.Name, $"the endpoint '{name}'", "config: my-endpoint-configuration") is { } config
            ? new Endpoint(name, origin) { Config = config, IdleStop = fields.Read(Keys.Endpoint.IdleStop), Protect = false }
            : null;

    private Config Config(string name, Origin origin, Fields fields)
    {
        var values = fields.Node(Keys.Config.Values);
        if (values is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, values.Span, "values has to be a map of keys and texts", "write KEY: value");
        }

        return new Config(name, origin)
        {
            FixedName = fields.Read(Keys.Config.Name),
            Values = values is MapNode map ? Variables.Read(map, reading) : [],
        };
    }

    private TimeSpan WholeDays(Fields fields, Key<TimeSpan> key)
    {
        var time = fields.Read(key);
        if (time.Ticks % TimeSpan.TicksPerDay != 0)
        {
            reading.Problems.Add(Codes.WrongValue, fields.ValueOf(key), "backups are kept for whole days", "write, for example, 7d");
        }

        return time;
    }
}
