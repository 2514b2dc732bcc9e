using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads what services and jobs have in common.</summary>
internal sealed class WorkloadReader(Reading reading, Table<Image> images, MapNode? sharedEnv)
{
    private const decimal LeastCpu = 0.25m;

    public static Permission? Permission(Fields fields, Reading reading)
    {
        var allow = fields.Need(Keys.Permission.Allow, fields.Span, "a permission", "allow: [ses:SendEmail]");
        var to = fields.Need(Keys.Permission.To, fields.Span, "a permission", "to: \"*\"");
        if (allow.Any(a => a is "*" || a.EndsWith(":*", StringComparison.Ordinal)))
        {
            reading.Problems.Warn(Codes.WidePermission, fields.ValueOf(Keys.Permission.Allow), $"this allows everything{(allow.Contains("*") ? "" : " of a service")}", "name the actions that the app calls");
        }

        return new Permission(allow, to, fields.Span);
    }

    /// <summary>The keys of a workload; null, with a problem, where there are none.</summary>
    public Fields? Open(Entry entry, Section section, Section sister)
    {
        if (entry.Value is MapNode || section.Find(entry.Key) is null)
        {
            return Fields.Open(entry.Value, section, reading, sister);
        }

        reading.Problems.Add(Codes.WrongType, entry.KeySpan, $"'{entry.Key}' is a key of {section.Name}, and stands here as a name", $"indent it under the name of {section.Name}");
        return null;
    }

    /// <summary>A service or job with the keys that both have and read alike.</summary>
    public T Read<T>(T workload, Fields fields)
        where T : Workload
    {
        var (cpu, memory) = Sizes(fields);
        return workload with
        {
            Command = fields.Read(Keys.Workload.Command),
            Entrypoint = fields.Read(Keys.Workload.Entrypoint),
            Env = Env(fields),
            Uses = Uses(fields),
            Permissions = fields.Read(Keys.Workload.Permissions),
            Cpu = cpu,
            Memory = memory,
            Mounts = new MountReader(reading).Read(fields.Node(Keys.Workload.Mounts)),
            User = fields.Read(Keys.Workload.User),
            Exec = fields.Read(Keys.Workload.Exec),
            Stop = fields.Read(Keys.Workload.Stop),
            Health = fields.Read(Keys.Workload.Health) ?? workload.Health,
        };
    }

    public string Image(Fields fields, string name, Origin origin)
    {
        if (fields.Read(Keys.Workload.Image) is { } wanted)
        {
            if (images.Find(wanted) is null)
            {
                TellOfImage(wanted, fields.ValueOf(Keys.Workload.Image));
            }

            return wanted;
        }

        if (images.Find(name) is { } namesake)
        {
            return namesake.Name;
        }

        if (images.Count == 1)
        {
            return images[0].Name;
        }

        var hint = images.Count == 0 ? "add 'images: {app: .}' with the folder that holds the Dockerfile" : $"add 'image: {images[0].Name}'";
        reading.Problems.Add(Codes.NoImage, origin.Name, images.Count == 0 ? "the file has no images" : $"'{name}' does not say which image it runs", hint);
        return "";
    }

    /// <summary>CPU and memory; where the file gives one, the other is the least that Fargate has with it.</summary>
    private static (decimal Cpu, Size Memory) Sizes(Fields fields) => (fields.Read(Keys.Workload.Cpu), fields.Read(Keys.Workload.Memory)) switch
    {
        ({ } cpu, { } memory) => (cpu, memory),
        ({ } cpu, null) => (cpu, Fargate.LeastMemory(cpu)),
        (null, { } memory) => (Fargate.LeastCpu(memory), memory),
        _ => (LeastCpu, Fargate.LeastMemory(LeastCpu)),
    };

    private IReadOnlyList<Variable> Env(Fields fields)
    {
        var own = fields.Node(Keys.Workload.Env);
        if (own is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, own.Span, "env has to be a map of variables", "write NAME: value");
        }

        return own is not MapNode && sharedEnv is null ? [] : Variables.Read(Overrides.Cascade(sharedEnv, own as MapNode), reading);
    }

    private List<Use> Uses(Fields fields)
    {
        var uses = new List<Use>();
        switch (fields.Node(Keys.Workload.Uses))
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
                reading.Problems.Add(Codes.WrongType, node.Span, "uses has to be a list of names, or a map of names and levels", "write [files], or {files: read}");
                break;
        }

        return uses;
    }

    private void TellOfImage(string wanted, Span span)
    {
        var hint = Nearest.Hint(wanted, [.. images.Select(i => i.Name)], "images", out var near);
        reading.Problems.Add(
            Codes.UnknownReference,
            span,
            $"no image is named '{wanted}'",
            near is null && wanted.AsSpan().ContainsAny(':', '/', '.') ? Finished(wanted) : hint,
            near is null ? null : new Related(images[near].Origin.Name, $"'{near}' stands here"));
    }

    // Compose and others name the image itself where a workload runs.
    private static string Finished(string reference)
    {
        var last = reference[(reference.LastIndexOf('/') + 1)..];
        var name = last.Split(':', '@')[0].ToLowerInvariant();
        return name switch
        {
            "postgres" or "postgresql" or "postgis" => "a database of the app stands under resources: {db: postgres}",
            "redis" or "valkey" => "a cache of the app stands under resources: {cache: redis}",
            "opensearch" or "elasticsearch" => "a search engine of the app stands under resources: {search: search}",
            _ => $"write 'image: {(NameCheck.IsName(name) ? name : "tool")}', and under images: {{{(NameCheck.IsName(name) ? name : "tool")}: {{use: \"{reference}\"}}}}",
        };
    }

    private void AddUse(List<Use> uses, string name, string text, Span nameSpan, Span levelSpan)
    {
        if (!reading.Expect(name, nameSpan, "service, resource or GPU job", Kind.Service, Kind.GpuJob, Kind.Postgres, Kind.Redis, Kind.Search, Kind.Bucket, Kind.Queue, Kind.Config, Kind.Endpoint))
        {
            return;
        }

        var kind = reading.Names[name].Kind;
        var words = text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var levels = Grants.Levels(kind);
        var access = words.Length == 0 ? Grants.Default(kind) : levels.FirstOrDefault(l => l.Word == words[0]) is { Word: not null } level ? level.Access : (Access?)null;
        if (access is null)
        {
            var hint = levels.Count == 0 ? "write it in a list: [" + name + "]" : Nearest.Hint(words[0], [.. levels.Select(l => l.Word)], "levels");
            reading.Problems.Add(Codes.WrongValue, levelSpan, levels.Count == 0 ? $"a link to {Attributes.Describe(kind)} has no levels" : $"'{words[0]}' is not a level of {Attributes.Describe(kind)}", hint);
        }
        else if (words.Length == 2 && kind != Kind.Bucket)
        {
            reading.Problems.Add(Codes.WrongValue, levelSpan, $"only objects of a bucket have a prefix, and '{name}' is {Attributes.Describe(kind)}", $"write {words[0]}");
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
}
