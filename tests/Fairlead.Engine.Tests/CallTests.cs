using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>How often the engine is asked: the price of every command on a slow or distant engine.</summary>
public class CallTests
{
    private const string TwoServices = """
        app: APP
        images: {app: .}
        services:
          web: {port: 8080, route: /, memory: 64M, health: {path: /health, grace: 30s}, env: {TEXT: one}}
          api: {port: 8080, route: /api, memory: 64M, health: {path: /health, grace: 30s}, env: {TEXT: one}}
        """;

    [EngineFact]
    public async Task A_deploy_with_nothing_to_do_asks_little()
    {
        await using var app = await new TestApp().Deployed();
        var calls = await Calls(app, "deploy");
        calls.Count.ShouldBeLessThanOrEqualTo(12, string.Join('\n', calls));
        Observations(calls).ShouldBe(1);
    }

    [EngineFact]
    public async Task A_rollback_of_two_services_asks_little()
    {
        await using var app = await new TestApp(TwoServices).Deployed();
        app.Change("TEXT: one}}\n  api", "TEXT: two}}\n  api");
        app.Change("TEXT: one", "TEXT: two");
        (await app.Run("deploy")).Succeeds();
        var calls = await Calls(app, "rollback");
        calls.Count.ShouldBeLessThanOrEqualTo(35, string.Join('\n', calls));
        Observations(calls).ShouldBe(2);
    }

    [EngineFact]
    public async Task The_last_log_line_costs_two_calls_and_one_for_each_task()
    {
        await using var app = await new TestApp().Deployed();
        (await Calls(app, "logs", "--tail", "1")).Count.ShouldBe(2 + 2);
    }

    // To list the app's containers is what every look at the world begins with.
    private static int Observations(IReadOnlyList<string> calls) =>
        calls.Count(c => c.Contains("/networks", StringComparison.Ordinal) && c.StartsWith("GET", StringComparison.Ordinal));

    private static async Task<IReadOnlyList<string>> Calls(TestApp app, params string[] command)
    {
        await using var tap = new EngineTap();
        app.Variables["DOCKER_HOST"] = tap.DockerHost;
        try
        {
            (await app.Run(command)).Succeeds();
            return tap.Calls;
        }
        finally
        {
            app.Variables.Remove("DOCKER_HOST");
        }
    }
}
