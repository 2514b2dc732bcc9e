using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>
/// What somebody changed by hand of a container that was made as it should be: <c>docker update</c>, <c>docker network</c>. Pure.
/// </summary>
internal static class HandChanges
{
    private const string File = "the file";

    /// <returns>"memory is 300M, the file says 64M"; nothing where the container was not looked at, or was made otherwise anyway.</returns>
    /// <param name="wanted">As it should be.</param>
    /// <param name="container">As it is.</param>
    /// <param name="says">Where what is wanted stands.</param>
    public static IReadOnlyList<string> Find(ContainerSpec wanted, Container? container, string says = File) =>
        container is { Adjustable: { } found } && container.Config == wanted.Config
            ? [.. Limits(wanted, found, says), .. Networks(wanted, found, container)]
            : [];

    /// <summary>"shop_local_web_1_1: memory is 300M, the file says 64M: changed by hand"; null where nothing was.</summary>
    public static string? Explain(ContainerSpec wanted, IEnumerable<Container> containers)
    {
        var changed = containers.Select(c => (c.Handle, Changes: Find(wanted, c))).Where(c => c.Changes.Count > 0)
            .Select(c => $"{c.Handle}: {Words(c.Changes)}").ToList();
        return changed.Count == 0 ? null : string.Join("; ", changed);
    }

    public static string Words(IEnumerable<string> changes) => $"{string.Join(", ", changes)}: changed by hand";

    /// <summary>Of all that runs, measured by the release that serves.</summary>
    public static IEnumerable<Notice> Notices(Observed observed, App app)
    {
        if (observed.Live is not { } live || observed.Containers.All(c => c.Adjustable is null))
        {
            yield break;
        }

        var images = app.Images.ToDictionary(i => i.Name, i => live.FindImage(i.Name) ?? new ReleaseImage(i.Name, "", ""),
            StringComparer.Ordinal);
        var specs = RenderText.Containers(app, images, "/").Where(s => s.Role != Role.Job).DistinctBy(s => (s.Role, s.FileName))
            .ToDictionary(s => (s.Role, s.FileName));
        foreach (var container in observed.Containers.Where(c => c.Runs && IsOfRelease(c, live)))
        {
            // Nothing that can be changed by hand depends on values or ports, by which the hashes differ.
            if (specs.GetValueOrDefault((container.Role, container.Name)) is { } spec
                && Find(spec, container with { Config = spec.Config }, "the release") is { Count: > 0 } changes)
            {
                var subject = container.Handle == new Scope(app.Id).Proxy ? PlanDraft.LoadBalancer : container.Name;
                yield return new(subject, $"{container.Handle}: {Words(changes)}", IsBroken: false, "fairlead deploy");
            }
        }
    }

    private static bool IsOfRelease(Container container, Release live) => !Scope.IsFormer(container.Handle)
        && (container.Role != Role.Task || live.FindWorkload(container.Name)?.Config == container.Config);

    private static IEnumerable<string> Limits(ContainerSpec wanted, Adjustable found, string says)
    {
        // The engine does not set a limit to 0 by hand: that is an engine which knows no such limit.
        var memory = wanted.Memory ?? 0;
        if (found.Memory != memory && (found.Memory != 0 || memory == 0))
        {
            yield return $"memory is {Memory(found.Memory)}, {Should(memory > 0 ? Memory(memory) : null)}";
        }
        else if (found.Swap > 0 && found.Swap != memory)
        {
            yield return $"memory with swap is {Memory(found.Swap)}, {Should(memory > 0 ? Memory(memory) : null)}";
        }

        if (found.CpuShares != (wanted.CpuShares ?? 0) && found.CpuShares != 0)
        {
            yield return $"cpu weight is {found.CpuShares}, {Should(wanted.CpuShares?.ToString(CultureInfo.InvariantCulture))}";
        }

        if (found.Cpus > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"cpu is at most {found.Cpus:0.###}, {Should(null)}");
        }

        if (found.CpuSet.Length > 0)
        {
            yield return $"it may only use the CPUs {found.CpuSet}, {Should(null)}";
        }

        if (found.Restart != wanted.RestartPolicy)
        {
            yield return $"restart is {found.Restart}, it was made with {wanted.RestartPolicy}";
        }

        string Should(string? value) => value is null ? "it was made without such a limit" : $"{says} says {value}";
    }

    private static string Memory(long bytes) => bytes <= 0 ? "without limit"
        : bytes % Size.Mebi == 0 ? new Size(bytes).ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");

    private static IEnumerable<string> Networks(ContainerSpec wanted, Adjustable found, Container container)
    {
        if (!found.Networks.TryGetValue(wanted.Network, out var names))
        {
            yield return $"it is not in the network {wanted.Network}";
        }
        else if (wanted.Role == Role.Task && container.Address.Length == 0)
        {
            yield return $"it has another address in the network {wanted.Network}";
        }
        else if (wanted.Aliases.Except(names, StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
        {
            yield return $"it is not called {string.Join(", ", missing)} in the network {wanted.Network}";
        }

        foreach (var other in found.Networks.Keys.Where(n => n != wanted.Network).Order(StringComparer.Ordinal))
        {
            yield return $"it is in the network {other} too";
        }
    }
}
