using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan.Security;

/// <summary>What the statements of a policy say.</summary>
internal static class PolicyText
{
    public static IEnumerable<Value> Statements(StackResource policy) => Statements(policy.Properties["PolicyDocument"]);

    public static IEnumerable<Value> Statements(Value? document) => document.Items("Statement");

    /// <summary>The statements of a role or policy, with what it carries itself.</summary>
    public static IEnumerable<Value> Identity(StackResource resource) =>
        Statements(resource).Concat(resource.Properties["Policies"].Items().SelectMany(p => Statements(p.At("PolicyDocument"))));

    /// <summary>Those of a role with the policies that its stack gives it besides.</summary>
    public static IEnumerable<Value> Identity(Stack stack, StackResource role) => Identity(role).Concat(
        role.Properties["ManagedPolicyArns"].Items().OfType<CallValue>().Select(c => (c.Argument as TextValue)?.Text).OfType<string>()
            .Select(stack.Find).OfType<StackResource>().SelectMany(Statements));

    public static bool DeniesPlain(Value statement) =>
        statement.At("Effect").Is("Deny") && statement.At("Condition", "Bool", "aws:SecureTransport").IsFalse();

    /// <summary>Whoever comes, unless a condition says which thing of which account.</summary>
    public static bool IsForEverybody(Value statement) =>
        Allows(statement) && Principals(statement).Any(p => p.Is("*")) && statement.At("Condition") is null;

    /// <summary>A principal that is written out as another account; this one's is never known to a template.</summary>
    public static bool AllowsOtherAccounts(Value statement) =>
        Allows(statement) && statement.Items("Principal", "AWS").Any(p => p is TextValue);

    public static bool AllowsAll(Value statement) => Allows(statement) && HasAction(statement, "*") && HasResource(statement, "*");

    /// <summary>All actions of a service: <c>s3:*</c>.</summary>
    public static bool AllowsService(Value statement) =>
        Allows(statement) && statement.Items("Action").Any(a => a is TextValue text && text.Text.EndsWith(":*", StringComparison.Ordinal));

    public static bool AllowsAllKeys(Value statement) =>
        Allows(statement) && HasAction(statement, "*", "kms:*", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncrypt*")
        && statement.Items("Resource").Any(IsAllKeys);

    private static bool Allows(Value statement) => statement.At("Effect").Is("Allow");

    private static bool HasAction(Value statement, params string[] actions) => statement.Items("Action").Any(a => a.Is(actions));

    private static bool HasResource(Value statement, string resource) => statement.Items("Resource").Any(r => r.Is(resource));

    private static bool IsAllKeys(Value resource) => resource switch
    {
        TextValue text => text.Text == "*" || text.Text.EndsWith(":key/*", StringComparison.Ordinal),
        CallValue { Function: "Fn::Join", Argument: ListValue { Count: 2 } join } =>
            join[1] is ListValue { Count: > 0 } parts && parts[^1] is TextValue last
            && last.Text.EndsWith(":key/*", StringComparison.Ordinal),
        _ => false,
    };

    private static IEnumerable<Value> Principals(Value statement) =>
        statement.At("Principal") is MapValue map ? map.Pairs.ToArray().SelectMany(p => p.Value.Items())
        : statement.At("Principal").Items();
}
