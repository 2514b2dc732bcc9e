using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests;

/// <summary>One task, run to its end on a scripted AWS.</summary>
public class OneOffTests
{
    private readonly List<string> lines = [];

    [Fact]
    public async Task R24_C23_a_job_that_fails_is_told_with_its_exit_code_and_what_it_wrote()
    {
        await using var scene = await RolloutScene.Start();
        var fails = TaskFate.Exits(3, "migrating", "hunter2 is no password");
        scene.Board.Script("migrate", fails with { EndsAfter = TimeSpan.FromSeconds(20) });
        var outcome = await Run(scene, Job(scene));
        (outcome.ExitCode, outcome.Reason, outcome.IsGood).ShouldBe((3, "it exited with code 3", false));
        outcome.LastLines.ShouldBe(["migrating", "*** is no password"]);
        lines.ShouldBe(outcome.LastLines);
        outcome.Took.ShouldBe(TimeSpan.FromSeconds(20));
        scene.Events.OfType<Completed>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Row_047_it_runs_where_its_workload_does_and_Row_048_with_another_command_in_the_same_surroundings()
    {
        await using var scene = await RolloutScene.Start();
        var outcome = await Run(scene, Job(scene) with
        {
            Command = ["sh", "-c", "echo 'a  b' \"$X\""], Environment = new Dictionary<string, string> { ["X"] = "1" },
            CapacityProvider = "FARGATE_SPOT",
        });
        outcome.IsGood.ShouldBeTrue();
        var input = scene.Aws.Calls.Single(c => c.Operation == "RunTask").Input;
        input["networkConfiguration"]!["awsvpcConfiguration"]!.ToJsonString()
            .ShouldBe("""{"subnets":["subnet-1","subnet-2"],"securityGroups":["sg-1"],"assignPublicIp":"DISABLED"}""");
        var changed = input["overrides"]!["containerOverrides"]![0]!;
        changed["command"]!.AsArray().Select(c => c!.GetValue<string>()).ShouldBe(["sh", "-c", "echo 'a  b' \"$X\""]);
        changed["environment"]![0]!["name"]!.GetValue<string>().ShouldBe("X");
        (input.ContainsKey("launchType"), input["capacityProviderStrategy"]![0]!["capacityProvider"]!.ToString())
            .ShouldBe((false, "FARGATE_SPOT"));
        scene.Events.OfType<Completed>().ShouldHaveSingleItem().Activity.ShouldBe(Activity.Run);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task C25_a_lost_answer_of_RunTask_leaves_one_task(bool isApplied)
    {
        await using var scene = await RolloutScene.Start();
        scene.Aws.Faults.On("RunTask", 1, isApplied ? CallFault.CutAfter : CallFault.CutBefore);
        (await Run(scene, Job(scene))).IsGood.ShouldBeTrue();
        scene.Board.Tasks.Count(t => t.Definition.Family == "migrate").ShouldBe(1);
    }

    [Fact]
    public async Task C25_killed_at_any_call_and_begun_again_it_runs_once_and_its_outcome_is_known()
    {
        for (var last = 1; ; last++)
        {
            await using var scene = await RolloutScene.Start();
            var job = Job(scene);
            using var killed = new CancellationTokenSource();
            var left = last;
            scene.Aws.World.Calling = _ =>
            {
                if (--left == 0)
                {
                    killed.Cancel();
                }
            };
            var isWhole = true;
            try
            {
                await Run(scene, job, killed.Token);
            }
            catch (OperationCanceledException)
            {
                isWhole = false;
            }

            scene.Aws.World.Calling = null;
            (await Run(scene, job)).ExitCode.ShouldBe(0, $"killed at call {last}");
            scene.Board.Tasks.Count(t => t.Definition.Family == "migrate").ShouldBe(1, $"killed at call {last}");
            if (isWhole)
            {
                last.ShouldBeGreaterThan(5);
                return;
            }
        }
    }

    [Fact]
    public async Task C25_what_still_runs_is_found_by_whose_it_is_when_the_token_is_forgotten()
    {
        await using var scene = await RolloutScene.Start();
        scene.Board.Script("migrate", new TaskFate { EndsAfter = TimeSpan.FromMinutes(10) });
        var job = Job(scene) with { Timeout = TimeSpan.FromHours(1) };
        await scene.Person.Ecs.RunTask(new("shop", job.TaskDefinition, "another") { StartedBy = job.StartedBy }, CancellationToken.None);
        (await Run(scene, job)).IsGood.ShouldBeTrue();
        scene.Changes.ShouldBe(["RunTask"]);
    }

    [Fact]
    public async Task What_runs_longer_than_it_may_is_stopped_and_told()
    {
        await using var scene = await RolloutScene.Start();
        scene.Board.Script("migrate", new TaskFate { Lines = ["waiting for a lock"] });
        var outcome = await Run(scene, Job(scene) with { Timeout = TimeSpan.FromMinutes(5) });
        (outcome.IsTimedOut, outcome.Reason).ShouldBe((true, "it ran longer than 5m and was stopped"));
        outcome.LastLines.ShouldBe(["waiting for a lock"]);
        scene.Changes.ShouldBe(["RunTask", "StopTask"]);
        scene.Board.Tasks.Single(t => t.Definition.Family == "migrate").IsStopped.ShouldBeTrue();
    }

    [Fact]
    public async Task C12_without_a_place_it_is_tried_again_each_time_with_a_token_of_its_own()
    {
        await using var scene = await RolloutScene.Start();
        scene.Aws.Parts.Tasks.LackedPlaces = 3;
        (await Run(scene, Job(scene))).IsGood.ShouldBeTrue();
        scene.Events.OfType<Warned>().ShouldHaveSingleItem().Message.ShouldContain("Capacity is unavailable");
        scene.Aws.Calls.Where(c => c.Operation == "RunTask").Select(c => c.Input["clientToken"]!.ToString())
            .ShouldBe(["release-3-migrate", "release-3-migrate-2", "release-3-migrate-3", "release-3-migrate-4"]);
    }

    [Fact]
    public async Task C12_a_place_that_is_missed_only_after_the_task_was_taken_on_is_looked_for_again_too()
    {
        await using var scene = await RolloutScene.Start();
        scene.Board.Script("migrate", new TaskFate { StartFailure = "Capacity is unavailable at this time. Please try again" }, times: 2);
        (await Run(scene, Job(scene))).IsGood.ShouldBeTrue();
        scene.Board.Tasks.Where(t => t.Definition.Family == "migrate").Select(t => t.ExitCode).ShouldBe([null, null, 0]);
        scene.Changes.Count().ShouldBe(3);
    }

    [Fact]
    public async Task C12_where_there_is_no_place_at_all_it_fails_in_bounded_time()
    {
        await using var scene = await RolloutScene.Start();
        scene.Aws.Parts.Tasks.LackedPlaces = int.MaxValue;
        var before = scene.Aws.Clock.Passed;
        var failure = (await Should.ThrowAsync<FailureException>(() => Run(scene, Job(scene) with
        {
            CapacityProvider = "FARGATE_SPOT",
        }))).Failure;
        failure.Why.ShouldEndWith("for 10m");
        failure.Next!.ShouldContain("spot: false");
        (scene.Aws.Clock.Passed - before).ShouldBeLessThan(TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task C27_C9_what_never_ran_has_no_exit_code_and_says_why()
    {
        await using var scene = await RolloutScene.Start();
        scene.Board.Script("migrate", new TaskFate
        {
            StartFailure = "ResourceInitializationError: unable to pull secrets: secret not found",
        });
        var outcome = await Run(scene, Job(scene));
        (outcome.ExitCode, outcome.Reason, outcome.Next).ShouldBe(
            (null, "ResourceInitializationError: unable to pull secrets: secret not found", "fairlead secret list --missing"));
    }

    [Fact]
    public async Task What_ECS_has_forgotten_is_said_to_be_unknown()
    {
        await using var scene = await RolloutScene.Start();
        var job = Job(scene);
        await Run(scene, job);
        scene.Aws.Clock.Advance(TimeSpan.FromHours(2));
        var failure = (await Should.ThrowAsync<FailureException>(() => Run(scene, job))).Failure;
        failure.What.ShouldBe("migrate: what became of it is not known");
        scene.Board.Tasks.ShouldNotContain(t => t.Definition.Family == "migrate");
    }

    [Fact]
    public async Task C25_the_same_token_with_other_settings_starts_nothing()
    {
        await using var scene = await RolloutScene.Start();
        var job = Job(scene);
        await Run(scene, job);
        var failure = (await Should.ThrowAsync<FailureException>(() => Run(scene, job with { Command = ["other"] }))).Failure;
        failure.Why.ShouldStartWith("the same run was begun with other settings");
    }

    private static OneOffTask Job(RolloutScene scene) => new("migrate", "shop", scene.Register("migrate").Arn, "release-3-migrate")
    {
        Subnets = ["subnet-1", "subnet-2"], SecurityGroups = ["sg-1"], LogGroup = "/shop", Timeout = TimeSpan.FromMinutes(15),
        StartedBy = "fairlead-release-3-migrate", Tags = [new("fairlead:app", "shop")],
    };

    private Task<TaskOutcome> Run(RolloutScene scene, OneOffTask job, CancellationToken cancel = default) =>
        scene.Do(e => new OneOffRunner(scene.Person, e, RolloutScene.Clean).Run(job, lines.Add, cancel));
}
