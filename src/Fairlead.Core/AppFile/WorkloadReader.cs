using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads what services and jobs have in common.</summary>
internal sealed class WorkloadReader(Reading reading, Table<Image> images, MapNode? sharedEnv)
{
    public string Image(Fields fields, string name, Origin origin)
    {
        if (fields.Read(Keys.Workload.Image) is { } wanted)
        {
            if (images.Find(wanted) is null)
            {
                reading.Problems.Add(Codes.UnknownReference, fields.SpanOf(Keys.Workload.Image), $"no image is named '{wanted}'", Nearest.Hint(wanted, [.. images.Select(i => i.Name)], "images"));
            }

            return wanted;
        }

        if (images.Find(name) is { } namesake)
        {
            return namesake.Name;
        }

        if (images.Count == 1)
        {
            return images[0].Name;
        }

        var hint = images.Count == 0 ? "add 'images: {app: .}' with the folder that holds the Dockerfile" : $"add 'image: {images[0].Name}'";
        reading.Problems.Add(Codes.NoImage, origin.Name, images.Count == 0 ? "the file has no images" : $"'{name}' does not say which image it runs", hint);
        return "";
    }

    public IReadOnlyList<Variable> Env(Fields fields)
    {
        var own = fields.Node(Keys.Workload.Env);
        if (own is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, own.Span, "env has to be a map of variables", "write NAME: value");
        }

        if (own is not MapNode && sharedEnv is null)
        {
            return [];
        }

        var variables = new List<Variable>();
        foreach (var entry in Overrides.Cascade(sharedEnv, own as MapNode).Entries)
        {
            if (!TextParser.IsVariableName(entry.Key))
            {
                reading.Problems.Add(Codes.WrongName, entry.KeySpan, $"'{entry.Key}' can not be the name of a variable", "use letters, digits and _, and start with a letter");
            }
            else if (entry.Value is not ScalarNode scalar)
            {
                reading.Problems.Add(Codes.WrongType, entry.Value.Span, $"the variable {entry.Key} has to be one text", "write the text a program would read, for example as JSON in quotes");
            }
            else if (TextParser.Parse(scalar, reading, entry.Key) is { } text)
            {
                variables.Add(new Variable(entry.Key, text));
            }
        }

        return variables;
    }

    public IReadOnlyList<Mount> Mounts(Fields fields)
    {
        var mounts = new List<Mount>();
        if (fields.Node(Keys.Workload.Mounts) is not { } node)
        {
            return mounts;
        }

        if (node is not MapNode map)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "mounts has to be a map", "write {/code: ./web}");
            return mounts;
        }

        foreach (var entry in map.Entries)
        {
            if (!entry.Key.StartsWith('/'))
            {
                reading.Problems.Add(Codes.WrongValue, entry.KeySpan, $"'{entry.Key}' is not a path in the container", "start it with /");
            }
            else if (Shapes.Word.Read(entry.Value, reading, out var source))
            {
                Mount(entry, source!, mounts);
            }
        }

        return mounts;
    }

    private void Mount(Entry entry, string source, List<Mount> mounts)
    {
        if (!source.StartsWith("./", StringComparison.Ordinal) && source != ".")
        {
            reading.Problems.Add(Codes.WrongValue, entry.Value.Span, $"'{source}' is not a folder of the project", "start it with ./");
            return;
        }

        if (!reading.Environment.IsLocal)
        {
            reading.Problems.Add(Codes.WrongValue, entry.Value.Span, $"the folder '{source}' is on this machine and can not be mounted in {reading.Environment.Name}", "move the mount under environments: {local: …}");
            return;
        }

        if (PathCheck.Folder(source, entry.Value.Span, reading, "mount"))
        {
            mounts.Add(new Mount(entry.Key, source, entry.KeySpan));
        }
    }
}
