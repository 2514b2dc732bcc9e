using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads maps of names and texts that may refer to anything: env, and the values of documents.</summary>
internal static class Variables
{
    // One task definition holds at most 64 KB.
    private const int Longest = 32 * 1024;

    public static IReadOnlyList<Variable> Read(MapNode map, Reading reading)
    {
        var variables = new List<Variable>(map.Entries.Count);
        foreach (var entry in map.Entries)
        {
            if (!TextParser.IsVariableName(entry.Key))
            {
                reading.Problems.Add(Codes.WrongName, entry.KeySpan, $"'{entry.Key}' can not be the name of a variable", "use letters, digits and _, and start with a letter");
            }
            else if (entry.Value is not ScalarNode scalar)
            {
                reading.Problems.Add(Codes.WrongType, entry.Value.Span, $"the variable {entry.Key} has to be one text", "write the text a program would read, for example as JSON in quotes");
            }
            else if (scalar.Value.Length > Longest)
            {
                reading.Problems.Add(Codes.TooMuch, scalar.Span, $"the variable {entry.Key} has {scalar.Value.Length:N0} characters, and a task takes at most {Longest:N0}", "put it into the image, a bucket or a volume");
            }
            else if (TextParser.Parse(scalar, reading, entry.Key) is { } text)
            {
                variables.Add(new Variable(entry.Key, text));
            }
        }

        return variables;
    }
}
