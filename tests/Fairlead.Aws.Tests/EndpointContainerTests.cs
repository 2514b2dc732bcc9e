using System.Text.Json;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Endpoint.Server;

namespace Fairlead.Aws.Tests;

/// <summary>What the scripted AWS does with services and tasks, asked by our clients.</summary>
public class EndpointContainerTests
{
    private const string Template = """
        {"Resources": {
          "Cluster": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterName": "shop"}},
          "Placeholder": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{"Name": "web",
              "Image": "busybox"}]}},
          "Service": {"Type": "AWS::ECS::Service", "Properties": {"Cluster": {"Ref": "Cluster"}, "ServiceName": "web", "DesiredCount": 0,
            "DeploymentConfiguration": {"DeploymentCircuitBreaker": {"Enable": true, "Rollback": true, "ResetOnHealthyTask": false,
              "ThresholdConfiguration": {"Type": "COUNT", "Value": 3}}},
            "LoadBalancers": [{"ContainerName": "web", "ContainerPort": 8000, "TargetGroupArn": "arn:group"}],
            "TaskDefinition": {"Ref": "Placeholder"}, "Tags": [{"Key": "fairlead:app", "Value": "shop"}]}}
        }}
        """;

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task A_release_serves_after_39_s_cuts_the_old_version_after_55_s_and_is_done_after_81_s()
    {
        await using var aws = await Served();
        using var person = aws.Connect();
        var old = aws.Parts.Board.Tasks.Single(t => t.IsWanted);
        var before = aws.Clock.Passed;
        await person.Ecs.UpdateService(new("shop", "web") { TaskDefinition = await Register(person) }, None);
        Moment(aws, before, () => aws.Parts.Board.Tasks.Any(t => t != old && t.HealthyAt is not null)).ShouldBeInRange(38, 42);
        Moment(aws, before, () => old.DesiredStatus == "STOPPED").ShouldBeInRange(53, 58);
        Moment(aws, before, () => Service(aws).Running is null).ShouldBeInRange(80, 86);
        var service = (await person.Ecs.DescribeServices(new("shop", ["web"]) { Include = ["TAGS"] }, None)).Services!.Single();
        (service.RunningCount, service.Deployments!.Single().RolloutState, service.Tags!.Single().Value).ShouldBe((1, "COMPLETED", "shop"));
        var deployment = (await person.Ecs.ListServiceDeployments(new("shop", "web") { MaxResults = 1 },
            None)).ServiceDeployments!.Single();
        deployment.Status.ShouldBe("SUCCESSFUL");
    }

    [Fact]
    public async Task With_early_success_criteria_a_release_is_done_while_the_old_version_drains()
    {
        await using var aws = await Served();
        using var person = aws.Connect();
        await Deploy(aws, person, Template.Replace("\"DeploymentConfiguration\": {",
            "\"DeploymentConfiguration\": {\"EarlySuccessCriteria\": {\"Enable\": true, \"HealthyPercent\": 100},").Replace(
                "\"DesiredCount\": 0,", ""), "UPDATE");
        await person.Ecs.UpdateService(new("shop", "web") { TaskDefinition = await Register(person), DesiredCount = 1 }, None);
        var before = aws.Clock.Passed;
        Moment(aws, before, () => Service(aws).Running is null).ShouldBeInRange(50, 60);
        aws.Parts.Board.Tasks.ShouldContain(t => !t.IsStopped && !t.IsWanted);
    }

