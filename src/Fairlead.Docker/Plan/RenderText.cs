using System.Text;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>
/// The containers of an app as text, for <c>render</c>. Secret values never stand in it: the values given are their names.
/// </summary>
internal static class RenderText
{
    /// <summary>All containers of an app, with the names of secrets where their values would be.</summary>
    public static IReadOnlyList<ContainerSpec> Containers(App app, IReadOnlyDictionary<string, ReleaseImage> images, string folder)
    {
        var scope = new Scope(app.Id);
        var secrets = app.Secrets.Select(s => s.Name).Concat(app.Resources.Select(r => Values.PasswordOf(r.Name)));
        var masked = secrets.ToDictionary(n => n, n => $"<{n}>", StringComparer.Ordinal);
        var values = new Values(
            app,
            masked,
            new ReleaseIdentity("<commit>", "<tag>", ""),
            0,
            HostPort.Choose(app, scope, Observed.Nothing));
        var all = new Containers(app, scope, values, images, folder);
        return
        [
            all.AppProxy([.. app.Services.Where(s => s.HostPort is not null)]),
            .. app.Resources.Where(Supported.Runs).Select(all.Resource),
            .. app.Services.Where(s => HaproxyBackends.IsInner(app, s)).Select(all.InnerProxy),
            .. app.Services.SelectMany(s => Enumerable.Range(1, s.Count).Select(i => all.Task(s, 0, i, null))),
            .. app.Jobs.Select(j => all.Job(j, 0, "run", "")),
        ];
    }

    public static string Render(ContainerSpec spec)
    {
        var text = new StringBuilder();
        text.Append($"container {spec.Name}\n  image       {spec.Image}\n");
        Line(text, "entrypoint", spec.Entrypoint is null ? null : Words(spec.Entrypoint));
        Line(text, "command", spec.Command is null ? null : Words(spec.Command));
        Line(text, "user", spec.User);
        Line(text, "files", spec.ReadOnly ? "read-only" : null);
        Line(text, "memory", spec.Memory is { } memory ? new Size(memory).ToString() : null);
        Line(text, "cpu weight", spec.CpuShares?.ToString());
        Line(text, "stop", $"{spec.StopSignal ?? "SIGTERM"}, then {DurationText.Render(spec.Stop)}");
        Line(text, "restart", spec.Restart ? "unless stopped" : "no");
        Line(text, "health", spec.Health is null ? null : Words(spec.Health.Test));
        Line(text, "names", spec.Aliases.Count == 0 ? null : string.Join(", ", spec.Aliases));
        Line(
            text,
            "ports",
            spec.Ports.Count == 0 ? null : string.Join(", ", spec.Ports.Select(p => $"127.0.0.1:{p.Host} -> {p.Container}")));
        foreach (var mount in spec.Mounts)
        {
            Line(text, "mount", $"{mount.Target} <- {(mount.Kind == "volume" ? "volume " : "")}{mount.Source}");
        }

        foreach (var (name, value) in spec.Env)
        {
            Line(text, "env", $"{name}={value}");
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append($"  {name,-11} {value}\n");
        }
    }

    private static string Words(IEnumerable<string> words) =>
        string.Join(' ', words.Select(w => w.Length > 0 && w.All(c => char.IsLetterOrDigit(c) || "-_./:=@%+,".Contains(c, StringComparison.Ordinal)) ? w : $"'{w.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
}
