using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Which image a workload runs: the one it names, the one named like it, or the only one.</summary>
internal sealed class WorkloadImage(Reading reading, Table<Image> images)
{
    public string Choose(Fields fields, string name, Origin origin)
    {
        if (fields.Read(WorkloadKeys.Image) is { } wanted)
        {
            if (images.Find(wanted) is null)
            {
                Unknown(wanted, fields.ValueOf(WorkloadKeys.Image));
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

        var hint = images.Count == 0
            ? "add 'images: {app: .}' with the folder that holds the Dockerfile"
            : $"add 'image: {images[0].Name}'";
        reading.Problems.Add(
            Codes.NoImage, origin.Name, images.Count == 0 ? "the file has no images" : $"'{name}' does not say which image it runs", hint);
        return "";
    }

    private void Unknown(string wanted, Span span)
    {
        var hint = Nearest.Hint(wanted, [.. images.Select(i => i.Name)], "images", out var near);
        reading.Problems.Add(
            Codes.UnknownReference,
            span,
            $"no image is named '{wanted}'",
            near is null && wanted.AsSpan().ContainsAny(':', '/', '.') ? Finished(wanted) : hint,
            near is null ? null : new Related(images[near].Origin.Name, $"'{near}' stands here"));
    }

    // Compose and others name the image itself where a workload runs.
    private static string Finished(string reference)
    {
        var last = reference[(reference.LastIndexOf('/') + 1)..];
        var name = last.Split(':', '@')[0].ToLowerInvariant();
        return name switch
        {
            "postgres" or "postgresql" or "postgis" => "a database of the app stands under resources: {db: postgres}",
            "redis" or "valkey" => "a cache of the app stands under resources: {cache: redis}",
            "opensearch" or "elasticsearch" => "a search engine of the app stands under resources: {search: search}",
            _ =>
                $"write 'image: {(NameCheck.IsName(name) ? name : "tool")}', and under images: "
                    + $"{{{(NameCheck.IsName(name) ? name : "tool")}: {{use: \"{reference}\"}}}}",
        };
    }
}
