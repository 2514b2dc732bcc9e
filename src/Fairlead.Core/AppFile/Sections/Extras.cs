using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>
/// Reads the CloudFormation files under <c>extras</c>, as far as others need to know them: what they give, what they want, what they make.
/// The rest is their author's and CloudFormation's matter.
/// </summary>
internal sealed class ExtrasReader(Reading reading)
{
    private static readonly string[] Passed = ["App", "Env"];

    private readonly Dictionary<string, Extra> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Extra> byOutput = new(StringComparer.Ordinal);

    public List<Extra> Read(Fields file)
    {
        var extras = new List<Extra>();
        var node = file.Node(FileKeys.Extras);
        var places = node is ListNode list ? list.Items : node is null ? [] : [node];
        foreach (var (pattern, place) in file.Read(FileKeys.Extras).Zip(places, (p, n) => (p, n.Span)))
        {
            IReadOnlyList<string> paths = pattern.Contains('*', StringComparison.Ordinal) ? reading.Files.Match(pattern) : [pattern];
            if (paths.Count == 0)
            {
                reading.Problems.Add(
                    Codes.Path, place, $"no file matches '{pattern}'",
                    "paths are relative to the app file; only their last part may hold *");
            }

            extras.AddRange(
                paths.Where(p => PathCheck.File(p, place, reading, "CloudFormation file")).Select(p => Read(new Extra(p, place))));
        }

        reading.Extras = extras;
        return extras;
    }

    private Extra Read(Extra extra)
    {
        if (!reading.Environment.IsLocal)
        {
            CheckName(extra);
            if (reading.Files.Text(extra.Path) is not { } source)
            {
                CheckIsThere(extra);
            }
            else if (Template(extra, source) is { } template)
            {
                extra = extra with { Template = template };
                Check(extra, template);
            }
        }

        return extra;
    }

    // A release that is gone back to makes no stacks: it needs none of their files.
    private void CheckIsThere(Extra extra)
    {
        if (reading.Files is not RecordedFiles)
        {
            reading.Problems.Add(
                Codes.Path, extra.Span, $"the CloudFormation file '{extra.Path}' can not be read",
                "its stack is made of it: it has to be here, and readable");
        }
    }

    // Its stack is called like that of a name of the file.
    private void CheckName(Extra extra)
    {
        if (!byName.TryAdd(extra.Name, extra))
        {
            reading.Problems.Add(
                Codes.NameTaken, extra.Span, $"'{extra.Path}' and '{byName[extra.Name].Path}' would be one stack, {extra.Name}",
                "rename one of the files");
        }
        else if (reading.Names.ContainsKey(extra.Name))
        {
            reading.Problems.Add(
                Codes.NameTaken, extra.Span, $"the stack of '{extra.Path}' would be called like '{extra.Name}' of this file",
                "rename one of them");
        }
    }

    private ExtraTemplate? Template(Extra extra, Source source)
    {
        if (ExtraTemplates.Read(source) is { } template)
        {
            return template;
        }

        reading.Problems.Add(
            Codes.WrongValue, extra.Span, $"'{extra.Path}' is no CloudFormation template: it has no Resources",
            "it needs 'Resources:' with at least one, in YAML or JSON");
        return null;
    }

    private void Check(Extra extra, ExtraTemplate template)
    {
        foreach (var parameter in template.Parameters.Where(p => p.Default is null && Array.IndexOf(Passed, p.Name) < 0))
        {
            reading.Problems.Add(
                Codes.MissingKey, extra.Span, $"the parameter {parameter.Name} of '{extra.Path}' has no value",
                "give it a Default there; App and Env are passed");
        }

        foreach (var output in template.Outputs)
        {
            if (!byOutput.TryAdd(output, extra))
            {
                reading.Problems.Add(
                    Codes.NameTaken, extra.Span,
                    $"'{extra.Path}' and '{byOutput[output].Path}' both have an output {output}, so ${{extras.{output}}} could be either",
                    "rename one of them");
            }
        }
    }
}

/// <summary>CloudFormation templates that somebody else wrote, in YAML or JSON, as far as others need to know them.</summary>
public static class ExtraTemplates
{
    /// <summary>Null where it has no resources.</summary>
    public static ExtraTemplate? Read(Source source)
    {
        // A tag such as !Ref means something there, and what the app file forbids may be allowed: only what is no map at all is wrong.
        var root = YamlReader.Read(source, new ProblemList(int.MaxValue)) as MapNode;
        return root?["Resources"] is not MapNode { Entries.Count: > 0 } resources ? null : new ExtraTemplate(source.Text)
        {
            Outputs = [.. Entries(root, "Outputs").Select(o => o.Key)],
            Parameters = [
                .. Entries(root, "Parameters").Select(
                    p => new ExtraParameter(p.Key, ((p.Value as MapNode)?["Default"] as ScalarNode)?.Value))
            ],
            Resources = [
                .. resources.Entries.Select(r => new ExtraResource(r.Key, ((r.Value as MapNode)?["Type"] as ScalarNode)?.Value ?? ""))
            ],
        };
    }

    private static IReadOnlyList<Entry> Entries(MapNode root, string key) => (root[key] as MapNode)?.Entries ?? [];
}
