using System.Text;
using Fairlead.Core.Model;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Drafts;

/// <summary>The app file as a person would write it.</summary>
public sealed class DraftText
{
    /// <summary>Where the schema lies that the first line names, from the app file on.</summary>
    public const string SchemaFile = ".fairlead/schema.json";

    private const int FewestForAnchor = 3;

    private static readonly string[] Below = ["extras", "edge", "network", "security", "logs", "alerts"];

    private readonly StringBuilder text = new();
    private readonly Draft draft;

    private DraftText(Draft draft) => this.draft = draft;

    public static string Write(Draft draft) => new DraftText(draft).Run();

    private string Run()
    {
        text.Append("# yaml-language-server: $schema=").Append(SchemaFile).Append('\n');
        Line(0, "app", YamlScalar.Block(draft.Name));
        foreach (var key in draft.Keys.Where(k => !Below.Contains(k.Name)))
        {
            Line(0, key.Name, key.Value, key.Remark);
        }

        Section("images:", draft.Images, Image);
        Section(
            draft.EnvIsApart ? "x-env: &env  # what the app's own have in common" : "env:",
            draft.Env,
            v => Line(2, YamlScalar.Key(v.Name), YamlScalar.Block(v.Value)));
        Section("secrets:", draft.Secrets, s => Line(2, YamlScalar.Key(s.Key), s.Value));
        Section("services:", draft.Services, Workload);
        Section("jobs:", draft.Jobs, Workload);
        Section("resources:", draft.Resources, Resource);
        foreach (var key in draft.Keys.Where(k => Below.Contains(k.Name)))
        {
            text.Append('\n');
            Line(0, key.Name, key.Value, key.Remark);
        }

        Section("environments:", [.. draft.Differences.GroupBy(d => d.Environment, StringComparer.Ordinal)], e =>
            Differences(2, e.Key, [.. e], 0));
        return text.ToString();
    }

    private void Section<T>(string name, IReadOnlyList<T> items, Action<T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        text.Append('\n').Append(name).Append('\n');
        foreach (var item in items)
        {
            write(item);
        }
    }

    private void Line(int indent, string key, string? value, string? remark = null)
    {
        text.Append(' ', indent).Append(key).Append(':');
        if (value is not null)
        {
            text.Append(' ').Append(value);
        }

        text.Append(remark is null ? "" : $"  # {remark}").Append('\n');
    }

    // What differs below a key: a value, or more keys.
    private void Differences(int indent, string key, List<FoundDifference> some, int depth)
    {
        if (some is [var only] && only.Path.Count == depth)
        {
            Line(indent, YamlScalar.Key(key), only.Value, only.Remark);
            return;
        }

        Line(indent, YamlScalar.Key(key), null);
        foreach (var below in some.Where(d => d.Path.Count > depth).GroupBy(d => d.Path[depth], StringComparer.Ordinal))
        {
            Differences(indent + 2, below.Key, [.. below.Where(d => d.Path.Count == depth + 1).TakeLast(1).DefaultIfEmpty()
                .OfType<FoundDifference>().Concat(below.Where(d => d.Path.Count > depth + 1))], depth + 1);
        }
    }

    private void Image(FoundImage image)
    {
        var usual = ProjectPath.Join(image.Context, "Dockerfile");
        var keys = new List<(string Key, string? Value)>
        {
            ("use", image.Use),
            ("context", image.Use is null ? image.Context : null),
            ("dockerfile", image.Use is null && image.Dockerfile != usual ? image.Dockerfile : null),
            ("target", image.Target),
            ("platform", image.Platform),
        };
        var written = keys.Where(k => k.Value is not null)
            .Select(k => $"{k.Key}: {YamlScalar.Flow(Interpolation.Render(k.Value!))}").ToList();
        if (image.Arguments.Count > 0)
        {
            var arguments = image.Arguments.Select(a => $"{YamlScalar.Key(a.Key)}: {YamlScalar.Flow(Interpolation.Render(a.Value))}");
            written.Add($"args: {{{string.Join(", ", arguments)}}}");
        }

        var isShort = written.Count == 1 && image.Use is null;
        Line(2, image.Name, isShort ? YamlScalar.Block(Interpolation.Render(image.Context)) : $"{{{string.Join(", ", written)}}}");
    }

