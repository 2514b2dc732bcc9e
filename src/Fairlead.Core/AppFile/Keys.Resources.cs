using Fairlead.Core.Model;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

internal static partial class Keys
{
    /// <summary>Keys of everything that keeps data.</summary>
    internal static class Resource
    {
        public static readonly Section TypeOnly = new("a resource");

        public static readonly Key<string?> Type = TypeOnly.Add("type", Shapes.Word with { Example = "postgres", Form = new ChoiceForm([.. ResourceReader.Types.Select(t => t.Word)]) }, null, "postgres, redis, search, bucket, queue, volume, endpoint or config.");

        public static readonly Section Section = new Section("a resource").With(TypeOnly);

        public static readonly Key<bool> Protect = Section.Add("protect", Shapes.Flag, true, "Keeps the data unless somebody asks by name.", "true");
    }

    internal static class Postgres
    {
        public static readonly Section Section = new Section("a postgres").With(Resource.Section);

        public static readonly Key<int> Version = Section.Add("version", Shapes.Number(9, 99, "a major version such as 16", "16"), 16, "The major version.", "16");
        public static readonly Key<string?> Size = Section.Add("size", Shapes.Named("an RDS instance class such as db.t4g.micro", @"^db\.[a-z0-9-]+\.[a-z0-9]+$", "db.t4g.micro"), "db.t4g.micro", "The RDS instance class [aws].", "db.t4g.micro");
        public static readonly Key<Size> Storage = Section.Add("storage", Shapes.SizeFrom(20 * 1024, 65_536 * 1024, "a size from 20G to 65536G", "50G"), Model.Size.OfMebibytes(20 * 1024), "The storage [aws].", "20G");
        public static readonly Key<IReadOnlyList<string>> Extensions = Section.Add("extensions", Forms.List(Forms.Present(Shapes.Named("the name of an extension", "^[A-Za-z_][A-Za-z0-9_-]*$", "hstore")), "a list of extensions"), [], "Extensions to create before anything uses the database.");
        public static readonly Key<IReadOnlyList<DatabaseUser>?> Users = Section.Add("users", ResourceShapes.Users, null, "Roles inside the database beside the owner, each with read or readwrite.");
        public static readonly Key<TimeSpan> Backups = Section.Add("backups", Shapes.DurationFrom(TimeSpan.Zero, TimeSpan.FromDays(35), "a duration from 0d to 35d", "7d"), TimeSpan.FromDays(7), "How long daily backups are kept [aws].", "7d");
        public static readonly Key<Text?> Restore = Section.Add("restore", Shapes.Given with { Example = "before-the-move" }, null, "The snapshot that the database is made from [aws].");
        public static readonly Key<Model.Existing?> Existing = Section.Add("existing", ResourceShapes.ExistingDatabase, null, "A database that is already there; nothing is created.");
        public static readonly Key<string?> Image = Section.Add("image", Keys.Image.Use.Shape, null, "The image that runs it [local].", "postgres:VERSION");
        public static readonly Key<bool> Tls = Section.Add("tls", Shapes.Choice(("required", true), ("optional", false)), true, "Whether connections without TLS are refused [aws].", "required");
        public static readonly Key<int> Zones = Section.Add("zones", Shapes.Number(1, 2, "1 or 2"), 1, "2 keeps a standby in another availability zone [aws].", "1");
    }

    internal static class Redis
    {
        public static readonly Section Section = new Section("a redis").With(Resource.Section);

        public static readonly Key<int> Version = Section.Add("version", Shapes.Number(3, 99, "a major version such as 7", "7"), 7, "The major version.", "7");
        public static readonly Key<string?> Size = Section.Add("size", Shapes.Named("an ElastiCache node type such as cache.t4g.micro", @"^cache\.[a-z0-9-]+\.[a-z0-9]+$", "cache.t4g.micro"), "cache.t4g.micro", "The ElastiCache node type [aws].", "cache.t4g.micro");
        public static readonly Key<bool> Tls = Section.Add("tls", Shapes.Flag, true, "Encrypted connections [aws].", "true");
        public static readonly Key<int> Replicas = Section.Add("replicas", Shapes.Number(0, 5, "a number of replicas from 0 to 5"), 0, "Copies beside the primary [aws].", "0");
        public static readonly Key<Model.Existing?> Existing = Section.Add("existing", ResourceShapes.ExistingServer, null, "A Redis that is already there; nothing is created.");
        public static readonly Key<string?> Image = Section.Add("image", Keys.Image.Use.Shape, null, "The image that runs it [local].", "redis:VERSION");
    }

    internal static class Search
    {
        public static readonly Section Section = new Section("a search").With(Resource.Section);

