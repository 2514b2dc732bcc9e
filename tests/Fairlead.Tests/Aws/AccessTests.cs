using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Aws;

/// <summary>Permissions: exactly what was asked for, in the fewest statements, with whoever asked.</summary>
public class AccessTests
{
    private static readonly Value Data = "arn:aws:s3:::data";
    private static readonly Cause Web = new(null, "web uses data");
    private static readonly Cause Worker = new(null, "web uses blobs");

    [Fact]
    public void Statements_of_one_resource_join_their_actions()
    {
        var merged =
            Policy.Merge(
            [new Statement(["s3:PutObject"], [Data]).For(Web), new Statement(["s3:GetObject", "s3:PutObject"], [Data]).For(Worker)]);
        Text(merged).ShouldBe("""[{"Action":["s3:GetObject","s3:PutObject"],"Effect":"Allow","Resource":"arn:aws:s3:::data"}]""");
        merged[0].Causes.ShouldBe([Web, Worker]);
    }

    [Fact]
    public void Statements_of_the_same_actions_join_their_resources()
    {
        var merged =
            Policy.Merge(
            [.. Rights.Bucket(Access.Read, "arn:b").Select(s => s.For(Web)), .. Rights.Bucket(Access.Read, "arn:a")
            .Select(s => s.For(Worker))]);
        Text(merged)
            .ShouldBe(
            """[{"Action":"s3:GetObject","Effect":"Allow","Resource":["arn:a/*","arn:b/*"]},{"Action":"s3:"""
                + """ListBucket","Effect":"Allow","Resource":["arn:a","arn:b"]}]""");
    }

    [Fact]
    public void Merging_never_widens()
    {
        // Every action with every resource before and after, over all small sets of statements.
        string[] actions = ["a:x", "a:y", "a:z"];
        string[] resources = ["r1", "r2"];
        var all = Subsets(actions).SelectMany(a => Subsets(resources).Select(r => new Statement(a, [.. r.Select(x => (Value)x)]))).ToList();
        for (var i = 0; i < all.Count * all.Count * all.Count; i += 7)
        {
            Statement[] asked = [all[i % all.Count], all[i / all.Count % all.Count], all[i / all.Count / all.Count % all.Count]];
            Pairs(Policy.Merge(asked)).ShouldBe(Pairs(asked));
            Text(Policy.Merge(asked)).ShouldBe(Text(Policy.Merge(asked.Reverse())));
        }
    }

