using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Tests.Support;
using static Fairlead.Tests.Support.SmallApp;

namespace Fairlead.Tests.Aws;

/// <summary>What AWS refuses, or does otherwise than it reads, and no schema says. Each test names the rule.</summary>
public class AwsSemanticsTests
{
    private const string Plain = "services:\n  web: {port: 80, route: /}\n";

    [Fact]
    public void ECS_refuses_a_port_that_the_definition_of_now_does_not_have()
    {
        var app = Of("services:\n  web: {port: 8080, route: /}\n");
        Shown(Of(app["web"], "Service").At("LoadBalancers").Items().Single().At("ContainerPort")).ShouldBe("${ContainerPort}");
        var port = app["web"].FindParameter("ContainerPort").ShouldNotBeNull();
        port.Source.ShouldBeOfType<LiveValue>();
        port.Default.ShouldBe("8080");
    }

    [Fact]
    public void Another_port_of_a_target_group_is_another_target_group()
    {
        string Targets(int port) =>
            Shown(Of(Of($"services:\n  web: {{port: {port}, route: /, deploy: blue-green}}\n").Environment, "TargetGroupWeb"));
        Targets(8080).ShouldBe(Targets(9090));
    }

    [Fact]
    public void ECS_fetches_a_secret_by_its_whole_ARN_and_IAM_by_a_pattern()
    {
        var app =
            Of("services:\n  web: {port: 80, route: /, env: {A: '${secret}', B: '${secret}'}}\nsecrets:\n  A: {existing: platform/a, key:"
            + " K}\n  B: {existing: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:b-AbCdEf'}\n");
        var secrets = app.Container("web").At("Secrets").Items().ToDictionary(s => Shown(s.At("Name")), s => Shown(s.At("ValueFrom")));
        secrets["A"].ShouldMatch(@"^\$\{Secret[0-9a-zA-Z]+\}:K::$");
        secrets["B"].ShouldBe("arn:aws:secretsmanager:eu-west-1:111122223333:secret:b-AbCdEf");
        secrets.Values.ShouldAllBe(v => !v.Contains('?'));
        Statements(app["web"], "ExecutionRole").ShouldContain(s => s.Contains(":secret:platform/a-??????"));
    }

    // The account setting tagResourceAuthorization is on for everybody.
    [Fact]
    public void ECS_starts_a_task_with_tags_only_for_who_may_tag_it() =>
        Statements(Of(Plain + "jobs:\n  tidy: {schedule: every 1h}\n")["tidy"], "StateMachineRole")
            .ShouldContain(
            "ecs:TagResource on arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task/* if {StringEquals: {ecs:CreateAction:"
            + " RunTask}}");

    // As AWS documents the infrastructure role: a condition that ECS does not fill would keep it out.
    [Fact]
    public void ECS_takes_on_the_role_for_load_balancers_without_naming_its_source() =>
        Shown(Of(Of("services:\n  web: {port: 80, route: /, deploy: blue-green}\n")["web"], "EcsInfrastructureRole")
        .At("AssumeRolePolicyDocument"))
            .ShouldBe(
            "{Statement: [{Action: sts:AssumeRole, Effect: Allow, Principal: {Service: ecs.amazonaws.com}}], Version: 2012-10-17}");

    [Fact]
    public void Flow_logs_look_for_their_group_and_stream_before_they_write()
    {
        var statements = Statements(Of(Plain + "network: {flow_logs: true}\n").Environment, "FlowLogRole");
        statements.ShouldContain("logs:DescribeLogGroups on *");
        statements.ShouldContain(s => s.Contains("logs:DescribeLogStreams") && s.Contains("FlowLogGroup"));
    }

