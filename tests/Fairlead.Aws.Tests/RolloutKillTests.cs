using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests;

/// <summary>Every call of a roll-out is the last one of some life: the next life comes to the same.</summary>
public class RolloutKillTests
{
    [Fact]
    public async Task Killed_at_any_call_and_begun_again_it_comes_to_the_same_with_one_deployment()
    {
        for (var last = 1; ; last++)
        {
            await using var scene = await RolloutScene.Start();
            scene.Hurry();
            var move = scene.Next();
            var isWhole = await Live(scene, move, last);
            scene.Aws.World.Calling = null;
            await scene.Move(move);
            scene.Service.Primary.Definition.Name.ShouldBe("web:2", $"killed at call {last}");
            scene.Service.Revisions.Count.ShouldBe(2, $"killed at call {last}");
            scene.Board.Tasks.Count(t => t.Definition.Name == "web:2").ShouldBe(1, $"killed at call {last}");
            if (isWhole)
            {
                last.ShouldBeGreaterThan(20);
                return;
            }
        }
    }

    [Fact]
    public async Task Killed_at_any_call_a_replace_comes_to_the_same_and_never_has_two()
    {
        for (var last = 1; ; last++)
        {
            await using var scene = await RolloutScene.Start(terms: new ServiceTerms { MinimumPercent = 0, MaximumPercent = 100,
                Threshold = 2, RollsBack = true });
            scene.Hurry();
            var move = scene.Next() with { Strategy = Strategy.Replace };
            var isWhole = await Live(scene, move, last);
            var most = 0;
            scene.Aws.World.Calling = _ => most = Math.Max(most, scene.Board.Tasks.Count(t => !t.IsStopped));
            await scene.Move(move);
            most.ShouldBe(1, $"killed at call {last}");
            (scene.Service.Primary.Definition.Name, scene.Service.Desired).ShouldBe(("web:2", 1), $"killed at call {last}");
            scene.Service.Revisions.Count.ShouldBe(2, $"killed at call {last}");
            if (isWhole)
            {
                last.ShouldBeGreaterThan(20);
                return;
            }
        }
    }

    // Whenever it is killed while it fails, the next that works is rolled out, with the count that was asked for.
    [Theory]
    [InlineData(1, Strategy.Rolling)]
    [InlineData(1, Strategy.Replace)]
    [InlineData(0, Strategy.Rolling)]
    public async Task Killed_while_it_fails_the_next_one_is_not_held_up(int count, Strategy strategy)
    {
        for (var last = 1; ; last += 2)
        {
            await using var scene = await RolloutScene.Start(count, isRouted: false);
            scene.Hurry();
            scene.Board.Script("web:2", TaskFate.Exits(1));
            var move = scene.Next() with { Strategy = strategy, Count = 1, IsFirst = count == 0 };
            var isWhole = await Live(scene, move, last);
            scene.Aws.World.Calling = null;
            await scene.Move(scene.Next() with { Strategy = strategy, Count = 1, IsFirst = count == 0 });
            scene.Service.Primary.Definition.Name.ShouldBe("web:3", $"killed at call {last}");
            scene.Board.Tasks.Count(t => t.IsWanted && t.LastStatus == "RUNNING").ShouldBe(1, $"killed at call {last}");
            if (isWhole)
            {
                last.ShouldBeGreaterThan(20);
                return;
            }
        }
    }

    // The command is killed at its n-th call. Says whether it came to its end before, good or bad.
    private static async Task<bool> Live(RolloutScene scene, ServiceMove move, int last)
    {
        using var killed = new CancellationTokenSource();
        var left = last;
        scene.Aws.World.Calling = _ =>
        {
            if (--left == 0)
            {
                killed.Cancel();
            }
        };
        try
        {
            await scene.Move(move, killed.Token);
            return true;
        }
        catch (FailureException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
