using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.References;

/// <summary>Reads maps of names and texts that may refer to anything: env, and the values of documents.</summary>
internal static class Variables
{
    /// <summary>What the processes of a container get.</summary>
    public static IReadOnlyList<Variable> ReadEnv(MapNode map, Reading reading) =>
        Read(map, reading, Variable.IsEnvName, "use letters, digits and signs such as _ . - : [ ], without blanks, =, $ and quotes");

    /// <summary>The keys of a document.</summary>
    public static IReadOnlyList<Variable> Read(MapNode map, Reading reading) =>
        Read(map, reading, Variable.IsName, "use letters, digits and _, and start with a letter");

    private static List<Variable> Read(MapNode map, Reading reading, Func<string, bool> isName, string hint)
    {
        var variables = new List<Variable>(map.Entries.Count);
        foreach (var entry in map.Entries)
        {
            if (!isName(entry.Key))
            {
                reading.Problems.Add(Codes.WrongName, entry.KeySpan, $"'{entry.Key}' can not be the name of a variable", hint);
            }
            else if (entry.Value is not ScalarNode scalar)
            {
                reading.Problems.Add(
                    Codes.WrongType, entry.Value.Span,
                    $"the variable {entry.Key} has to be one text",
                    "put the text that the program reads in quotes");
            }
            else if (Parse(scalar, entry.Key, reading) is { } text)
            {
                variables.Add(new Variable(entry.Key, text));
            }
        }

        return variables;
    }

    /// <summary>A workload's env over the file's env, where a null has done its work once it is applied.</summary>
    public static MapNode Cascade(MapNode? below, MapNode? above)
    {
        var merged = new List<Entry>();
        foreach (var entry in below?.Entries ?? [])
        {
            if (above?.Find(entry.Key) is null && !entry.Value.IsNull)
            {
                merged.Add(entry);
            }
        }

        merged.AddRange(above?.Entries.Where(e => !e.Value.IsNull) ?? []);
        return new MapNode(merged, (above ?? below)!.Span);
    }

    // What every workload gets is read once.
    private static Text? Parse(ScalarNode scalar, string name, Reading reading)
    {
        if (!reading.Texts.TryGetValue((scalar, name), out var text))
        {
            return reading.Texts[(scalar, name)] = TextParser.Parse(scalar, reading, name);
        }

        foreach (var part in text?.Parts ?? [])
        {
            if (part is SecretPart secret)
            {
                reading.UseSecret(secret.Name, scalar.Span);
            }
        }

        return text;
    }
}