        public static readonly Key<string?> Version = Section.Add("version", Shapes.Named("an OpenSearch version such as 2.3", @"^(OpenSearch_)?[1-9][0-9]*\.[0-9]+$", "2.3"), "2.19", "The OpenSearch version, with or without OpenSearch_ before it.", "2.19");
        public static readonly Key<string?> Size = Section.Add("size", Shapes.Named("an OpenSearch instance type such as t3.small.search", @"^[a-z0-9-]+\.[a-z0-9]+\.search$", "t3.small.search"), "t3.small.search", "The OpenSearch instance type [aws].", "t3.small.search");
        public static readonly Key<Size> Storage = Section.Add("storage", Shapes.SizeFrom(10 * 1024, 12_288 * 1024, "a size from 10G to 12288G", "50G"), Model.Size.OfMebibytes(10 * 1024), "The storage of each node [aws].", "10G");
        public static readonly Key<int> Nodes = Section.Add("nodes", Shapes.Number(1, 80, "a number of nodes from 1 to 80"), 1, "How many nodes share the data [aws].", "1");
        public static readonly Key<Model.Existing?> Existing = Section.Add("existing", ResourceShapes.ExistingServer, null, "An OpenSearch that is already there; nothing is created.");
        public static readonly Key<string?> Image = Section.Add("image", Keys.Image.Use.Shape, null, "The image that runs it [local].", "opensearchproject/opensearch:VERSION");
    }

    internal static class Bucket
    {
        public static readonly Section Section = new Section("a bucket").With(Resource.Section);

        public static readonly Key<string?> Name = Section.Add("name", ResourceShapes.BucketName, null, "A name to fix; it has to be free in all of AWS.", "APP-ENVIRONMENT-NAME-ACCOUNT");
        public static readonly Key<bool> Encrypt = Section.Add("encrypt", Shapes.Choice(("default", false), ("own-key", true)), false, "With the service's key, or with a key of its own [aws].", "default");
        public static readonly Key<bool> Versions = Section.Add("versions", Shapes.Flag, true, "Keeps older versions of objects.", "true");
        public static readonly Key<Model.Lifecycle?> Lifecycle = Section.Add("lifecycle", ResourceShapes.Lifecycle, null, "What becomes of objects with time: rules, or tags, by the tag Lifecycle of each object (IA, Glacier, DeepArchive, expire) [aws].");
        public static readonly Key<IReadOnlyList<Text>> Cors = Section.Add("cors", Forms.List(Forms.Present(ResourceShapes.Origin), "a list of origins"), [], "Origins whose pages may read it.");
        public static readonly Key<Model.Existing?> Existing = Section.Add("existing", ResourceShapes.ExistingByName, null, "The name of a bucket that is already there; nothing is created.");
    }

    internal static class LifecycleRule
    {
        private static readonly Shape<TimeSpan?> Age = Shapes.Optional(Shapes.DurationFrom(TimeSpan.FromDays(1), TimeSpan.FromDays(3650), "a duration from 1d to 3650d", "90d"));

        public static readonly Section Section = new("a lifecycle rule", "lifecycle-rule");

        public static readonly Key<string?> Prefix = Section.Add("prefix", Shapes.Word with { Example = "tmp/" }, null, "Only objects whose names start with it.", "all");
        public static readonly Key<TimeSpan?> Archive = Section.Add("archive", Age, null, "The age at which objects move to cheaper storage.");
        public static readonly Key<TimeSpan?> Expire = Section.Add("expire", Age, null, "The age at which objects are deleted.");
    }

    internal static class Queue
    {
        public static readonly Section Section = new Section("a queue").With(Resource.TypeOnly);

        public static readonly Key<string?> Name = Section.Add("name", ResourceShapes.QueueName, null, "A name to fix, where the code expects it.", "APP-ENVIRONMENT-NAME");
        public static readonly Key<TimeSpan> Visibility = Section.Add("visibility", Shapes.DurationFrom(TimeSpan.Zero, TimeSpan.FromHours(12), "a duration from 0s to 12h"), TimeSpan.FromSeconds(30), "How long a received message is hidden from others.", "30s");
        public static readonly Key<TimeSpan> Keep = Section.Add("keep", Shapes.DurationFrom(TimeSpan.FromSeconds(60), TimeSpan.FromDays(14), "a duration from 60s to 14d", "4d"), TimeSpan.FromDays(4), "How long a message waits before it is dropped.", "4d");
        public static readonly Key<TimeSpan> Delay = Section.Add("delay", Shapes.DurationFrom(TimeSpan.Zero, TimeSpan.FromMinutes(15), "a duration from 0s to 15m", "1s"), TimeSpan.Zero, "How long a new message is hidden.", "0s");
        public static readonly Key<TimeSpan> Poll = Section.Add("poll", Shapes.DurationFrom(TimeSpan.Zero, TimeSpan.FromSeconds(20), "a duration from 0s to 20s", "20s"), TimeSpan.Zero, "How long a receiver waits for a message.", "0s");
        public static readonly Key<bool> Fifo = Section.Add("fifo", Shapes.Flag, false, "In order and exactly once.", "false");
        public static readonly Key<Model.DeadLetter?> DeadLetter = Section.Add("dead_letter", Forms.Map(() => Keys.DeadLetter.Section, ResourceShapes.DeadLetter, "{after: 5}"), null, "Where messages go that were received in vain; without a queue it makes its own.");
    }

