using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests;

/// <summary>Roll-outs that fail: by whom it is found, what is told, and what serves then.</summary>
public class RolloutFailureTests
{
    private const string ServesOn = "the version before serves on";

    [Fact]
    public async Task R15_C2_what_runs_and_then_ends_is_found_where_ECS_takes_it_for_well()
    {
        await using var scene = await RolloutScene.Start(isRouted: false);
        scene.Board.Script("web:2", TaskFate.Exits(1, "opening the queue", "password hunter2 is wrong"));
        var before = scene.Aws.Clock.GetUtcNow();
        var failure = await scene.Fail(scene.Next());
        (scene.Aws.Clock.GetUtcNow() - before).ShouldBeLessThan(TimeSpan.FromMinutes(4));
        (failure.What, failure.Why).ShouldBe(("web: the new version does not stay up", "it exited with code 1, 3 times"));
        failure.Evidence.ShouldBe(["opening the queue", "password *** is wrong"]);
        failure.Outcome.ShouldBe(ServesOn);
        scene.Changes.ShouldBe(["UpdateService", "StopServiceDeployment"]);
        Serves(scene, "web:1");
    }

    [Fact]
    public async Task R15_what_ends_again_and_again_after_ECS_called_it_done_goes_back_too()
    {
        await using var scene = await RolloutScene.Start(isRouted: false);
        scene.Board.Script("web:2", TaskFate.Exits(1) with { EndsAfter = TimeSpan.FromSeconds(19) });
        (await scene.Fail(scene.Next())).Outcome.ShouldBe(ServesOn);
        Serves(scene, "web:1");
    }

    [Fact]
    public async Task R13_C1_a_service_that_never_becomes_stable_fails_within_the_deadline_and_the_old_serves()
    {
        await using var scene = await RolloutScene.Start(terms: new ServiceTerms { Grace = TimeSpan.FromHours(2) });
        scene.Board.Script("web:2", TaskFate.NeverHealthy with { Lines = ["warming up"] });
        var before = scene.Aws.Clock.GetUtcNow();
        var failure = await scene.Fail(scene.Next());
        (scene.Aws.Clock.GetUtcNow() - before).ShouldBeInRange(TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(17));
        failure.What.ShouldBe("web: the new version did not become healthy within 15m");
        failure.Why.ShouldBe("the health check of /health answered 500");
        failure.Evidence.ShouldBe(["warming up"]);
        failure.Outcome.ShouldBe(ServesOn);
        Serves(scene, "web:1");
    }

    [Fact]
    public async Task R16_C6_a_health_check_that_is_answered_with_404_is_told_while_it_runs_and_at_the_end()
    {
        await using var scene = await RolloutScene.Start();
        scene.Board.Script("web:2", TaskFate.NeverHealthy with { Answers = 404 });
        var failure = await scene.Fail(scene.Next());
        (failure.What, failure.Why).ShouldBe(
            ("web: the new version did not become healthy", "the health check of /health answered 404"));
        failure.Next!.ShouldContain("health: {grace");
        scene.Events.OfType<Started>().ShouldContain(e => e.Detail == "(the health check of /health answered 404)");
        scene.Changes.ShouldBe(["UpdateService"]);
        failure.Outcome.ShouldBe(ServesOn);
    }

    // C9: what AWS says, and another next step for each.
    [Theory]
    [InlineData("ResourceInitializationError: unable to pull secrets or registry auth: ResourceNotFoundException: secret not found",
        "fairlead secret list --missing")]
    [InlineData("ResourceInitializationError: unable to pull secrets: AccessDeniedException: not authorized in eu-west-1",
        "let the execution role read it, in this account and region, then: fairlead deploy")]
    [InlineData("ResourceInitializationError: retrieved secret from Secrets Manager did not contain json key URL",
        "put that key into the secret, then: fairlead deploy")]
    [InlineData("ResourceInitializationError: AccessDeniedException: access to the KMS key is not allowed",
        "let the execution role decrypt with the secret's key, then: fairlead deploy")]
    [InlineData("CannotPullContainerError: pull image manifest has been retried 1 time(s): not found",
        "look at 'image' and at who may pull it, then: fairlead deploy")]
    public async Task C9_C7_what_keeps_a_task_from_starting_is_told_in_AWSs_words_with_a_step_of_its_own(string reason, string next)
    {
        await using var scene = await RolloutScene.Start();
        scene.Board.Script("web:2", new TaskFate { StartFailure = reason });
        var failure = await scene.Fail(scene.Next());
        (failure.What, failure.Why, failure.Next).ShouldBe(("web: the new version could not be started", $"{reason}, 3 times", next));
        (failure.Outcome, failure.Evidence.Count).ShouldBe((ServesOn, 0));
    }

    [Fact]
    public async Task Out_of_memory_is_told_with_the_limit()
    {
        await using var scene = await RolloutScene.Start();
        scene.Board.Script("web:2", TaskFate.OutOfMemory);
        var failure = await scene.Fail(scene.Next());
        (failure.Why, failure.Next).ShouldBe(
            ("killed: out of memory, the limit is 512M, 3 times", "raise 'memory' of web, then: fairlead deploy"));
    }

