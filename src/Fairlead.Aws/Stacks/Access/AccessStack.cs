using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>
/// Who may do what with one environment: CloudFormation makes its things, with roles that can never do more than the boundary; whoever
/// deploys may only ask it to, and move releases; a pipeline is one workflow environment of one repository. A person makes this stack, and
/// no pipeline changes it.
/// </summary>
internal static class AccessStack
{
    private const string Deploy = "DeployRole";

    public static Stack Make(StackScope scope)
    {
        var stack = new Stack(scope.AccessStack) { Description = $"{scope.App.Id}: who may do what" };
        var named = NamedInFileReader.Read(scope, stack);
        var boundary = Boundary(scope, stack, named);
        stack.Add(new StackOutput("PermissionsBoundary", boundary));
        AddPolicy(scope, stack, "ChangePolicy", "What CloudFormation may change", Provisioning.Changing(scope.Reach, named));
        AddRole(scope, stack, "CloudFormationRole", "makes and changes what stands in this environment's stacks",
            TrustPolicy.Service("cloudformation.amazonaws.com"), ["ChangePolicy"],
            ("make", [.. Provisioning.Making(scope.Reach, boundary), .. ReadPasswords(scope, stack, named)]));
        var rights = new DeployRights(scope, stack, named);
        AddPolicy(scope, stack, "ReleasePolicy", "What releases may move", rights.Release());
        AddRole(scope, stack, Deploy, "changes this environment's stacks, images, releases and values, and takes up what was kept",
            TrustPolicy.Account(), ["ReleasePolicy"], ("deploy", rights.Deploy()),
            ("person", rights.OfPerson()));
        if (scope.App.Ci is { } ci)
        {
            var provider = scope.ImportAccountOutput(stack, "GitHubOidcProvider");
            AddRole(scope, stack, "CiRole", "changes this environment's stacks, images, releases and values",
                TrustPolicy.GitHub(provider, ci.Owner, ci.Repository, $"environment:{scope.App.Environment.Name}"),
                ["ReleasePolicy"], ("deploy", rights.Deploy()), ("stay", DeployRights.ImportNothing()));
            AddRole(scope, stack, "PlanRole", "reads how things are, and no value",
                TrustPolicy.GitHub(provider, ci.Owner, ci.Repository, "pull_request"), [],
                ("plan", rights.Plan()));
        }

        if (scope.App.Security.Boundary is not null)
        {
            PermissionsBoundary.AddTo(stack, boundary);
        }

        return stack;
    }

    // A role has one boundary. An organisation that wants its own refuses roles without it, so there is no room for ours.
    private static Value Boundary(StackScope scope, Stack stack, NamedInFile named)
    {
        if (scope.App.Security.Boundary is { } theirs)
        {
            return TextValues.Render(scope, stack, theirs);
        }

        stack.Add(new StackResource("PermissionsBoundary", "AWS::IAM::ManagedPolicy", Map(
            ("Description", $"The most that a role of {scope.App.Id} may do"), ("Path", scope.Reach.AccessPath),
            ("PolicyDocument", Policy.Document(PermissionsBoundary.Statements(scope.Reach, named))))));
        return Ref("PermissionsBoundary");
    }

    // What a store of a content delivery network is filled with when it is made: digests that the deploy wrote.
    private static IEnumerable<Statement> ReadPasswords(StackScope scope, Stack stack, NamedInFile named) => !named.HasPasswords ? []
        : [new(["s3:GetObject"], [Concat("arn:", Partition, ":s3:::", scope.ImportAccountOutput(stack, "ArtifactBucket"),
            "/", scope.App.Environment.Name, "/passwords/*")])];

    private static void AddPolicy(StackScope scope, Stack stack, string id, string description, IEnumerable<Statement> statements) =>
        stack.Add(new StackResource(id, "AWS::IAM::ManagedPolicy", Map(
            ("Description", $"{description} of {scope.App.Id}"), ("Path", scope.Reach.AccessPath),
            ("PolicyDocument", Policy.Document(Policy.Merge(statements))))));

    // AWS takes 10,240 characters within a role, and 6,144 for each policy beside it.
    private static void AddRole(StackScope scope, Stack stack, string id, string description, MapValue trust, string[] beside,
        params (string Name, IEnumerable<Statement> Statements)[] policies)
    {
        stack.Add(new StackResource(id, "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", trust), ("Description", description),
            ("ManagedPolicyArns", beside.Length == 0 ? null : List([.. beside.Select(p => (Value)Ref(p))])),
                ("Path", scope.Reach.AccessPath),
            ("Policies", List([.. policies.Select(p => (Value)Map(
                ("PolicyDocument", Policy.Document(Policy.Merge(p.Statements))), ("PolicyName", p.Name)))])),
            ("RoleName", id == Deploy ? (Value)scope.Reach.DeployRole(scope.App.Environment.Region) : null))));
        stack.Add(new StackOutput(id, GetAtt(id, "Arn")));
    }
}
