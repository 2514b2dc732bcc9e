using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Iam;

/// <summary>
/// Who may take on a role. Always with the account and, where AWS passes it, the very thing: no other customer's or stack's service.
/// </summary>
internal static class TrustPolicy
{
    private static readonly MapValue OfTasks = Service("ecs-tasks.amazonaws.com", Value.Arn("ecs", "*"));

    /// <summary>A service of AWS, for resources of this account only.</summary>
    /// <param name="service">Such as <c>ecs-tasks.amazonaws.com</c>.</param>
    /// <param name="source">A pattern of ARNs on whose behalf; null where the service says none.</param>
    public static MapValue Service(string service, Value? source = null) =>
        Policy.Document([Assume("sts:AssumeRole", Value.Map(("Service", service)), Value.Map(
        ("ArnLike", source is null ? null : Value.Map(("aws:SourceArn", source))),
        ("StringEquals", Value.Map(("aws:SourceAccount", Value.Account)))))]);

    /// <summary>Tasks of ECS in this account and region.</summary>
    public static MapValue Tasks() => OfTasks;

    /// <summary>Services that say neither account nor ARN when they take a role, such as EC2 for its instances.</summary>
    public static MapValue PlainService(string service) =>
        Policy.Document([Assume("sts:AssumeRole", Value.Map(("Service", service)), null)]);

    /// <summary>People and roles of this account whom their own policies let.</summary>
    public static MapValue Account() =>
        Policy.Document(
        [Assume("sts:AssumeRole", Value.Map(("AWS", Value.Concat("arn:", Value.Partition, ":iam::", Value.Account, ":root"))), null)]);

    /// <summary>
    /// Workflows of exactly one repository, for exactly one purpose: no wildcard of owner, repository, branch or environment.
    /// </summary>
    /// <remarks>
    /// Repositories made, renamed or moved since July 2026 have immutable ids behind both names, which the file does not know. Neither a
    /// name
    /// of GitHub nor the purpose holds an at sign or, unescaped, a colon, so the pattern stands for ids alone.
    /// </remarks>
    /// <param name="provider">The ARN of the account's OIDC provider for GitHub.</param>
    /// <param name="purpose">The end of the subject: <c>environment:production</c>, <c>pull_request</c>.</param>
    public static MapValue GitHub(Value provider, string owner, string repository, string purpose) =>
        Policy.Document([Assume("sts:AssumeRoleWithWebIdentity", Value.Map(("Federated", provider)), Value.Map(
            ("StringEquals", Value.Map(("token.actions.githubusercontent.com:aud", "sts.amazonaws.com"))),
            ("StringLike", Value.Map(("token.actions.githubusercontent.com:sub", Value.List(
                $"repo:{owner}/{repository}:{purpose}", $"repo:{owner}@*/{repository}@*:{purpose}"))))))]);

    private static Statement Assume(string action, Value principal, MapValue? condition) =>
        new([action], []) { Principal = principal, Condition = condition };
}
