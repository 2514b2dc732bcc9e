using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Secrets: those declared, and those only referred to, which are asked for.</summary>
internal sealed class SecretReader(Reading reading, IReadOnlyList<Workload> workloads)
{
    private static readonly Shape<SecretSource> Source =
        Shapes.Choice(("ask", SecretSource.Ask), ("generate", SecretSource.Generate), ("optional", SecretSource.Optional));

    public Table<Secret> Read(Node? node)
    {
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "secrets has to be a map", "write NAME: generate");
        }

        var secrets = new List<Secret>();
        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            if (!TextParser.IsVariableName(entry.Key))
            {
                reading.Problems.Add(Codes.WrongName, entry.KeySpan, $"'{entry.Key}' can not be the name of a secret", "use letters, digits and _, and start with a letter");
                continue;
            }

            if (entry.Value is ScalarNode)
            {
                Source.Read(entry.Value, reading, out var source);
                secrets.Add(new Secret(entry.Key, source, new Origin(entry.KeySpan, entry.Value), UsersOf(entry.Key)));
            }
            else
            {
                reading.Problems.Add(Codes.WrongType, entry.Value.Span, "a secret says where its value comes from", "write ask, generate or optional");
            }
        }

        foreach (var (name, span) in reading.SecretUses)
        {
            if (!secrets.Exists(s => s.Name == name))
            {
                secrets.Add(new Secret(name, SecretSource.Ask, new Origin(span, new ScalarNode("ask", Quoted: false, span)), UsersOf(name)));
            }
        }

        foreach (var secret in secrets.Where(s => s.UsedBy.Count == 0 && !reading.SecretUses.ContainsKey(s.Name)))
        {
            reading.Problems.Warn(Codes.UnusedSecret, secret.Origin.Name, $"nothing uses the secret {secret.Name}", $"refer to it with ${{secret.{secret.Name}}}, or remove it");
        }

        return new Table<Secret>(secrets);
    }

    private IReadOnlyList<string> UsersOf(string secret) =>
        [.. workloads.Where(w => w.Secrets.Contains(secret)).Select(w => w.Name)];
}
