using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Tests.Support;
using static Fairlead.Tests.Support.SmallApp;

namespace Fairlead.Tests.Aws;

/// <summary>What the real code of the five systems got wrong, where a template can: services, jobs and roles.</summary>
public class DefectsOfComputeTests
{
    private const string Web = "services:\n  web: {port: 80, route: /";

    [Fact]
    public void D09_the_repository_is_there_before_the_service_and_the_service_starts_with_nothing()
    {
        var app = Of(Web + "}");
        app.Account.Find("RepositoryWeb").ShouldNotBeNull();
        app["web"].Parameters.Where(p => p.Source is ImportedOutput { Stack: "shop-prod-access" })
            .ShouldNotBeEmpty("it waits for what waits for the account's stack");
        Shown(Of(app["web"], "Service").At("TaskDefinition"))
            .ShouldBe("Fn::If[IsCreating, ${PlaceholderTaskDefinition}, ${TaskDefinition}]");
        Shown(Of(app["web"], "Service").At("DesiredCount")).ShouldBe("Fn::If[IsCreating, 0, ${DesiredCount}]");
    }

    [Fact]
    public void D14_a_job_is_made_with_all_it_takes_to_run_it_by_name()
    {
        var app = Of(Web + "}\njobs:\n  deployment: {cpu: 1, memory: 2G}\n");
        new[] { "TaskRole", "ExecutionRole", "LogGroup" }.ShouldAllBe(id => app["deployment"].Find(id) != null);
        app.Environment.FindOutput("SecurityGroupDeployment").ShouldNotBeNull();
        Shown(app.Definition("deployment").At("Family")).ShouldBe("shop-prod-deployment");
    }

    [Fact]
    public void D15_the_share_on_demand_is_what_the_file_says_and_never_lost()
    {
        Shown(Of(Of(Web + ", count: 6, spot: {above: 4}}")["web"], "Service").At("CapacityProviderStrategy"))
            .ShouldStartWith("[{Base: 4, CapacityProvider: FARGATE");
        Shown(Of(Of(Web + ", count: 6, spot: true}")["web"], "Service").At("CapacityProviderStrategy"))
            .ShouldStartWith("[{Base: 1, CapacityProvider: FARGATE");
    }

    [Fact]
    public void D20_no_two_workloads_share_a_role_and_none_reads_all_of_a_store()
    {
        var app = Of(Web + ", env: {A: '${secret}'}}\n  work: {env: {B: '${secret}'}}\n");
        var roles = app.Stacks.Where(s => s.Name.EndsWith(".task"))
            .SelectMany(
            s => s.Parameters.Where(p => p.Name.EndsWith("Role"))
            .Select(p => $"{((ImportedOutput)p.Source).Stack} {((ImportedOutput)p.Source).Output}")).ToList();
        roles.Distinct().Count().ShouldBe(4);
        Statements(app["web"], "ExecutionRole").Where(s => s.StartsWith("ssm:")).ShouldAllBe(s => s.EndsWith("parameter/shop/prod/A"));
        Statements(app["work"], "ExecutionRole").Where(s => s.StartsWith("ssm:")).ShouldAllBe(s => s.EndsWith("parameter/shop/prod/B"));
    }

    [Fact]
    public void D40_what_keeps_a_visitor_at_a_task_works_on_Spot_too() =>
        Of(Of(Web + ", sticky: 1h, count: 4, spot: true}").Environment, "TargetGroupWeb").At("TargetGroupAttributes")
        .Attribute("stickiness.enabled").IsTrue().ShouldBeTrue();

    [Fact]
    public void D42_the_process_gets_its_signal_and_its_time()
    {
        var container = Of(Web + "}\n  work: {command: celery worker, stop: 120s}\n").Container("work");
        container.At("LinuxParameters", "InitProcessEnabled").IsTrue().ShouldBeTrue();
        container.At("StopTimeout").Number().ShouldBe(120);
        Shown(container.At("Command")).ShouldBe("[celery, worker]", "no shell stands between");
    }

    [Fact]
    public void D43_a_check_inside_the_container_waits_for_the_start() =>
        Of(Web + "}\n  work: {health: {command: check}}\n").Container("work").At("HealthCheck", "StartPeriod")
        .Number()!.Value.ShouldBeGreaterThan(0);

    [Fact]
    public void D44_above_one_keeps_one_on_demand() =>
        Shown(Of(Of(Web + ", scale: {min: 2, max: 10, cpu: 70}, spot: {above: 1}}")["web"], "Service").At("CapacityProviderStrategy"))
        .ShouldBe("[{Base: 1, CapacityProvider: FARGATE, Weight: 0}, {CapacityProvider: FARGATE_SPOT, Weight: 1}]");

    [Fact]
    public void D45_a_run_each_minute_does_not_pile_up() =>
        Shown(Of(Of(Web + "}\njobs:\n  notify: {schedule: every 1m}\n")["notify"], "StateMachine").At("DefinitionString"))
        .ShouldContain(
        "\"Choose\":{\"Choices\":[{\"IsPresent\":true,\"Next\":\"Skip\",\"Variable\":\"$.running.TaskArns[0]\"}],\"Default\":\"Run\"");
}
