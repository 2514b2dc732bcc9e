using System.Text.Json;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>Commands that look at an engine.</summary>
public sealed partial class CommandTests
{
    private const string Hello = """
        app: hello
        images: {web: {use: "web:v1"}}
        services: {web: {port: 8080, route: /}}
        jobs: {migrate: {command: migrate, when: before-deploy}, report: {command: report}}
        """;

    [Fact]
    public async Task Logs_of_an_app_that_is_not_deployed_say_so()
    {
        using var engine = Engine(new World());
        (await Run("logs")).ShouldBe(1);
        (await Run("logs", "web")).ShouldBe(1);
        output.ToString().ShouldBeEmpty();
        error.ToString().ShouldBe("failed: hello (local) is not deployed\n  why:   nothing runs that could say anything\n  next:  fairlead deploy\n");
    }

    [Fact]
    public async Task Logs_of_an_app_that_says_nothing_are_empty()
    {
        using var engine = Engine(Deployed());
        (await Run("logs")).ShouldBe(0);
        output.ToString().ShouldBeEmpty();
        error.ToString().ShouldBeEmpty();
        engine.Logs["web"] = ["hello"];
        (await Run("logs")).ShouldBe(0);
        output.ToString().ShouldBe("web      | hello\n");
    }

    // The world after a deploy of the app, as a fake engine tells it.
    private static World Deployed(string yaml = Hello)
    {
        var world = new World();
        return world.Apply(world.Plan(World.Read(yaml)));
    }

    private FakeEngine Engine(World world, string yaml = Hello)
    {
        Write(yaml);
        var engine = new FakeEngine(world, "hello");
        variables["DOCKER_HOST"] = engine.Host;
        return engine;
    }
}
