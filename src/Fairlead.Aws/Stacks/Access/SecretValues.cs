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
    public static Value From(StackScope site, Stack stack, Workload workload, Variable variable) => variable.Value.Parts switch
    {
        [SecretPart secret] when site.App.Secrets.Find(secret.Name)?.Existing is { } existing => Concat(WholeArnOf(site, stack, existing.Name), existing.Key is null ? "" : $":{existing.Key}::"),
        [SecretPart secret] => Parameter(site, secret.Name),
        [AttributePart { Attribute: Attribute.Json } part] when IsOurs(site, part) => site.ImportOutputOf(stack, part.Target, "Secret"),
        [AttributePart { Attribute: Attribute.Password } part] when IsOurs(site, part) => Concat(site.ImportOutputOf(stack, part.Target, "Secret"), ":password::"),
        [AttributePart { Attribute: Attribute.Password } part] when PasswordOf(site, part) is { } password => From(site, stack, workload, variable with { Value = password }),
        [AttributePart { Attribute: Attribute.Url } part] when site.App.Resources.Find(part.Target)?.Existing is { Secret: { } secret } existing =>
            Concat(WholeArnOf(site, stack, secret), existing.Key is null ? "" : $":{existing.Key}::"),
        // Composed by the deploy, for this workload only.
        _ => Arn("ssm", "parameter", site.NameOf(NameRule.ParameterPath, workload.Name), "/", variable.Name),
    };

    /// <summary>What a workload's tasks are started with the right to read: its own values, one by one.</summary>
    public static IEnumerable<Statement> Rights(StackScope site, Stack stack, Workload workload)
    {
        foreach (var each in workload.Env.Where(v => v.Value.IsSecret))
        {
            var variable = each.Value.Parts is [AttributePart { Attribute: Attribute.Password } named] && PasswordOf(site, named) is { } password ? each with { Value = password with { Span = each.Value.Span } } : each;
            var cause = new Cause(variable.Value.Span, $"{workload.Name} gets {variable.Name}");
            var from = variable.Value.Parts switch
            {
                [SecretPart secret] when site.App.Secrets.Find(secret.Name)?.Existing is { } existing => ArnOf(site, stack, existing.Name),
                [AttributePart { Attribute: Attribute.Json or Attribute.Password } part] when IsOurs(site, part) => site.ImportOutputOf(stack, part.Target, "Secret"),
                [AttributePart { Attribute: Attribute.Url } part] when site.App.Resources.Find(part.Target)?.Existing is { Secret: { } secret } => ArnOf(site, stack, secret),
                _ => null,
            };
            yield return from is null
                ? new Statement(["ssm:GetParameters"], [From(site, stack, workload, variable)]).For(cause)
                : new Statement(["secretsmanager:GetSecretValue"], [from]).For(cause);
        }
    }

    // That of a database which is there already is whatever the file says it is: a secret of its own.
    private static Text? PasswordOf(StackScope site, AttributePart part) => site.App.Resources.Find(part.Target)?.Existing?.Password;

    private static bool IsOurs(StackScope site, AttributePart part) => site.App.Resources.Find(part.Target) is Postgres { Existing: null };

    private static Value Parameter(StackScope site, string name) => Arn("ssm", "parameter", site.NameOf(NameRule.ParameterPath, name));

    // ECS fetches by the whole ARN, which nobody knows who only has the name: it is looked up before a release.
    private static Value WholeArnOf(StackScope site, Stack stack, Text name) =>
        IsArn(name) ? TextValues.Render(site, stack, name) : StackScope.Parameter(stack, $"Secret{Fingerprint.Compute(name.ToString())}");

    private static bool IsArn(Text name) => name.Constant?.StartsWith("arn:", StringComparison.Ordinal) == true;

    // Secrets Manager puts six characters behind a name: a pattern, for policies.
    private static Value ArnOf(StackScope site, Stack stack, Text name) => IsArn(name)
        ? TextValues.Render(site, stack, name)
        : Arn("secretsmanager", "secret:", TextValues.Render(site, stack, name), "-??????");
}