    [Fact]
    public async Task R21_C12_a_lack_of_Spot_capacity_is_told_within_two_looks_with_the_way_out()
    {
        await using var scene = await RolloutScene.Start();
        scene.Service.CapacityProviders = [System.Text.Json.Nodes.JsonNode.Parse("""{"capacityProvider": "FARGATE_SPOT", "weight": 1}""")];
        scene.Aws.Parts.Services.Scheduler.LacksCapacity = true;
        scene.Aws.Clock.After(TimeSpan.FromMinutes(3), () => scene.Aws.Parts.Services.Scheduler.LacksCapacity = false);
        await scene.Move(scene.Next());
        var warned = scene.Events.OfType<Warned>().ShouldHaveSingleItem();
        warned.Message.ShouldContain("Capacity is unavailable");
        warned.Message.ShouldContain("'spot: false'");
        var said = DateTimeOffset.UnixEpoch.AddSeconds(scene.Service.Events.Last(e => e.Message.Contains("Capacity")).At);
        (warned.At - said).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task C12_without_a_place_for_the_first_task_it_fails_with_what_AWS_said()
    {
        await using var scene = await RolloutScene.Start();
        scene.Aws.Parts.Services.Scheduler.LacksCapacity = true;
        var failure = await scene.Fail(scene.Next());
        failure.What.ShouldBe("web: no task of the new version was started within 15m");
        failure.Why.ShouldContain("Capacity is unavailable");
        failure.Outcome.ShouldBe(ServesOn);
    }

    [Fact]
    public async Task A_first_release_that_fails_leaves_nothing_running_and_can_be_tried_again()
    {
        await using var scene = await RolloutScene.Start(count: 0);
        scene.Board.Script("web:2", TaskFate.Exits(1), times: 3);
        var move = scene.Next() with { Count = 1, IsFirst = true };
        var failure = await scene.Fail(move);
        failure.Outcome.ShouldBe("it is the first: nothing served before, and its count is 0 again");
        scene.Service.Desired.ShouldBe(0);
        await scene.Move(move);
        Serves(scene, "web:2");
    }

    [Fact]
    public async Task R15_a_first_release_without_requests_that_fails_can_be_tried_again_with_a_breaker()
    {
        await using var scene = await RolloutScene.Start(count: 0, isRouted: false);
        scene.Board.Script("web:2", TaskFate.Exits(1), times: 3);
        var move = scene.Next() with { Count = 1, IsFirst = true };
        await scene.Fail(move);
        scene.Service.Desired.ShouldBe(0);
        await scene.Move(move);
        Serves(scene, "web:2");
    }

    [Fact]
    public async Task What_somebody_else_began_meanwhile_is_told_and_not_touched()
    {
        await using var scene = await RolloutScene.Start();
        var (move, other) = (scene.Next(), scene.Register());
        scene.Aws.Clock.After(TimeSpan.FromSeconds(25), () => scene.Aws.Parts.Services.Change(scene.Service, other, null));
        var failure = await scene.Fail(move);
        (failure.What, failure.Why).ShouldBe(
            ("web: the new version was not rolled out", "another deployment took its place: web:3"));
        scene.Changes.ShouldBe(["UpdateService"]);
    }

    [Fact]
    public async Task R14_what_ECS_took_back_is_a_failure_although_the_service_is_steady()
    {
        await using var scene = await RolloutScene.Start();
        scene.Aws.Clock.After(TimeSpan.FromSeconds(20), () => scene.Aws.Parts.Services.Scheduler.RollBack(scene.Service,
            scene.Service.Running!, "an alarm was in ALARM."));
        var failure = await scene.Fail(scene.Next());
        (failure.What, failure.Why, failure.Outcome).ShouldBe(("web: ECS took the new version back", "an alarm was in ALARM.", ServesOn));
        Serves(scene, "web:1");
    }

    [Fact]
    public async Task C2_what_is_healthy_for_a_while_and_then_ends_fails_where_no_breaker_trips_and_goes_back()
    {
        await using var scene = await RolloutScene.Start(count: 2, terms: new ServiceTerms());
        scene.Board.Script("web:2", TaskFate.Exits(9, "lost the database") with { EndsAfter = TimeSpan.FromSeconds(18) });
        var failure = await scene.Fail(scene.Next());
        failure.Why.ShouldBe("it exited with code 9, 4 times");
        failure.Evidence.ShouldBe(["lost the database"]);
        failure.Outcome.ShouldBe(ServesOn);
        Serves(scene, "web:1");
    }

    [Fact]
    public async Task D9_a_service_that_is_not_seen_yet_is_waited_for_and_one_that_is_not_there_is_told()
    {
        await using var scene = await RolloutScene.Start();
        scene.Aws.World.Hide("service/web", 3);
        await scene.Move(scene.Next());
        var failure = await scene.Fail(scene.Next() with { Service = "none" });
        (failure.What, failure.Why).ShouldBe(("web: there is no service none", "ECS knows none in shop"));
    }

    [Fact]
    public async Task Whoever_loses_the_lease_while_it_fails_takes_nothing_back()
    {
        await using var scene = await RolloutScene.Start(isRouted: false, terms: new ServiceTerms { MinimumPercent = 0 });
        scene.Board.Script("web:2", TaskFate.Exits(1));
        var (asked, move) = (0, scene.Next() with { Strategy = Core.Model.Strategy.Replace });
        var failure = (await Should.ThrowAsync<FailureException>(() => scene.Do(e => new EcsRollout(scene.Person, e, RolloutScene.Clean)
            .Move(move, _ => ++asked <= 2 ? Task.CompletedTask : throw new FailureException("another deploy has taken over", "it is newer"),
                CancellationToken.None)))).Failure;
        failure.What.ShouldBe("web: the new version does not stay up");
        failure.Outcome.ShouldBe("it was not taken back: another deploy has taken over, it is newer");
        scene.Changes.ShouldBe(["UpdateService", "UpdateService"]);
    }

    [Theory]
    [InlineData("SCALE_UP")]
    [InlineData("PRODUCTION_TRAFFIC_SHIFT")]
    [InlineData("BAKE_TIME")]
    public async Task C28_whichever_stage_fails_the_version_before_serves_on(string stage)
    {
        await using var scene = await RolloutScene.Start(terms: new ServiceTerms { Threshold = 3, RollsBack = true, IsBlueGreen = true,
            Bake = TimeSpan.FromMinutes(5) });
        scene.Aws.World.Calling = _ =>
        {
            if (scene.Service.Running is { Status: "IN_PROGRESS" } running && running.Stage == stage)
            {
                scene.Aws.Parts.Services.Scheduler.RollBack(scene.Service, running, "an alarm was in ALARM.");
            }
        };
        var failure = await scene.Fail(scene.Next() with { Strategy = Core.Model.Strategy.BlueGreen });
        (failure.Why, failure.Outcome).ShouldBe(("an alarm was in ALARM.", ServesOn));
        Serves(scene, "web:1");
    }

    [Fact]
    public async Task Row_039_a_restart_that_fails_leaves_the_tasks_that_ran()
    {
        await using var scene = await RolloutScene.Start(isRouted: false);
        var old = scene.Board.Tasks.Single(t => t.IsWanted);
        scene.Board.Script("web", TaskFate.Exits(1));
        var failure = await scene.Fail(scene.Next() with { TaskDefinition = scene.Service.Primary.Definition.Arn, ForcesNewTasks = true });
        failure.Outcome.ShouldBe(ServesOn);
        old.IsWanted.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_as_wanted_but_does_not_stay_up_is_told_at_once_and_nothing_is_changed()
    {
        await using var scene = await RolloutScene.Start(isRouted: false);
        scene.Board.Script("web", TaskFate.Exits(1));
        await scene.Person.Ecs.StopTask(new("shop", scene.Board.Tasks.Single(t => t.IsWanted).Arn, "x"), CancellationToken.None);
        var failure = await scene.Fail(scene.Next() with { TaskDefinition = scene.Service.Primary.Definition.Arn });
        failure.Why.ShouldBe("it exited with code 1, 3 times");
        failure.Outcome!.ShouldEndWith("of 1 tasks run");
        scene.Changes.ShouldBe(["StopTask"]);
    }

    [Fact]
    public async Task C4_while_ECS_still_goes_back_it_is_waited_for()
    {
        await using var scene = await RolloutScene.Start();
        scene.Board.Script("web:2", TaskFate.CannotPull);
        scene.Aws.Parts.Services.Change(scene.Service, scene.Register(), null);
        scene.Aws.Clock.AdvanceUntil(() => scene.Service.Running?.Status == "ROLLBACK_IN_PROGRESS", TimeSpan.FromMinutes(9)).ShouldBeTrue();
        await scene.Move(scene.Next());
        scene.Service.Deployments.Select(d => d.Status).Take(2).ShouldBe(["SUCCESSFUL", "ROLLBACK_SUCCESSFUL"]);
    }

    [Fact]
    public async Task Row_036_a_crash_is_told_with_its_code_and_its_last_lines_without_the_checks_of_the_load_balancer()
    {
        await using var scene = await RolloutScene.Start();
        scene.Board.Script("web:2", TaskFate.Exits(127, [.. Enumerable.Range(1, 40).Select(i => $"line {i}"),
            "GET /health ELB-HealthChecker/2.0"]));
        var failure = await scene.Fail(scene.Next());
        failure.Why.ShouldStartWith("it exited with code 127 (127: there is no such command");
        failure.Evidence.ShouldBe(Enumerable.Range(21, 20).Select(i => $"line {i}"));
        scene.Events.OfType<Warned>().Count(w => w.Parent == "web").ShouldBe(3);
    }

    private static void Serves(RolloutScene scene, string definition)
    {
        scene.Service.Primary.Definition.Name.ShouldBe(definition);
        scene.Board.Tasks.ShouldContain(t => t.IsWanted && t.Definition.Name == definition && t.LastStatus == "RUNNING");
    }
}
