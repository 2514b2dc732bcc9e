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
    IReadOnlyList<string> secrets, List<string> notes)
{
    public IReadOnlyList<ComposePart> Read()
    {
        var all = compose.Services.Where(IsStarted).Select(Part).OfType<ComposePart>().ToList();
        var apps = all.Exists(p => p.Resource is null && p.Known.Role is ImageRole.App);
        var kept = new List<ComposePart>();
        foreach (var part in all)
        {
            if (part.Known.Role == ImageRole.Tool)
            {
                notes.Add($"{part.Service.Name} was left out: it is a tool for developers");
            }
            else if (part.Known.Role == ImageRole.Balancer && apps)
            {
                notes.Add($"{part.Service.Name} was left out: Fairlead has a load balancer of its own");
            }
            else
            {
                kept.Add(part);
            }
        }

        return kept;
    }

    // Services with a profile only start when somebody asks for them; where all have one, they are the app.
    private bool IsStarted(ComposeService service)
    {
        var started = service.Profiles.Count == 0 || compose.Services.All(s => s.Profiles.Count > 0);
        if (!started)
        {
            notes.Add($"{service.Name} was left out: compose starts it only with the profile {service.Profiles[0]}");
        }

        return started;
    }

    private ComposePart? Part(ComposeService service)
    {
        if (service.Build is { } build)
        {
            var part = Built(service, build, out var fault);
            if (part is not null || service.Image is null)
            {
                if (part is null)
                {
                    notes.Add($"{service.Name} was left out: {fault}");
                }

                return part;
            }
        }

        if (service.Image is not { Length: > 0 } image)
        {
            notes.Add($"{service.Name} was left out: {compose.Path} does not say which image it is");
            return null;
        }

        return new ComposePart(service, KnownImages.Find(image), null, new FoundImage("") { Use = image, Platform = service.Platform })
        {
            Resource = KnownImages.Resource(service.Name, image),
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

        var arguments = Arguments(service.Name, build);
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
        return new ComposePart(service, new KnownImage(ImageRole.App), facts, image)
        {
            Resource = Extended(service.Name, dockerfile!, facts),
        };
    }

    // A database with a few things added is still a database.
    private FoundResource? Extended(string service, string dockerfile, DockerfileFacts facts)
    {
        var resource = KnownImages.Resource(service, facts.Base);
        if (resource is not null)
        {
            notes.Add($"{service} is a plain {resource.Type}: what {dockerfile} adds to it was left out");
        }

        return resource;
    }

    private List<KeyValuePair<string, string>> Arguments(string service, ComposeBuild build)
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
                notes.Add($"the build argument {argument.Name} of {service} was left out: {why}");
            }
        }

        return arguments;
    }
}
