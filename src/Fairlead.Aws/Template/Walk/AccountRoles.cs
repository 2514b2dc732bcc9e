using Fairlead.Aws.Template.Access;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>
/// Who may do what with an app: CloudFormation makes its things, with roles that can never do more than the boundary; whoever deploys may only ask it to,
/// and move releases; a pipeline is one workflow environment of one repository.
/// </summary>
internal static class AccountRoles
{
    private const string GitHubUrl = "https://token.actions.githubusercontent.com";

    // CloudFormation cuts the names of stacks in the names it makes up.
    private const int SureOfName = 20;

    public static void Add(Site site, Stack stack)
    {
        stack.Add(new Resource("Boundary", "AWS::IAM::ManagedPolicy", Map(
            ("Description", $"The most that a role of {site.App.Name} may do"), ("PolicyDocument", Policy.Document(Boundary.Statements(site.App.Workloads.SelectMany(w => w.Permissions).SelectMany(p => p.Allow)))))));
        stack.Add(new Output("Boundary", Ref("Boundary")));
        Add(stack, "CloudFormationRole", Trust.Service("cloudformation.amazonaws.com"), "make", Provisioning.Statements(site.App.Name, (RolesOf(site, "role"), RolesOf(site, "instance-profile")), Ref("Boundary")));
        var here = Here(site);
        Add(stack, "DeployRole", Trust.Account(), "deploy", DeployRights.Of(site, here));
        if (site.App.Ci is { } ci)
        {
            AddPipelines(site, stack, ci, here);
        }
    }

    /// <summary>A pattern of the ARNs of what CloudFormation names after the app's stacks.</summary>
    /// <param name="kind"><c>role</c> or <c>instance-profile</c>.</param>
    public static Value RolesOf(Site site, string kind)
    {
        var name = site.App.Name.Length > SureOfName ? site.App.Name[..SureOfName] : $"{site.App.Name}-";
        return Concat("arn:", Partition, ":iam::", Account, $":{kind}/{name}*");
    }

    private static void AddPipelines(Site site, Stack stack, CiSource ci, IReadOnlyList<string> environments)
    {
        // An account has one provider, whichever app or person made it.
        stack.Add(new Parameter("GitHubProvider") { Default = "" });
        stack.AddCondition("MakesProvider", IsEqual(Ref("GitHubProvider"), ""));
        stack.Add(new Resource("GitHub", "AWS::IAM::OIDCProvider", Map(("ClientIdList", List("sts.amazonaws.com")), ("Url", GitHubUrl))) { Condition = "MakesProvider", Keep = Keep.Retained });
        var provider = If("MakesProvider", Ref("GitHub"), Ref("GitHubProvider"));
        var repository = $"repo:{ci.Owner}/{ci.Repository}";
        foreach (var environment in environments)
        {
            Add(stack, LogicalId.Of(Kinds.CiRole, environment), Trust.GitHub(provider, $"{repository}:environment:{environment}"), "deploy", DeployRights.Of(site, [environment]));
        }

        Add(stack, "PlanRole", Trust.GitHub(provider, $"{repository}:pull_request"), "plan", DeployRights.Plan(site, environments));
    }

    // Environments in other accounts and regions have roles of their own there.
    private static List<string> Here(Site site)
    {
        var environment = site.App.Environment;
        return [.. site.App.Others.Where(o => o.Region == environment.Region && o.Account == environment.Account).Select(o => o.Name).Append(environment.Name).Order(StringComparer.Ordinal)];
    }

    private static void Add(Stack stack, string id, MapValue trust, string what, IEnumerable<Statement> statements)
    {
        stack.Add(new Resource(id, "AWS::IAM::Role", Map(("AssumeRolePolicyDocument", trust), ("Policies", Roles.Named(what, statements)))));
        stack.Add(new Output(id, GetAtt(id, "Arn")));
    }
}
