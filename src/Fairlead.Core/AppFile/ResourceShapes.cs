using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Shapes of the values that only resources have.</summary>
internal static class ResourceShapes
{
    private static readonly Shape<Access> Level = Shapes.Choice(("read", Access.Read), ("readwrite", Access.ReadWrite));

    private static readonly Shape<bool> Tags = Shapes.Choice(("tags", true));
    private static readonly Shape<IReadOnlyList<LifecycleRule>> Rules = Forms.Some(Forms.Present(Forms.Map(() => Keys.LifecycleRule.Section, Rule, "{expire: 90d}")), "a rule or a list of rules");

    /// <summary>S3: 3 to 63 characters; no dots, because they break TLS for the usual addresses.</summary>
    public static readonly Shape<string?> BucketName = new("a bucket name of 3 to 63 lower-case letters, digits and hyphens", static (Node node, Reading reading, out string? value) =>
        Shapes.Word.Read(node, reading, out value)
        && (IsBucketName(value!) || reading.Wrong(Codes.WrongValue, node.Span, $"'{value}' is not a bucket name ({value!.Length} characters)", "use 3 to 63 lower-case letters, digits and hyphens, and begin and end with a letter or digit", out value)), "example-org-files", new TextForm("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"));

    public static readonly Shape<string?> QueueName = Shapes.Named("a queue name of at most 80 letters, digits, hyphens and underscores", @"^[A-Za-z0-9_-]{1,80}(\.fifo)?$", "production-indexer");

