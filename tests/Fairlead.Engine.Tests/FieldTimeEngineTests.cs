using System.Text.RegularExpressions;
using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>Who waits learns how long it took last time, on a real engine.</summary>
public sealed partial class FieldTimeEngineTests
{
    [EngineFact]
    public async Task N19_The_next_deploy_tells_how_long_the_last_one_waited()
    {
        await using var app = new TestApp();
        (await app.Run("deploy")).Succeeds().All.ShouldNotContain("last time");
        (await app.Run("plan")).Succeeds().All.ShouldContain("nothing to do");

        app.Change("TEXT: one", "TEXT: two");
        (await app.Run("plan", "--out", "kept.plan")).Succeeds();
        var second = (await app.Run("deploy", "kept.plan")).Succeeds().All;
        LastTime().IsMatch(second).ShouldBeTrue(second);
        (await app.Get()).ShouldContain("two");

        // A restart makes no release; a rollback makes one.
        LastSeconds((await app.Run("restart", "web", "--json")).Succeeds().Out).ShouldBeInRange(0.001, 30);
        LastSeconds((await app.Run("rollback", "1", "--yes", "--json")).Succeeds().Out).ShouldBeInRange(0.001, 30);
        (await app.Get()).ShouldContain("one");
    }

    private static double LastSeconds(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement)
        .Where(e => e.GetProperty("event").GetString() == "started" && e.GetProperty("activity").GetString() == "check")
        .Select(e => e.GetProperty("lastSeconds").GetDouble()).First();

    [GeneratedRegex(@"web +waiting until healthy \(last time \d+\.\d s\)")]
    private static partial Regex LastTime();
}
