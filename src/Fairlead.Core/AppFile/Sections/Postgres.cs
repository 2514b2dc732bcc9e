using System.Globalization;
using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class PostgresKeys
{
    public static readonly Section Section = new Section("a postgres").With(ResourceKeys.Section);

    public static readonly Key<int> Version = Section.Add(
        "version", Shapes.Number(9, 99, "a major version such as 16", "16"), 16, "The major version.", "16");
    public static readonly Key<string?> Size = Section.Add(
        "size", Shapes.Named("an RDS instance class such as db.t4g.micro", @"^db\.[a-z0-9-]+\.[a-z0-9]+$", "db.t4g.micro"),
        "db.t4g.micro", "The RDS instance class.", "db.t4g.micro", KeyTarget.Aws);
    public static readonly Key<Size> Storage = Section.Add(
        "storage", Shapes.SizeFrom(20 * 1024, 65_536 * 1024, "a size from 20G to 65536G", "50G"), Model.Size.OfMebibytes(20 * 1024),
        "The storage.", "20G, or the snapshot's", KeyTarget.Aws);
    public static readonly Key<IReadOnlyList<string>> Extensions = Section.Add(
        "extensions",
        Forms.List(
            Forms.Present(Shapes.Named("the name of an extension", "^[A-Za-z_][A-Za-z0-9_-]*$", "hstore")), "a list of extensions"),
        [], "Extensions to create before anything uses the database.");
    public static readonly Key<IReadOnlyList<DatabaseUser>?> Users = Section.Add(
        "users", PostgresReader.Users, null, "Roles inside the database beside the owner, each with read or readwrite.");
    public static readonly Key<TimeSpan> Backups = Section.Add(
        "backups", Shapes.DurationFrom(TimeSpan.Zero, TimeSpan.FromDays(35), "a duration from 0d to 35d", "7d"), TimeSpan.FromDays(7),
        "How long daily backups are kept.", "7d", KeyTarget.Aws);
    public static readonly Key<Restore?> Restore = Section.Add(
        "restore", RestoreReader.Shape, null,
        "The snapshot that the database is made from: its name or ARN, or a map that also says what its database and owner are called.",
        only: KeyTarget.Aws);
    public static readonly Key<Node?> Parameters = Section.Add(
        "parameters", Forms.Texts, null,
        "Settings of PostgreSQL and RDS; what extensions need preloaded follows by itself.", only: KeyTarget.Aws);
    public static readonly Key<Existing?> Existing = Section.Add(
        "existing", ExistingReader.Database, null, "A database that is already there; nothing is created.");
    public static readonly Key<string?> Image = Section.Add(
        "image", ImageKeys.Use.Shape, null, "The image that runs it.", "postgres:VERSION", KeyTarget.Local);
    public static readonly Key<bool> Tls = Section.Add(
        "tls", Shapes.Choice(("required", true), ("optional", false)), true,
        "Whether connections without TLS are refused.", "required", KeyTarget.Aws);
    public static readonly Key<int> Zones = Section.Add(
        "zones", Shapes.Number(1, 2, "1 or 2"), 1, "2 keeps a standby in another availability zone.", "1", KeyTarget.Aws);
}

internal static class RestoreKeys
{
    public static readonly Section Section = new("restore");

    public static readonly Key<Text?> Snapshot = Section.Add(
        "snapshot", Shapes.Given with { Example = "before-the-move" }, null, "The name of the snapshot, or its ARN.");
    public static readonly Key<string?> Name = Section.Add(
        "name", RestoreReader.Identifier, null, "The database in it.", "the app's name");
    public static readonly Key<string?> User = Section.Add(
        "user", RestoreReader.Identifier, null, "The owner of the database in it.", "the app's name");
}

/// <summary>Reads what a database is made from.</summary>
internal static class RestoreReader
{
    public static readonly Shape<string?> Identifier = Shapes.Named(
        "a name of at most 63 letters, digits and underscores", "^[A-Za-z_][A-Za-z0-9_]{0,62}$", "shop");

    public static readonly Shape<Restore?> Shape = Forms.Short(
        Forms.As(
            Shapes.Given with { Example = "before-the-move" },
            static snapshot => snapshot is null ? null : new Restore(snapshot, null, null)),
        Forms.Map(() => RestoreKeys.Section, Read, "{snapshot: before-the-move, name: shop, user: shop}"));