    [Fact]
    public void Conditions_keep_statements_apart_and_verbatim_ones_stay_as_they_are()
    {
        var own = new Statement(["ses:SendEmail", "bedrock:InvokeModel"], ["*"]) { IsVerbatim = true };
        var merged =
            Policy.Merge([own, .. Rights.Bucket(Access.ReadWrite, Data, "app_data/", key: "arn:key"), new(["s3:ListBucket"], [Data])]);
        Text(merged).ShouldBe("""
            [{"Action":["kms:Decrypt","kms:GenerateDataKey"],"Effect":"Allow","Resource":"arn:key"},
            {"Action":["s3:AbortMultipartUpload","s3:DeleteObject","s3:GetObject","s3:PutObject","s3:PutObjectTagging"],"Effect":"Allow",
            "Resource":"arn:aws:s3:::data/app_data/*"},
            {"Action":"s3:ListBucket","Condition":{"StringLike":{"s3:prefix":["app_data/","app_data/*"]}},"Effect":"Allow","Resource":
            "arn:aws:s3:::data"},
            {"Action":"s3:ListBucket","Effect":"Allow","Resource":"arn:aws:s3:::data"},
            {"Action":["ses:SendEmail","bedrock:InvokeModel"],"Effect":"Allow","Resource":"*"}]
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public void Links_allow_what_they_need()
    {
        Actions(Rights.Queue(Access.SendReceive, "q"))
            .ShouldBe(
            "sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage sqs:SendMessage");
        Actions(Rights.Queue(Access.Send, "q")).ShouldBe("sqs:GetQueueAttributes sqs:GetQueueUrl sqs:SendMessage");
        Actions(Rights.Search(Access.Read, "d")).ShouldBe("es:ESHttpGet es:ESHttpHead");
        Actions(Rights.Endpoint(Access.Start, "e", "c"))
            .ShouldBe("sagemaker:CreateEndpoint sagemaker:DeleteEndpoint sagemaker:DescribeEndpoint sagemaker:InvokeEndpoint");
        Actions(Rights.BatchJob("q", "d", new Reach("shop", "prod")))
            .ShouldBe("batch:CancelJob batch:DescribeJobs batch:ListJobs batch:SubmitJob batch:TagResource batch:TerminateJob");
        Actions(Rights.Exec())
            .ShouldBe(
            "ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel");
    }

    [Fact]
    public void Only_actions_without_a_resource_stand_on_all()
    {
        Statement[] all =
        [
            .. Rights.Bucket(Access.ReadWrite, "b", "p", "k"), .. Rights.Queue(Access.SendReceive, "q"),
            .. Rights.Search(Access.ReadWrite, "d"), .. Rights.Config("c"),
            .. Rights.Endpoint(Access.Start, "e", "f"), .. Rights.BatchJob("q", "j", new Reach("shop", "prod")), .. Rights.Volume("f", "a"),
                .. Rights.Exec(),
            .. Rights.Image("r"), .. Rights.Logs("g"),
            .. Rights.RunTask("f", "c", "r"),
            .. Rights.HearOfTasks(), .. Rights.StartMachine("m"), .. Rights.SendTo("q"),
        ];
        all.Where(s => s.Resources.Contains("*")).SelectMany(s => s.Actions).Order().ShouldBe([
            "batch:DescribeJobs", "batch:ListJobs", "ecr:GetAuthorizationToken",
            "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel"]);
        all.SelectMany(s => s.Actions).ShouldAllBe(a => !a.Contains('*'));
    }

    [Fact]
    public void Policies_are_measured_as_IAM_counts()
    {
        var document = Policy.Document([new(["s3:GetObject"], ["arn:aws:s3:::data/*"])]);
        Policy.Size(document).ShouldBe(StackTests.Json(document).Length);
        Policy.TooLarge("web", document, Policy.InlineLimit).ShouldBeNull();
        var large = Policy.Document([new(["s3:GetObject"], [.. Enumerable.Range(0, 100).Select(i => GetAtt($"Bucket{i}", "Arn"))])]);
        Policy.TooLarge("the role of web", large, Policy.InlineLimit)
            .ShouldBe(
            "the permissions of the role of web take 10,394 characters, and AWS allows 10,240: link it to fewer things, or to a prefix"
            + " that covers them");
    }

    [Fact]
    public void Roles_trust_one_service_in_one_account_and_one_subject_of_one_repository()
    {
        StackTests.Json(TrustPolicy.Tasks()).ShouldBe("""
            {"Statement":[{"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:SourceArn":{"Fn::Join":["",["arn:",{"Ref":
            "AWS::Partition"},":ecs:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},":*"]]}},
            "StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}},"Effect":"Allow","Principal":{"Service":
            "ecs-tasks.amazonaws.com"}}],"Version":"2012-10-17"}
            """.ReplaceLineEndings(""));
        StackTests.Json(TrustPolicy.GitHub("arn:p", "cursive-team", "connections", "environment:production")).ShouldBe("""
            {"Statement":[{"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":
            {"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":
            {"token.actions.githubusercontent.com:sub":["repo:cursive-team/connections:environment:production",
            "repo:cursive-team@*/connections@*:environment:production"]}},
            "Effect":"Allow","Principal":{"Federated":"arn:p"}}],"Version":"2012-10-17"}
            """.ReplaceLineEndings(""));
    }

    private static string Text(IEnumerable<Statement> statements) => StackTests.Json(List([.. statements.Select(s => (Value)s.Render())]));

    private static string Actions(IEnumerable<Statement> statements) =>
        string.Join(' ', statements.SelectMany(s => s.Actions).Distinct().Order());

    private static SortedSet<string> Pairs(IEnumerable<Statement> statements) =>
        [.. statements.SelectMany(s => s.Actions.SelectMany(a => s.Resources.Select(r => $"{a} {((TextValue)r).Text}")))];

    private static IEnumerable<string[]> Subsets(string[] of) =>
        Enumerable.Range(1, (1 << of.Length) - 1).Select(bits => of.Where((_, i) => (bits & (1 << i)) != 0).ToArray());
}
