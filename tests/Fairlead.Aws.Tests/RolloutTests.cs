using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests;

/// <summary>A service is moved to another task definition on a scripted AWS, in its own time: what is done, told and called.</summary>
public class RolloutTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task R14_an_image_only_release_serves_after_42_s_is_done_after_85_s_and_is_one_change()
    {
        await using var scene = await RolloutScene.Start();
        var before = scene.Aws.Clock.GetUtcNow();
        var moved = await scene.Move(scene.Next());
        scene.When<Serving>(before).ShouldBeInRange(38, 44);
        scene.When<Completed>(before).ShouldBeInRange(78, 90);
        scene.Changes.ShouldBe(["UpdateService"]);
        scene.Updates.Single().Select(m => m.Key).ShouldBe(["cluster", "service", "taskDefinition"], ignoreOrder: true);
        scene.Aws.Calls.Select(c => c.Operation).Take(3).ShouldBe(["DescribeServices", "ListServiceDeployments", "UpdateService"]);
        scene.Aws.Calls.Count.ShouldBeLessThan(200);
        moved.Before.ShouldEndWith("web:1");
        moved.HealthyAfter.TotalSeconds.ShouldBeInRange(38, 44);
        scene.Events.OfType<Started>().First().LastTime.ShouldBe(TimeSpan.FromSeconds(80));
        scene.Events.OfType<Progressed>().Select(p => $"{p.Done}/{p.Total}").ShouldBe(["0/1", "1/1"]);
        scene.Events.Where(e => e.Parent == "web").Select(e => e.GetType().Name).ShouldBe(["Started", "Started", "Completed"]);
        scene.Service.Primary.Definition.Name.ShouldBe("web:2");
    }

    [Fact]
    public async Task With_early_success_criteria_nobody_waits_for_the_drain()
    {
        await using var scene = await RolloutScene.Start(terms: new ServiceTerms { Threshold = 2, RollsBack = true, IsEarly = true });
        var before = scene.Aws.Clock.GetUtcNow();
        await scene.Move(scene.Next());
        scene.When<Completed>(before).ShouldBeInRange(45, 62);
        scene.Board.Tasks.ShouldContain(t => !t.IsStopped && !t.IsWanted);
    }

    [Fact]
    public async Task Row_036_what_runs_steadily_costs_one_look_and_Row_039_new_tasks_of_the_same_definition_are_forced()
    {
        await using var scene = await RolloutScene.Start();
        var move = scene.Next() with { TaskDefinition = scene.Service.Primary.Definition.Arn };
        await scene.Move(move);
        scene.Aws.Calls.Select(c => c.Operation).ShouldBe(["DescribeServices"]);
        var old = scene.Board.Tasks.Single(t => t.IsWanted);
        await scene.Move(move with { ForcesNewTasks = true });
        scene.Changes.ShouldBe(["UpdateService"]);
        scene.Board.Tasks.Single(t => t.IsWanted).ShouldNotBe(old);
        scene.Service.Primary.Definition.Name.ShouldBe("web:1");
    }

    [Fact]
    public async Task D3_new_tasks_are_forced_once_although_the_answer_was_lost()
    {
        await using var scene = await RolloutScene.Start();
        scene.Aws.Faults.On("UpdateService", 1, Endpoint.Core.CallFault.CutAfter);
        await scene.Move(scene.Next() with { TaskDefinition = scene.Service.Primary.Definition.Arn, ForcesNewTasks = true });
        scene.Changes.Count().ShouldBe(1);
        scene.Service.Revisions.Count.ShouldBe(2);
    }

    [Fact]
    public async Task R23_C18_a_scaled_service_at_9_tasks_is_still_at_9()
    {
        await using var scene = await RolloutScene.Start(count: 9);
        await scene.Move(scene.Next() with { Count = null });
        scene.Updates.Single().ContainsKey("desiredCount").ShouldBeFalse();
        (scene.Service.Desired, scene.Board.Tasks.Count(t => t.IsWanted)).ShouldBe((9, 9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_first_release_brings_its_count_and_its_definition_at_once(int count)
    {
        await using var scene = await RolloutScene.Start(count: 0);
        var moved = await scene.Move(scene.Next() with { Count = count, IsFirst = true });
        scene.Changes.ShouldBe(["UpdateService"]);
        (moved.Before, moved.CountBefore, scene.Board.Tasks.Count(t => t.IsWanted)).ShouldBe((null, 0, count));
    }

    [Fact]
    public async Task Where_only_the_count_differs_ECS_makes_no_deployment_and_none_is_waited_for()
    {
        await using var scene = await RolloutScene.Start();
        var move = scene.Next() with { TaskDefinition = scene.Service.Primary.Definition.Arn, Count = 3 };
        await scene.Move(move);
        (scene.Service.Deployments.Count, scene.Board.Tasks.Count(t => t.LastStatus == "RUNNING")).ShouldBe((1, 3));
    }

    [Fact]
    public async Task A_service_that_sleeps_takes_the_definition_and_starts_nothing()
    {
        await using var scene = await RolloutScene.Start(count: 0, isRouted: false);
        await scene.Move(scene.Next() with { Count = 0 });
        (scene.Service.Primary.Definition.Name, scene.Board.Tasks.Count).ShouldBe(("web:2", 0));
        scene.Changes.ShouldBe(["UpdateService"]);
    }

    [Fact]
    public async Task A_port_moves_with_the_definition_that_listens_on_it_and_the_rest_of_the_balancer_stays()
    {
        await using var scene = await RolloutScene.Start();
        var moved = await scene.Move(scene.Next(port: 9000));
        var sent = scene.Updates.Single()["loadBalancers"]!.AsArray().ShouldHaveSingleItem()!;
        sent["containerPort"]!.GetValue<int>().ShouldBe(9000);
        sent["advancedConfiguration"]!["alternateTargetGroupArn"]!.GetValue<string>().ShouldBe("arn:other");
        moved.PortBefore.ShouldBe(8000);
        await scene.Do(async e =>
        {
            await new EcsRollout(scene.Person, e, RolloutScene.Clean).MoveBack(moved, None);
            return true;
        });
        scene.Updates.Last()["loadBalancers"]![0]!["containerPort"]!.GetValue<int>().ShouldBe(8000);
        scene.Service.Primary.Definition.Name.ShouldBe("web:1");
    }

    [Fact]
    public async Task All_or_nothing_a_service_goes_back_and_a_first_one_to_no_tasks()
    {
        await using var scene = await RolloutScene.Start(count: 0);
        var first = await scene.Move(scene.Next() with { Count = 2, IsFirst = true });
        var second = await scene.Move(scene.Next() with { Count = 3 });
        await Back(scene, second);
        (scene.Service.Primary.Definition.Name, scene.Service.Desired).ShouldBe(("web:2", 2));
        var changes = scene.Changes.Count();
        await Back(scene, second);
        scene.Changes.Count().ShouldBe(changes);
        await Back(scene, first);
        scene.Service.Desired.ShouldBe(0);
        scene.Events.OfType<Completed>().Count(e => e.Activity == Activity.RollBack).ShouldBe(3);
    }

    [Fact]
    public async Task Replace_has_no_two_versions_side_by_side_there_and_back()
    {
        await using var scene = await RolloutScene.Start(terms: new ServiceTerms { MinimumPercent = 0, MaximumPercent = 100, Threshold = 2,
            RollsBack = true });
        var most = 0;
        scene.Aws.World.Calling = _ => most = Math.Max(most, scene.Board.Tasks.Count(t => !t.IsStopped));
        var moved = await scene.Move(scene.Next() with { Strategy = Strategy.Replace });
        scene.Updates.Select(u => (u["desiredCount"]?.GetValue<int>(), u["taskDefinition"]?.ToString().Split('/')[^1]))
            .ShouldBe([(0, null), (1, "web:2")]);
        scene.Board.Script("web:3", TaskFate.Exits(3, "no lock"));
        var failure = await scene.Fail(scene.Next() with { Strategy = Strategy.Replace });
        failure.Outcome.ShouldBe("the version before serves on");
        (scene.Service.Primary.Definition.Name, scene.Board.Tasks.Count(t => t.IsWanted)).ShouldBe(("web:2", 1));
        await Back(scene, moved);
        (scene.Service.Primary.Definition.Name, scene.Board.Tasks.Count(t => t.IsWanted), most).ShouldBe(("web:1", 1, 1));
    }

    [Fact]
    public async Task C28_blue_green_gets_the_requests_at_the_shift_bakes_and_is_done_when_ECS_says_so()
    {
        await using var scene = await RolloutScene.Start(terms: new ServiceTerms { Threshold = 3, RollsBack = true, IsBlueGreen = true,
            Bake = TimeSpan.FromMinutes(5) });
        var before = scene.Aws.Clock.GetUtcNow();
        await scene.Move(scene.Next() with { Strategy = Strategy.BlueGreen });
        scene.When<Serving>(before).ShouldBeInRange(48, 75);
        scene.When<Completed>(before).ShouldBeInRange(350, 450);
        scene.Events.OfType<Started>().Where(e => e.Parent is null).Select(e => e.Activity)
            .ShouldBe([Activity.Ready, Activity.Switch, Activity.Bake, Activity.Drain]);
    }

    [Fact]
    public async Task Whoever_lost_the_lease_changes_nothing()
    {
        await using var scene = await RolloutScene.Start();
        var lost = new FailureException("another deploy has taken over", "its lease is newer");
        await Should.ThrowAsync<FailureException>(() => scene.Do(e => new EcsRollout(scene.Person, e, RolloutScene.Clean)
            .Move(scene.Next(), _ => throw lost, None)));
        scene.Changes.ShouldBeEmpty();
    }

    private static Task Back(RolloutScene scene, ServiceMoved moved) => scene.Do(async e =>
    {
        await new EcsRollout(scene.Person, e, RolloutScene.Clean).MoveBack(moved, None);
        return true;
    });
}