    private void Workload(DraftWorkload workload)
    {
        var found = workload.Found;
        var start = text.Length;
        Key("extends", workload.Extends);
        Key("image", draft.Images.Count == 1 || found.Image == found.Name ? null : found.Image);
        Command("entrypoint", found.Entrypoint);
        Command("command", found.Command);
        Key("when", found.When is "" ? null : found.When);
        Key("schedule", found.Schedule);
        Key("migrations", Folders(found.Migrations));
        if (!found.IsJob)
        {
            Key("port", found.Port?.ToString());
            Key("route", workload.Routes switch { [] => null, [var one] => YamlScalar.Block(one), var some => YamlScalar.Refer(some) });
            Key("host_port", workload.HostPort?.ToString());
            Key("count", found.Count?.ToString());
        }

        new[] { ("cpu", found.Cpu), ("memory", found.Memory), ("user", User(found)), ("stop", found.Stop) }.ToList()
            .ForEach(k => Key(k.Item1, k.Item2));
        Key("deploy", found is { HoldsData: true, IsJob: false } ? "replace" : null);
        Key("health", found.IsJob ? null : HealthText.Write(workload));
        Key("uses", workload.Uses.Count == 0 ? null : YamlScalar.List(workload.Uses));
        found.Keys.ToList().ForEach(k => Line(4, k.Name, k.Value, k.Remark));
        Key("mounts", Mounts(found));
        Env(workload);
        var body = text.ToString(start, text.Length - start);
        text.Length = start;
        Line(2, found.Name, body.Length == 0 ? "{}" : null, found.Remarks.GetValueOrDefault(found.Name));
        text.Append(body);

        void Key(string key, string? value)
        {
            if (value is not null)
            {
                Line(4, key, value, found.Remarks.GetValueOrDefault(key));
            }
        }

        void Command(string key, IReadOnlyList<string>? words) => Key(key, words is null ? null : YamlScalar.Command(words));
    }

    private static string? User(FoundWorkload workload) =>
        workload.User is { } user ? YamlScalar.Block(Interpolation.Render(user)) : null;

    private static string? Mounts(FoundWorkload workload) => workload.Mounts.Count == 0 ? null
        : $"{{{string.Join(", ", workload.Mounts.Select(m => $"{YamlScalar.Flow(m.Key)}: {YamlScalar.Flow(m.Value)}"))}}}";

    private static string? Folders(IReadOnlyList<string> folders) => folders switch
    {
        [] => null,
        [var one] => YamlScalar.Block(Interpolation.Render(one)),
        var some => YamlScalar.List(some),
    };

    // Long ones that several have stand once.
    private void Env(DraftWorkload workload)
    {
        if (workload is { TakesShared: false, Env.Count: 0 })
        {
            return;
        }

        var same = draft.Services.Concat(draft.Jobs).Where(w => !w.TakesShared && w.Env.SequenceEqual(workload.Env)).ToList();
        var isTwice = workload is { TakesShared: false, Env.Count: >= FewestForAnchor } && same.Count > 1;
        if (isTwice && same[0] != workload)
        {
            Line(4, "env", $"*{same[0].Found.Name}");
            return;
        }

        Line(4, "env", isTwice ? $"&{workload.Found.Name}" : workload is { TakesShared: true, Env.Count: 0 } ? "*env" : null);
        if (workload is { TakesShared: true, Env.Count: > 0 })
        {
            Line(6, "<<", "*env");
        }

        foreach (var variable in workload.Env)
        {
            Line(6, YamlScalar.Key(variable.Name), YamlScalar.Block(variable.Value));
        }
    }

    private void Resource(FoundResource resource)
    {
        var keys = new[]
        {
            ("version", resource.Version?.ToString()),
            ("extensions", resource.Extension is { } extension ? $"[{extension}]" : null),
            ("image", resource.Image is { } image ? YamlScalar.Flow(image) : null),
        }.Where(k => k.Item2 is not null).Concat(resource.Keys.Select(k => (k.Name, (string?)k.Value)))
            .Select(k => $", {k.Item1}: {k.Item2}").ToList();
        Line(2, resource.Name, keys.Count == 0 ? resource.Type : $"{{type: {resource.Type}{string.Concat(keys)}}}", resource.Remark);
    }
}
