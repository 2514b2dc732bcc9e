using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>Why tasks are replaced, in the file's words: what of a service is not as in the release that serves.</summary>
internal sealed class Differences(PlanDraft draft)
{
    /// <summary>"image, env TEXT"; null when the file explains nothing.</summary>
    public string? Explain(Service now)
    {
        if (draft.Observed.Live is not { } live || draft.Input.LiveApp?.Services.Find(now.Name) is not { } old)
        {
            return null;
        }

        var parts = new List<string>();
        Add(parts, "image", live.FindImage(old.Image)?.Id == draft.Input.Images.GetValueOrDefault(now.Image)?.Id);
        var (was, set) = (Env(old), Env(now));
        var changed = was.Keys.Union(set.Keys, StringComparer.Ordinal)
            .Where(n => was.GetValueOrDefault(n) != set.GetValueOrDefault(n))
            .ToList();
        Add(parts, $"env {string.Join(", ", changed)}", changed.Count == 0);
        Add(parts, "command", Same(old.Command, now.Command));
        Add(parts, "entrypoint", Same(old.Entrypoint, now.Entrypoint));
        Add(parts, $"memory {old.Memory} to {now.Memory}", old.Memory == now.Memory);
        Add(parts, $"cpu {old.Cpu} to {now.Cpu}", old.Cpu == now.Cpu);
        Add(parts, "port", old.Port == now.Port);
        Add(parts, "user", old.User == now.User);
        Add(parts, "stop", old.Stop == now.Stop);
        Add(parts, "mounts", Mounts(old, now).SequenceEqual(Mounts(now, now)));
        return parts.Count > 0 ? string.Join("; ", parts)
            : now.Env.Any(v => v.Value.Parts.Any(p => p is not Literal)) && IsOtherwise(now) ? "a value that env refers to"
            : null;
    }

    private bool IsOtherwise(Service now)
    {
        var config = draft.Containers.Task(now, 0, 1, null).Config;
        return draft.Observed.Named(Role.Task, now.Name).Any(t => t.Config != config);
    }

    private static Dictionary<string, string> Env(Service service) =>
        service.Env.ToDictionary(v => v.Name, v => v.Value.ToString(), StringComparer.Ordinal);

    // Wherever they stand in the file.
    private static IEnumerable<Mount> Mounts(Service service, Service at) => service.Mounts.Select(m => m with { Span = at.Origin.Name });

    private static bool Same(IReadOnlyList<string>? a, IReadOnlyList<string>? b) =>
        (a ?? []).SequenceEqual(b ?? [], StringComparer.Ordinal);

    private static void Add(List<string> parts, string what, bool same)
    {
        if (!same)
        {
            parts.Add(what);
        }
    }
}
