using Fairlead.Core.Yaml;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>What a service of a compose file mounts: volumes become resources, folders of the project are there on local only.</summary>
internal sealed class ComposeVolumes(IProjectTree tree, ComposeFile compose, ISet<string> taken, ImportNotes findings)
{
    private static readonly string[] Clocks = ["/etc/localtime", "/etc/timezone"];
    private static readonly string[] OfMachine = ["/var/run", "/run", "/proc", "/sys", "/dev", "/etc", "/usr", "/lib", "/tmp", "/var/log"];

    private readonly Dictionary<string, FoundResource> volumes = new(StringComparer.Ordinal);
    private readonly List<FoundDifference> differences = [];

    public IReadOnlyList<FoundResource> Resources => [.. volumes.Values];

    public IReadOnlyList<FoundDifference> Differences => differences;

    public IReadOnlyList<KeyValuePair<string, string>> Mounts(ComposePart part, string name)
    {
        var mounts = new List<KeyValuePair<string, string>>();
        foreach (var volume in part.Service.Volumes.Where(v => v.Target.StartsWith('/') && v.Target.Length > 1))
        {
            if (Volume(part, volume, name) is { } resource)
            {
                var source = resource + (volume.IsReadOnly ? ":ro" : "");
                mounts.Add(KeyValuePair.Create(volume.Target.TrimEnd('/'), source));
            }
        }

        return mounts;
    }

    private string? Volume(ComposePart part, ComposeVolume volume, string name)
    {
        var at = part.Service.At("volumes");
        if (volume.Source is null)
        {
            if (part.Known.HoldsData)
            {
                return Named($"{name}\n{volume.Target}", $"{name}-data", part);
            }

            findings.LeftOut(name, at, $"what is written to {volume.Target} goes with its task: the volume has no name");
            return null;
        }

        return volume.IsPath ? Folder(part, volume, name, at) : Named(volume.Source, Interpolation.Literal(volume.Source), part);
    }

    private string? Folder(ComposePart part, ComposeVolume volume, string name, string at)
    {
        var source = volume.Source!;
        var path = ProjectPath.Normal(ProjectPath.Join(ProjectPath.Folder(compose.Path), source));
        if (path is null && Clocks.Contains(source))
        {
            findings.LeftOut(name, at, $"{source}: not needed here");
            return null;
        }

        if (path is null && (source.StartsWith("..", StringComparison.Ordinal) || OfMachine.Any(m => IsIn(source, m))
            || source.Contains('\uE010', StringComparison.Ordinal)))
        {
            findings.Missing(name, at, $"{Interpolation.Show(source)}, of the machine, is not there in a task");
            return null;
        }

        if (path is null || !tree.Has(path) || IsEmpty(path))
        {
            findings.Changed(name, at, $"the folder {Interpolation.Show(source)} of the machine is a volume here");
            string Wanted(string text) => $"{name}-{AppNames.Legal(text[(text.TrimEnd('/').LastIndexOf('/') + 1)..]) ?? "data"}";
            var wanted = Wanted(volume.Target);
            return Named(path ?? source, wanted == $"{name}-{name}" || taken.Contains(wanted) ? Wanted(source) : wanted, part);
        }

        if (part.Facts?.Copies(path, part.Image.Context) == true)
        {
            findings.LeftOut(name, at, $"the folder {path} is not mounted: tasks run what their image holds");
        }
        else if (tree.Files.Contains(path))
        {
            findings.Missing(name, at, $"the file {path} at {volume.Target}: build an image that holds it (COPY {path} {volume.Target})");
        }
        else
        {
            differences.Add(new FoundDifference(
                "local", ["services", name, "mounts", volume.Target.TrimEnd('/')],
                YamlScalar.Block((path == "." ? "." : $"./{path}") + (volume.IsReadOnly ? ":ro" : ""))));
            findings.Missing(name, at, $"the folder {path} is at {volume.Target} on local only; elsewhere its image has to hold it");
        }

        return null;
    }

    private string Named(string key, string wanted, ComposePart part)
    {
        if (volumes.TryGetValue(key, out var known))
        {
            return known.Name;
        }

        var written = (compose.Root["volumes"] as MapNode)?[key] as MapNode;
        if (written?.Entries.FirstOrDefault(e => e.Key is "external" or "driver" or "driver_opts") is { } other)
        {
            findings.Changed(null, ComposeService.PlaceOf(other.KeySpan),
                $"the volume {key} is a new one here: its '{other.Key}' was left out");
        }

        var owner = part.Service.User is { } user && user.All(c => char.IsAsciiDigit(c) || c == ':') ? user : null;
        var legal = AppNames.Legal(wanted) is { } free && !taken.Contains(free) ? wanted : $"{wanted}-data";
        var volume = new FoundResource(AppNames.Free(legal, "data", taken), "volume")
        {
            Keys = owner is null or "0" or "0:0" ? []
                : [new FoundKey("owner", YamlScalar.Flow(owner.Contains(':', StringComparison.Ordinal) ? owner : $"{owner}:{owner}"))],
        };
        volumes[key] = volume;
        return volume.Name;
    }

    private bool IsEmpty(string path) =>
        path != "."
            && !tree.Files.Contains(path)
            && tree.Files.Where(f => f.StartsWith(path + "/", StringComparison.Ordinal))
                .All(f => ProjectPath.FileName(f) is ".gitkeep" or ".gitignore" or ".keep");

    private static bool IsIn(string path, string folder) => path == folder || path.StartsWith(folder + "/", StringComparison.Ordinal);
}
