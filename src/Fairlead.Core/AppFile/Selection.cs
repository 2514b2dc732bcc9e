using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>
/// A deploy of only some names: the file of the release that serves, with those names as the file has them now. So what is recorded is
/// what runs, and what was not named is not touched.
/// </summary>
public static class Selection
{
    private static readonly string[] Sections = [FileKeys.Services.Name, FileKeys.Jobs.Name, FileKeys.Resources.Name];
    private static readonly string Images = FileKeys.Images.Name;
    private static readonly string Secrets = FileKeys.Secrets.Name;
    private static readonly string Env = FileKeys.Env.Name;
    private static readonly string Image = WorkloadKeys.Image.Name;

    /// <summary>The names, with the resources they link to and whatever else they need that does not serve yet.</summary>
    public static IReadOnlyList<string> WithLinks(App file, App? live, IReadOnlyList<string> names)
    {
        var all = new List<string>(names);
        for (var i = 0; i < all.Count; i++)
        {
            var links = file.FindWorkload(all[i])?.Links.Select(l => l.Target) ?? [];
            var needed = links.Where(t => file.Resources.Find(t) is not null || live?.FindWorkload(t) is null);
            all.AddRange(needed.Distinct(StringComparer.Ordinal).Except(all).ToList());
        }

        return all;
    }

    /// <param name="names">As <see cref="WithLinks"/> gives them.</param>
    public static MapNode Compose(App file, App? live, IReadOnlyList<string> names)
    {
        var old = live?.Document ?? Without(file.Document);
        var entries = old.Entries.Where(e => e.Key != Images).ToList();
        foreach (var section in Sections)
        {
            var merged = Merge(old[section] as MapNode, file.Document[section] as MapNode, names, e => Renewed(e, file, live, names));
            Put(
                entries, section,
                new MapNode(
                    [.. merged.Entries.Select(e => names.Contains(e.Key) ? e : WithImage(e, live?.FindWorkload(e.Key)?.Image))],
                    merged.Span));
        }

        var images = (live?.Document[Images] as MapNode)?.Entries.ToDictionary(e => e.Key, StringComparer.Ordinal) ?? [];
        foreach (var workload in names.Select(file.FindWorkload).OfType<Workload>())
        {
            var entry = ((MapNode)file.Document[Images]!).Find(workload.Image)!;
            var name = ImageOf(workload, live, names);
            images[name] = entry with { Key = name };
        }

        Put(entries, Images, new MapNode([.. images.Values], file.Document.Span));
        var secrets = Merge(old[Secrets] as MapNode, file.Document[Secrets] as MapNode, [.. file.Secrets.Select(s => s.Name)], e => e);
        Put(entries, Secrets, secrets);
        return new MapNode(entries, file.Document.Span);
    }

    // Where nothing serves yet, everything but the workloads is as the file says.
    private static MapNode Without(MapNode document) => new([.. document.Entries.Where(e => !Sections.Contains(e.Key))], document.Span);

    private static void Put(List<Entry> entries, string key, MapNode value)
    {
        var at = entries.FindIndex(e => e.Key == key);
        if (value.Entries.Count == 0)
        {
            entries.RemoveAll(e => e.Key == key);
        }
        else if (at >= 0)
        {
            entries[at] = entries[at] with { Value = value };
        }
        else
        {
            entries.Add(new Entry(key, value.Span, value));
        }
    }

    private static MapNode Merge(MapNode? old, MapNode? now, IReadOnlyList<string> names, Func<Entry, Entry> renew)
    {
        var kept = (old?.Entries ?? []).Select(e => names.Contains(e.Key) && now?.Find(e.Key) is { } renewed ? renew(renewed) : e).ToList();
        kept.AddRange((now?.Entries ?? []).Where(e => names.Contains(e.Key) && old?.Find(e.Key) is null).Select(renew));
        return new MapNode(kept, (now ?? old)?.Span ?? default!);
    }

    // The variables that the file gives to all are written out, for the others keep theirs.
    private static Entry Renewed(Entry entry, App file, App? live, IReadOnlyList<string> names)
    {
        if (file.FindWorkload(entry.Key) is not { } workload || entry.Value is not MapNode map)
        {
            return entry;
        }

        var own = (map[Env] as MapNode)?.Entries ?? [];
        var common = (file.Document[Env] as MapNode)?.Entries ?? [];
        var env = own.Concat(common.ExceptBy(own.Select(e => e.Key), e => e.Key)).ToList();
        var gone = ((live?.Document[Env] as MapNode)?.Entries ?? []).ExceptBy(env.Select(e => e.Key), e => e.Key);
        env.AddRange(gone.Select(e => e with { Value = new ScalarNode("null", Quoted: false, e.Value.Span) }));
        var keys = map.Entries.Where(e => e.Key != Env).ToList();
        if (env.Count > 0)
        {
            keys.Add(new Entry(Env, entry.KeySpan, new MapNode(env, map.Span)));
        }

        return WithImage(entry with { Value = new MapNode(keys, map.Span) }, ImageOf(workload, live, names));
    }

    // Which image is meant without a word can change with the number of images.
    private static Entry WithImage(Entry entry, string? image) => image is null || entry.Value is not MapNode map
        ? entry
        : entry with
        {
            Value = new MapNode(
                [
                    new Entry(Image, entry.KeySpan, new ScalarNode(image, Quoted: false, entry.KeySpan)),
                    .. map.Entries.Where(e => e.Key != Image),
                ],
                map.Span),
        };

    // An image that something else goes on using keeps its name and its content.
    private static string ImageOf(Workload workload, App? live, IReadOnlyList<string> names) =>
        live?.Workloads.Any(w => w.Image == workload.Image && !names.Contains(w.Name)) == true
            ? $"{workload.Image}-{workload.Name}"
            : workload.Image;
}