    private static Restore? Read(Fields fields, Reading reading) =>
        fields.Need(RestoreKeys.Snapshot, fields.Span, "restore", "snapshot: before-the-move") is { } snapshot
            ? new Restore(snapshot, fields.Read(RestoreKeys.Name), fields.Read(RestoreKeys.User)) : null;
}

/// <summary>Reads databases.</summary>
internal static class PostgresReader
{
    private static readonly Shape<Access> Level = Shapes.Choice(("read", Access.Read), ("readwrite", Access.ReadWrite));

    public static readonly Shape<IReadOnlyList<DatabaseUser>?> Users = new(
        "a map of names, each with read or readwrite", ReadUsers, "{report: read}", new NamesForm("NAME", Level.Form));

    public static Postgres Read(string name, Origin origin, Fields fields, Reading reading)
    {
        if (fields.Has(PostgresKeys.Restore))
        {
            fields.Refuse(
                "a database is made from a snapshot or is there already, so {0} means nothing", "keep one of them", PostgresKeys.Existing);
        }

        return new Postgres(name, origin)
        {
            Version = fields.Read(PostgresKeys.Version).ToString(CultureInfo.InvariantCulture),
            Size = fields.Read(PostgresKeys.Size)!,
            Storage = fields.Read(PostgresKeys.Storage),
            SaysStorage = fields.Has(PostgresKeys.Storage),
            Parameters = Parameters(fields, reading),
            Extensions = fields.Read(PostgresKeys.Extensions),
            Users = fields.Read(PostgresKeys.Users) ?? [],
            Backups = WholeDays(fields, PostgresKeys.Backups, reading),
            Restore = fields.Read(PostgresKeys.Restore),
            Existing = fields.Read(PostgresKeys.Existing),
            Image = fields.Read(PostgresKeys.Image),
            TlsRequired = fields.Read(PostgresKeys.Tls),
            Zones = fields.Read(PostgresKeys.Zones),
            Protect = fields.Read(ResourceKeys.Protect),
        };
    }

    private static List<DatabaseParameter> Parameters(Fields fields, Reading reading)
    {
        var parameters = new List<DatabaseParameter>();
        if (fields.Node(PostgresKeys.Parameters) is { } node and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "parameters has to be a map", "write {max_connections: 200}");
        }

        foreach (var entry in (fields.Node(PostgresKeys.Parameters) as MapNode)?.Entries ?? [])
        {
            if (entry.Key == "rds.force_ssl")
            {
                reading.Problems.Add(
                    Codes.KeysTogether, entry.KeySpan, "'tls' says whether connections without TLS are refused",
                    "write tls: required or tls: optional");
            }
            else if (Shapes.Word.Read(entry.Value, reading, out var value))
            {
                parameters.Add(new DatabaseParameter(entry.Key, value!, entry.KeySpan));
            }
        }

        return parameters;
    }

    private static TimeSpan WholeDays(Fields fields, Key<TimeSpan> key, Reading reading)
    {
        var time = fields.Read(key);
        if (time.Ticks % TimeSpan.TicksPerDay != 0)
        {
            reading.Problems.Add(Codes.WrongValue, fields.ValueOf(key), "backups are kept for whole days", "write, for example, 7d");
        }

        return time;
    }

    private static bool ReadUsers(Node node, Reading reading, out IReadOnlyList<DatabaseUser>? value)
    {
        var users = new List<DatabaseUser>();
        value = users;
        if (node is not MapNode map)
        {
            return reading.Wrong(Codes.WrongType, node.Span, "users has to be a map", "write {report: read}", out value);
        }

        foreach (var entry in map.Entries)
        {
            if (!Variable.IsName(entry.Key) || entry.Key.Length > 63)
            {
                reading.Problems.Add(
                    Codes.WrongName, entry.KeySpan,
                    $"'{entry.Key}' can not be the name of a database user",
                    "use letters, digits and _, and start with a letter");
            }
            else if (Level.Read(entry.Value, reading, out var access))
            {
                users.Add(new DatabaseUser(entry.Key, access));
            }
        }

        return users.Count == map.Entries.Count;
    }
}
