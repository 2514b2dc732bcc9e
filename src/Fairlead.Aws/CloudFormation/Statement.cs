using Fairlead.Core.Sources;

namespace Fairlead.Aws.CloudFormation;

/// <summary>Why somebody may do something.</summary>
/// <param name="Place">The line of the app file.</param>
/// <param name="Why">In users' words: <c>web uses data</c>.</param>
internal sealed record Cause(Span? Place, string Why);

/// <summary>One statement of an IAM policy: who may do what with what.</summary>
/// <param name="Actions">Such as <c>s3:GetObject</c>.</param>
/// <param name="Resources">ARNs; empty in trust policies, whose resource is the role itself.</param>
internal sealed record Statement(IReadOnlyList<string> Actions, IReadOnlyList<Value> Resources)
{
    public IReadOnlyList<Cause> Causes { get; init; } = [];

    public bool IsDeny { get; init; }

    public string? Id { get; init; }

    /// <summary>Of policies that stand at a resource or role: whom it is about.</summary>
    public Value? Principal { get; init; }

    public MapValue? Condition { get; init; }

    /// <summary>Written by the user, and therefore neither sorted nor merged.</summary>
    public bool IsVerbatim { get; init; }

    /// <summary>
    /// A list that happened to be empty leaves a statement about nothing: it allows and denies nothing, and IAM takes none without a
    /// resource.
    /// </summary>
    public bool SaysNothing => Actions.Count == 0 || (Resources.Count == 0 && Principal is null);

    public Statement For(Cause cause) => this with { Causes = Causes.Count == 0 ? [cause] : [.. Causes, cause] };

    public MapValue Render() => SaysNothing
        ? throw new InvalidOperationException($"A statement has nothing to be about: {string.Join(", ", Actions)}")
        : Value.Map(
        ("Action", Actions.Count == 1 ? (Value)Actions[0] : Value.Texts(Actions)),
        ("Condition", Condition),
        ("Effect", IsDeny ? "Deny" : "Allow"),
        ("Principal", Principal),
        ("Resource", Resources.Count == 0 ? null : OneOrMore(Resources)),
        ("Sid", Id is null ? null : (Value)Id));

    private static Value OneOrMore(IReadOnlyList<Value> values) => values.Count == 1 ? values[0] : new ListValue(values);
}
