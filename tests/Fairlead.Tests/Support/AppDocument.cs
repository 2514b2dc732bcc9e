using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Tests.Support;

/// <summary>What an app file says, whatever its order, form and comments: a line for each value.</summary>
internal static class AppDocument
{
    public static string Write(string text)
    {
        var problems = new ProblemList();
        var root = YamlReader.Read(new Source("fairlead.yaml", text), problems) as MapNode;
        problems.HasErrors.ShouldBeFalse(text);
        return Lines(root! with { Entries = [.. root.Entries.Where(e => !e.Key.StartsWith("x-", StringComparison.Ordinal))] }, "");
    }

    private static string Lines(Node node, string path) => node switch
    {
        MapNode { Entries.Count: 0 } => $"{path} {{}}\n",
        MapNode map => string.Concat(map.Entries.OrderBy(e => e.Key, StringComparer.Ordinal)
            .Select(e => Lines(e.Value, $"{path}/{e.Key}"))),
        ListNode list => string.Concat(list.Items.Select((item, i) => Lines(item, $"{path}[{i}]"))),
        _ => $"{path} {((ScalarNode)node).Value}\n",
    };
}