    [Theory]
    [InlineData("pull", "CannotPullContainerError")]
    [InlineData("exit", "Essential container in task exited")]
    [InlineData("health", "failed ELB health checks")]
    public async Task C2_three_bad_tasks_trip_the_breaker_and_the_old_version_serves_on(string kind, string reason)
    {
        await using var aws = await Served();
        using var person = aws.Connect();
        var old = aws.Parts.Board.Tasks.Single(t => t.IsWanted);
        aws.Parts.Board.Script("web:2", kind switch
        {
            "pull" => TaskFate.CannotPull,
            "exit" => TaskFate.Exits(1, "cannot open the database"),
            _ => TaskFate.NeverHealthy,
        });
        await person.Ecs.UpdateService(new("shop", "web") { TaskDefinition = await Register(person) }, None);
        Moment(aws, aws.Clock.Passed, () => Service(aws).Running is null).ShouldBeLessThan(600);
        old.IsWanted.ShouldBeTrue();
        var service = (await person.Ecs.DescribeServices(new("shop", ["web"]), None)).Services!.Single();
        service.TaskDefinition.ShouldEndWith("/web:1");
        service.Events!.ShouldContain(e => e.Message.Contains(reason));
        var brief = (await person.Ecs.ListServiceDeployments(new("shop", "web"), None)).ServiceDeployments![0];
        var whole = (await person.Ecs.DescribeServiceDeployments(new([brief.ServiceDeploymentArn]), None)).ServiceDeployments!.Single();
        (whole.Status, whole.DeploymentCircuitBreaker!.Status, whole.DeploymentCircuitBreaker.FailureCount)
            .ShouldBe(("ROLLBACK_SUCCESSFUL", "TRIGGERED", 3));
        whole.Rollback!.Reason!.ShouldContain("circuit breaker");
    }

    [Fact]
    public async Task What_a_failed_task_wrote_and_why_it_stopped_is_to_be_seen_for_an_hour()
    {
        await using var aws = await Served();
        using var person = aws.Connect();
        aws.Parts.Board.Script("job", TaskFate.OutOfMemory with { Lines = ["reading", "the whole file"] });
        var definition = await Register(person, "job");
        var task = (await person.Ecs.RunTask(new("shop", definition, "token"), None)).Tasks!.Single();
        (await person.Ecs.RunTask(new("shop", definition, "token"), None)).Tasks!.Single().TaskArn.ShouldBe(task.TaskArn);
        (await Should.ThrowAsync<AmazonServiceException>(() => person.Ecs.RunTask(new("shop", definition, "token") { Count = 2 }, None)))
            .ErrorCode.ShouldBe("ConflictException");
        aws.Clock.Advance(TimeSpan.FromMinutes(1));
        var stopped = (await person.Ecs.DescribeTasks(new("shop", [task.TaskArn]), None)).Tasks!.Single();
        var container = stopped.Containers!.Single();
        (stopped.LastStatus, stopped.StopCode, container.ExitCode).ShouldBe(("STOPPED", "EssentialContainerExited", 137));
        container.Reason!.ShouldStartWith("OutOfMemoryError");
        (await person.Ecs.ListTasks(new("shop") { Family = "job", DesiredStatus = "STOPPED" },
            None)).TaskArns!.Single().ShouldBe(task.TaskArn);
        var id = task.TaskArn.Split('/')[^1];
        (await person.Logs.FilterLogEvents(new("/shop"), None)).Events!.Select(e => e.Message).ShouldBe(["reading", "the whole file"]);
        (await person.Logs.GetLogEvents(new("/shop", $"job/web/{id}"), None)).Events!.Count.ShouldBe(2);
        aws.Clock.Advance(TimeSpan.FromHours(1));
        (await person.Ecs.DescribeTasks(new("shop", [task.TaskArn]), None)).Failures!.Single().Reason.ShouldBe("MISSING");
    }

    [Fact]
    public async Task A_task_that_is_stopped_ends_with_143_and_its_service_starts_another()
    {
        await using var aws = await Served();
        using var person = aws.Connect();
        var task = aws.Parts.Board.Tasks.Single(t => t.IsWanted);
        await person.Ecs.StopTask(new("shop", task.Arn, "because"), None);
        (await person.LoadBalancing.DescribeTargetHealth("arn:group", None)).Single().State.ShouldBe("draining");
        aws.Clock.Advance(TimeSpan.FromMinutes(2));
        (task.ExitCode, task.StopCode).ShouldBe((143, "UserInitiated"));
        (await person.LoadBalancing.DescribeTargetHealth("arn:group", None)).Single().State.ShouldBe("healthy");
    }

