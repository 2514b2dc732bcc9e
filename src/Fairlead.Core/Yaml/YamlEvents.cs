using System.Diagnostics.CodeAnalysis;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fairlead.Core.Yaml;

/// <summary>The parser's events, each with its place in the user's own text; every fault is a problem, and then ends the reading.</summary>
internal sealed class YamlEvents
{
    private readonly Source source;
    private readonly ProblemList problems;
    private readonly YamlTraps traps;
    private readonly Parser parser;

    public YamlEvents(Source source, ProblemList problems)
    {
        this.source = source;
        this.problems = problems;
        Last = new Span(source, 1, 1, 1);
        traps = new YamlTraps(source, problems);
        parser = new Parser(new Scanner(new StringReader(traps.Mend()), skipComments: true));
    }

    public ParsingEvent Current => parser.Current!;

    /// <summary>The place of the current event.</summary>
    public Span Last { get; private set; }

    /// <summary>The text of a scalar as it stands in the file.</summary>
    public string ValueOf(Scalar scalar) => traps.HasStandIns ? YamlTraps.Restore(scalar.Value) : scalar.Value;

    /// <summary>Goes on to the next event; leaves by <see cref="YamlStop"/>, after a problem, where there is none.</summary>
    public void Next()
    {
        try
        {
            parser.MoveNext();
            Last = parser.Current is { } current ? SpanOf(current) : Last;
        }
        catch (YamlException e)
        {
            var span = e.Start.Line <= 1 && Last.Line > 1 ? Last : SpanOf(e.Start, e.End); // some of its exceptions know no place
            var (message, hint) = YamlSlips.Explain(e.Message, span);
            var slip = traps.Suspect is null ? YamlSlips.Find(span, YamlSlips.IsKeyOutOfPlace(e.Message)) : null;
            Fail(Codes.Syntax, slip?.Place ?? span, slip?.Message ?? message, slip?.Hint ?? hint, isExplained: slip is not null);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            // Odd input makes the library fail in its own ways; for the user it is all one thing.
            Fail(Codes.Syntax, Last, "the file is not YAML that can be read from here on", "look for a stray character");
        }
    }

    // What is left out (a key before a lone ':') has no place of its own; it stands behind what was last.
    public Span SpanOf(ParsingEvent e) => SpanOf(e.Start, e.End) is var span && span.Line >= Last.Line ? span : Last;

    private Span SpanOf(Mark start, Mark end)
    {
        var line = Math.Max(1, (int)start.Line);
        var column = Math.Max(1, (int)start.Column - traps.ColumnShift.GetValueOrDefault(line));
        var length = end.Line == start.Line
            ? (int)(end.Column - start.Column)
            : source.Line(line).TrimEnd().Length - column + 1;
        return new Span(source, line, column, Math.Max(1, length));
    }

    [DoesNotReturn]
    public void Fail(ProblemCode code, Span span, string message, string hint, bool isExplained = false)
    {
        if (code == Codes.Syntax && traps.Suspect is { } suspect)
        {
            problems.Add(code, suspect.Place, suspect.Message, "close it where it ends, or put it in quotes");
        }
        else if (code == Codes.Syntax && !isExplained && YamlTraps.Sibling(span) is { } sibling)
        {
            problems.Add(
                code, sibling,
                $"this line begins with {sibling.Column - 1} spaces, and line {span.Line}, which seems to stand beside it, does not",
                "give lines of one map the same indentation");
        }

        problems.Add(code, span, message, hint);
        throw new YamlStop();
    }
}

/// <summary>Leaves the parse from any depth.</summary>
internal sealed class YamlStop : Exception;
