using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Tests.Support;
using static Fairlead.Tests.Support.SmallApp;

namespace Fairlead.Tests.Aws;

/// <summary>Who may do what: the rows of capabilities H, and what watches and keeps (179, 190, 214).</summary>
public class RowsIdentityTests
{
    private const string Plain = "services:\n  web: {port: 80, route: /}\n";

    [Fact]
    public void Row_148_what_a_task_does_and_what_starts_it_are_two_roles()
    {
        var app =
            Of("services:\n  web: {port: 80, route: /, env: {KEY: '${secret}'}, permissions: [{allow: [ses:SendEmail], to:"
            + " '*'}]}\njobs:\n  tidy: {}\n");
        foreach (var name in new[] { "web", "tidy" })
        {
            Shown(app.Definition(name).At("TaskRoleArn")).ShouldNotBe(Shown(app.Definition(name).At("ExecutionRoleArn")));
            Statements(app[name], "TaskRole")
                .ShouldAllBe(s => !s.Contains("ecr:") && !s.Contains("ssm:") && !s.Contains("secretsmanager:"));
        }

        Statements(app["web"], "ExecutionRole")
            .ShouldAllBe(s => s.StartsWith("ecr:") || s.StartsWith("logs:") || s.StartsWith("ssm:GetParameters on arn"));
        Statements(app["web"], "ExecutionRole").ShouldContain(s => s.EndsWith(":parameter/shop/prod/KEY"));
        Statements(app["tidy"], "ExecutionRole").ShouldAllBe(s => !s.StartsWith("ssm:"));
    }

    [Fact]
    public void Row_149_a_link_of_one_workload_is_nothing_to_another()
    {
        const string Yaml = "services:\n  indexer: {uses: [jobs]}\n  portal: {port: 80, route: /USES}\nresources:\n  jobs: queue\n";
        var (with, without) = (Of(Yaml.Replace("USES", ", uses: [jobs]")), Of(Yaml.Replace("USES", "")));
        Statements(with["portal"], "TaskRole").Count.ShouldBe(Statements(without["portal"], "TaskRole").Count + 1);
        Shown(Of(with["indexer"], "TaskRole")).ShouldBe(Shown(Of(without["indexer"], "TaskRole")));
    }

    [Fact]
    public void Row_150_nothing_is_granted_on_everything_but_what_knows_no_resource()
    {
        var app =
            Of("services:\n  web: {port: 80, route: /, uses: {jobs: send, files: readwrite in/}}\njobs:\n  tidy: {schedule: every 1h}\n "
            + " train: {gpu: 1, instance: g5.xlarge, schedule: every 1d}\nresources:\n  jobs: queue\n  files: {type: bucket, existing:"
            + " platform-files}\n", "release: {from: push}");
        string[] knowNone =
            ["batch:Describe", "batch:List", "ecr:GetAuthorizationToken", "ecs:DescribeTaskDefinition", "ecs:DiscoverPollEndpoint",
            "ecs:ListTasks", "ecs:RegisterTaskDefinition", "logs:", "ssmmessages:"];
        foreach (var role in OfType(app.Stacks.Where(s => s != app.Access), "AWS::IAM::Role"))
        {
            PolicyText.Identity(role).Where(s => s.Items("Resource").Any(r => r.Is("*"))).SelectMany(s => s.Items("Action").Select(Shown))
                .ShouldAllBe(a => knowNone.Any(a.StartsWith), role.Id);
        }

        Statements(app["web"], "TaskRole")
            .ShouldContain(
            "sqs:GetQueueAttributes sqs:GetQueueUrl sqs:SendMessage on"
            + " arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:shop-prod-jobs");
        Statements(app["web"], "TaskRole")
            .ShouldContain(
            "s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:PutObject s3:PutObjectTagging on"
                + " arn:${AWS::Partition}:s3:::platform-files/in/*");
    }

