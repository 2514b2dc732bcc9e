using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class SecretKeys
{
    public static readonly Section Section = new("a secret");

    public static readonly Shape<SecretSource> Sources = Shapes.Choice(
        ("ask", SecretSource.Ask), ("generate", SecretSource.Generate), ("optional", SecretSource.Optional));

    public static readonly Key<SecretSource> Kind = Section.Add(
        "kind", Sources, SecretSource.Ask,
        "Where the value comes from: a person is asked, it is made at first use, or it may be absent.", "ask");
    public static readonly ExistingSecretKeys Existing = ExistingSecretKeys.AddTo(
        Section, "existing",
        "A secret that somebody else keeps: its name or ARN in AWS Secrets Manager, or ssm:/path of a SecureString parameter; on local the "
            + "value is asked for.",
        KeyTarget.Both);
    public static readonly Key<Node?> Tags = Section.Add("tags", Forms.Texts, null, "Tags of this secret.", only: KeyTarget.Aws);
}

/// <summary>Secrets: those declared, and those only referred to, which are asked for. Read last, when all references are known.</summary>
internal sealed class SecretReader(Reading reading)
{
    public Table<Secret> Read(Node? node)
    {
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "secrets has to be a map", "write NAME: generate");
        }

        var secrets = new List<Secret>();
        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            if (!Variable.IsName(entry.Key))
            {
                reading.Problems.Add(
                    Codes.WrongName, entry.KeySpan,
                    $"'{entry.Key}' can not be the name of a secret",
                    "use letters, digits and _, and start with a letter");
            }
            else if (Declared(entry) is { } secret)
            {
                secrets.Add(secret);
            }
        }

        var declared = secrets.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, use) in reading.SecretUses.Where(u => !declared.Contains(u.Key)))
        {
            secrets.Add(new Secret(name, SecretSource.Ask, new Origin(use.First, new ScalarNode("ask", Quoted: false, use.First)), use.By));
        }

        foreach (var secret in secrets.Where(s => !reading.SecretUses.ContainsKey(s.Name) && !IsNamedElsewhere(s)))
        {
            reading.Problems.Warn(
                Codes.UnusedSecret, secret.Origin.Name,
                $"nothing uses the secret {secret.Name}",
                $"refer to it with ${{secret.{secret.Name}}}, or remove it");
        }

        return new Table<Secret>(secrets);
    }

    // Another environment may use it.
    private static bool IsNamedElsewhere(Secret secret)
    {
        var text = secret.Origin.Name.Source.Text;
        var first = text.IndexOf(secret.Name, StringComparison.Ordinal);
        return first >= 0 && text.IndexOf(secret.Name, first + 1, StringComparison.Ordinal) >= 0;
    }

    private Secret? Declared(Entry entry)
    {
        var origin = new Origin(entry.KeySpan, entry.Value);
        var users = reading.SecretUses.GetValueOrDefault(entry.Key)?.By ?? [];
        if (entry.Value is ScalarNode)
        {
            SecretKeys.Sources.Read(entry.Value, reading, out var source);
            return new Secret(entry.Key, source, origin, users);
        }

        if (entry.Value is not MapNode)
        {
            reading.Problems.Add(
                Codes.WrongType, entry.Value.Span, "a secret says where its value comes from",
                "write ask, generate or optional");
            return null;
        }

        var fields = Fields.Open(entry.Value, SecretKeys.Section, reading)!;
        var existing = ExistingSecretReader.Read(SecretKeys.Existing, fields, reading);
        if (fields.Has(SecretKeys.Existing.Name))
        {
            fields.Refuse("the secret is there already, so {0} means nothing", "keep one of them", SecretKeys.Kind, SecretKeys.Tags);
        }

        // On this machine nobody else's store is read.
        return new Secret(
            entry.Key,
            existing is null ? fields.Read(SecretKeys.Kind) : reading.Environment.IsLocal ? SecretSource.Ask : SecretSource.Existing,
            origin, users)
        {
            Existing = existing,
            Tags = TagReader.Read(fields.Node(SecretKeys.Tags), reading),
        };
    }
}