    internal static class DeadLetter
    {
        public static readonly Section Section = new("dead_letter");

        public static readonly Key<string?> Queue = Section.Add("queue", Shapes.Word with { Example = "dead" }, null, "A queue of the file.", "one of its own");
        public static readonly Key<string?> Name = Section.Add("name", ResourceShapes.QueueName, null, "The name of its own queue.", "APP-ENVIRONMENT-NAME-dead");
        public static readonly Key<int> After = Section.Add("after", Shapes.Number(1, 1000, "a number from 1 to 1000", "5"), 5, "After how many receipts.", "5");
    }

    internal static class Volume
    {
        public static readonly Section Section = new Section("a volume").With(Resource.Section);

        public static readonly Key<Owner?> Owner = Section.Add("owner", ResourceShapes.Owner, null, "User and group, as numbers, that own its directories.", "root");
        public static readonly Key<bool> Backup = Section.Add("backup", Shapes.Flag, true, "Daily backups [aws].", "true");
        public static readonly Key<Model.Existing?> Existing = Section.Add("existing", ResourceShapes.ExistingByName, null, "The id of a file system that is already there; nothing is created.");
    }

    internal static class Config
    {
        public static readonly Section Section = new Section("a config").With(Resource.TypeOnly);

        public static readonly Key<Node?> Values = Section.Add("values", Forms.Texts, null, "The keys that the app reads; keys added by hand are kept.");
        public static readonly Key<string?> Name = Section.Add("name", Shapes.Named("the name of a secret: letters, digits and /_+=.@-", "^[A-Za-z0-9/_+=.@-]{1,512}$", "shop/production"), null, "A name to fix, where the code expects it.", "/APP/ENVIRONMENT/NAME");
    }

    internal static class Endpoint
    {
        public static readonly Section Section = new Section("an endpoint").With(Resource.TypeOnly);

        public static readonly Key<Text?> Config = Section.Add("config", Shapes.Given with { Example = "shop-model" }, null, "The endpoint configuration it is started with.");
        public static readonly Key<TimeSpan?> IdleStop = Section.Add("idle_stop", Shapes.Optional(Shapes.DurationFrom(TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), "a duration from 1m to 1d", "30m")), null, "It is stopped when nobody called it for so long.", "never");
    }

    /// <summary>What is known of something that is already there.</summary>
    internal static class Existing
    {
        public static readonly Section Server = new("existing", "existing-server");

        public static readonly Key<Text?> Secret = Server.Add("secret", Shapes.Given with { Example = "shop/database" }, null, "A secret in AWS Secrets Manager that holds the URL [aws].");
        public static readonly Key<string?> Key = Server.Add("key", Shapes.Word with { Example = "SECRET_URL" }, null, "The key inside the secret, where it is a JSON document [aws].");
        public static readonly Key<Text?> Host = Server.Add("host", Shapes.Given with { Example = "db.example.org" }, null, "Its host name.");
        public static readonly Key<int?> Port = Server.Add("port", Shapes.Port, null, "Its port.", "the usual one");
        public static readonly Key<Text?> SecurityGroup = Server.Add("security_group", Shapes.Given with { Example = "sg-0a1b2c3d" }, null, "The security group to open for those that link to it [aws].");

        public static readonly Section Database = new Section("existing", "existing-database").With(Server);

        public static readonly Key<Text?> Name = Database.Add("name", Shapes.Given with { Example = "shop" }, null, "The name of the database.");
        public static readonly Key<Text?> User = Database.Add("user", Shapes.Given with { Example = "shop" }, null, "The user to connect as.");
        public static readonly Key<Text?> Password = Database.Add("password", Shapes.Password, null, "The password, as a secret.");

        public static readonly Section ByName = new("existing", "existing-name");

        public static readonly Key<Text?> Id = ByName.Add("name", Shapes.Given with { Example = "shared-files" }, null, "The name of the bucket, or the id of the file system.");
        public static readonly Key<Text?> Group = ByName.Add("security_group", Shapes.Given with { Example = "sg-0a1b2c3d" }, null, "The security group to open for those that link to it [aws].");
    }
}
