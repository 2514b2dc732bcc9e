using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Reads mounts: a path of the container, and a volume, one of its directories, or (on local) a folder of the project.</summary>
internal sealed class MountReader(Reading reading)
{
    private const string Mode = "ro";

    private readonly List<Mount> mounts = [];

    public IReadOnlyList<Mount> Read(Node? node)
    {
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "mounts has to be a map", "write {/data: volume} or {/code: ./web}");
        }

        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            if (!entry.Key.StartsWith('/')
                || entry.Key.Contains("//", StringComparison.Ordinal)
                || entry.Key.Split('/').Contains("..")
                || entry.Key == "/")
            {
                reading.Problems.Add(
                    Codes.WrongValue, entry.KeySpan,
                    $"'{entry.Key}' is not a path in the container",
                    "write an absolute path below /");
            }
            else if (Shapes.Word.Read(entry.Value, reading, out var source))
            {
                Add(entry, source!);
            }
        }

        return mounts;
    }

    private void Add(Entry entry, string written)
    {
        var mark = written.LastIndexOf(':');
        var (source, mode) = mark < 0 ? (written, null) : (written[..mark], written[(mark + 1)..]);
        if (mode is not null and not Mode)
        {
            reading.Problems.Add(
                Codes.WrongValue, entry.Value.Span, $"'{mode}' does not say how it is mounted",
                mode == "rw" ? $"write {source}: it can be written to unless you say :ro" : $"write {source}, or {source}:ro to read only");
        }
        else if (source.StartsWith('.'))
        {
            AddFolder(entry, source, mode is not null);
        }
        else
        {
            AddVolume(entry, source, mode is not null);
        }
    }

    private void AddFolder(Entry entry, string source, bool isReadOnly)
    {
        if (!source.StartsWith("./", StringComparison.Ordinal) && source != ".")
        {
            reading.Problems.Add(
                Codes.WrongValue, entry.Value.Span,
                $"'{source}' is not a folder of the project",
                "start it with ./, or name a volume");
        }
        else if (!reading.Environment.IsLocal)
        {
            reading.Problems.Add(
                Codes.WrongValue, entry.Value.Span,
                $"the folder '{source}' is on this machine and can not be mounted in {reading.Environment.Name}",
                "move the mount under environments: {local: …}, or mount a volume");
        }
        else if (PathCheck.Folder(source, entry.Value.Span, reading, "mount"))
        {
            mounts.Add(new FolderMount(entry.Key, source, entry.KeySpan) { ReadOnly = isReadOnly });
        }
    }

    private void AddVolume(Entry entry, string source, bool isReadOnly)
    {
        var slash = source.IndexOf('/', StringComparison.Ordinal);
        var (name, directory) = slash < 0 ? (source, null) : (source[..slash], source[(slash + 1)..].TrimEnd('/'));
        if (!reading.Expect(name, entry.Value.Span, "volume", Kind.Volume))
        {
            return;
        }

        if (directory?.Split('/').Any(p => p is "" or "." or "..") == true)
        {
            reading.Problems.Add(
                Codes.WrongValue, entry.Value.Span,
                $"'{source}' is not a directory of the volume '{name}'",
                $"write {name}/uploads, without . or ..");
            return;
        }

        mounts.Add(new VolumeMount(entry.Key, name, directory, entry.KeySpan) { ReadOnly = isReadOnly });
    }
}
