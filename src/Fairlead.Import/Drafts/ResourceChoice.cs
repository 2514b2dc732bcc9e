using Fairlead.Import.Found;

namespace Fairlead.Import.Drafts;

/// <summary>How resources are written so that what uses them works: encryption as their clients speak it, versions that AWS has.</summary>
internal sealed class ResourceChoice(List<DraftWorkload> workloads, List<DraftVariable> shared, ImportNotes findings)
{
    // The oldest that RDS and ElastiCache still make (Amazon RDS release calendar; ElastiCache supported versions).
    private static readonly (string Type, int Oldest)[] Versions = [("postgres", 11), ("redis", 6)];

    private static readonly int[] Newest = [18, 9];

    public IReadOnlyList<FoundResource> Decide(IReadOnlyList<FoundResource> resources) => [.. resources.Select(Decide)];

    private FoundResource Decide(FoundResource resource)
    {
        var links = workloads.SelectMany(w => w.Env).Concat(shared).Select(v => v.Value)
            .Where(v => v.Contains($"${{{resource.Name}.", StringComparison.Ordinal)).ToList();
        if (resource.IsServer && !resource.IsElsewhere && links.Count == 0)
        {
            var used = workloads.Exists(w => w.Uses.Contains(resource.Name));
            findings.ToDo(
                resource.Name, null,
                $"{(used ? "what uses it reaches it by a name of its own" : "nothing leads to it yet")}: tell the app where it is, "
                + $"for example with {(resource.Type == "redis" ? "REDIS" : "DATABASE")}_URL: ${{{resource.Name}.url}} in env");
        }

        var fit = Version(resource);
        return fit.Type != "redis"
            || fit.IsElsewhere
            || links.Count == 0
            || fit.Keys.Any(k => k.Name == "tls")
            || links.Exists(v => v.Contains($"${{{fit.Name}.url}}", StringComparison.Ordinal))
            ? fit
            : fit with { Keys = [.. fit.Keys, new FoundKey("tls", "false")], Remark = "the app takes host and port, and no TLS" };
    }

    private FoundResource Version(FoundResource resource)
    {
        var at = Array.FindIndex(Versions, v => v.Type == resource.Type);
        if (at < 0 || resource.Version is not { } version || (version >= Versions[at].Oldest && version <= Newest[at]))
        {
            return resource;
        }

        var nearest = version < Versions[at].Oldest ? Versions[at].Oldest : Newest[at];
        findings.Changed(resource.Name, null, $"version {version} is no longer made: {nearest} is the nearest");
        return resource with { Version = nearest, Remark = $"{version} in the project; it is no longer made" };
    }
}