    // What AWS's managed policy for enhanced monitoring allows is worth nothing beyond the boundary.
    [Fact]
    public void The_boundary_lets_RDS_write_its_monitoring()
    {
        var most = PolicyText.Statements(Of(Plain).Access.Find("PermissionsBoundary")!).SelectMany(s => s.Items("Action").Select(Shown))
            .ToHashSet();
        string[] monitoring =
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:GetLogEvents", "logs:PutLogEvents",
            "logs:PutRetentionPolicy"];
        monitoring.ShouldBeSubsetOf(most);
    }

    [Fact]
    public void Who_deploys_reaches_the_stack_of_the_CDN_in_its_own_region()
    {
        const string Edge = "arn:${AWS::Partition}:cloudformation:us-east-1:${AWS::AccountId}:stack/shop-prod-edge/*";
        var statements = Statements(Of(Plain).Access, "DeployRole");
        statements.Single(s => s.Contains("cloudformation:CreateChangeSet") && !s.StartsWith("deny")).ShouldContain(Edge);
    }

    [Theory]
    [InlineData("wafv2:UpdateRegexPatternSet")]
    [InlineData("sns:Subscribe")]
    [InlineData("ec2:DescribeManagedPrefixLists")]
    [InlineData("rds:DescribeDBEngineVersions")]
    public void Who_deploys_may_do_what_templates_leave_to_the_deploy(string action) =>
        Statements(Of(Plain).Access, "DeployRole").ShouldContain(s => s.Contains(action));

    // CloudFormation makes scalable targets without tags, so that nobody could be kept from another's: their minimum is a parameter.
    [Fact]
    public void Who_deploys_moves_scalable_targets_by_their_stack() =>
        Statements(Of(Plain).Access, "DeployRole").ShouldAllBe(s => !s.Contains("RegisterScalableTarget"));

    // A condition that AWS has no value for is never met.
    [Fact]
    public void Definitions_are_deregistered_without_a_condition() =>
        Statements(Of(Plain).Access, "DeployRole").Single(s => s.Contains("ecs:DeregisterTaskDefinition")).ShouldEndWith("on *");

    [Theory]
    [InlineData("ecs:UpdateService")]
    [InlineData("ecs:ExecuteCommand")]
    [InlineData("ecs:RunTask")]
    [InlineData("ecs:RegisterTaskDefinition")]
    [InlineData("states:StartExecution")]
    [InlineData("batch:SubmitJob")]
    public void A_pipeline_of_one_environment_moves_nothing_of_another(string action)
    {
        var access =
            Of($"ci: github/example/shop\n{Plain}environments:\n  prod: {{region: eu-west-1}}\n  staging: {{region: eu-west-1}}\n").Access;
        foreach (var role in new[] { "CiRole", "DeployRole" })
        {
            Statements(access, role).Where(s => s.Contains(action) && !s.StartsWith("deny"))
                .ShouldAllBe(s => s.Contains("/fairlead:environment: prod") || s.Contains("service-deployment/shop-prod-"));
            Statements(access, role).ShouldContain(s => s.Contains(action));
        }
    }

    // CloudFormation reads a bucket back after it made it: all its configurations, whether they are set or not.
    [Fact]
    public void CloudFormation_may_read_back_every_configuration_of_a_bucket() =>
        Statements(Of(Plain).Access, "CloudFormationRole").ShouldContain(s => s.Contains("s3:Get*Configuration "));

    // Elsewhere Step Functions writes each log into one policy of 5,120 characters, and refuses what finds no room.
    [Theory]
    [InlineData("tidy")]
    [InlineData("web")]
    public void Step_Functions_logs_where_its_policy_does_not_grow(string name)
    {
        var app = Of(Plain + "jobs:\n  tidy: {schedule: every 1h}\n", "release: {from: push}");
        Shown(Of(app[name], "StateMachine").At("LoggingConfiguration")).ShouldContain("${StateMachineLogGroup.Arn}");
        Shown(Of(app[name], "StateMachineLogGroup").At("LogGroupName")).ShouldBe($"/aws/vendedlogs/states/shop/prod/{name}");
        Statements(app.Access, "DeployRole").Single(s => s.Contains("logs:FilterLogEvents"))
            .ShouldContain("log-group:/aws/vendedlogs/states/shop/prod/*");
    }

    // Without it Cloud Map answers with every task, well or not.
    [Fact]
    public void ECS_tells_Cloud_Map_which_tasks_are_well() =>
        Shown(Of(Of(Plain + "  api: {port: 81}\n  front: {uses: [api]}\n")["api"], "DiscoveryService").At("HealthCheckCustomConfig"))
        .ShouldBe("{FailureThreshold: 1}");

    [Fact]
    public void CloudFormation_may_set_up_the_delivery_of_flow_logs() =>
        Statements(Of(Plain).Access, "CloudFormationRole").ShouldContain(s => s.Contains("logs:CreateLogDelivery"));

    [Theory]
    [InlineData("0 3 * * */2", "cron(0 3 ? * 1,3,5,7 *)")]
    [InlineData("0 3 * * 0-6", "cron(0 3 * * ? *)")]
    [InlineData("0 3 1 * *", "cron(0 3 1 * ? *)")]
    [InlineData("0 3 * * MON-FRI", "cron(0 3 ? * 2,3,4,5,6 *)")]
    public void AWS_wants_a_question_mark_for_the_day_that_does_not_count(string cron, string expected) =>
        Shown(Of(Of(Plain + $"jobs:\n  tidy: {{schedule: '{cron}'}}\n")["tidy"], "Schedule").At("ScheduleExpression")).ShouldBe(expected);
}
