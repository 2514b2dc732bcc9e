using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>One service of a compose file, and what it is for.</summary>
/// <param name="Facts">Of the Dockerfile it is built from.</param>
/// <param name="Image">Without its name, which depends on who shares it.</param>
internal sealed record ComposePart(ComposeService Service, KnownImage Known, DockerfileFacts? Facts, FoundImage Image)
{
    public FoundResource? Resource { get; init; }

    /// <summary>What two services have to have in common to share an image.</summary>
    public string ImageKey => Image.Use ?? $"{Image.Context}\n{Image.Dockerfile}\n{Image.Target}\n{string.Join('\n', Image.Arguments)}";
}

/// <summary>Tells what the services of a compose file are for, and which are not needed.</summary>
internal sealed class ComposeParts(IProjectTree tree, ComposeFile compose, IReadOnlyDictionary<string, string> values,
    IReadOnlyList<string> secrets, ImportNotes findings)
{
    /// <summary>What has to be known before anything can be written, such as the version of an image.</summary>
    public string? Unknown { get; private set; }

    public IReadOnlyList<ComposePart> Read()
    {
        var all = compose.Services.Where(IsStarted).Select(Part).OfType<ComposePart>().ToList();
        var apps = all.Exists(p => p.Resource is null && p.Known.Role is ImageRole.App);
        var kept = new List<ComposePart>();
        foreach (var part in all)
        {
            if (part.Known.Role == ImageRole.Tool)
            {
                LeftOut(part.Service, "it is a tool for developers");
            }
            else if (part.Known.Role == ImageRole.Balancer && apps && !ServesItself(part, all))
            {
                LeftOut(part.Service,
                    "Fairlead has a load balancer of its own; paths and hosts that its configuration leads are 'route' here");
            }
            else
            {
                kept.Add(part);
            }
        }

        return kept;
    }

    // What speaks FastCGI needs its server before it, and a server of files that the project holds is the app.
    private bool ServesItself(ComposePart part, List<ComposePart> all) =>
        all.Exists(p => p != part && (p.Facts?.Base ?? p.Image.Use ?? "").Contains("fpm", StringComparison.Ordinal))
            || part.Service.Volumes.Any(v => v.IsPath
                && v.Target.Contains("html", StringComparison.Ordinal)
                && ProjectPath.Normal(v.Source!) is { } path
                && tree.Has(path));

    private void LeftOut(ComposeService service, string why) => findings.LeftOut(
        compose.Services.Any(s => s.Name == "app") && service.Name == "web" ? "'web' of compose" : service.Name,
            ComposeService.PlaceOf(service.Map.Span), why);

    private void Missing(ComposeService service, string key, string why) => findings.Missing(service.Name, service.At(key), why);

    // Services with a profile only start when somebody asks for them; where all have one, they are the app.
    private bool IsStarted(ComposeService service)
    {
        var asked = values.GetValueOrDefault("COMPOSE_PROFILES")?.Split(',') ?? [];
        var all = compose.Services.All(s => s.Profiles.Count > 0);
        var started = service.Profiles.Count == 0
            || (asked.Length > 0 ? service.Profiles.Any(p => asked.Contains(p)) : all && IsOfDefault(service));
        if (!started)
        {
            findings.LeftOut(service.Name, service.At("profiles"), $"compose starts it only with the profile {service.Profiles[0]}");
        }
        else if (service.Profiles.Count > 0 && asked.Length == 0)
        {
            findings.ToDo(
                service.Name, service.At("profiles"),
                $"it has the profile {service.Profiles[0]}, as every service one; remove what you do not start: {service.Name}");
        }

        return started;
    }

    private bool IsOfDefault(ComposeService service) =>
        !compose.Services.Any(s => s.Profiles.Contains("default")) || service.Profiles.Contains("default");

    private ComposePart? Part(ComposeService service)
    {
        if (service.Build is { } build)
        {
            var part = Built(service, build, out var fault);
            if (part is not null || service.Image is null)
            {
                if (part is null)
                {
                    Missing(service, "build", fault!);
                }

                return part;
            }
        }

        if (service.Image is not { Length: > 0 } image)
        {
            Missing(service, "image", $"{compose.Path} does not say which image it is");
            return null;
        }

        if (Interpolation.Variables(image).ToList() is [var (variable, _), ..])
        {
            Unknown ??= $"which image {service.Name} is depends on {variable}, and nothing says it";
            Missing(service, "image", $"which image it is depends on {variable}: set {variable} in .env");
            return null;
        }

        var resource = KnownImages.Resource(service.Name, image);
        if (resource is { Image: not null, Extension: null })
        {
            findings.Changed(
                service.Name, service.At("image"),
                $"{image} runs on local only: on AWS it is a plain {resource.Type}, without what the image adds");
        }

        return new ComposePart(service, KnownImages.Find(image), null, new FoundImage("") { Use = image, Platform = service.Platform })
        {
            Resource = resource,
        };
    }

    private ComposePart? Built(ComposeService service, ComposeBuild build, out string? fault)
    {
        var context = ProjectPath.Normal(build.Context);
        var dockerfile = context is null ? null : ProjectPath.Normal(ProjectPath.Join(context, build.Dockerfile ?? "Dockerfile"));
        var text = dockerfile is null || build.IsInline || !tree.Has(context!) ? null : tree.Read(dockerfile);
        if (text is null)
        {
            fault = build.IsInline ? "its Dockerfile stands in the compose file; put it into a file of its own"
                : build.Context.Contains(':', StringComparison.Ordinal) ? "it is built from another repository"
                : dockerfile is null ? $"it is built from {build.Context}, outside this project"
                : $"it is built from {(tree.Has(context!) ? dockerfile : context)}, which is not there";
            return null;
        }

        var arguments = Arguments(service, build);
        var facts = DockerfileFacts.Read(text, build.Target, arguments.ToDictionary(StringComparer.Ordinal));
        fault = facts is null ? $"{dockerfile} builds nothing" : null;
        if (facts is null)
        {
            return null;
        }

        var image = new FoundImage("")
        {
            Context = context!,
            Dockerfile = dockerfile!,
            Target = build.Target,
            Arguments = arguments,
            Platform = service.Platform,
        };
        return new ComposePart(service, BuiltOn(facts), facts, image)
        {
            Resource = Extended(service, dockerfile!, facts),
        };
    }

    // What is built on a server of data is one; on any other image it is the project's own.
    private static KnownImage BuiltOn(DockerfileFacts facts) =>
        KnownImages.Find(facts.Base) is { Role: ImageRole.Server } known && !facts.HasCommand ? known : new KnownImage(ImageRole.App);

    // A database with a few things added is still a database; a program that has its own command and serves nobody is none.
    private FoundResource? Extended(ComposeService service, string dockerfile, DockerfileFacts facts)
    {
        var resource = KnownImages.Resource(service.Name, facts.Base);
        if (resource is null || (facts.HasCommand && facts.Ports.Count + service.Ports.Count == 0 && service.DependsOn.Count > 0))
        {
            return null;
        }

        findings.Missing(service.Name, service.At("build"), $"it is a plain {resource.Type}: what {dockerfile} adds to it was left out");
        return resource with { Image = null };
    }

    private List<KeyValuePair<string, string>> Arguments(ComposeService service, ComposeBuild build)
    {
        var arguments = new List<KeyValuePair<string, string>>();
        foreach (var argument in build.Arguments.Where(a => AppNames.IsVariable(a.Name)))
        {
            if (Interpolation.Fill(argument.Value, values) is { } value
                && !SecretSigns.Is(argument.Name, value)
                && !secrets.Any(s => value.Contains(s, StringComparison.Ordinal)))
            {
                arguments.Add(KeyValuePair.Create(argument.Name, value));
            }
            else
            {
                var why = SecretSigns.IsName(argument.Name) ? "secrets stay in an image's history" : "its value is not known";
                findings.Missing(service.Name, service.At("build"), $"the build argument {argument.Name} was left out: {why}");
            }
        }

        return arguments;
    }
}