    [Fact]
    public void Row_151_152_permissions_stand_as_they_were_written()
    {
        var app =
            Of("services:\n  web: {port: 80, route: /, permissions: [{allow: [bedrock:InvokeModel, bedrock:ListFoundationModels], to:"
            + " '*'}, {allow: [sts:AssumeRole], to: 'arn:aws:iam::111122223333:role/upload'}]}\n  other: {}\n");
        Statements(app["web"], "TaskRole").ShouldContain("bedrock:InvokeModel bedrock:ListFoundationModels on *");
        Statements(app["web"], "TaskRole").ShouldContain("sts:AssumeRole on arn:aws:iam::111122223333:role/upload");
        Statements(app["other"], "TaskRole").ShouldAllBe(s => s.StartsWith("ssmmessages:"));
        Shown(Of(app.Access, "PermissionsBoundary")).ShouldContain("bedrock:InvokeModel");
        OfType(app.Stacks, "AWS::IAM::User").ShouldBeEmpty();
        Problems("services:\n  web: {permissions: [{allow: ['s3:*'], to: '*'}]}\n")
            .ShouldBe(["warning: this allows everything of a service"]);
    }

    [Fact]
    public void Row_153_a_pipeline_is_one_environment_of_one_repository()
    {
        var app =
            Of($"ci: github/example/shop\n{Plain}environments:\n  prod: {{region: eu-west-1}}\n  staging: {{region: eu-west-1}}\n  far:"
            + $" {{region: us-east-1}}\n  elsewhere: {{region: eu-west-1, account: '444455556666'}}\n");
        var account = app.Access;
        Subject("CiRole")
            .ShouldBe(
            "{token.actions.githubusercontent.com:sub: [repo:example/shop:environment:prod, repo:example@*/shop@*:environment:prod]}");
        Subject("PlanRole").ShouldContain("[repo:example/shop:pull_request, ");
        string.Join('\n', Statements(account, "CiRole")).ShouldNotContain("staging");
        Statements(account, "PlanRole").ShouldContain("deny kms:Decrypt secretsmanager:GetSecretValue on *");
        Statements(account, "PlanRole")
            .ShouldAllBe(
            s => s.StartsWith("deny")
            || !System.Text.RegularExpressions.Regex.IsMatch(s, ":(Put|Create|Delete|Update|Execute|Run|Register|Start|Stop|Pass)"));
        OfType(Of(Plain).Stacks, "AWS::IAM::OIDCProvider").ShouldBeEmpty();

        string Subject(string role) =>
            Shown(Of(account, role).At("AssumeRolePolicyDocument").Items("Statement").Single().At("Condition", "StringLike"));
    }

    // The account has one provider, whoever made it.
    [Fact]
    public void A_provider_that_is_there_is_used()
    {
        var app = Of($"ci: github/example/shop\n{Plain}");
        var account = app.Account;
        account.Find("GitHubOidcProvider")!.Condition.ShouldBe("CreatesGitHubOidcProvider");
        Shown(account.FindOutput("GitHubOidcProvider")!.Value)
            .ShouldBe("Fn::If[CreatesGitHubOidcProvider, ${GitHubOidcProvider}, ${GitHubOidcProviderArn}]");
        Shown(Of(app.Access, "CiRole").At("AssumeRolePolicyDocument")).ShouldContain("Federated: ${GitHubOidcProvider}");
        account.FindParameter("GitHubOidcProviderArn")!.Default.ShouldBe("");
    }

    [Theory]
    [InlineData("CiRole")]
    [InlineData("DeployRole")]
    public void D21_who_deploys_may_pass_only_the_apps_roles_and_change_stacks_only_by_CloudFormations(string role)
    {
        var statements = Statements(Of($"ci: github/example/shop\n{Plain}").Access, role);
        statements.Where(s => s.Contains("iam:PassRole")).ShouldBe(
        [
            "iam:PassRole on ${CloudFormationRole.Arn} if {StringEquals: {iam:PassedToService: cloudformation.amazonaws.com}}",
            "iam:PassRole on arn:${AWS::Partition}:iam::${AWS::AccountId}:role/fairlead/shop/prod/work/* if {StringEquals:"
                + " {iam:PassedToService: [batch.amazonaws.com, ecs-tasks.amazonaws.com, ecs.amazonaws.com, scheduler.amazonaws.com]}}",
        ], ignoreOrder: true);
        statements.Single(s => s.Contains("CreateChangeSet") && !s.StartsWith("deny"))
            .ShouldContain("if {StringEquals: {cloudformation:RoleArn: ${CloudFormationRole.Arn}}");
        statements.Where(s => s.Contains("CreateChangeSet") && !s.StartsWith("deny"))
            .ShouldAllBe(s => s.Contains("stack/shop-prod/* ") && s.Contains("stack/shop-prod-*/*"));
        statements.Where(s => s.Contains("ssm:GetParameter "))
            .ShouldAllBe(s => s.EndsWith("parameter/shop/prod"
                + " arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/shop/prod/*"));
        statements.ShouldAllBe(s => !s.Contains("AdministratorAccess") && !s.StartsWith("* "));
    }

