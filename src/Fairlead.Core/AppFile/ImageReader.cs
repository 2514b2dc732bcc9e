using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads the images: <c>name: context</c>, or a map.</summary>
internal sealed class ImageReader(Reading reading)
{
    public Image? Read(Entry entry)
    {
        var origin = new Origin(entry.KeySpan, entry.Value);
        if (entry.Value is ScalarNode)
        {
            return Shapes.Word.Read(entry.Value, reading, out var context)
                ? CheckPaths(new Image(entry.Key, origin) { Context = context!, Dockerfile = DockerfileIn(context!) }, entry.Value.Span, entry.Value.Span)
                : null;
        }

        return Fields.Open(entry.Value, Keys.Image.Section, reading) is { } fields ? Read(entry.Key, origin, fields) : null;
    }

    private Image Read(string name, Origin origin, Fields fields)
    {
        var folder = fields.Read(Keys.Image.Context)!;
        var image = new Image(name, origin)
        {
            Context = folder,
            Dockerfile = fields.Read(Keys.Image.Dockerfile) ?? DockerfileIn(folder),
            Target = fields.Read(Keys.Image.Target),
            Args = Arguments(fields),
            Platform = fields.Read(Keys.Image.Platform),
            Keep = fields.Read(Keys.Image.Keep),
            Use = fields.Read(Keys.Image.Use),
            Dotnet = fields.Read(Keys.Image.Dotnet),
            Share = fields.Read(Keys.Image.Share),
        };
        if (fields.Has(Keys.Image.Use))
        {
            fields.Refuse("'use' takes a finished image, so {0} has nothing to build", "keep one of them", Keys.Image.Context, Keys.Image.Dockerfile, Keys.Image.Target, Keys.Image.Args, Keys.Image.Dotnet, Keys.Image.Share);
            return image;
        }

        if (image.Dotnet is { } project)
        {
            fields.Refuse("'dotnet' publishes a project without a Dockerfile, so {0} means nothing", "keep one of them", Keys.Image.Dockerfile, Keys.Image.Target, Keys.Image.Args);
            PathCheck.File(project, fields.ValueOf(Keys.Image.Dotnet), reading, "project file");
        }

        return CheckPaths(image, Place(Keys.Image.Context), Place(Keys.Image.Dockerfile));

        Span Place(Key key) => fields.Node(key)?.Span ?? origin.Name;
    }

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
            reading.Problems.Warn(Codes.SecretInImage, context, $"'{file}' looks like secrets, and would enter the image '{image.Name}'", "add it to .dockerignore");
        }

        return image;
    }

    private List<BuildArgument> Arguments(Fields fields)
    {
        var arguments = new List<BuildArgument>();
        var node = fields.Node(Keys.Image.Args);
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
