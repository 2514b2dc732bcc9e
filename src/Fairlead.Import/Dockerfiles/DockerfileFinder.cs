using Fairlead.Import.Found;
using Fairlead.Import.Project;

namespace Fairlead.Import.Dockerfiles;

/// <param name="Name">After the folder, or what stands beside "Dockerfile" in the file's name; null for the one of the project
/// itself.</param>
internal sealed record FoundDockerfile(string? Name, string Path, string Context, DockerfileFacts Facts);

/// <summary>The Dockerfiles of a project: at its top and up to two levels below.</summary>
internal sealed class DockerfileFinder(IProjectTree tree, ImportNotes findings)
{
    private const int DeepestLevel = 2;

    // What a part of an app may be called: any other word beside "Dockerfile" tells of another way to build the same.
    private static readonly string[] Parts = ["web", "www", "api", "app", "frontend", "front", "backend", "back", "client", "server", "ui",
        "site", "admin", "worker", "workers", "celery", "beat", "sidekiq", "queue", "consumer", "producer", "scheduler", "cron", "job",
        "jobs", "bot", "proxy", "nginx", "gateway", "db", "database", "postgres", "redis", "cache", "mail", "auth", "migrate",
        "migrations", "processor", "service", "ws", "websocket", "streamlit", "notifier"];

    private static readonly string[] ForProduction = ["prod", "production", "release", "deploy"];

    // Versions, distributions and machines: folders of the same thing in several forms.
    private static readonly string[] Forms = ["alpine", "debian", "ubuntu", "slim", "bookworm", "bullseye", "fpm", "apache", "cli", "arm",
        "arm64", "armhf", "amd64", "aarch64", "x86_64", "windows", "linux", "gpu", "cuda", "cpu", "rocm", "dev", "prod", "full", "lite"];

    // Folders of Dockerfiles, not of what they build.
    private static readonly string[] BuildFolders = ["docker", ".docker", "dockerfiles", "build", "deploy", "deployment", "deployments",
        "infra", "ops", "container", "containers", "packaging", "etc", "config"];

    private static readonly string[] NotTheApp = ["test", "tests", "e2e", "example", "examples", "doc", "docs", "fixtures", "testdata",
        ".devcontainer", ".github", ".gitlab", ".circleci", "third_party", "benchmark", "benchmarks", "samples", "scripts", "tools"];

    public IReadOnlyList<FoundDockerfile> Find()
    {
        var all = tree.Files.Where(f => f.Count(c => c == '/') <= DeepestLevel && Variant(ProjectPath.FileName(f)) is not null).ToList();
        all.RemoveAll(f => f.Split('/').Contains(".devcontainer"));
        var besides = all.Where(f => f.Split('/').SkipLast(1).Any(p => NotTheApp.Contains(p))).ToList();
        if (besides.Count > 0 && besides.Count < all.Count)
        {
            besides.ForEach(f => findings.LeftOut(null, f, "it seems not to be a part of the app"));
            all = [.. all.Except(besides)];
        }

        all = [.. all.Except(OtherForms(all))];

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

    // 4/fpm and 5/apache: of folders that only say a version or a machine one is enough, and none where a plain one is at the top.
    private List<string> OtherForms(List<string> all)
    {
        var forms = all.Where(f => ProjectPath.Folder(f) is var folder and not "." && folder.Split('/')
            .All(p => IsForm(p) || BuildFolders.Contains(p))
            && folder.Split('/').Any(IsForm)).OrderBy(f => f, StringComparer.Ordinal).ToList();
        var others = all.Count > forms.Count ? forms : forms.SkipLast(1).ToList();
        others.ForEach(f => findings.LeftOut(null, f, "another way to build the same"));
        return others;
    }

    private static bool IsForm(string part) => Forms.Contains(part) || part.All(c => char.IsAsciiDigit(c) || c is '.' or 'v' or '-');

    private static bool IsPart(string file) =>
        Variant(ProjectPath.FileName(file)) is { Length: > 0 } variant && variant.Split('.', '-', '_').All(w => Parts.Contains(w));

    // The plain one, or the one for production in its place; and those that are named after a part of the app.
    private IEnumerable<(string? Name, string Path)> InFolder(string folder, List<string> files)
    {
        files.RemoveAll(f => f.EndsWith(".dockerignore", StringComparison.Ordinal));
        var parts = files.Where(IsPart).ToList();
        var variants = files.Except(parts).Where(f => Variant(ProjectPath.FileName(f)) is not "").ToList();
        var plain = files.Find(f => Variant(ProjectPath.FileName(f)) is "")
            ?? variants.OrderBy(f => Array.Exists(ForProduction, s => f.Contains(s, StringComparison.OrdinalIgnoreCase)) ? 0 : 1)
                .FirstOrDefault(_ => parts.Count == 0);
        if (plain is not null)
        {
            if (Variant(ProjectPath.FileName(plain)) is { Length: > 0 } stage)
            {
                findings.ToDo(null, plain, $"it is used, as there is no other Dockerfile beside it; it may be meant for {stage} only");
            }

            yield return (FolderName(folder), plain);
        }

        foreach (var part in parts)
        {
            yield return (Variant(ProjectPath.FileName(part)), part);
        }

        variants.Where(v => v != plain).ToList().ForEach(v => findings.LeftOut(null, v, "another way to build the same"));
    }

    private static string? FolderName(string folder) =>
        folder == "." ? null : folder.Split('/').LastOrDefault(p => !BuildFolders.Contains(p));

    private FoundDockerfile? Read((string? Name, string Path) file)
    {
        if (tree.Read(file.Path) is not { } text || DockerfileFacts.Read(text) is not { } facts)
        {
            findings.Missing(null, file.Path, "it builds nothing");
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
