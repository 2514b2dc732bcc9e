using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>
/// A fault at one call after the other of whole deploys, each gone on with to its end. AWS is quick here, so calls are few.
/// </summary>
public class FaultSweepTests
{
    [Fact]
    public async Task R27_credentials_that_expire_at_any_call_of_a_release_end_it_with_5_and_the_same_command_goes_on()
    {
        await using var shell = await Quick();
        await shell.Good("deploy", "--yes");
        for (var call = 1; ; call++)
        {
            shell.Write(AwsShell.Shop(call % 2 == 0 ? AwsShell.Digest : AwsShell.Other));
            if (!await Expires(shell, call))
            {
                call.ShouldBeGreaterThan(25);
                return;
            }
        }
    }

    // With a stride of one they are all.
    [Fact]
    public async Task R27_credentials_that_expire_at_some_call_of_a_first_deploy_end_it_with_5_and_the_same_command_goes_on()
    {
        for (var call = 2; ; call += 13)
        {
            await using var shell = await Quick();
            if (!await Expires(shell, call))
            {
                call.ShouldBeGreaterThan(60);
                return;
            }
        }
    }

    [Fact]
    public async Task R28_with_half_of_all_calls_throttled_for_two_minutes_a_first_deploy_and_a_release_go_well()
    {
        await using var shell = await AwsShell.Start();
        await Throttled(shell, seed: 1);
        shell.Write(AwsShell.Shop(AwsShell.Other));
        await Throttled(shell, seed: 2);
        shell.Aws.Parts.Services.Services.Single().Revisions.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R29_a_connection_that_is_reset_at_any_change_of_a_release_costs_nothing_and_does_nothing_twice(bool isApplied)
    {
        await using var shell = await Quick();
        await shell.Good("deploy", "--yes");
        var service = shell.Aws.Parts.Services.Services.Single();
        for (var change = 1; ; change++)
        {
            shell.Write(AwsShell.Shop(change % 2 == 0 ? AwsShell.Digest : AwsShell.Other));
            var (revisions, releases, calls) = (service.Revisions.Count, Releases(shell), shell.Aws.Calls.Count);
            shell.Aws.Faults.On(FaultScript.AnyChange, change, isApplied ? CallFault.CutAfter : CallFault.CutBefore);
            (await shell.Good("deploy", "--yes")).Out.ShouldContain("is live", customMessage: $"change {change}");
            shell.Aws.Faults.Clear();
            service.Revisions.Count.ShouldBe(revisions + 1, $"change {change}");
            Releases(shell).ShouldBe(releases + 1, $"change {change}");
            if (change > Changes(shell, calls))
            {
                change.ShouldBeGreaterThan(6);
                return;
            }
        }
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task R29_a_connection_that_is_reset_at_some_change_of_a_first_deploy_makes_nothing_twice(bool isApplied, int first)
    {
        for (var change = first; ; change += 5)
        {
            await using var shell = await Quick();
            shell.Aws.Faults.On(FaultScript.AnyChange, change, isApplied ? CallFault.CutAfter : CallFault.CutBefore);
            (await shell.Good("deploy", "--yes")).Out.ShouldContain("is live", customMessage: $"change {change}");
            var names = shell.Aws.Parts.Stacks.All.Select(s => s.Name).ToList();
            names.ShouldBe(names.Distinct(), $"change {change}");
            shell.Aws.Parts.Stacks.All.SelectMany(s => s.ChangeSets).Count(c => c.Execution == "AVAILABLE").ShouldBe(0, $"change {change}");
            Releases(shell).ShouldBe(1, $"change {change}");
            if (change > Changes(shell, 0))
            {
                change.ShouldBeGreaterThan(15);
                return;
            }
        }
    }

    private static async Task<AwsShell> Quick()
    {
        var shell = await AwsShell.Start();
        shell.Aws.Parts.Worker.Latencies.Only = TimeSpan.FromMilliseconds(100);
        return shell;
    }

    // Whether the command came to that call.
    private static async Task<bool> Expires(AwsShell shell, int call)
    {
        DateTimeOffset? expired = null;
        var made = 0;
        shell.Aws.World.Calling = _ => expired ??= ++made >= call ? shell.Aws.Clock.GetUtcNow() : null;
        shell.Aws.Faults.From("*", call, CallFault.Expired);
        var answer = await shell.Production("deploy", "--yes");
        var took = shell.Aws.Clock.GetUtcNow() - (expired ?? shell.Aws.Clock.GetUtcNow());
        shell.Aws.Faults.Clear();
        shell.Aws.World.Calling = null;
        if (expired is null)
        {
            answer.Code.ShouldBe(0, answer.All);
            return false;
        }

        // What comes after the record takes nothing back: the release is live then, and the end of the command says so.
        answer.Code.ShouldBe(5, $"call {call}: {answer.All}");
        took.TotalSeconds.ShouldBeLessThanOrEqualTo(5, $"call {call}");
        answer.Error.ShouldContain("the AWS credentials have expired", customMessage: $"call {call}");
        await shell.Good("deploy", "--yes");
        (await shell.Good("status", "--exit-code")).Out.ShouldContain("2 of 2 healthy", customMessage: $"call {call}");
        return true;
    }

    private static async Task Throttled(AwsShell shell, int seed)
    {
        var end = shell.Aws.Clock.Passed + TimeSpan.FromMinutes(2);
        var (random, throttled) = (new Random(seed), 0);
        shell.Aws.World.Calling = _ =>
        {
            if (shell.Aws.Clock.Passed < end && random.Next(2) == 0)
            {
                throttled++;
                throw new AwsRefusal("ThrottlingException", "Rate exceeded");
            }
        };
        (await shell.Good("deploy", "--yes")).Out.ShouldContain("is live");
        throttled.ShouldBeGreaterThan(30);
        shell.Aws.World.Calling = null;
    }

    private static int Releases(AwsShell shell) => shell.Aws.Parts.Buckets.Objects(StackScope.ArtifactBucketOf("shop", "eu-west-1",
        shell.Aws.World.Account)).Keys.Count(k => k.StartsWith("production/releases/", StringComparison.Ordinal));

    private static int Changes(AwsShell shell, int calls) => shell.Aws.Calls.Skip(calls).Count(c => FaultScript.IsChange(c.Operation));
}
