using Fairlead.Aws;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Plan.Security;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>
/// An organisation's own permission boundary (found beside F1 to F19): every role carries it, CloudFormation's role makes none without it,
/// and the plan says what no longer holds.
/// </summary>
public class OrganisationBoundaryTests
{
    private const string Account = "111122223333";
    private const string Theirs = "arn:aws:iam::111122223333:policy/org/developer-boundary";
    private const string App = "ci: github/example/shop\nservices:\n  web: {port: 80, route: /, deploy: blue-green}\n"
        + "jobs:\n  tidy: {schedule: every 1h}\n";

    private static readonly string Environment = $"account: \"{Account}\", security: {{boundary: \"{Theirs}\"}}";

    [Fact]
    public void Every_role_carries_it_and_there_is_no_other()
    {
        var app = SmallApp.Of(App, Environment);
        var resolver = new Resolver(app.Stacks.ToDictionary(s => s.Name), "eu-west-1", Account);
        var roles = app.Stacks.SelectMany(s => s.Resources.Where(r => r.Type == "AWS::IAM::Role").Select(r => (Stack: s, Role: r)))
            .ToList();
        roles.Count.ShouldBeGreaterThan(6);
        roles.ShouldAllBe(r => resolver.Text(r.Stack, r.Role.Properties["PermissionsBoundary"]!) == Theirs);
        app.Access.Find("PermissionsBoundary").ShouldBeNull();
        roles.Where(r => r.Stack == app.Access)
            .ShouldAllBe(r => SmallApp.Shown(r.Role.Properties["Path"]) == "/fairlead/shop/prod/access/");
    }

    [Fact]
    public void CloudFormation_makes_no_role_with_another_or_none()
    {
        var app = SmallApp.Of(App, Environment);
        var resolver = new Resolver(app.Stacks.ToDictionary(s => s.Name), "eu-west-1", Account);
        var make = new IamRole(resolver.Role(app.Access, "CloudFormationRole"));
        var estate = new Estate("shop", "prod", "eu-west-1", Account);
        foreach (var action in new[] { "iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary" })
        {
            Allows(action, "task-role", Theirs).ShouldBeTrue(action);
            Allows(action, "task-role", null).ShouldBeFalse(action);
            Allows(action, "task-role", estate.ArnOf("boundary")).ShouldBeFalse(action);
            Allows(action, "access-role", Theirs).ShouldBeFalse(action);
        }

        Allows("iam:DeleteRolePermissionsBoundary", "task-role", Theirs).ShouldBeFalse();
        foreach (var action in new[] { "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy" })
        {
            make.Allows(new IamRequest(action, Theirs)).ShouldBeFalse(action);
        }

        bool Allows(string action, string kind, string? boundary)
        {
            var request = new IamRequest(action, estate.ArnOf(kind));
            if (boundary is not null)
            {
                request.Context["iam:PermissionsBoundary"] = [boundary];
            }

            return make.Allows(request);
        }
    }

    [Fact]
    public void It_may_be_looked_up_in_the_account()
    {
        var app = SmallApp.Of(App, "security: {boundary: \"${ssm:/org/boundary}\"}");
        app.Access.Parameters.ShouldContain(p => p.Name.StartsWith("SsmParameter"));
        SmallApp.Shown(SmallApp.Of(app.Access, "DeployRole").At("PermissionsBoundary")).ShouldStartWith("${SsmParameter");
    }

    [Fact]
    public void The_plan_says_in_red_what_is_lost()
    {
        var plan = PlanOf(SmallApp.Of(App, Environment));
        plan.Dangers.ShouldHaveSingleItem().ShouldContain(
            $"no boundary of Fairlead's holds the roles of prod, only {Theirs}: who can change its templates can give a role all that");
        PlanOf(SmallApp.Of(App)).Dangers.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("arn:aws:iam::111122223333:policy/org/boundary")]
    [InlineData("arn:aws:iam::aws:policy/PowerUserAccess")]
    [InlineData("arn:aws:iam::${environment.account}:policy/boundary")]
    [InlineData("boundary", "this has to be the ARN of a managed policy, or ${ssm:…} or ${stack:…}")]
    [InlineData("arn:aws:iam::111122223333:role/boundary", "this has to be the ARN of a managed policy, or ${ssm:…} or ${stack:…}")]
    [InlineData("arn:aws:iam::444455556666:policy/boundary",
        "the boundary is of account 444455556666, and prod is in 111122223333: a role takes one of its own account")]
    public void It_is_a_policy_of_the_environments_own_account(string boundary, params string[] problems) =>
        SmallApp.Problems(App, $"account: \"{Account}\", security: {{boundary: \"{boundary}\"}}")
            .ShouldBe(problems.Select(p => $"error: {p}"));

    private static AwsPlan PlanOf(SmallApp app) =>
        AwsPlan.Make(app.App, Goal.Deploy(app.App, new ReleaseIdentity(null, null, "")), CloudFormationFacts.Load());

    [CfnLintFact]
    public void The_judge_takes_it() => CfnLint.Judge([.. SmallApp.Of(App, Environment).Stacks], "eu-west-1").ShouldBeEmpty();
}