    [Fact]
    public void CloudFormation_makes_no_role_without_the_boundary_and_touches_no_other_app()
    {
        var statements = Statements(Of(Plain).Access, "CloudFormationRole");
        statements.Single(s => s.Contains("iam:CreateRole"))
            .ShouldEndWith(
            "on arn:${AWS::Partition}:iam::${AWS::AccountId}:role/fairlead/shop/prod/work/* if {StringEquals: {iam:PermissionsBoundary:"
            + " ${PermissionsBoundary}}}");
        statements.ShouldContain("deny iam:DeleteRolePermissionsBoundary on *");
        statements
            .ShouldContain(
            "deny * on * if {Null: {aws:ResourceTag/fairlead:app: false}, StringNotEquals: {aws:ResourceTag/fairlead:app: shop}}");
        statements.ShouldAllBe(
            s => !s.Contains("iam:CreateUser") && !s.Contains("s3:GetObject") && !s.Contains("sqs:ReceiveMessage")
                && !s.Contains("iam:CreatePolicyVersion"));
    }

    [Fact]
    public void The_boundary_stops_no_role_from_what_it_is_for()
    {
        var app =
            Of("services:\n  web: {port: 80, route: /, deploy: blue-green, uses: [train], env: {DB: '${db.url}'}}\n  once: {deploy:"
            + " replace}\njobs:\n  tidy: {schedule: every 1h}\n  train: {gpu: 1, instance: g5.xlarge, schedule: every 1d}\nresources:\n "
            + " db: {type: postgres, version: 16, size: db.t4g.micro}\n  shared: volume\nnetwork: {flow_logs: true}\n",
            "release: {from: push}");
        var most = PolicyText.Statements(app.Access.Find("PermissionsBoundary")!).SelectMany(s => s.Items("Action").Select(Shown))
            .ToHashSet();
        foreach (var stack in app.Stacks.Where(s => s != app.Access))
        {
            foreach (var role in stack.Resources.Where(r => r.Type == "AWS::IAM::Role"))
            {
                PolicyText.Identity(role).SelectMany(s => s.Items("Action").Select(Shown)).Where(a => !most.Contains(a))
                    .ShouldBeEmpty($"{stack.Name} {role.Id}");
                Shown(role.Properties["PermissionsBoundary"]).ShouldBe("${PermissionsBoundary}");
            }
        }

        foreach (var role in OfType([app.Access], "AWS::IAM::Role"))
        {
            Policy.TooLarge(role.Id, (MapValue)role.Properties["Policies"].Items().First().At("PolicyDocument")!, Policy.InlineLimit)
                .ShouldBeNull();
        }

        Policy.TooLarge("the boundary", (MapValue)app.Access.Find("PermissionsBoundary")!.Properties["PolicyDocument"]!,
            Policy.ManagedLimit).ShouldBeNull();
    }

    [Fact]
    public void What_is_once_for_the_account_is_of_no_environment()
    {
        var account = Of(Plain).Account;
        Shown(Of(account, "ArtifactBucket").At("Tags")).ShouldBe("[{Key: fairlead:app, Value: shop}]");
        new[] { "ArtifactBucket", "RepositoryWeb" }.ShouldAllBe(id => account.Find(id)!.DeletionPolicy == DeletionPolicy.Retain);
        Shown(Of(account, "ArtifactBucketPolicy").At("PolicyDocument")).ShouldContain("aws:SecureTransport: false");
    }

