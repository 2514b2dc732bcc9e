using System.Globalization;
using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Reads what the kernel gives a container: paths in memory, and limits.</summary>
internal static class ContainerLimits
{
    // Ulimit of the ECS API; the engine has the same.
    private static readonly string[] Names =
    [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending",
        "stack",
    ];

    public static readonly Shape<IReadOnlyList<Tmpfs>> Tmpfs = new(
        "a map of paths and sizes",
        static (Node node, Reading reading, out IReadOnlyList<Tmpfs> value) => ReadAll(node, reading, "{/tmp: 64M}", OneTmpfs, out value),
        "{/tmp: 64M}", new NamesForm("PATH", Shapes.Size.Form));

    public static readonly Shape<IReadOnlyList<Ulimit>> Ulimits = new(
        "a map of limits and numbers",
        static (Node node, Reading reading, out IReadOnlyList<Ulimit> value) =>
            ReadAll(node, reading, "{nofile: 65536}", OneUlimit, out value),
        "{nofile: 65536}", new NamesForm("NAME", new NumberForm(0, long.MaxValue)));

    private static bool ReadAll<T>(Node node, Reading reading, string example, Func<Entry, Reading, T?> one, out IReadOnlyList<T> value)
        where T : class
    {
        value = [];
        if (node is not MapNode map)
        {
            return reading.Wrong(Codes.WrongType, node.Span, "this has to be a map", $"write {example}", out value);
        }

        value = [.. map.Entries.Select(e => one(e, reading)).OfType<T>()];
        return true;
    }

    private static Tmpfs? OneTmpfs(Entry entry, Reading reading)
    {
        if (!entry.Key.StartsWith('/') || entry.Key.Length == 1 || entry.Key.Contains("..", StringComparison.Ordinal))
        {
            reading.Problems.Add(
                Codes.WrongValue, entry.KeySpan, $"'{entry.Key}' is not a path in the container", "write an absolute path below /");
            return null;
        }

        return Shapes.Size.Read(entry.Value, reading, out var size) ? new Tmpfs(entry.Key, size) : null;
    }

    private static Ulimit? OneUlimit(Entry entry, Reading reading)
    {
        if (!Names.Contains(entry.Key, StringComparer.Ordinal))
        {
            reading.Problems.Add(
                Codes.WrongValue, entry.KeySpan, $"'{entry.Key}' is not a limit of a process", Nearest.Hint(entry.Key, Names, "limits"));
            return null;
        }

        if (entry.Value is ScalarNode { Value: var text }
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            return new Ulimit(entry.Key, limit);
        }

        reading.Problems.Add(Codes.WrongValue, entry.Value.Span, "a limit is one number", $"write {entry.Key}: 65536");
        return null;
    }
}
