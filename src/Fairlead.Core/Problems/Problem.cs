using Fairlead.Core.Sources;

namespace Fairlead.Core.Problems;

public enum Severity
{
    Error,
    Warning,
}

/// <summary>One kind of problem: its stable id, and what the documentation says about it.</summary>
public sealed record ProblemCode(string Id, string Help);

/// <summary>Something wrong in the app file, or worth a warning, and what to do about it.</summary>
/// <param name="Code">The kind of problem.</param>
/// <param name="Severity">Errors stop the command with exit code 2; warnings do not.</param>
/// <param name="Span">The place of the culprit.</param>
/// <param name="Message">What is wrong, in one sentence without a full stop.</param>
/// <param name="Suggestion">What to write instead, if that is known.</param>
public sealed record Problem(ProblemCode Code, Severity Severity, Span Span, string Message, string? Suggestion)
{
    /// <summary>What stands at the place is not to be shown.</summary>
    public bool Hides { get; init; }

    /// <summary>The environments that it is in, where several were read and it is not in all of them.</summary>
    public IReadOnlyList<string> OnlyIn { get; init; } = [];

    /// <summary>The other place that belongs to it, if there is one.</summary>
    public Related? Related { get; init; }
}

/// <summary>Another place that belongs to a problem: where the name stands that was probably meant, or what lacks a key.</summary>
/// <param name="Words">What is there, or what to do there.</param>
public sealed record Related(Span Span, string Words);

/// <summary>
/// Problems as they are found; told in the order of the file, without repetition. Nobody reads thousands: then reading stops.
/// </summary>
/// <param name="most">So many are enough.</param>
public sealed class ProblemList(int most)
{
    public const int Most = 1000;
    private const int Longest = 800;

    private readonly List<Problem> problems = [];

    public ProblemList()
        : this(Most)
    {
    }

    public bool HasErrors => problems.Exists(p => p.Severity == Severity.Error);

    public int Count => problems.Count;

    public void Add(ProblemCode code, Span span, string message, string? suggestion = null, Related? related = null) =>
        Keep(new Problem(code, Severity.Error, span, message, suggestion) { Related = related });

    public void Warn(ProblemCode code, Span span, string message, string? suggestion = null) =>
        Keep(new Problem(code, Severity.Warning, span, message, suggestion));

    /// <summary>A warning that does not show what it warns of.</summary>
    public void Hide(ProblemCode code, Span span, string message, string? suggestion = null) =>
        Keep(new Problem(code, Severity.Warning, span, message, suggestion) { Hides = true });

    /// <summary>Problems that somebody else found.</summary>
    public void AddRange(IEnumerable<Problem> found)
    {
        foreach (var problem in found)
        {
            Keep(problem);
        }
    }

    /// <summary>All problems: by file, line and column. A place that `extends` or a YAML alias brought in twice is told once.</summary>
    public IReadOnlyList<Problem> InOrder() =>
        [.. problems
            .DistinctBy(p => (p.Code.Id, p.Span.Source.Name, p.Span.Line, p.Span.Column, p.Message))
            .OrderBy(p => p.Span.Source.Name, StringComparer.Ordinal)
            .ThenBy(p => p.Span.Line)
            .ThenBy(p => p.Span.Column)];

    // They quote the file, where a value may be of any length.
    private static string Short(string text) =>
        text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest * 3 / 4), " … ", text.AsSpan(text.Length - (Longest / 4)));

    private void Keep(Problem problem)
    {
        var suggestion = problem.Suggestion is { } given ? Short(given) : null;
        problems.Add(problem with { Message = Short(problem.Message), Suggestion = suggestion });
        if (problems.Count >= most)
        {
            problems.Add(
                new Problem(
                    Codes.TooMuch, Severity.Error, problem.Span,
                    $"these are {most} problems, and the rest of the file is not read", "mend these first"));
            throw new EnoughException();
        }
    }
}

/// <summary>Leaves reading from anywhere: there are enough problems.</summary>
internal sealed class EnoughException : Exception;
