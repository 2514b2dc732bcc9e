using Fairlead.Aws.CloudFormation;
using Fairlead.Tests.Support;
using static Fairlead.Tests.Support.SmallApp;

namespace Fairlead.Tests.Aws;

/// <summary>
/// What a senior reader found in the rights, each by its number. <see cref="IsolationTests"/> holds the kinds: every call is allowed, every
/// attack denied.
/// </summary>
public class ReviewRightsTests
{
    private const string Plain = "services:\n  web: {port: 80, route: /}\n";
    private const string Iam = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/";

    [Theory]
    [InlineData("DeployRole")]
    [InlineData("CiRole")]
    [InlineData("PlanRole")]
    public void B2_whoever_deploys_reads_the_accounts_stack_and_the_new_zones(string role)
    {
        var statements = Statements(
            Of($"ci: github/example/shop\n{Plain}edge: {{zone: create example.org}}\n", "domain: shop.example.org").Access, role);
        statements.ShouldContain(s => s.Contains("cloudformation:DescribeStacks") && s.Contains(":stack/fairlead-shop/*")
            && s.Contains(":stack/fairlead-shop-zone-"));
    }

    [Theory]
    [InlineData("s3:TagResource")]
    [InlineData("s3:ListTagsForResource")]
    [InlineData("s3:UntagResource")]
    public void B3_CloudFormation_tags_the_buckets_it_makes(string action) =>
        Statements(Of(Plain).Access, "CloudFormationRole").Single(s => s.Contains(action))
            .ShouldEndWith(" on arn:${AWS::Partition}:s3:::shop--prod--*");

    [Fact]
    public void B5_a_release_passes_the_role_that_moves_requests() =>
        Statements(Of(Plain).Access, "DeployRole").Single(s => s.StartsWith($"iam:PassRole on {Iam}fairlead/shop/prod/work/*"))
            .ShouldContain("ecs.amazonaws.com");

    [Theory]
    [InlineData("DeployRole")]
    [InlineData("PlanRole")]
    public void B6_exactly_the_parameters_that_the_file_names_are_read(string role)
    {
        var statements = Statements(Of($"ci: github/example/shop\n{Plain}".Replace("route: /}",
            "route: /, env: {A: '${ssm:/platform/a}'}}")).Access,
            role);
        statements.ShouldContain("ssm:GetParameters on arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/platform/a");
        // Wherever the file says so, and stacks as well.
        statements = Statements(
            Of($"ci: github/example/shop\n{Plain}alerts: {{url: 'https://${{ssm:/platform/b}}'}}\nnetwork:"
                + $" {{cluster: '${{stack:base.Cluster}}'}}\n")
                .Access, role);
        statements.ShouldContain(s => s.StartsWith("ssm:GetParameters on ") && s.EndsWith(":parameter/platform/b"));
        statements.ShouldContain(
            "cloudformation:DescribeStacks on arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/base/*");
    }

    [Theory]
    [InlineData("opensearchservice.amazonaws.com")]
    [InlineData("ecs.amazonaws.com")]
    [InlineData("elasticloadbalancing.amazonaws.com")]
    public void B7_a_role_that_AWS_needs_in_a_fresh_account_may_be_made(string service) =>
        Statements(Of(Plain).Access, "DeployRole").Single(s => s.StartsWith("iam:CreateServiceLinkedRole")).ShouldContain(service);

    [Fact]
    public void S1_the_boundary_bounds_resources_and_not_only_actions()
    {
        string[] held = ["s3:GetObject", "secretsmanager:GetSecretValue", "ssm:GetParameters", "kms:Decrypt", "iam:PassRole",
            "sqs:SendMessage",
            "ecs:RunTask", "ecs:UpdateService", "events:PutRule", "logs:PutLogEvents"];
        var most = Boundary(Of(Plain).Access);
        foreach (var action in held)
        {
            most.Where(s => s.Actions.Contains(action)).ShouldNotBeEmpty(action);
            most.Where(s => s.Actions.Contains(action)).ShouldAllBe(s => !s.Resources.Contains("*") || s.Conditions.Count > 0, action);
        }
    }

