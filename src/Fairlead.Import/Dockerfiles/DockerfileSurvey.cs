using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Dockerfiles;

/// <summary>What Dockerfiles, a Procfile and an example of variables tell of the app, where no compose file does.</summary>
internal sealed class DockerfileSurvey
{
    private const int UsualPort = 8080;

    private readonly IProjectTree tree;
    private readonly List<string> notes = [];
    private readonly List<string> seen = [];
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly List<FoundResource> resources;

    private DockerfileSurvey(IProjectTree tree, IReadOnlyList<FoundResource> known)
    {
        this.tree = tree;
        resources = [.. known.Select(r => r with { IsAssumed = true })];
        taken.UnionWith(resources.Select(r => r.Name));
    }

    /// <param name="known">Databases that are known from elsewhere.</param>
    public static FoundApp Read(IProjectTree tree, IReadOnlyList<FoundResource> known) => new DockerfileSurvey(tree, known).Run();

    private FoundApp Run()
    {
        var dockerfiles = new DockerfileFinder(tree, notes).Find().Where(f => !IsResource(f)).ToList();
        if (dockerfiles.Count == 0)
        {
            return new FoundApp(tree.Name)
            {
                Notes = notes,
                Nothing = "there is no Dockerfile here or up to two folders below, and no compose file",
            };
        }

        var named = dockerfiles.ConvertAll(f => (File: f,
            Name: AppNames.Free(f.Name ?? "web", dockerfiles.Exists(d => d.Name == "web") ? "main" : "web", taken)));
        var processes = Procfile.Read(tree.Read("Procfile") ?? "");
        var workloads = named.ConvertAll(n => Service(n.File, n.Name, named.Count == 1)).OrderBy(w => w.Port is null).ToList();
        if (named.Count == 1 && processes.Count > 0)
        {
            workloads = Processes(processes, named[0].File, workloads[0]);
        }

        var isShared = workloads.Exists(w => w.Image == "app");
        var images = named.ConvertAll(
            n => new FoundImage(isShared ? "app" : n.Name) { Context = n.File.Context, Dockerfile = n.File.Path });
        if (!workloads.Exists(w => w.When is not null))
        {
            workloads.AddRange(new MigrationJobs(tree, taken, seen).For(images, workloads));
        }

        var variables = new ExampleVariables(tree, taken, seen).Read(resources);
        return new FoundApp(tree.Name)
        {
            Images = images,
            Workloads = workloads.ConvertAll(w => w.When is null ? w with { Variables = variables } : w),
            Resources = resources,
            Secrets = SecretSigns.Values(variables),
            Seen = seen,
            Notes = notes,
        };
    }

    private FoundWorkload Service(FoundDockerfile file, string name, bool isOnly)
    {
        var facts = file.Facts;
        var port = Ports.Best(facts.Ports) ?? facts.Likely?.Port;
        var exposed = facts.Ports.Count > 0 ? $"port {string.Join(", ", facts.Ports)}" : "exposes no port";
        seen.Add($"{file.Path}: {exposed}{(facts.Health?.Path is { } path ? $", health check {path}" : "")}");
        var service = new FoundWorkload(name, name) { Port = port ?? (isOnly ? UsualPort : null), Health = facts.Health };
        var others = facts.Ports.Where(p => p != port).ToList();
        return facts.Ports.Count == 0 && service.Port is not null
            ? service.Remark("port", $"{facts.Likely?.Source ?? "a guess"}; {file.Path} exposes none")
            : others.Count > 0 ? service.Remark("port", $"{file.Path} also exposes {string.Join(", ", others)}; a service has one port")
            : service;
    }

    private bool IsResource(FoundDockerfile file)
    {
        var name = file.Name ?? "db";
        if (KnownImages.Resource(name, file.Facts.Base) is not { } resource)
        {
            return false;
        }

        resources.Add(resource with { Name = AppNames.Free(name, "db", taken), Aliases = [name] });
        notes.Add($"{name} is a plain {resource.Type}: what {file.Path} adds to it was left out");
        return true;
    }

    // The image's own command is the web process's, if it has one.
    private List<FoundWorkload> Processes(IReadOnlyList<KeyValuePair<string, string>> processes, FoundDockerfile file, FoundWorkload web)
    {
        taken.Clear();
        taken.UnionWith(resources.Select(r => r.Name));
        var port = web.Port ?? UsualPort;
        var workloads = new List<FoundWorkload>();
        foreach (var (process, line) in processes)
        {
            var name = AppNames.Free(process is "release" ? "migrate" : process, process is "release" ? "migrate" : "worker", taken);
            var command = Migrations.Words(Procfile.WithPort(line, port));
            if (SecretSigns.IsInCommand(command))
            {
                notes.Add($"{process} of the Procfile was left out: its command holds a secret");
                continue;
            }

            workloads.Add(process switch
            {
                "web" => web with { Name = name, Image = "app", Command = file.Facts.HasCommand ? null : command },
                "release" => new FoundWorkload(name, "app") { When = "before-deploy", Command = command },
                _ => new FoundWorkload(name, "app") { Command = command },
            });
        }

        var names = processes.Select(p => p.Key == "release" ? "release (before each deploy, as the job migrate)" : p.Key);
        seen.Add($"Procfile: {string.Join(", ", names)}");
        return workloads;
    }
}
