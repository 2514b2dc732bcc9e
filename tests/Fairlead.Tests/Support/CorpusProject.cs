namespace Fairlead.Tests.Support;

/// <summary>
/// A project of tests/corpus-import in one text: a line "--- PATH" begins a file of it, "=== fairlead.yaml" what a person would write, and
/// "=== unlike" why init writes another.
/// </summary>
internal sealed record CorpusProject(string Name, IReadOnlyList<KeyValuePair<string, string>> Files, string Expected, string? Unlike)
{
    private static string Folder => Repository.Path("tests", "corpus-import");

    public static IEnumerable<CorpusProject> All =>
        Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal).Select(Read);

    public static CorpusProject Read(string name)
    {
        var parts = new List<(string Head, List<string> Lines)>();
        foreach (var line in File.ReadLines(Path.Combine(Folder, name + ".txt")))
        {
            if (line.StartsWith("--- ", StringComparison.Ordinal) || line.StartsWith("=== ", StringComparison.Ordinal))
            {
                parts.Add((line, []));
            }
            else
            {
                parts[^1].Lines.Add(line);
            }
        }

        string? Section(string head) => parts.Where(p => p.Head == "=== " + head).Select(p => Text(p.Lines)).FirstOrDefault();
        return new CorpusProject(
            name, [.. parts.Where(p => p.Head[0] == '-').Select(p => KeyValuePair.Create(p.Head[4..], Text(p.Lines)))],
            Section("fairlead.yaml")!, Section("unlike"));
    }

    public string WriteTo(string place)
    {
        foreach (var (path, text) in Files)
        {
            var file = Path.Combine(place, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return place;
    }

    private static string Text(List<string> lines) => string.Concat(lines.Select(l => l + "\n"));
}