    [Fact]
    public void S2_a_task_runs_with_ones_own_definition_on_ones_own_cluster_with_ones_own_roles()
    {
        var statements = Statements(Of(Plain).Access, "DeployRole");
        statements.Single(s => s.StartsWith("ecs:RunTask")).ShouldContain("ecs:cluster: arn:${AWS::Partition}:ecs:${AWS::Region}:"
            + "${AWS::AccountId}:cluster/shop-prod-Cluster-*");
        statements.Where(s => s.StartsWith("iam:PassRole")).ShouldAllBe(s => !s.Contains("role/*") && !s.Contains("role/shop-"));
    }

    [Fact]
    public void S4_CloudFormations_role_touches_no_role_of_people_and_pipelines() =>
        Statements(Of(Plain).Access, "CloudFormationRole").ShouldContain($"deny iam:* on {Iam}fairlead/shop/prod/access/*");

    [Theory]
    [InlineData("DeployRole")]
    [InlineData("CiRole")]
    public void S5_what_is_tagged_is_not_tagged_anew(string role) =>
        Statements(Of($"ci: github/example/shop\n{Plain}").Access, role).Single(s => s.Contains("ecs:TagResource"))
            .ShouldEndWith("if {StringEquals: {ecs:CreateAction: [RegisterTaskDefinition, RunTask]}}");

    [Theory]
    [InlineData("DeployRole")]
    [InlineData("CiRole")]
    public void S6_a_pipeline_writes_under_its_own_environment_and_deletes_no_image(string role)
    {
        var statements = Statements(Of($"ci: github/example/shop\n{Plain}").Access, role);
        statements.Where(s => s.Contains("s3:PutObject")).ShouldAllBe(s => s.EndsWith("${ArtifactBucket}/prod/*"));
        statements.ShouldAllBe(s => !s.Contains("ecr:BatchDeleteImage"));
    }

    [Fact]
    public void S7_passwords_of_a_CDN_are_read_only_where_there_are_some_and_no_store_is_written_to()
    {
        const string Digests = "/passwords/*";
        Statements(Of(Plain).Access, "CloudFormationRole").ShouldAllBe(s => !s.Contains(Digests));
        var access = Of(Plain + "edge: {cdn: true, auth: {basic: {user: a, password: '${secret.P}'}}}\n", "domain: shop.example.org")
            .Access;
        Statements(access, "CloudFormationRole").ShouldContain(s => s.Contains("s3:GetObject") && s.Contains(Digests));
        Statements(access, "DeployRole").ShouldAllBe(s => !s.Contains("keyvaluestore"));
    }

    [Theory]
    [InlineData("elasticfilesystem:ModifyMountTarget*")]
    [InlineData("ecs:StopServiceDeployment")]
    [InlineData("logs:DisassociateKmsKey")]
    [InlineData("kms:DisableKey*")]
    [InlineData("cognito-idp:AddCustomAttributes")]
    [InlineData("rds:ResetDBParameterGroup")]
    [InlineData("route53:DisassociateVPCFromHostedZone")]
    [InlineData("elasticloadbalancing:GetLoadBalancerWebACL")]
    [InlineData("logs:GetDataProtectionPolicy")]
    public void O10_CloudFormation_may_what_its_handlers_call(string action) =>
        Statements(Of(Plain).Access, "CloudFormationRole").ShouldContain(s => s.Contains(action));

    [Theory]
    [InlineData("states:GetExecutionHistory")]
    [InlineData("states:StopExecution")]
    [InlineData("rds:ModifyDBInstance")]
    [InlineData("rds:DescribeDBInstances")]
    [InlineData("ssm:StartSession")]
    [InlineData("s3:DeleteObjectVersion")]
    public void O11_a_deploy_may_what_its_commands_need(string action) =>
        Statements(Of(Plain).Access, "DeployRole").ShouldContain(s => s.Contains(action));

    private static IReadOnlyList<IamStatement> Boundary(Stack access) =>
        new Resolver(new Dictionary<string, Stack> { [access.Name] = access }, "eu-west-1", "111122223333")
            .Statements(access, Fairlead.Aws.Plan.Security.PolicyText.Statements(access.Find("PermissionsBoundary")!));
}
