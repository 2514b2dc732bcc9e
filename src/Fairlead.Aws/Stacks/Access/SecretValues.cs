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
            Fetched(scope, stack, existing),
        [SecretPart secret] => Parameter(scope, secret.Name),
        [AttributePart { Attribute: Attribute.Json } part] when IsOurs(scope, part) => scope.ImportOutputOf(stack, part.Target, "Secret"),
        [AttributePart { Attribute: Attribute.Password } part] when IsOurs(scope, part) =>
            Concat(scope.ImportOutputOf(stack, part.Target, "Secret"), ":password::"),
        [AttributePart { Attribute: Attribute.Password } part] when PasswordOf(scope, part) is { } password =>
            From(scope, stack, workload, variable with { Value = password }),
        [AttributePart { Attribute: Attribute.Url } part]
            when scope.App.Resources.Find(part.Target)?.Existing is { Secret: { } secret } => Fetched(scope, stack, secret),
        // Composed by the deploy, for this workload only.
        _ => Arn("ssm", "parameter", scope.NameOf(NameRule.ParameterPath, workload.Name), "/", InPath(variable.Name)),
    };

    /// <summary>Whether a secret text has no place of its own, and is put together by the deploy for the workload that gets it.</summary>
    public static bool IsComposed(StackScope scope, Text text) => text.Parts switch
    {
        [SecretPart] => false,
        [AttributePart { Attribute: Attribute.Json or Attribute.Password } part] when IsOurs(scope, part) => false,
        [AttributePart { Attribute: Attribute.Password } part] when PasswordOf(scope, part) is { } password =>
            IsComposed(scope, password),
        [AttributePart { Attribute: Attribute.Url } part] => scope.App.Resources.Find(part.Target)?.Existing?.Secret is null,
        _ => true,
    };

    /// <summary>Under which name it is kept, below the environment's path.</summary>
    public static string ComposedName(Workload workload, string variable) => $"{workload.Name}/{InPath(variable)}";

    /// <summary>What a workload's tasks are started with the right to read: its own values, one by one.</summary>
    public static IEnumerable<Statement> Rights(StackScope scope, Stack stack, Workload workload)
    {
        foreach (var each in workload.Env.Where(v => v.Value.IsSecret))
        {
            var variable =
                each.Value.Parts is [AttributePart { Attribute: Attribute.Password } named] && PasswordOf(scope, named) is { } password
                ? each with { Value = password with { Span = each.Value.Span } } : each;
            var cause = new Cause(variable.Value.Span, $"{workload.Name} gets {variable.Name}");
            if (ExistingOf(scope, variable.Value) is { } existing)
            {
                foreach (var statement in RightsTo(scope, stack, existing))
                {
                    yield return statement.For(cause);
                }
            }
            else if (variable.Value.Parts is [AttributePart { Attribute: Attribute.Json or Attribute.Password } part]
                && IsOurs(scope, part))
            {
                yield return new Statement(
                    ["secretsmanager:GetSecretValue"], [scope.ImportOutputOf(stack, part.Target, "Secret")]).For(cause);
            }
            else
            {
                yield return new Statement(["ssm:GetParameters"], [From(scope, stack, workload, variable)]).For(cause);
            }
        }
    }

    /// <summary>What the file names of secrets that are there already: of all workloads, and of the app's own composing.</summary>
    public static IEnumerable<ExistingSecret> ExistingIn(App app) =>
        app.Secrets.Select(s => s.Existing).Concat(app.Resources.Select(r => r.Existing?.Secret)).OfType<ExistingSecret>();

    // What somebody else keeps and a variable is alone.
    private static ExistingSecret? ExistingOf(StackScope scope, Text text) => text.Parts switch
    {
        [SecretPart secret] => scope.App.Secrets.Find(secret.Name)?.Existing,
        [AttributePart { Attribute: Attribute.Url } part] => scope.App.Resources.Find(part.Target)?.Existing?.Secret,
        _ => null,
    };

    /// <summary>To read it, and to have it decrypted where its key is not AWS's own: exactly that secret, and exactly that key.</summary>
    public static IEnumerable<Statement> RightsTo(StackScope scope, Stack stack, ExistingSecret secret) =>
    [
        secret.IsParameter
            ? new Statement(["ssm:GetParameters"], [ParameterArn(scope, stack, secret)])
            : new Statement(["secretsmanager:GetSecretValue"], [ArnOf(scope, stack, secret.Name)]),
        .. secret.KmsKey is { } key
            ? [new Statement(["kms:Decrypt"], [ExistingNames.ArnOf(scope, stack, ExistingKind.KmsKey, key)])] : (Statement[])[],
    ];

    // ARN:KEY:STAGE:VERSION, each of which may be empty (Amazon ECS developer guide, "Pass Secrets Manager secrets through Amazon ECS
    // environment variables").
    private static Value Fetched(StackScope scope, Stack stack, ExistingSecret secret) =>
        secret.IsParameter ? ParameterArn(scope, stack, secret)
        : secret is { Key: null, Stage: null, Version: null } ? WholeArnOf(scope, stack, secret.Name)
        : Concat(WholeArnOf(scope, stack, secret.Name), $":{secret.Key}:{secret.Stage}:{secret.Version}");

    private static Value ParameterArn(StackScope scope, Stack stack, ExistingSecret secret) => secret.ParameterPath is { } path
        ? Arn("ssm", $"parameter{path}") : TextValues.Render(scope, stack, secret.Name);

    // That of a database which is there already is whatever the file says it is: a secret of its own.
    private static Text? PasswordOf(StackScope scope, AttributePart part) => scope.App.Resources.Find(part.Target)?.Existing?.Password;

    private static bool IsOurs(StackScope scope, AttributePart part) =>
        scope.App.Resources.Find(part.Target) is Postgres { Existing: null };

    // Names of parameters take less than those of variables, and a star in a right would stand for anything.
    private static string InPath(string name) => string.Concat(name.Select(c =>
        char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-' ? c.ToString() : $"-{(int)c:X2}-"));

    private static Value Parameter(StackScope scope, string name) => Arn("ssm", "parameter", scope.NameOf(NameRule.ParameterPath, name));

    // ECS fetches by the whole ARN, which nobody knows who only has the name: it is looked up before a release.
    public static Value WholeArnOf(StackScope scope, Stack stack, Text name) =>
        ExistingNames.IsArn(name) ? TextValues.Render(scope, stack, name)
        : name.Parts is [var alone and not Literal] ? Referred(scope, stack, alone)
        : StackScope.Parameter(stack, $"SecretArn{Fingerprint.Compute(name.ToString())}");

    // Secrets Manager puts six characters behind a name: a pattern, for policies. What only a reference says is looked up whole.
    private static Value ArnOf(StackScope scope, Stack stack, Text name) =>
        ExistingNames.IsArn(name) ? TextValues.Render(scope, stack, name)
        : name.Parts is [var alone and not Literal] ? Referred(scope, stack, alone)
        : Arn("secretsmanager", "secret:", TextValues.Render(scope, stack, name), "-??????");

    private static Value Referred(StackScope scope, Stack stack, Part reference) =>
        ExistingNames.Named(scope, stack, "SecretArn", reference, ReferenceForm.Arn);
}
