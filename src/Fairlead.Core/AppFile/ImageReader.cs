using Fairlead.Core.Model;
using Fairlead.Core.Problems;
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
            if (!Shapes.Word.Read(entry.Value, reading, out var context))
            {
                return null;
            }

            return CheckPaths(new Image(entry.Key, origin) { Context = context!, Dockerfile = DockerfileIn(context!) }, entry.Value.Span, entry.Value.Span);
        }

        if (Fields.Open(entry.Value, Keys.Image.Section, reading) is not { } fields)
        {
            return null;
        }

        var folder = fields.Read(Keys.Image.Context)!;
        var image = new Image(entry.Key, origin)
        {
            Context = folder,
            Dockerfile = fields.Read(Keys.Image.Dockerfile) ?? DockerfileIn(folder),
            Target = fields.Read(Keys.Image.Target),
            Args = Arguments(fields),
            Platform = fields.Read(Keys.Image.Platform),
            Keep = fields.Read(Keys.Image.Keep),
            Use = fields.Read(Keys.Image.Use),
        };
        if (image.Use is null)
        {
            return CheckPaths(image, Place(Keys.Image.Context), Place(Keys.Image.Dockerfile));
        }

        if (new Key[] { Keys.Image.Context, Keys.Image.Dockerfile, Keys.Image.Target, Keys.Image.Args }.FirstOrDefault(fields.Has) is { } build)
        {
            reading.Problems.Add(Codes.KeysTogether, fields.SpanOf(build), $"'use' takes a finished image, so '{build}' has nothing to build", "keep one of them");
        }

        return image;

        Span Place(Key key) => fields.Node(key)?.Span ?? entry.KeySpan;
    }

    private Image CheckPaths(Image image, Span context, Span dockerfile)
    {
        if (PathCheck.Folder(image.Context, context, reading, "build context"))
        {
            PathCheck.File(image.Dockerfile, dockerfile, reading, "Dockerfile");
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
