using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>CloudFormation templates that somebody else wrote, in YAML or JSON, as far as others need to know them.</summary>
public static class ExtraTemplates
{
    /// <summary>Null where it has no resources.</summary>
    public static ExtraTemplate? Read(Source source)
    {
        // A tag such as !Ref means something there, and what the app file forbids may be allowed: only what is no map at all is wrong.
        var root = YamlReader.Read(source, new ProblemList(int.MaxValue)) as MapNode;
        return root?["Resources"] is not MapNode { Entries.Count: > 0 } resources ? null : new ExtraTemplate(source.Text)
        {
            Outputs = [.. Entries(root, "Outputs").Select(o => o.Key)],
            Parameters = [.. Entries(root, "Parameters").Select(p => new ExtraParameter(p.Key, ((p.Value as MapNode)?["Default"] as ScalarNode)?.Value))],
            Resources = [.. resources.Entries.Select(r => new ExtraResource(r.Key, ((r.Value as MapNode)?["Type"] as ScalarNode)?.Value ?? ""))],
        };
    }

    private static IReadOnlyList<Entry> Entries(MapNode root, string key) => (root[key] as MapNode)?.Entries ?? [];
}
