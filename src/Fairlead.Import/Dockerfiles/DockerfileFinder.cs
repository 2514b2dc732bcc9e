using Fairlead.Import.Project;

namespace Fairlead.Import.Dockerfiles;

/// <param name="Name">After the folder, or what stands beside "Dockerfile" in the file's name; null for the one of the project
/// itself.</param>
internal sealed record FoundDockerfile(string? Name, string Path, string Context, DockerfileFacts Facts);

/// <summary>The Dockerfiles of a project: at its top and up to two levels below.</summary>
internal sealed class DockerfileFinder(IProjectTree tree, List<string> notes)
{
    private const int DeepestLevel = 2;

    private static readonly string[] OtherStages = ["prod", "production", "release", "deploy", "dev", "devel", "development", "local",
        "test", "tests", "testing", "ci", "debug", "base", "builder", "build", "example", "sample", "dockerignore", "alpine", "debian",
        "slim", "arm64", "amd64", "windows", "gpu", "cuda", "old", "bak", "orig", "swp"];

    // Folders of Dockerfiles, not of what they build.
    private static readonly string[] BuildFolders = ["docker", ".docker", "dockerfiles", "build", "deploy", "deployment", "deployments",
        "infra", "ops", "container", "containers", "packaging", "etc", "config"];

    private static readonly string[] NotTheApp = ["test", "tests", "e2e", "example", "examples", "doc", "docs", "fixtures", "testdata",
        ".devcontainer", ".github", ".gitlab", ".circleci", "third_party", "benchmark", "benchmarks", "samples", "scripts", "tools"];

    public IReadOnlyList<FoundDockerfile> Find()
    {
        var all = tree.Files.Where(f => f.Count(c => c == '/') <= DeepestLevel && Variant(ProjectPath.FileName(f)) is not null).ToList();
        var besides = all.Where(f => f.Split('/').SkipLast(1).Any(p => NotTheApp.Contains(p))).ToList();
        if (besides.Count > 0 && besides.Count < all.Count)
        {
            notes.AddRange(besides.Select(f => $"{f} was left out: it seems not to be a part of the app"));
            all = [.. all.Except(besides)];
        }

        return [.. all.GroupBy(ProjectPath.Folder)
            .OrderBy(g => g.Key == "." ? "" : g.Key, StringComparer.Ordinal).SelectMany(g => InFolder(g.Key, [.. g])).Select(Read)
            .OfType<FoundDockerfile>()];
    }

    // "" for a plain one, the rest of the name otherwise; null for what is none.
    private static string? Variant(string file)
    {
        if (file is "Dockerfile" or "Containerfile" or "dockerfile")
        {
            return "";
        }

        return file.StartsWith("Dockerfile.", StringComparison.Ordinal) || file.StartsWith("Dockerfile-", StringComparison.Ordinal)
            ? file[11..].ToLowerInvariant()
            : file.EndsWith(".Dockerfile", StringComparison.Ordinal) || file.EndsWith(".dockerfile", StringComparison.Ordinal)
                ? file[..^11].ToLowerInvariant()
            : null;
    }

    // The plain one, or the one for production in its place; and those that are named after a part of the app.
    private IEnumerable<(string? Name, string Path)> InFolder(string folder, List<string> files)
    {
        bool IsPart(string file) =>
            Variant(ProjectPath.FileName(file)) is { Length: > 0 } variant
            && !OtherStages.Any(s => variant.Split('.', '-', '_').Contains(s));
        var parts = files.Where(IsPart).ToList();
        var plain = files.Find(f => Variant(ProjectPath.FileName(f)) is "")
            ?? files.Except(parts)
                .OrderBy(f => Array.FindIndex(OtherStages, s => f.Contains(s, StringComparison.OrdinalIgnoreCase)))
                .FirstOrDefault(f => parts.Count == 0 && !f.EndsWith(".dockerignore", StringComparison.Ordinal));
        if (plain is not null)
        {
            if (Variant(ProjectPath.FileName(plain)) is { Length: > 0 } stage)
            {
                notes.Add($"{plain} is used, as there is no other Dockerfile beside it; it may be meant for {stage} only");
            }

            yield return (FolderName(folder), plain);
        }

        foreach (var part in parts)
        {
            yield return (Variant(ProjectPath.FileName(part)), part);
        }
    }

    private static string? FolderName(string folder) =>
        folder == "." ? null : folder.Split('/').LastOrDefault(p => !BuildFolders.Contains(p));

    private FoundDockerfile? Read((string? Name, string Path) file)
    {
        if (tree.Read(file.Path) is not { } text || DockerfileFacts.Read(text) is not { } facts)
        {
            notes.Add($"{file.Path} was left out: it builds nothing");
            return null;
        }

        return new FoundDockerfile(file.Name, file.Path, ContextOf(file.Path, facts), facts);
    }

    // The nearest folder in which everything is that the Dockerfile copies; its own where nothing tells.
    private string ContextOf(string path, DockerfileFacts facts)
    {
        var folder = ProjectPath.Folder(path);
        var named = facts.Sources.Where(s => ProjectPath.Normal(s) is { } normal && normal != ".").ToList();
        for (var context = folder; named.Count > 0; context = ProjectPath.Folder(context))
        {
            if (named.TrueForAll(s => tree.Has(ProjectPath.Join(context, s))))
            {
                return context;
            }

            if (context == ".")
            {
                break;
            }
        }

        var parts = folder.Split('/').ToList();
        return parts.FindIndex(p => BuildFolders.Contains(p)) switch
        {
            < 0 => folder,
            0 => ".",
            var at => string.Join('/', parts.Take(at)),
        };
    }
}
