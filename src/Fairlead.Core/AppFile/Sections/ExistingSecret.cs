using System.Text.RegularExpressions;
using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>The keys that say where a secret lies which somebody else keeps; a section takes them under a name of its own.</summary>
internal sealed class ExistingSecretKeys
{
    private ExistingSecretKeys(Section section, string name, string help, KeyTarget only)
    {
        Name = section.Add(name, ExistingSecretReader.Name, null, help, only: only);
        Key = section.Add(
            "key", Shapes.Named("a key of a JSON document", "^[^:]+$", "SECRET_URL"), null,
            "The key inside the secret, where it is a JSON document.", only: only);
        Stage = section.Add(
            "stage", Shapes.Named("a staging label such as AWSPREVIOUS", "^[^:]{1,256}$", "AWSPREVIOUS"), null,
            "The version that carries this label, instead of the current one.", only: KeyTarget.Aws);
        Version = section.Add(
            "version", Shapes.Named("the id of a version", "^[A-Za-z0-9-]{32,64}$", "01234567-89ab-cdef-0123-456789abcdef"), null,
            "The version with this id, instead of the current one.", only: KeyTarget.Aws);
        KmsKey = section.Add(
            "kms_key", ExistingSecretReader.KmsKey, null, "The key that the secret is encrypted with, where it is not AWS's own.",
            only: KeyTarget.Aws);
    }

    public Key<Text?> Name { get; }

    public Key<string?> Key { get; }

    public Key<string?> Stage { get; }

    public Key<string?> Version { get; }

    public Key<Text?> KmsKey { get; }

    /// <param name="name">The key that names the secret.</param>
    public static ExistingSecretKeys AddTo(Section section, string name, string help, KeyTarget only) => new(section, name, help, only);
}

/// <summary>Reads where a secret lies that somebody else keeps. Each way to name one is told from the others by its form.</summary>
internal static class ExistingSecretReader
{
    private const string Words = "the name or ARN of a secret, or ssm:/path of a parameter";

    // "must contain ASCII letters, numbers, and the following characters: /_+=.@-" (Secrets Manager API, CreateSecret). Six characters end
    // its ARN.
    private static readonly Lazy<Regex> PlainName = Compiled("^[A-Za-z0-9/_+=.@-]{1,512}$");
    private static readonly Lazy<Regex> SecretArn =
        Compiled("^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$");
    private static readonly Lazy<Regex> Parameter = Compiled("^(ssm:|arn:[a-z-]+:ssm:[a-z0-9-]+:[0-9]{12}:parameter)(/[A-Za-z0-9_.-]+)+$");
    private static readonly Lazy<Regex> Key = Compiled("^(arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/)?[A-Za-z0-9-]{36}$");

    public static readonly Shape<Text?> Name = Shapes.Given with
    {
        Words = Words + ", or ${ssm:…}, ${stack:…} or ${extras.…}",
        Example = "shop/database",
        Read = static (Node node, Reading reading, out Text? value) => Shapes.Given.Read(node, reading, out value)
            && (value!.Constant is not { } known || PlainName.Value.IsMatch(known) || SecretArn.Value.IsMatch(known)
                || Parameter.Value.IsMatch(known)
                || reading.Wrong(Codes.WrongValue, node.Span, $"'{known}' is not {Words}", Instead(known), out value)),
    };

    public static readonly Shape<Text?> KmsKey = Shapes.Given with
    {
        Words = "the ARN or id of a KMS key",
        Example = "arn:aws:kms:eu-west-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef",
        Read = static (Node node, Reading reading, out Text? value) => Shapes.Given.Read(node, reading, out value)
            && (value!.Constant is not { } known || Key.Value.IsMatch(known)
                || reading.Wrong(
                    Codes.WrongValue, node.Span, $"'{known}' is not the ARN or id of a KMS key",
                    known.Contains("alias/", StringComparison.Ordinal)
                        ? "no policy takes an alias; write the key's ARN, which aws kms describe-key says"
                        : "for example arn:aws:kms:eu-west-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef",
                    out value)),
    };

    /// <summary>Null where no secret is named.</summary>
    public static ExistingSecret? Read(ExistingSecretKeys keys, Fields fields, Reading reading)
    {
        if (fields.Read(keys.Name) is not { } name)
        {
            if (!fields.Has(keys.Name))
            {
                fields.Refuse(
                    "{0} is about an existing secret, and none is named", $"add '{keys.Name}: name'", keys.Key, keys.Stage, keys.Version,
                    keys.KmsKey);
            }

            return null;
        }

        var secret = new ExistingSecret(name)
        {
            Key = fields.Read(keys.Key),
            Stage = fields.Read(keys.Stage),
            Version = fields.Read(keys.Version),
            KmsKey = fields.Read(keys.KmsKey),
        };
        if (secret.IsParameter)
        {
            fields.Refuse(
                "a parameter is one value, so {0} means nothing", "name a secret of Secrets Manager, or remove it", keys.Key, keys.Stage,
                keys.Version);
        }
        else if (secret is { Version: not null, Stage: not null })
        {
            reading.Problems.Add(
                Codes.KeysTogether, fields.SpanOf(keys.Stage), "'version' and 'stage' both say which version is meant", "keep one of them");
        }

        return secret;
    }

    // ECS's own form, which Copilot takes too: NAME:KEY:STAGE:VERSION, where NAME may be an ARN of seven parts.
    private static string Instead(string known)
    {
        var parts = known.Split(':');
        var name = parts[0] == "arn" ? 7 : 1;
        if (parts.Length > name && parts.Length <= name + 3)
        {
            var said = new[] { "key", "stage", "version" }.Zip(parts[name..]).Where(p => p.Second.Length > 0)
                .Select(p => $", {p.First}: {p.Second}");
            return $"write {{existing: \"{string.Join(':', parts[..name])}\"{string.Concat(said)}}}";
        }

        return parts is ["arn", _, "secretsmanager", ..] ? "the ARN of a secret ends in a hyphen and six characters: take it whole"
            : known.StartsWith('/') || parts[0] != "arn" ? "for example shop/database, or ssm:/shop/database"
            : "name a secret of Secrets Manager, or a parameter of Systems Manager";
    }

    // Made when a secret is first named: keys are declared whenever a file is read.
    private static Lazy<Regex> Compiled(string pattern) =>
        new(() => new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
}
