using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>
/// A JSON document in Secrets Manager. The stack makes it empty: a deploy puts its values in, beside those that people put in by hand, and
/// an update of the stack touches neither.
/// </summary>
internal static class ConfigStack
{
    public static Stack Make(StackScope scope, Config config)
    {
        var stack = scope.NewStack(config.Name);
        stack.Add(new StackResource("Secret", "AWS::SecretsManager::Secret", Map(
            ("Description", $"{config.Name} of {scope.App.Id}"),
            ("Name", KnownNames.NameOf(scope, config)))) { DeletionPolicy = config.Protect ? DeletionPolicy.Retain : DeletionPolicy.Delete,
                Cause = config.Origin.Name });
        stack.Add(new StackOutput("Name", KnownNames.NameOf(scope, config)));
        stack.Add(new StackOutput("Arn", Ref("Secret")));
        return stack;
    }
}
