using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>What the names of services, jobs and resources stand for, before any of them is read: they may refer to each other.</summary>
internal static class NamesReader
{
    public static void Read(MapNode root, Reading reading)
    {
        var all = new List<(Entry, string)>();
        var sections = new[] { (FileKeys.Services, "a service"), (FileKeys.Jobs, "a job"), (FileKeys.Resources, "a resource") };
        foreach (var (section, what) in sections)
        {
            foreach (var entry in (root[section.Name] as MapNode)?.Entries ?? [])
            {
                all.Add((entry, what));
                if (Named(section, entry) is { } named)
                {
                    reading.Names.TryAdd(entry.Key, named);
                }
            }
        }

        NameCheck.CheckNamespace(all, reading.Problems);
    }

    private static Named? Named(Key section, Entry entry)
    {
        if (section == FileKeys.Services)
        {
            return new Named(Kind.Service, entry.KeySpan) 
            {
                HasPort = Has(ServiceKeys.Port), HasRoute = Has(ServiceKeys.Route),
                HasUrl = !RouteReader.IsAllWildcards(Value(ServiceKeys.Route)),
            };
        }

        if (section == FileKeys.Jobs)
        {
            return new Named(Has(JobKeys.Gpu) ? Kind.GpuJob : Kind.Job, entry.KeySpan);
        }

        return ResourceReader.KindOf(entry.Value) is not { } kind ? null : new Named(kind, entry.KeySpan)
        {
            HasOwnKey = Value(BucketKeys.Encrypt) is ScalarNode { Value: "own-key" },
            Gives = Value(BucketKeys.Existing) is { } existing ? attribute => ExistingReader.Gives(existing, kind, attribute) : null,
        };

        bool Has(Key key) => Value(key) is not null;

        Node? Value(Key key) => (entry.Value as MapNode)?[key.Name] is { IsNull: false } value ? value : null;
    }
}
