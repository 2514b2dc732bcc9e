using System.Text.RegularExpressions;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>The compose files of a project: the one that compose takes, what it lays over it, and the others.</summary>
internal static partial class ComposeFiles
{
    private static readonly string[] Names = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

    /// <summary>The compose file that compose itself would take.</summary>
    public static string? Find(IProjectTree tree) => Names.FirstOrDefault(tree.Has);

    /// <summary>Compose files that it takes only when it is told.</summary>
    public static IEnumerable<string> Others(IProjectTree tree) =>
        tree.Files.Where(f => f.Count(c => c == '/') <= 1 && ComposeName().IsMatch(ProjectPath.FileName(f)));

    /// <summary>Null, with a reason, when there is none that can be read.</summary>
    /// <param name="values">What its own <c>.env</c> says, for ports, versions and the like.</param>
    public static ComposeFile? Read(
        IProjectTree tree, string path, ComposeEnvironment values, ImportNotes findings, out string? fault)
    {
        if (Root(tree, path, out fault) is not { } root)
        {
            return null;
        }

        var over = Names.Select(n => Path.ChangeExtension(n, null) + ".override" + Path.GetExtension(n)).FirstOrDefault(tree.Has);
        if (over is not null && Root(tree, over, out var broken) is var above)
        {
            root = above is null ? root : NodeMerge.Merge(root, above, appends: true);
            if (above is null)
            {
                findings.Missing(null, over, $"it can not be read: {broken}");
            }
            else
            {
                findings.Read(over, $"laid over {path}, as compose does");
            }
        }

        foreach (var other in Others(tree).Where(f => f != path && f != over))
        {
            findings.Read(other, "not read: compose takes it only when it is told; what differs there belongs under 'environments'");
        }

        return ComposeReader.Read(path, values.WithDefaults(root), values.All);
    }

    private static MapNode? Root(IProjectTree tree, string path, out string? fault)
    {
        var problems = new ProblemList(int.MaxValue);
        var root = YamlReader.Read(new Source(path, tree.Read(path) ?? ""), problems) as MapNode;
        fault = problems.InOrder().Where(p => p.Severity == Severity.Error).Select(p => $"{p.Span}: {p.Message}").FirstOrDefault();
        if (Services(root) is not { Entries.Count: > 0 } services)
        {
            fault ??= $"{path} names no services";
            return null;
        }

        var others = root!.Entries.Where(e => e.Key != "services" && services[e.Key] is null);
        return root with { Entries = [.. others, new Entry("services", root.Span, services)] };
    }

    // The oldest form has no 'services': the services are the file.
    private static MapNode? Services(MapNode? root) =>
        root?["services"] as MapNode
        ?? (root is null || root.Find("services") is not null ? null
            : root with { Entries = [.. root.Entries.Where(e => e.Value is MapNode map && IsService(map))] });

    private static bool IsService(MapNode map) => (map.Find("image") ?? map.Find("build") ?? map.Find("extends")) is not null;

    [GeneratedRegex(@"^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ComposeName();
}
