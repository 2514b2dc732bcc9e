using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>What is known of something that is already there.</summary>
internal static class ExistingKeys
{
    public static readonly Section Server = new("existing", "existing-server");

    public static readonly ExistingSecretKeys Secret = ExistingSecretKeys.AddTo(
        Server, "secret",
        "A secret that holds the URL: its name or ARN in AWS Secrets Manager, or ssm:/path of a SecureString parameter.", KeyTarget.Aws);
    public static readonly Key<Text?> Host = Server.Add("host", Shapes.Given with { Example = "db.example.org" }, null, "Its host name.");
    public static readonly Key<int?> Port = Server.Add("port", Shapes.Port, null, "Its port.", "the usual one");
    public static readonly Key<Text?> SecurityGroup = Server.Add(
        "security_group", NameOrArn.Id("a security group", "sg-0a1b2c3d"), null,
        "The security group to open for those that link to it.", only: KeyTarget.Aws);

    public static readonly Section Database = new Section("existing", "existing-database").With(Server);

    public static readonly Key<Text?> Name = Database.Add(
        "name", Shapes.Given with { Example = "shop" }, null, "The name of the database.");
    public static readonly Key<Text?> User = Database.Add("user", Shapes.Given with { Example = "shop" }, null, "The user to connect as.");
    public static readonly Key<Text?> Password = Database.Add("password", Shapes.Password, null, "The password, as a secret.");

    public static readonly Section ByName = new("existing", "existing-name");

    public static readonly Key<Text?> Id = ByName.Add(
        "name", NameOrArn.OfStorage, null,
        "The name or ARN of the bucket, or the id or ARN of the file system.");
    public static readonly Key<Text?> Group = ByName.Add(
        "security_group", NameOrArn.Id("a security group", "sg-0a1b2c3d"), null,
        "The security group to open for those that link to it.", only: KeyTarget.Aws);
}

/// <summary>Reads what is known of something that is already there.</summary>
internal static class ExistingReader
{
    public static readonly Shape<Existing?> Database = Forms.Map(
        () => ExistingKeys.Database, ReadDatabase, "{secret: shop/database, key: url}");

    public static readonly Shape<Existing?> Server = Forms.Map(() => ExistingKeys.Server, ReadServer, "{host: search.example.org}");

    public static readonly Shape<Existing?> ByName = Forms.Short(
        Forms.As(NameOrArn.OfStorage, static name => name is null ? null : new Existing { Name = name }),
        Forms.Map(() => ExistingKeys.ByName, ReadName, "{name: shared-files}"));

    /// <summary>
    /// Whether something that is there already has an attribute, going by the keys under <c>existing</c>; before it is read.
    /// </summary>
    public static bool Gives(Node existing, Kind kind, Model.Attribute attribute)
    {
        var map = existing as MapNode;
        return new Existing
        {
            Secret = Given(ExistingKeys.Secret.Name) is { } secret ? new ExistingSecret(secret) : null,
            Host = Given(ExistingKeys.Host),
            Name = map is null ? Text.Plain("", existing.Span) : Given(ExistingKeys.Name),
            User = Given(ExistingKeys.User),
            Password = Given(ExistingKeys.Password),
        }.Gives(kind, attribute);

        Text? Given(Key key) => map?[key.Name] is { } node ? Text.Plain("", node.Span) : null;
    }

    private static Existing? ReadName(Fields fields, Reading reading) => new()
    {
        Name = fields.Need(ExistingKeys.Id, fields.Span, "existing", "name: shared-files"),
        SecurityGroup = fields.Read(ExistingKeys.Group),
    };

    private static Existing? ReadDatabase(Fields fields, Reading reading)
    {
        return ReadServer(fields, reading) is not { } server ? null : server with
        {
            Name = fields.Read(ExistingKeys.Name),
            User = fields.Read(ExistingKeys.User),
            Password = fields.Read(ExistingKeys.Password),
        };
    }

    private static Existing? ReadServer(Fields fields, Reading reading)
    {
        var existing = new Existing
        {
            Secret = ExistingSecretReader.Read(ExistingKeys.Secret, fields, reading),
            Host = fields.Read(ExistingKeys.Host),
            Port = fields.Read(ExistingKeys.Port),
            SecurityGroup = fields.Read(ExistingKeys.SecurityGroup),
        };
        if (!fields.Has(ExistingKeys.Secret.Name) && !fields.Has(ExistingKeys.Host))
        {
            reading.Problems.Add(
                Codes.MissingKey, fields.Span, "what is there already needs 'host' or 'secret'",
                "add 'host: db.example.org', or 'secret: name' and 'key: url'");
            return null;
        }

        if (reading.Environment.IsLocal && existing.Host is { Constant: null })
        {
            reading.Problems.Add(
                Codes.AwsOnly, fields.ValueOf(ExistingKeys.Host),
                $"{existing.Host} is known on AWS only",
                "give another host under environments: {local: …}");
        }

        return existing;
    }
}
