using Fairlead.Core.Sources;

namespace Fairlead.Core.Targets;

/// <summary>Who may do what, act as whom or reach whom, or never may.</summary>
/// <param name="Verb">Added or deleted.</param>
/// <param name="Who">A name of the file, <c>edge</c>, or a range of addresses.</param>
/// <param name="May">What it may do: <c>s3:GetObject</c>, <c>tcp 5432</c>.</param>
/// <param name="To">With what.</param>
/// <param name="Reasons">The lines that caused it.</param>
public sealed record AccessRight(Verb Verb, string Who, string May, string To, IReadOnlyList<Reason> Reasons)
{
    public AccessKind Kind { get; init; }

    /// <summary>Everything of its kind has it; told with <c>-v</c>.</summary>
    public bool IsRoutine { get; init; }
}

public enum AccessKind
{
    Right,

    /// <summary>Who may reach whom.</summary>
    Network,

    /// <summary>Who may act as a role: the largest rights there are, told first.</summary>
    Trust,

    /// <summary>What is forbidden, whatever else is allowed.</summary>
    Denial,

    /// <summary>Whom what runs may call.</summary>
    Outward,
}

/// <param name="Why">In a few words: <c>web uses data</c>.</param>
/// <param name="Place">The line that caused it, if one did.</param>
public sealed record Reason(string Why, Span? Place);

/// <summary>What an environment costs in a month, by a price list.</summary>
/// <param name="Date">Of the list.</param>
/// <param name="Lines">All that costs something, or did.</param>
public sealed record Costs(string Region, string Date, IReadOnlyList<Expense> Lines)
{
    /// <summary>What was there before is known.</summary>
    public bool HasBefore { get; init; }

    /// <summary>Of all lines whose price is known.</summary>
    public decimal Before => Lines.Sum(l => l.Before ?? 0);

    /// <summary>Of all lines whose price is known.</summary>
    public decimal After => Lines.Sum(l => l.After ?? 0);

    public bool IsComplete => Lines.All(l => l.After is not null);

    public bool IsEstimate => Lines.Any(l => l.IsEstimate);
}

/// <param name="Name">Of the file, or <c>environment</c>.</param>
/// <param name="What">In words: <c>2 × 0.25 CPU, 0.5 GB</c>.</param>
/// <param name="Before">Null where it is not known; zero where it was not there.</param>
/// <param name="After">Null where it is not known; zero where it goes.</param>
public sealed record Expense(string Name, string What, decimal? Before, decimal? After, bool IsEstimate);

/// <summary>Controls of a security standard, asked of all that would be made.</summary>
/// <param name="Profile">The file's: <c>strict</c>, <c>standard</c>, <c>dev</c>.</param>
/// <param name="Applicable">Questions that had to be answered and were not waived.</param>
public sealed record SecuritySummary(string Profile, int Passed, int Applicable, IReadOnlyList<Waiver> Waived);

/// <summary>A control that is done without.</summary>
/// <param name="Of">What would have had to meet it.</param>
public sealed record Waiver(string Control, string Title, string Reason, IReadOnlyList<string> Of);
