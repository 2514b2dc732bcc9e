using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Layers;

/// <summary>
/// What the environments of one account and region share. Each is laid over the file as far as that wants it; faults of other environments
/// are theirs to tell. Their overlays are not read: who deploys one environment may not have another's, and overlays bring no images.
/// </summary>
internal sealed class AccountLayer(MapNode root, AppEnvironment environment, IProjectFiles files)
{
    private readonly Reading quiet = new(new ProblemList(), files);

    public SharedAccount Read()
    {
        var overrides = new Overrides(quiet.Problems);
        var all = new List<(SharedEnvironment Environment, MapNode Document)>();
        foreach (var entry in (root[FileKeys.Environments.Name] as MapNode)?.Entries ?? [])
        {
            if (entry.Key != AppEnvironment.Local && entry.Value is MapNode own && IsHere(entry.Key, own))
            {
                all.Add((new SharedEnvironment(entry.Key, entry.KeySpan), overrides.Merge(root, own)));
            }
        }

        all.Sort(static (a, b) => string.CompareOrdinal(a.Environment.Name, b.Environment.Name));
        var documents = all.ConvertAll(e => e.Document);
        return new SharedAccount([.. all.Select(e => e.Environment)], Images(documents), Tags(documents),
            documents.Exists(d => d[FileKeys.Ci.Name] is { IsNull: false }));
    }

    private bool IsHere(string name, MapNode own) => name == environment.Name
        || (Word(own, EnvironmentKeys.Region) == environment.Region && Word(own, EnvironmentKeys.Account) == environment.Account);

    private List<SharedImage> Images(List<MapNode> documents)
    {
        var found = new SortedDictionary<string, SharedImage>(StringComparer.Ordinal);
        foreach (var entry in documents.SelectMany(d => (d[FileKeys.Images.Name] as MapNode)?.Entries ?? []))
        {
            var fields = entry.Value.IsNull ? null
                : Fields.Open(entry.Value is MapNode ? entry.Value : new MapNode([], entry.Value.Span), ImageKeys.Section, quiet);
            if (fields is not null && !fields.Has(ImageKeys.Use))
            {
                var before = found.GetValueOrDefault(entry.Key);
                found[entry.Key] = new SharedImage(
                    entry.Key, before?.Origin ?? new Origin(entry.KeySpan, entry.Value),
                    Math.Max(before?.Keep ?? 0, fields.Read(ImageKeys.Keep)),
                    [.. fields.Read(ImageKeys.Share).Union(before?.Share ?? []).Order(StringComparer.Ordinal)]);
            }
        }

        return [.. found.Values];
    }

    private IReadOnlyList<Tag> Tags(List<MapNode> documents)
    {
        IEnumerable<Tag>? common = null;
        foreach (var document in documents)
        {
            var tags = TagReader.Read(document[FileKeys.Tags.Name], quiet);
            common = common?.Intersect(tags) ?? tags;
        }

        return [.. (common ?? []).OrderBy(t => t.Key, StringComparer.Ordinal)];
    }

    private static string? Word(MapNode own, Key key) => (own[key.Name] as ScalarNode)?.Value;
}
