using System.IO.Enumeration;

namespace Fairlead.Tests.Support;

/// <summary>One question to IAM: an action, the thing it is about, and what is known of both.</summary>
/// <param name="Action">Such as <c>ecs:RunTask</c>.</param>
/// <param name="Arn">Of the thing; <c>*</c> where AWS knows none for the action.</param>
internal sealed record IamRequest(string Action, string Arn)
{
    /// <summary>By condition key; a key that is not here has no value.</summary>
    public Dictionary<string, string[]> Context { get; } = new(StringComparer.OrdinalIgnoreCase) { ["aws:SecureTransport"] = ["true"] };
}

/// <summary>A statement with all its functions carried out.</summary>
/// <param name="Conditions">Operator, key, values.</param>
internal sealed record IamStatement(
    bool IsDeny, IReadOnlyList<string> Actions, IReadOnlyList<string> Resources,
    IReadOnlyList<(string Operator, string Key, string[] Values)> Conditions)
{
    public bool Matches(IamRequest request) =>
        Actions.Any(a => IsLike(request.Action, a, ignoreCase: true))
        && Resources.Any(r => IsLike(request.Arn, r) || request.Arn == "*")
        && Conditions.All(c => Holds(c.Operator, c.Values, request.Context.GetValueOrDefault(c.Key)));

    // AWS's rules: IAM User Guide, "Condition operators"; a negated one holds for a key that has no value.
    private static bool Holds(string name, string[] wanted, string[]? found)
    {
        var (isIfExists, plain) = (name.EndsWith("IfExists", StringComparison.Ordinal), name.Replace("IfExists", ""));
        return plain switch
        {
            "Null" => wanted.Single() == (found is null ? "true" : "false"),
            "ForAllValues:StringLike" => found is null || found.All(f => wanted.Any(w => IsLike(f, w))),
            "ForAnyValue:StringNotEquals" => found is not null && found.Any(f => !wanted.Contains(f)),
            "StringNotEquals" => found is null || !found.Any(wanted.Contains),
            _ when found is null => isIfExists,
            "StringEquals" or "Bool" => found.Any(wanted.Contains),
            "StringLike" or "ArnLike" or "ArnEquals" => found.Any(f => wanted.Any(w => IsLike(f, w))),
            _ => throw new InvalidOperationException($"The evaluator knows no {name}"),
        };
    }

    private static bool IsLike(string text, string pattern, bool ignoreCase = false) =>
        FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase);
}

/// <summary>What a role may do: what its own policies allow, within its boundary, and nothing that either denies.</summary>
internal sealed record IamRole(IReadOnlyList<IamStatement> Identity, IReadOnlyList<IamStatement>? Boundary = null)
{
    public static readonly IReadOnlyList<IamStatement> Everything = [new IamStatement(false, ["*"], ["*"], [])];

    public bool Allows(IamRequest request) => Allows(Identity, request) && (Boundary is null || Allows(Boundary, request));

    private static bool Allows(IReadOnlyList<IamStatement> statements, IamRequest request) =>
        statements.Any(s => !s.IsDeny && s.Matches(request)) && !statements.Any(s => s.IsDeny && s.Matches(request));
}