    [Fact]
    public void Row_214_a_registry_is_shared_for_pulling_with_those_the_file_names()
    {
        var repository =
            Of(Of("images: {web: {context: web, share: ['444455556666', '111122223333']}}\n" + Plain).Account, "RepositoryWeb");
        Shown(repository.At("RepositoryPolicyText").Items("Statement").Single()).ShouldBe(
            "{Action: [ecr:BatchCheckLayerAvailability, ecr:BatchGetImage, ecr:GetDownloadUrlForLayer], Effect: Allow, "
            + "Principal: {AWS: [arn:${AWS::Partition}:iam::111122223333:root, arn:${AWS::Partition}:iam::444455556666:root]}, Sid:"
            + " Share}");
        Of(Of(Plain).Account, "RepositoryWeb").At("RepositoryPolicyText").ShouldBeNull();
    }

    [Theory]
    [InlineData("protect: true", "Delete")]
    [InlineData("protect: false", "Delete")]
    public void Row_179_log_lines_are_kept_as_long_as_the_file_says_and_stand_in_no_deploys_way(string environment, string onDelete)
    {
        var app =
            Of("logs: {keep: 90d}\nservices:\n  web: {port: 80, route: /}\njobs:\n  tidy: {schedule: every 1h}\n  train: {gpu: 1,"
            + " instance: g5.xlarge}\nnetwork: {flow_logs: true}\n", environment);
        var groups = OfType(app.Stacks, "AWS::Logs::LogGroup").ToList();
        groups.Count.ShouldBe(5);
        groups.ShouldAllBe(g => g.Properties["RetentionInDays"].Number() == 90);
        groups.ShouldAllBe(g => g.DeletionPolicy!.OnDelete == onDelete);
    }

    [Fact]
    public void Row_190_whoever_wants_to_know_is_told()
    {
        var app =
            Of("alerts: {email: team@example.org, url: 'https://hooks.example.org/a'}\nservices:\n  web: {port: 80, route: /, deploy:"
            + " blue-green}\njobs:\n  tidy: {schedule: every 1h}\n");
        OfType([app.Environment], "AWS::SNS::Subscription")
            .Select(s => $"{Shown(s.Properties["Protocol"])} {Shown(s.Properties["Endpoint"])}")
            .ShouldBe(["email team@example.org", "https https://hooks.example.org/a"], ignoreOrder: true);
        var alarms = OfType(app.Stacks, "AWS::CloudWatch::Alarm").ToList();
        alarms.Select(a => $"{a.Id} {Shown(a.Properties["MetricName"])}").ShouldBe(
            ["ExecutionsFailedAlarm ExecutionsFailed", "ExecutionsNotStartedAlarm ApproximateNumberOfMessagesVisible",
                "ExecutionsTimedOutAlarm ExecutionsTimedOut", "UnhealthyHostsAlarm UnHealthyHostCount",
                "UnhealthyAlternateHostsAlarm UnHealthyHostCount"], ignoreOrder: true);
        alarms.ShouldAllBe(a => Shown(a.Properties["AlarmActions"]) == "[${AlertTopic}]");
        alarms.ShouldAllBe(a => Alarms.MeaningOf(a.Id) != null);
        alarms.SelectMany(a => a.Properties["Dimensions"].Items()).Select(d => ((MapValue)d)["Value"]).ShouldAllBe(v => v is CallValue);
        Shown(Of(app["web"], "UnhealthyHostsAlarm").At("Dimensions"))
            .ShouldBe(
            "[{Name: LoadBalancer, Value: ${LoadBalancerFullName}}, {Name: TargetGroup, Value: Fn::Select[5, Fn::Split[:,"
            + " ${TargetGroupWeb}]]}]");
    }

    [Fact]
    public void An_alerts_address_that_is_a_secret_stands_in_no_template()
    {
        var app = Of("alerts: {url: 'https://hooks.example.org/${secret.HOOK}'}\n" + Plain);
        OfType(app.Stacks, "AWS::SNS::Subscription").ShouldBeEmpty();
    }
}