    public static readonly Shape<Text?> Origin = Shapes.Reference(
        "an origin such as https://example.org",
        static p => p is Literal or AttributePart { Holds: Kind.Service, Attribute: Model.Attribute.Url or Model.Attribute.UrlHost or Model.Attribute.UrlPort or Model.Attribute.UrlScheme },
        "https://example.org",
        static t => t.Constant is not { } text || text == "*" || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && !text.EndsWith('/')));

    public static readonly Shape<Owner?> Owner = Forms.As(
        Shapes.Named("user and group as numbers, such as 1000:1000", "^[0-9]{1,9}:[0-9]{1,9}$", "1000:1000"),
        static text => text?.Split(':') is [var user, var group] ? new Owner(int.Parse(user), int.Parse(group)) : null);

    public static readonly Shape<Lifecycle?> Lifecycle = new("tags, a rule or a list of rules", ReadLifecycle, "{expire: 90d}", new EitherForm(Tags.Form, Rules.Form));

    public static readonly Shape<IReadOnlyList<DatabaseUser>?> Users = new("a map of names, each with read or readwrite", ReadUsers, "{report: read}", new NamesForm("NAME", Level.Form));

    public static readonly Shape<Existing?> ExistingDatabase = Forms.Map(() => Keys.Existing.Database, static (fields, reading) => Server(fields, reading) is { } server
        ? server with { Name = fields.Read(Keys.Existing.Name), User = fields.Read(Keys.Existing.User), Password = fields.Read(Keys.Existing.Password) }
        : null, "{secret: shop/database, key: url}");

    public static readonly Shape<Existing?> ExistingServer = Forms.Map(() => Keys.Existing.Server, Server, "{host: search.example.org}");

    public static readonly Shape<Existing?> ExistingByName = Forms.Short(
        Forms.As(Shapes.Given, static name => name is null ? null : new Existing { Name = name }),
        Forms.Map(() => Keys.Existing.ByName, static (fields, _) => (Existing?)new Existing { Name = fields.Need(Keys.Existing.Id, fields.Span, "existing", "name: shared-files"), SecurityGroup = fields.Read(Keys.Existing.Group) }, "{name: shared-files}"));

    public static DeadLetter DeadLetter(Fields fields, Reading reading)
    {
        if (fields.Has(Keys.DeadLetter.Queue))
        {
            fields.Refuse("the queue has its own name, so {0} means nothing", "keep one of them", Keys.DeadLetter.Name);
        }

        var queue = fields.Read(Keys.DeadLetter.Queue);
        if (queue is not null && !reading.Expect(queue, fields.ValueOf(Keys.DeadLetter.Queue), "queue", Kind.Queue))
        {
            queue = null;
        }

        return new DeadLetter(queue, fields.Read(Keys.DeadLetter.Name), fields.Read(Keys.DeadLetter.After));
    }

    /// <summary>Whether something that is there already has an attribute, going by the keys under <c>existing</c>; before it is read.</summary>
    public static bool Gives(MapNode resource, Kind kind, Model.Attribute attribute)
    {
        var map = resource["existing"] as MapNode;
        return new Existing
        {
            Secret = Given("secret"),
            Host = Given("host"),
            Name = map is null ? Text.Of("", resource.Span) : Given("name"),
            User = Given("user"),
            Password = Given("password"),
        }.Gives(kind, attribute);

        Text? Given(string key) => map?[key] is { } node ? Text.Of("", node.Span) : null;
    }

    private static bool IsBucketName(string name) =>
        name.Length is >= 3 and <= 63 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && name[0] != '-' && name[^1] != '-' && !name.StartsWith("xn--", StringComparison.Ordinal) && !name.EndsWith("-s3alias", StringComparison.Ordinal);

    private static Existing? Server(Fields fields, Reading reading)
    {
        var existing = new Existing
        {
            Secret = fields.Read(Keys.Existing.Secret),
            Key = fields.Read(Keys.Existing.Key),
            Host = fields.Read(Keys.Existing.Host),
            Port = fields.Read(Keys.Existing.Port),
            SecurityGroup = fields.Read(Keys.Existing.SecurityGroup),
        };
        if (!fields.Has(Keys.Existing.Secret) && !fields.Has(Keys.Existing.Host))
        {
            reading.Problems.Add(Codes.MissingKey, fields.Span, "what is there already needs 'host' or 'secret'", "add 'host: db.example.org', or 'secret: name' and 'key: url'");
            return null;
        }

        if (!fields.Has(Keys.Existing.Secret))
        {
            fields.Refuse("{0} is a key inside a secret, and there is none", "add 'secret: name'", Keys.Existing.Key);
        }

        if (reading.Environment.IsLocal && existing.Host is { Constant: null })
        {
            reading.Problems.Add(Codes.AwsOnly, fields.ValueOf(Keys.Existing.Host), $"{existing.Host} is known on AWS only", "give another host under environments: {local: …}");
        }

        return existing;
    }

    private static LifecycleRule Rule(Fields fields, Reading reading)
    {
        var rule = new LifecycleRule(fields.Read(Keys.LifecycleRule.Prefix), fields.Read(Keys.LifecycleRule.Archive), fields.Read(Keys.LifecycleRule.Expire));
        if (!fields.Has(Keys.LifecycleRule.Archive) && !fields.Has(Keys.LifecycleRule.Expire))
        {
            reading.Problems.Add(Codes.MissingKey, fields.Span, "the lifecycle rule does nothing", "add 'expire: 90d' or 'archive: 30d'");
        }
        else if (rule.Archive >= rule.Expire)
        {
            reading.Problems.Add(Codes.WrongValue, fields.SpanOf(Keys.LifecycleRule.Archive), "objects are deleted before they would move", "let 'archive' be less than 'expire'");
        }

        return rule;
    }

    private static bool ReadLifecycle(Node node, Reading reading, out Lifecycle? value)
    {
        if (node is ScalarNode)
        {
            value = Tags.Read(node, reading, out _) ? new TagLifecycle() : null;
            return value is not null;
        }

        var read = Rules.Read(node, reading, out var rules);
        value = new RuleLifecycle(rules);
        return read;
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
            if (!TextParser.IsVariableName(entry.Key) || entry.Key.Length > 63)
            {
                reading.Problems.Add(Codes.WrongName, entry.KeySpan, $"'{entry.Key}' can not be the name of a database user", "use letters, digits and _, and start with a letter");
            }
            else if (Level.Read(entry.Value, reading, out var access))
            {
                users.Add(new DatabaseUser(entry.Key, access));
            }
        }

        return users.Count == map.Entries.Count;
    }
}
