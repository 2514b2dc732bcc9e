using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;
using Attribute = Fairlead.Core.Model.Attribute;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>Where ECS fetches a secret value from, and what lets it.</summary>
internal static class SecretValues
{
    /// <summary>What <c>ValueFrom</c> says of a secret text.</summary>
    public static Value From(StackScope scope, Stack stack, Workload workload, Variable variable) => variable.Value.Parts switch
    {
        [SecretPart secret] when scope.App.Secrets.Find(secret.Name)?.Existing is { } existing =>
            Concat(WholeArnOf(scope, stack, existing.Name), existing.Key is null ? "" : $":{existing.Key}::"),
        [SecretPart secret] => Parameter(scope, secret.Name),
        [AttributePart { Attribute: Attribute.Json } part] when IsOurs(scope, part) => scope.ImportOutputOf(stack, part.Target, "Secret"),
        [AttributePart { Attribute: Attribute.Password } part] when IsOurs(scope, part) =>
            Concat(scope.ImportOutputOf(stack, part.Target, "Secret"), ":password::"),
        [AttributePart { Attribute: Attribute.Password } part] when PasswordOf(scope, part) is { } password =>
            From(scope, stack, workload, variable with { Value = password }),
        [AttributePart { Attribute: Attribute.Url } part]
            when scope.App.Resources.Find(part.Target)?.Existing is { Secret: { } secret } existing =>
            Concat(WholeArnOf(scope, stack, secret), existing.Key is null ? "" : $":{existing.Key}::"),
        // Composed by the deploy, for this workload only.
        _ => Arn("ssm", "parameter", scope.NameOf(NameRule.ParameterPath, workload.Name), "/", InPath(variable.Name)),
    };

    /// <summary>What a workload's tasks are started with the right to read: its own values, one by one.</summary>
    public static IEnumerable<Statement> Rights(StackScope scope, Stack stack, Workload workload)
    {
        foreach (var each in workload.Env.Where(v => v.Value.IsSecret))
        {
            var variable =
                each.Value.Parts is [AttributePart { Attribute: Attribute.Password } named] && PasswordOf(scope, named) is { } password
                ? each with { Value = password with { Span = each.Value.Span } } : each;
            var cause = new Cause(variable.Value.Span, $"{workload.Name} gets {variable.Name}");
            var from = variable.Value.Parts switch
            {
                [SecretPart secret] when scope.App.Secrets.Find(secret.Name)?.Existing is { } existing =>
                    ArnOf(scope, stack, existing.Name),
                [AttributePart { Attribute: Attribute.Json or Attribute.Password } part] when IsOurs(scope, part) =>
                    scope.ImportOutputOf(stack, part.Target, "Secret"),
                [AttributePart { Attribute: Attribute.Url } part]
                    when scope.App.Resources.Find(part.Target)?.Existing is { Secret: { } secret } => ArnOf(scope, stack, secret),
                _ => null,
            };
            yield return from is null
                ? new Statement(["ssm:GetParameters"], [From(scope, stack, workload, variable)]).For(cause)
                : new Statement(["secretsmanager:GetSecretValue"], [from]).For(cause);
        }
    }

    /// <summary>The secrets that are there already and the file names.</summary>
    public static IEnumerable<Value> ExistingOf(StackScope scope, Stack stack) =>
        scope.App.Secrets.Select(s => s.Existing?.Name).Concat(scope.App.Resources.Select(r => r.Existing?.Secret)).OfType<Text>()
            .Select(n => ArnOf(scope, stack, n));

    // That of a database which is there already is whatever the file says it is: a secret of its own.
    private static Text? PasswordOf(StackScope scope, AttributePart part) => scope.App.Resources.Find(part.Target)?.Existing?.Password;

    private static bool IsOurs(StackScope scope, AttributePart part) =>
        scope.App.Resources.Find(part.Target) is Postgres { Existing: null };

    // Names of parameters take less than those of variables, and a star in a right would stand for anything.
    private static string InPath(string name) => string.Concat(name.Select(c =>
        char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' ? c.ToString() : $"-{(int)c:X2}-"));

    private static Value Parameter(StackScope scope, string name) => Arn("ssm", "parameter", scope.NameOf(NameRule.ParameterPath, name));

    // ECS fetches by the whole ARN, which nobody knows who only has the name: it is looked up before a release.
    private static Value WholeArnOf(StackScope scope, Stack stack, Text name) =>
        IsArn(name) ? TextValues.Render(scope, stack, name)
        : StackScope.Parameter(stack, $"SecretArn{Fingerprint.Compute(name.ToString())}");

    private static bool IsArn(Text name) => name.Constant?.StartsWith("arn:", StringComparison.Ordinal) == true;

    // Secrets Manager puts six characters behind a name: a pattern, for policies.
    private static Value ArnOf(StackScope scope, Stack stack, Text name) => IsArn(name)
        ? TextValues.Render(scope, stack, name)
        : Arn("secretsmanager", "secret:", TextValues.Render(scope, stack, name), "-??????");
}
