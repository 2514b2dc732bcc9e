using Fairlead.Import.Compose;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Processes;

/// <summary>What Dockerfiles, a Procfile and an example of variables tell of the app, where no compose file does.</summary>
internal sealed class DockerfileSurvey
{
    private const int UsualPort = 8080;

    private readonly IProjectTree tree;
    private readonly ImportNotes findings;
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly List<FoundResource> resources;

    private DockerfileSurvey(IProjectTree tree, IReadOnlyList<FoundResource> known, ImportNotes findings)
    {
        (this.tree, this.findings) = (tree, findings);
        resources = [.. known.Select(r => r with { IsAssumed = true })];
        taken.UnionWith(resources.Select(r => r.Name));
    }

    /// <param name="known">Databases that are known from elsewhere.</param>
    public static FoundApp Read(IProjectTree tree, IReadOnlyList<FoundResource> known, ImportNotes findings) =>
        new DockerfileSurvey(tree, known, findings).Run();

    private FoundApp Run()
    {
        var dockerfiles = new DockerfileFinder(tree, findings).Find().Where(f => !IsResource(f)).ToList();
        var processes = Procfile.Read(tree.Read("Procfile") ?? "");
        if (dockerfiles.Count == 0)
        {
            return Without(processes.Count > 0);
        }

        var named = dockerfiles.ConvertAll(f => (File: f,
            Name: AppNames.Free(f.Name ?? "web", dockerfiles.Exists(d => d.Name == "web") ? "main" : "web", taken)));
        var workloads = named.ConvertAll(n => Service(n.File, n.Name, named.Count == 1)).OrderBy(w => w.Port is null).ToList();
        if (processes.Count > 0 && (named.Count == 1 || named.Exists(n => n.File.Path == "Dockerfile")))
        {
            named = [named.Find(n => n.File.Path == "Dockerfile") is { Name: not null } plain ? plain : named[0]];
            workloads = Processes(processes, named[0].File, workloads.Find(w => w.Name == named[0].Name)!);
        }

        var isShared = workloads.Exists(w => w.Image == "app");
        var images = named.ConvertAll(
            n => new FoundImage(isShared ? "app" : n.Name) { Context = n.File.Context, Dockerfile = n.File.Path });
        if (!workloads.Exists(w => w.When is not null))
        {
            workloads.AddRange(new MigrationJobs(tree, taken, findings).For(images, workloads));
        }

        return Whole(images, workloads, [.. named.Select(n => ProjectPath.Folder(n.File.Path))]);
    }

    private FoundApp Whole(List<FoundImage> images, List<FoundWorkload> workloads, IReadOnlyList<string> folders)
    {
        var app = AppJson.Read(tree, findings);
        var variables = new ExampleVariables(tree, taken, findings).Read(resources, folders, app?.Variables ?? []);
        if (app?.First is { } first)
        {
            workloads.Add(new FoundWorkload(AppNames.Free("setup", "setup", taken), images[0].Name)
            {
                When = "create",
                Command = Migrations.Words(first),
            });
        }

        workloads = workloads.ConvertAll(w => app?.Counts.GetValueOrDefault(w.Name) is > 1 and var count ? w with { Count = count } : w);
        return new FoundApp(app?.Name ?? tree.Name)
        {
            SecretKinds = app?.Kinds ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Images = images,
            Workloads = workloads.ConvertAll(w => w.IsJob ? w : w with { Variables = variables }),
            Resources = resources,
            Secrets = SecretSigns.Values(variables),
            Findings = findings.All,
        };
    }

    private FoundApp Without(bool hasProcesses)
    {
        var others = ComposeFiles.Others(tree).ToList();
        return new FoundApp(tree.Name)
        {
            Findings = findings.All,
            Nothing = hasProcesses ? "there is a Procfile, which says how the app is started, and no Dockerfile, which says how it is built"
                : others.Count > 0 ? $"there is {others[0]}, which compose takes only when it is told, and no Dockerfile"
                : "there is no Dockerfile here or up to two folders below, and no compose file",
            Step = others.Count > 0 && !hasProcesses
                ? $"init takes a file of the usual name: copy {others[0]} to compose.yaml, then: fairlead init"
                : hasProcesses && tree.Has("package.json")
                    ? "write a Dockerfile that begins with FROM node:22 and runs npm ci, then: fairlead init"
                : null,
        };
    }

    private FoundWorkload Service(FoundDockerfile file, string name, bool isOnly)
    {
        var facts = file.Facts;
        var port = Ports.Best(facts.Ports) ?? facts.Likely?.Port;
        var exposed = facts.Ports.Count > 0 ? $"port {string.Join(", ", facts.Ports)}" : "exposes no port";
        findings.Read(file.Path, $"{exposed}{(facts.Health?.Path is { } path ? $", health check {path}" : "")}");
        var service = new FoundWorkload(name, name) { IsBuilt = true, Port = port ?? (isOnly ? UsualPort : null), Health = facts.Health };
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
        findings.Missing(name, file.Path, $"it is a plain {resource.Type}: what the Dockerfile adds to it was left out");
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
                findings.Missing(process, "Procfile", "its command holds a secret");
                continue;
            }

            workloads.Add(process switch
            {
                "web" => web with { Name = name, Image = "app", Command = file.Facts.HasCommand ? null : command },
                "release" => new FoundWorkload(name, "app") { When = "before-deploy", Command = command },
                _ => new FoundWorkload(name, "app") { IsBuilt = true, Command = command },
            });
        }

        var names = processes.Select(p => p.Key == "release" ? "release (before each deploy, as the job migrate)" : p.Key);
        findings.Read("Procfile", string.Join(", ", names));
        return workloads;
    }
}
