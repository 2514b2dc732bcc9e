using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>
/// Logins of private registries. ECS takes them from Secrets Manager alone, as a document with user name and password: one for each image,
/// with the environment, which the deploy fills before it is needed; or the one that is there already.
/// </summary>
internal static class ImageLogins
{
    /// <summary>The documents that are made here.</summary>
    public static void Add(StackScope scope, Stack stack)
    {
        foreach (var image in scope.App.Images.Where(i => i.Login is not null && ExistingOf(scope, i) is null))
        {
            var id = LogicalId.For(LogicalIdPrefix.ImageLogin, image.Name);
            stack.Add(new StackResource(id, "AWS::SecretsManager::Secret", Map(
                ("Description", $"Login of the registry of {image.Name}"))) { DeletionPolicy = DeletionPolicy.Delete,
                    Cause = image.Origin.PlaceOf("login") });
            stack.Add(new StackOutput(id, Ref(id)));
        }
    }

    /// <summary>What the definition of a container says of it; null where its image needs no login.</summary>
    public static MapValue? CredentialsOf(StackScope scope, Stack stack, Workload workload) =>
        ArnOf(scope, stack, scope.App.Images[workload.Image]) is { } arn ? Map(("CredentialsParameter", arn)) : null;

    public static IEnumerable<Statement> Rights(StackScope scope, Stack stack, Workload workload)
    {
        var image = scope.App.Images[workload.Image];
        return ExistingOf(scope, image) is { } existing ? SecretValues.RightsTo(scope, stack, existing)
            : ArnOf(scope, stack, image) is { } arn ? [new Statement(["secretsmanager:GetSecretValue"], [arn])] : [];
    }

    private static Value? ArnOf(StackScope scope, Stack stack, Image image) =>
        image.Login is null ? null
        : ExistingOf(scope, image) is { } existing ? SecretValues.WholeArnOf(scope, stack, existing.Name)
        : scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.ImageLogin, image.Name));

    private static ExistingSecret? ExistingOf(StackScope scope, Image image) =>
        image.Login?.Parts is [SecretPart secret] && scope.App.Secrets.Find(secret.Name)?.Existing is { IsParameter: false } existing
            ? existing : null;
}
