namespace Fairlead.Aws.Template.Walk;

/// <summary>Every role of an environment has the app's boundary: CloudFormation may make no other.</summary>
internal static class Boundaries
{
    public static void Apply(Site site, Stack stack)
    {
        stack.ReplaceEach(resource => resource.Type == "AWS::IAM::Role"
            ? resource with { Properties = resource.Properties.With(("PermissionsBoundary", site.TakeOfAccount(stack, "Boundary"))) }
            : null);
    }
}
