using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>
/// Who may do what with an app: CloudFormation makes its things, with roles that can never do more than the boundary; whoever deploys may
/// only ask it to, and move releases; a pipeline is one workflow environment of one repository.
/// </summary>
internal static class AccountRoles
{
    private const string GitHubUrl = "https://token.actions.githubusercontent.com";

    // CloudFormation cuts the names of stacks in the names it makes up.
    private const int SureOfName = 20;

    public static void Add(StackScope scope, Stack stack)
    {
        stack.Add(new StackResource("PermissionsBoundary", "AWS::IAM::ManagedPolicy", Map(
            ("Description", $"The most that a role of {scope.App.Name} may do"),
            ("PolicyDocument",
                Policy.Document(
                    PermissionsBoundary.Statements(scope.App.Workloads.SelectMany(w => w.Permissions).SelectMany(p => p.Allow)))))));
        stack.Add(new StackOutput("PermissionsBoundary", Ref("PermissionsBoundary")));
        Add(stack, "CloudFormationRole", TrustPolicy.Service("cloudformation.amazonaws.com"), "make",
            Provisioning.Statements(scope.App.Name, RolesOf(scope, "role"), RolesOf(scope, "instance-profile"),
                Ref("PermissionsBoundary")));
        var here = Here(scope);
        Add(stack, "DeployRole", TrustPolicy.Account(), "deploy", DeployRights.Deploy(scope, here));
        if (scope.App.Ci is { } ci)
        {
            AddPipelines(scope, stack, ci, here);
        }
    }

    /// <summary>A pattern of the ARNs of what CloudFormation names after the app's stacks.</summary>
    /// <param name="kind"><c>role</c> or <c>instance-profile</c>.</param>
    public static Value RolesOf(StackScope scope, string kind)
    {
        var name = scope.App.Name.Length > SureOfName ? scope.App.Name[..SureOfName] : $"{scope.App.Name}-";
        return Concat("arn:", Partition, ":iam::", Account, $":{kind}/{name}*");
    }

    private static void AddPipelines(StackScope scope, Stack stack, CiSource ci, IReadOnlyList<string> environments)
    {
        // An account has one provider, whichever app or person made it.
        stack.Add(new StackParameter("GitHubOidcProviderArn") { Default = "" });
        stack.AddCondition("CreatesGitHubOidcProvider", IsEqual(Ref("GitHubOidcProviderArn"), ""));
        stack.Add(new StackResource("GitHubOidcProvider", "AWS::IAM::OIDCProvider", Map(
            ("ClientIdList", List("sts.amazonaws.com")),
            ("Url", GitHubUrl))) { Condition = "CreatesGitHubOidcProvider", DeletionPolicy = DeletionPolicy.Retain });
        var provider = If("CreatesGitHubOidcProvider", Ref("GitHubOidcProvider"), Ref("GitHubOidcProviderArn"));
        var repository = $"repo:{ci.Owner}/{ci.Repository}";
        foreach (var environment in environments)
        {
            Add(stack, LogicalId.For(LogicalIdPrefix.CiRole, environment),
                TrustPolicy.GitHub(provider, $"{repository}:environment:{environment}"), "deploy",
                DeployRights.Deploy(scope, [environment]));
        }

        Add(stack, "PlanRole", TrustPolicy.GitHub(provider, $"{repository}:pull_request"), "plan", DeployRights.Plan(scope, environments));
    }

    // Environments in other accounts and regions have roles of their own there.
    private static List<string> Here(StackScope scope)
    {
        var environment = scope.App.Environment;
        return [.. scope.App.Others.Where(o => o.Region == environment.Region && o.Account == environment.Account).Select(o => o.Name)
            .Append(environment.Name).Order(StringComparer.Ordinal)];
    }

    private static void Add(Stack stack, string id, MapValue trust, string what, IEnumerable<Statement> statements)
    {
        stack.Add(new StackResource(id, "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", trust), ("Policies", Policy.Inline(what, statements)))));
        stack.Add(new StackOutput(id, GetAtt(id, "Arn")));
    }
}
