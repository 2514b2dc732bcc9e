using System.Text.Json;
using Fairlead.Cli.Console;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Project;

/// <summary>A folder that <c>render --out</c> wrote: a file for each document, and an index where the target has one.</summary>
internal static class RenderedFolder
{
    public const string IndexName = "fairlead.manifest";

    private const string Extension = ".json";

    public static async Task Write(string folder, Rendering rendering, bool isLocal, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        var stale = IndexedIn(folder).Except(rendering.Documents.Select(d => d.Name), StringComparer.Ordinal).ToList();
        foreach (var document in rendering.Documents)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, document.Name + (isLocal ? ".txt" : Extension)), document.Text, cancel);
        }

        if (rendering.Index is { } index)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, IndexName), index, cancel);
            stale.ForEach(name => File.Delete(Path.Combine(folder, name + Extension))); // of an earlier time; cfn-lint and people would take them for wanted
        }
    }

    public static async Task<Rendering> Read(string folder, CancellationToken cancel)
    {
        var index = Path.Combine(folder, IndexName);
        if (!File.Exists(index))
        {
            throw new UsageException(Directory.Exists(folder) ? $"{folder} has no {IndexName}; it is written by: fairlead render --out {folder}" : $"there is no folder {folder}; it is written by: fairlead render --out {folder}");
        }

        var documents = new List<Rendered>();
        foreach (var name in IndexedIn(folder))
        {
            var file = Path.Combine(folder, name + Extension);
            if (File.Exists(file))
            {
                documents.Add(new Rendered(name, await File.ReadAllTextAsync(file, cancel)));
            }
        }

        return new Rendering(documents, await File.ReadAllTextAsync(index, cancel));
    }

    // A name that leads out of the folder is none of ours.
    private static List<string> IndexedIn(string folder)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, IndexName)));
            return [.. document.RootElement.GetProperty("stacks").EnumerateArray().Select(s => s.GetProperty("stack").GetString()!).Where(n => n.Length > 0 && Path.GetFileName(n) == n)];
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return [];
        }
    }
}
