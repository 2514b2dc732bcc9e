using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>What was shown is what is done.</summary>
public class PlanTests
{
    [EngineFact]
    public async Task A_kept_plan_does_exactly_what_was_shown()
    {
        await using var app = await new TestApp().Deployed();
        app.Change("TEXT: one", "TEXT: two");
        var shown = (await app.Run("plan", "--out", "kept.plan")).Succeeds().Out;
        shown.ShouldContain("2 new for 2 old: env TEXT");
        (await app.Run("deploy", "kept.plan")).Succeeds().Out.ShouldContain("release 2");
        (await app.Get()).ShouldBe("two");

        // Once is enough.
        var again = await app.Run("deploy", "kept.plan");
        again.Code.ShouldBe(4, again.All);
        again.Error.ShouldContain("the release that serves was 1, is 2");
    }

    [EngineFact]
    public async Task A_kept_plan_that_no_longer_fits_ends_with_4_and_says_what_differs()
    {
        await using var app = await new TestApp().Deployed();
        app.Change("TEXT: one", "TEXT: two");
        (await app.Run("plan", "--out", "kept.plan")).Succeeds();
        app.Change("TEXT: two", "TEXT: three");
        await Refused("the configuration of web was ");
        app.Change("TEXT: three", "TEXT: two");

        var source = Path.Combine(app.Folder, "more.txt");
        await File.WriteAllTextAsync(source, "more");
        await Refused("image app was ");
        File.Delete(source);

        (await app.Docker("stop", "-t", "1", app.Handle("web_1_1"))).Succeeds();
        await Refused($"container {app.Handle("web_1_1")} was running");
        (await app.Docker("start", app.Handle("web_1_1"))).Succeeds();
        (await app.Get()).ShouldBe("one");
        (await app.Run("deploy", "kept.plan")).Succeeds();

        async Task Refused(string difference)
        {
            var answer = await app.Run("deploy", "kept.plan");
            answer.Code.ShouldBe(4, answer.All);
            answer.Error.ShouldContain(difference);
            answer.Error.ShouldContain("nothing was changed");
        }
    }

    [EngineFact]
    public async Task N06_With_a_broken_file_everything_that_only_operates_works()
    {
        await using var app = await new TestApp().Deployed();
        app.Change("TEXT: one", "TEXT: two");
        (await app.Run("deploy")).Succeeds();
        await File.AppendAllTextAsync(Path.Combine(app.Folder, "fairlead.yaml"), "\n  } this is no yaml: [\n");
        foreach (var command in new[] { "status", "logs --tail 1", "exec web -- true", "jobs", "releases", "rollback", "restart",
            "run web -- true", "secret list", "down" })
        {
            var answer = await app.Run(command.Split(' '));
            answer.Code.ShouldBe(0, $"{command}:\n{answer.All}");
            answer.Error.Split('\n').Count(l => l.Contains("could not be read")).ShouldBe(1, $"{command}:\n{answer.Error}");
        }

        var destroyed = await app.Run("destroy", "--data", "--confirm", app.Name);
        destroyed.Code.ShouldBe(0, destroyed.All);
        (await app.Containers()).ShouldBeEmpty();
        (await app.Volumes()).ShouldBeEmpty();
    }

    [EngineFact]
    public async Task B17_A_deploy_whose_log_lies_in_the_context_works_at_once()
    {
        await using var app = new TestApp();
        var command = await Command.Run("sh", ["-c", $"{TestedCommand.Typed} deploy 2>&1 | tee deploy.log"], app.Folder, app.Variables);
        command.Succeeds().Out.ShouldContain("release 1");
        command.Out.Split('\n').Count(l => l.Contains("building")).ShouldBe(1);
        (await app.Get()).ShouldBe("one");
    }

    [EngineFact]
    public async Task Events_are_lines_of_JSON()
    {
        await using var app = new TestApp();
        var lines = (await app.Run("deploy", "--json")).Succeeds().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines.Select(l => System.Text.Json.JsonDocument.Parse(l).RootElement).ToList();
        events.ShouldAllBe(e => e.GetProperty("version").GetInt32() == 1);
        var names = events.ConvertAll(e => e.GetProperty("event").GetString());
        names[0].ShouldBe("planned");
        names[^1].ShouldBe("finished");
        names.ShouldContain("serving");
        names.ShouldContain("released");
        var run = (await app.Run("run", "--json", "web", "--", "sh", "-c", "echo one; echo two; exit 7"));
        run.Code.ShouldBe(7, run.All);
        run.Out.ShouldContain("\"line\":\"two\"");
        run.Out.ShouldContain("\"exitCode\":7");
    }
}
