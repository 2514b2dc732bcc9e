using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Import.Found;

namespace Fairlead.Import.Drafts;

/// <param name="App">What any command would read; null where nothing is left that would do.</param>
/// <param name="Faults">What had to be commented out, or why nothing is left.</param>
public sealed record Accepted(App? App, string Text, IReadOnlyList<string> Faults)
{
    public IEnumerable<ImportNote> Findings(string file) => Faults.Select(
        f => new ImportNote(ImportNoteKind.LeftOut, null, $"a part of {file} is commented out: {f}", file) { Serves = true });
}

/// <summary>
/// Reads what is about to be written as any command would read it. What would be refused becomes a comment that says why: a file of
/// our own making is never the first problem that somebody meets.
/// </summary>
public static class Acceptance
{
    private const int MostFaults = 20;

    public static Accepted Check(string text, string name, IProjectFiles files)
    {
        var faults = new List<string>();
        var lines = text.Split('\n').ToList();
        while (faults.Count < MostFaults)
        {
            var written = string.Join('\n', lines);
            var read = AppFileReader.Read(new Source(name, written), AppEnvironment.Local, files);
            if (read.App is not null)
            {
                return new Accepted(read.App, written, faults);
            }

            var problem = read.Problems.First(p => p.Severity == Severity.Error);
            faults.Add($"{problem.Code.Id}: {problem.Message}");
            if (!CommentOut(lines, problem.Span.Line - 1, faults[^1]))
            {
                break;
            }
        }

        return new Accepted(null, "", faults);
    }

    // The line, and those that are indented below it.
    private static bool CommentOut(List<string> lines, int at, string why)
    {
        if (at < 0
            || at >= lines.Count
            || lines[at].Length == 0
            || IsComment(lines[at])
            || lines[at].StartsWith("app:", StringComparison.Ordinal))
        {
            return false;
        }

        var indent = Indent(lines[at]);
        lines[at] = $"{new string(' ', indent)}# {lines[at].TrimStart()}  # {why}";
        for (var i = at + 1; i < lines.Count && lines[i].Length > 0 && Indent(lines[i]) > indent; i++)
        {
            lines[i] = $"{new string(' ', indent)}# {lines[i][indent..]}";
        }

        CommentOutEmpty(lines);
        return true;
    }

    // A key of which only comments are left has no value. A service or job without keys is one still.
    private static void CommentOutEmpty(List<string> lines)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var indent = Indent(lines[i]);
            if (!IsComment(lines[i])
                && lines[i].Split("  #")[0].EndsWith(':')
                && !lines.Skip(i + 1).TakeWhile(l => l.Length > 0 && (Indent(l) > indent || IsComment(l))).Any(l => !IsComment(l)))
            {
                lines[i] = indent == 2 ? $"{lines[i].Split("  #")[0]} {{}}" : $"{new string(' ', indent)}# {lines[i][indent..]}";
            }
        }
    }

    private static bool IsComment(string line) => line.TrimStart().StartsWith('#');

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;
}