    [Fact]
    public async Task A_deployment_that_is_stopped_goes_back_and_a_newer_one_takes_its_place()
    {
        await using var aws = await Served();
        using var person = aws.Connect();
        await person.Ecs.UpdateService(new("shop", "web") { TaskDefinition = await Register(person) }, None);
        aws.Clock.Advance(TimeSpan.FromSeconds(20));
        await person.Ecs.UpdateService(new("shop", "web") { TaskDefinition = await Register(person) }, None);
        aws.Clock.Advance(TimeSpan.FromSeconds(20));
        await person.Ecs.StopServiceDeployment(new(Service(aws).Running!.Arn, "ROLLBACK"), None);
        aws.Clock.Advance(TimeSpan.FromMinutes(3));
        (await person.Ecs.ListServiceDeployments(new("shop", "web"), None)).ServiceDeployments!.Take(2).Select(d => d.Status)
            .ShouldBe(["ROLLBACK_SUCCESSFUL", "STOPPED"]);
        Service(aws).Primary.Definition.Name.ShouldBe("web:1");
    }

    [Fact]
    public async Task C18_a_stack_update_without_a_count_leaves_the_count()
    {
        await using var aws = await Served();
        using var person = aws.Connect();
        await person.Ecs.UpdateService(new("shop", "web") { DesiredCount = 3 }, None);
        aws.Clock.Advance(TimeSpan.FromMinutes(2));
        await Deploy(aws, person, Template.Replace("\"DesiredCount\": 0,", "\"EnableExecuteCommand\": true,"), "UPDATE");
        (await person.Ecs.DescribeServices(new("shop", ["web"]), None)).Services!.Single().RunningCount.ShouldBe(3);
        (await person.CloudFormation.DescribeStack("shop", None))!.StackStatus.ShouldBe("UPDATE_COMPLETE");
    }

    [Fact]
    public async Task Definitions_have_revisions_are_at_most_64_KiB_and_stay_known_when_they_are_not_active()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        (await Register(person)).ShouldEndWith(":task-definition/web:1");
        var second = await Register(person);
        aws.Parts.Definitions.Need(second).IsActive = false;
        aws.Parts.Definitions.Need("web").Revision.ShouldBe(1);
        var large = await Should.ThrowAsync<AmazonServiceException>(() => Register(person, image: new string('x', 66_000)));
        large.Message.ShouldContain("65536");
        (await Should.ThrowAsync<AmazonServiceException>(() => person.Ecs.DescribeServices(new("no", ["web"]), None))).ErrorCode
            .ShouldBe("ClusterNotFoundException");
    }

    private static double Moment(ScriptedAws aws, TimeSpan before, Func<bool> isSo)
    {
        aws.Clock.AdvanceUntil(isSo, TimeSpan.FromHours(1)).ShouldBeTrue();
        return (aws.Clock.Passed - before).TotalSeconds;
    }

    private static LiveService Service(ScriptedAws aws) => aws.Parts.Services.Find("web")!;

    // A service with one task of web:1.
    private static async Task<ScriptedAws> Served()
    {
        var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        await Deploy(aws, person, Template, "CREATE");
        (await person.CloudFormation.DescribeStack("shop", None))!.StackStatus.ShouldBe("CREATE_COMPLETE");
        await person.Ecs.UpdateService(new("shop", "web") { TaskDefinition = await Register(person), DesiredCount = 1 }, None);
        aws.Clock.AdvanceUntil(() => Service(aws).Running is null, TimeSpan.FromMinutes(5)).ShouldBeTrue();
        return aws;
    }

    private static async Task Deploy(ScriptedAws aws, AwsConnection person, string template, string type)
    {
        var set = await person.CloudFormation.CreateChangeSet(new("shop", type, type, type) { TemplateBody = template }, None);
        aws.Clock.Advance(TimeSpan.FromMinutes(1));
        await person.CloudFormation.ExecuteChangeSet(set.Id, type, None);
        aws.Clock.Advance(TimeSpan.FromMinutes(10));
    }

    private static async Task<string> Register(AwsConnection person, string family = "web", string image = "web@sha256:1")
    {
        using var request = JsonDocument.Parse($$$"""
            {"family": "{{{family}}}", "containerDefinitions": [{"name": "web", "image": "{{{image}}}",
                "logConfiguration": {"logDriver": "awslogs",
             "options": {"awslogs-group": "/shop", "awslogs-stream-prefix": "{{{family}}}"} } }]}
            """);
        return (await person.Ecs.RegisterTaskDefinition(request.RootElement, None)).TaskDefinition.TaskDefinitionArn;
    }
}
