using System.Text;
using Fairlead.Core.Model;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Drafts;

/// <summary>The app file as a person would write it.</summary>
public sealed class DraftText
{
    private readonly StringBuilder text = new();
    private readonly Draft draft;

    private DraftText(Draft draft) => this.draft = draft;

    public static string Write(Draft draft) => new DraftText(draft).Run();

    private string Run()
    {
        Line(0, "app", YamlScalar.Block(draft.Name));
        Section("images:", draft.Images, Image);
        Section(
            draft.EnvIsApart ? "x-env: &env  # what the app's own have in common" : "env:",
            draft.Env,
            v => Line(2, YamlScalar.Key(v.Name), YamlScalar.Block(v.Value)));
        Section("secrets:", draft.Secrets, s => Line(2, YamlScalar.Key(s.Key), s.Value));
        Section("services:", draft.Services, Workload);
        Section("jobs:", draft.Jobs, Workload);
        Section("resources:", draft.Resources, Resource);
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
        Key("when", found.When);
        Key("migrations", Folders(found.Migrations));
        if (found.When is null)
        {
            Key("port", found.Port?.ToString());
            Key("route", workload.IsPublic ? "/" : null);
            Key("host_port", workload.HostPort?.ToString());
            Key("count", found.Count?.ToString());
        }

        Key("cpu", found.Cpu);
        Key("memory", found.Memory);
        Key("user", found.User is null ? null : YamlScalar.Block(Interpolation.Render(found.User)));
        Key("stop", found.Stop);
        Key("deploy", found is { HoldsData: true, When: null } ? "replace" : null);
        Key("health", found.When is null ? Health(workload) : null);
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

    private static string? Folders(IReadOnlyList<string> folders) => folders switch
    {
        [] => null,
        [var one] => YamlScalar.Block(Interpolation.Render(one)),
        var some => YamlScalar.List(some),
    };

    private void Env(DraftWorkload workload)
    {
        if (workload is { TakesShared: false, Env.Count: 0 })
        {
            return;
        }

        Line(4, "env", workload is { TakesShared: true, Env.Count: 0 } ? "*env" : null);
        if (workload is { TakesShared: true, Env.Count: > 0 })
        {
            Line(6, "<<", "*env");
        }

        foreach (var variable in workload.Env)
        {
            Line(6, YamlScalar.Key(variable.Name), YamlScalar.Block(variable.Value));
        }
    }

    private static string? Health(DraftWorkload workload)
    {
        var found = workload.Found;
        if (found.Health is not { } health)
        {
            return null;
        }

        if (health.Path is null)
        {
            return workload.IsPublic || health.Command is null ? null : $"{{command: {YamlScalar.List(health.Command)}}}";
        }

        var grace = health.Grace is { } time && time > TimeSpan.FromSeconds(60) && time <= TimeSpan.FromHours(1)
            ? DurationText.Render(TimeSpan.FromSeconds(Math.Ceiling(time.TotalSeconds)))
            : null;
        var port = health.Port != found.Port ? health.Port : null;
        var path = YamlScalar.Flow(Interpolation.Render(health.Path));
        return grace is null && port is null ? (workload.IsPublic && health.Path == "/" ? null : path)
            : $"{{path: {path}{(port is null ? "" : $", port: {port}")}{(grace is null ? "" : $", grace: {grace}")}}}";
    }

    private void Resource(FoundResource resource)
    {
        var keys = new[]
        {
            ("version", resource.Version?.ToString()),
            ("extensions", resource.Extension is { } extension ? $"[{extension}]" : null),
            ("image", resource.Image is { } image ? YamlScalar.Flow(image) : null),
        }.Where(k => k.Item2 is not null).Select(k => $", {k.Item1}: {k.Item2}").ToList();
        Line(2, resource.Name, keys.Count == 0 ? resource.Type : $"{{type: {resource.Type}{string.Concat(keys)}}}");
    }
}
