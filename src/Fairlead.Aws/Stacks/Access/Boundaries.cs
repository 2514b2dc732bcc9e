using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>Every role of an environment has the app's boundary: CloudFormation may make no other.</summary>
internal static class Boundaries
{
    public static void Apply(StackScope site, Stack stack)
    {
        stack.ReplaceEach(resource => resource.Type == "AWS::IAM::Role"
            ? resource with { Properties = resource.Properties.With(("PermissionsBoundary", site.ImportAccountOutput(stack, "Boundary"))) }
            : null);
    }
}
