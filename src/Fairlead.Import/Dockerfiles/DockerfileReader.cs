using System.Text.RegularExpressions;

namespace Fairlead.Import.Dockerfiles;

/// <param name="Word">In capitals: EXPOSE.</param>
internal sealed record DockerfileInstruction(string Word, string Rest);

/// <param name="From">The image or stage it starts from, as written.</param>
internal sealed record DockerfileStage(string? Name, string From, IReadOnlyList<DockerfileInstruction> Instructions);

/// <param name="Head">What stands before the first FROM: arguments.</param>
internal sealed record DockerfileStages(IReadOnlyList<DockerfileInstruction> Head, IReadOnlyList<DockerfileStage> Stages)
{
    /// <summary>The stage that is built, behind the stages it stands on; empty when there is none.</summary>
    public IReadOnlyList<DockerfileStage> Chain(string? target)
    {
        var chain = new List<DockerfileStage>();
        var stage = Stages.Count == 0 ? null : (target is null ? null : Find(target, Stages.Count)) ?? Stages[^1];
        while (stage is not null)
        {
            chain.Insert(0, stage);
            stage = Find(stage.From, Stages.ToList().IndexOf(stage));
        }

        return chain;
    }

    // A stage can only stand on one before it.
    private DockerfileStage? Find(string name, int before) =>
        Stages.Take(before).LastOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>The text of a Dockerfile to its stages. Anything odd is passed over: the builder will say what it thinks of it.</summary>
internal static partial class DockerfileReader
{
    public static DockerfileStages Read(string text)
    {
        var head = new List<DockerfileInstruction>();
        var stages = new List<DockerfileStage>();
        var body = head;
        foreach (var instruction in Instructions(text))
        {
            if (instruction.Word != "FROM")
            {
                body.Add(instruction);
                continue;
            }

            var words = instruction.Rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Where(w => !w.StartsWith("--", StringComparison.Ordinal)).ToList();
            if (words.Count > 0)
            {
                body = [];
                var isNamed = words.Count > 2 && words[1].Equals("as", StringComparison.OrdinalIgnoreCase);
                stages.Add(new DockerfileStage(isNamed ? words[2] : null, words[0], body));
            }
        }

        return new DockerfileStages(head, stages);
    }

    private static IEnumerable<DockerfileInstruction> Instructions(string text)
    {
        var escape = EscapeDirective().Match(text) is { Success: true } directive ? directive.Groups["escape"].Value : "\\";
        var lines = text.Split('\n').Select(l => l.Trim('\r', '\uFEFF')).ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Trim() is not { Length: > 0 } line || line[0] == '#')
            {
                continue;
            }

            // Comments and empty lines between the lines of one instruction belong to nothing.
            while (line.EndsWith(escape, StringComparison.Ordinal) && i + 1 < lines.Count)
            {
                var next = lines[++i].Trim();
                line = next.Length == 0 || next[0] == '#' ? line : line[..^1] + " " + next;
            }

            var at = line.AsSpan().IndexOfAny(' ', '\t');
            var instruction = new DockerfileInstruction((at < 0 ? line : line[..at]).ToUpperInvariant(), at < 0 ? "" : line[at..].Trim());
            if (instruction.Word is "RUN" or "COPY" or "ADD")
            {
                i = SkipHereDocuments(instruction.Rest, lines, i);
            }

            yield return instruction;
        }
    }

    private static int SkipHereDocuments(string rest, List<string> lines, int at)
    {
        foreach (Match start in HereDocument().Matches(rest))
        {
            var end = lines.FindIndex(at + 1, l => l.Trim('\t', ' ') == start.Groups["word"].Value);
            at = end < 0 ? at : end;
        }

        return at;
    }

    [GeneratedRegex(
        @"\A\uFEFF?(?:#[^\n]*\n)*?#\s*escape\s*=\s*(?<escape>[\\`])",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex EscapeDirective();

    [GeneratedRegex(@"<<-?[""']?(?<word>[A-Za-z_][A-Za-z0-9_]*)[""']?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HereDocument();
}
