using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Reads links that env does not show, and how far they go: a list of names, or names with their levels.</summary>
internal sealed class UsesReader(Reading reading)
{
    public List<Use> Read(Node? written)
    {
        var uses = new List<Use>();
        switch (written)
        {
            case ListNode list:
                foreach (var item in list.Items)
                {
                    if (Shapes.Word.Read(item, reading, out var name))
                    {
                        AddUse(uses, name!, "", item.Span, item.Span);
                    }
                }

                break;
            case MapNode map:
                foreach (var entry in map.Entries)
                {
                    if (Shapes.Word.Read(entry.Value, reading, out var level))
                    {
                        AddUse(uses, entry.Key, level!, entry.KeySpan, entry.Value.Span);
                    }
                }

                break;
            case { } node:
                reading.Problems.Add(
                    Codes.WrongType, node.Span, "uses has to be a list of names, or a map of names and levels",
                    "write [files], or {files: read}");
                break;
        }

        return uses;
    }

    private void AddUse(List<Use> uses, string name, string text, Span nameSpan, Span levelSpan)
    {
        if (!IsUsed(name, nameSpan))
        {
            return;
        }

        var kind = reading.Names[name].Kind;
        var words = text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var levels = Grants.Levels(kind);
        var access = words.Length == 0 ? Grants.Default(kind)
        : levels.FirstOrDefault(l => l.Word == words[0]) is { Word: not null } level ? level.Access
        : (Access?)null;
        if (access is null)
        {
            var hint = levels.Count == 0
                ? "write it in a list: [" + name + "]"
                : Nearest.Hint(words[0], [.. levels.Select(l => l.Word)], "levels");
            reading.Problems.Add(
                Codes.WrongValue, levelSpan,
                levels.Count == 0
                    ? $"a link to {Attributes.Describe(kind)} has no levels"
                    : $"'{words[0]}' is not a level of {Attributes.Describe(kind)}",
                hint);
        }
        else if (words.Length == 2 && kind != Kind.Bucket)
        {
            reading.Problems.Add(
                Codes.WrongValue, levelSpan, $"only objects of a bucket have a prefix, and '{name}' is {Attributes.Describe(kind)}",
                $"write {words[0]}");
        }
        else if (uses.Exists(u => u.Target == name))
        {
            reading.Problems.Add(Codes.DuplicateKey, nameSpan, $"'{name}' stands here a second time", "remove one");
        }
        else
        {
            uses.Add(new Use(name, kind, access.Value, words.ElementAtOrDefault(1), nameSpan));
        }
    }

    // A volume is a resource, and is not told that it is none.
    private bool IsUsed(string name, Span span)
    {
        if (reading.Names.TryGetValue(name, out var named) && named.Kind == Kind.Volume)
        {
            reading.Problems.Add(
                Codes.WrongKind, span, $"'{name}' is a volume, which is seen at a path and not called", $"write mounts: {{/path: {name}}}");
            return false;
        }

        return reading.Expect(
            name, span, "service, resource or GPU job", Kind.Service, Kind.GpuJob, Kind.Postgres, Kind.Redis, Kind.Search,
            Kind.Bucket, Kind.Queue, Kind.Config, Kind.Endpoint);
    }
}
