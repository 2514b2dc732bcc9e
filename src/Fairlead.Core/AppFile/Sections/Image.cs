using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class ImageKeys
{
    public static readonly Section Section = new("an image") { OtherWords = OtherToolsKeys.OfImage };

    public static readonly Key<string?> Context = Section.Add(
        "context", Shapes.Word with { Example = "web" }, ".",
        "The build context, relative to the app file.", ".");
    public static readonly Key<string?> Dockerfile = Section.Add(
        "dockerfile", Shapes.Word with { Example = "web/Dockerfile" }, null,
        "The Dockerfile, relative to the app file.", "Dockerfile in the context");
    public static readonly Key<string?> Target = Section.Add(
        "target", Shapes.Word with { Example = "final" }, null,
        "The stage of the Dockerfile to build.", "the last");
    public static readonly Key<Node?> Args = Section.Add("args", Forms.Texts, null, "Build arguments.");
    public static readonly Key<string?> Platform = Section.Add(
        "platform", Shapes.Named("a platform such as linux/amd64 or linux/arm64", "^linux/[a-z0-9]+(/v[0-9]+)?$", "linux/arm64"), null,
        "The platform to build for.", "linux/amd64 on AWS, the engine's on local");
    public static readonly Key<int> Keep = Section.Add(
        "keep", Shapes.Number(1, 10_000, "a number of images from 1 to 10000", "100"), 100,
        "How many built images are kept.", "100");
    public static readonly Key<string?> Use = Section.Add(
        "use", Shapes.Named("an image reference such as nginx:1.27", "^[A-Za-z0-9][A-Za-z0-9._:/@-]*$", "nginx:1.27"), null,
        "An image reference to use instead of a build. On local it is fetched with the logins of the Docker client.");
    public static readonly Key<Text?> Login = Section.Add(
        "login", Shapes.Password with { Example = "${secret.REGISTRY}" }, null,
        "The login of a private registry that 'use' names: a secret that says user:password, or an existing one of Secrets Manager with "
            + "the keys username and password. On local the login of the Docker client is taken.",
        only: KeyTarget.Aws);
    public static readonly Key<string?> Dotnet = Section.Add(
        "dotnet", Shapes.Named("a project file of .NET", @"\.(cs|fs|vb)proj$", "src/Web/Web.csproj"), null,
        "A project file of .NET, relative to the app file, to publish into an image; no Dockerfile is needed.");
    public static readonly Key<IReadOnlyList<string>> Share = Section.Add(
        "share", Forms.List(Forms.Present(Shapes.Account), "a list of AWS accounts"), [],
        "AWS accounts that may pull the image.", only: KeyTarget.Aws);
}

/// <summary>Reads the images: <c>name: context</c>, or a map.</summary>
internal sealed class ImageReader(Reading reading)
{
    public Image? Read(Entry entry)
    {
        var origin = new Origin(entry.KeySpan, entry.Value);
        if (entry.Value is ScalarNode)
        {
            return Shapes.Word.Read(entry.Value, reading, out var context)
                ? CheckPaths(Image(entry.Key, origin, Fields.Empty(ImageKeys.Section), context!), entry.Value.Span, entry.Value.Span)
                : null;
        }

        return Fields.Open(entry.Value, ImageKeys.Section, reading) is { } fields ? Read(entry.Key, origin, fields) : null;
    }

    private Image Read(string name, Origin origin, Fields fields)
    {
        var image = Image(name, origin, fields, fields.Read(ImageKeys.Context)!);
        if (fields.Has(ImageKeys.Use))
        {
            CheckDigest(image.Use, Place(ImageKeys.Use));
            fields.Refuse(
                "'use' takes a finished image, so {0} has nothing to build", "keep one of them", ImageKeys.Context, ImageKeys.Dockerfile,
                ImageKeys.Target, ImageKeys.Args, ImageKeys.Dotnet, ImageKeys.Share);
            return reading.Environment.IsLocal ? image : image with { Login = Login(fields) };
        }

        fields.Refuse("{0} is of a registry, and the image is built", "name a finished image with 'use', or remove it", ImageKeys.Login);

        if (image.Dotnet is { } project)
        {
            fields.Refuse(
                "'dotnet' publishes a project without a Dockerfile, so {0} means nothing", "keep one of them", ImageKeys.Dockerfile,
                ImageKeys.Target, ImageKeys.Args);
            PathCheck.File(project, fields.ValueOf(ImageKeys.Dotnet), reading, "project file");
        }

        return CheckPaths(image, Place(ImageKeys.Context), Place(ImageKeys.Dockerfile));

        Span Place(Key key) => fields.Node(key)?.Span ?? origin.Name;
    }

    private void CheckDigest(string? reference, Span place)
    {
        if (reference is not null && ImageDigest.FindFault(reference) is { } fault)
        {
            reading.Problems.Add(Codes.WrongValue, place, fault.What, fault.Next);
        }
    }

    private Text? Login(Fields fields)
    {
        var login = fields.Read(ImageKeys.Login);
        if (login is { Parts.Count: > 1 })
        {
            reading.Problems.Add(
                Codes.WrongValue, login.Span, "a login is one secret", "write ${secret.REGISTRY}, and user:password as its value");
        }

        return login;
    }

    private Image Image(string name, Origin origin, Fields fields, string context) => new(name, origin)
    {
        Context = context,
        Dockerfile = fields.Read(ImageKeys.Dockerfile) ?? DockerfileIn(context),
        Target = fields.Read(ImageKeys.Target),
        Args = Arguments(fields),
        Platform = fields.Read(ImageKeys.Platform),
        Keep = fields.Read(ImageKeys.Keep),
        Use = fields.Read(ImageKeys.Use),
        Dotnet = fields.Read(ImageKeys.Dotnet),
        Share = fields.Read(ImageKeys.Share),
    };

    private Image CheckPaths(Image image, Span context, Span dockerfile)
    {
        if (!PathCheck.Folder(image.Context, context, reading, "build context"))
        {
            return image;
        }

        if (image.Dotnet is null)
        {
            PathCheck.File(image.Dockerfile, dockerfile, reading, "Dockerfile");
        }

        foreach (var file in reading.Files.SecretsIn(image.Context, image.Dockerfile))
        {
            reading.Problems.Warn(
                Codes.SecretInImage, context, $"'{file}' looks like secrets, and would enter the image '{image.Name}'",
                "add it to .dockerignore");
        }

        return image;
    }

    private List<BuildArgument> Arguments(Fields fields)
    {
        var arguments = new List<BuildArgument>();
        var node = fields.Node(ImageKeys.Args);
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "args has to be a map", "write args: {NAME: value}");
        }

        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            if (Shapes.Word.Read(entry.Value, reading, out var value))
            {
                arguments.Add(new BuildArgument(entry.Key, value!));
            }
        }

        return arguments;
    }

    private static string DockerfileIn(string context) => context is "." or "./" ? "Dockerfile" : context.TrimEnd('/') + "/Dockerfile";
}
