using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>A roll-out costs no request, whatever the new version is like.</summary>
public class RolloutTests
{
    [EngineFact]
    public async Task A_first_deploy_serves_and_a_second_finds_nothing_to_do()
    {
        await using var app = await new TestApp().Deployed();
        (await app.Get()).ShouldBe("one");

        await using var tap = new EngineTap();
        app.Variables["DOCKER_HOST"] = tap.DockerHost;
        var again = (await app.Run("deploy")).Succeeds();
        again.Out.ShouldStartWith("nothing to do\n");
        tap.Changes.ShouldBeEmpty();
        app.Variables.Remove("DOCKER_HOST");
    }

    [EngineFact]
    public async Task An_idle_connection_is_not_led_to_tasks_that_are_gone()
    {
        await using var app = await new TestApp().Deployed();
        (await app.Get()).ShouldBe("one"); // the client keeps this connection
        app.Change("grace: 30s", "grace: 30s, timeout: 2s");
        app.Change("TEXT: one", "TEXT: two");
        (await app.Run("deploy")).Succeeds().Error.ShouldContain("reloaded");
        (await app.Get()).ShouldBe("two");
    }

    [EngineTheory]
    [InlineData("{TEXT: bad, EXIT: \"3\"}", "exited with code 3", "no such setting: EXIT=3")]
    [InlineData("{TEXT: bad, EXIT: \"4\", DELAY: \"3\"}", "it exited with code 4", "starting bad")]
    [InlineData("{TEXT: bad, HEALTH: \"500\"}", "the health check answered 500", "listening")]
    [InlineData("{TEXT: bad, EAT: \"200\"}", "killed: out of memory, the limit is 64M", "starting bad")]
    [InlineData("{TEXT: bad, DELAY: \"90\"}", "nothing listens on port", "starting bad")]
    public async Task A_bad_version_is_refused_with_its_reason_and_the_old_serves_on(string env, string reason, string log)
    {
        await using var app = await new TestApp().Deployed();
        await using var load = new Load(await app.Url());
        app.Change("grace: 30s", "grace: 4s");
        app.Change("env: {TEXT: one}", $"env: {env}");
        var refused = await app.Run("deploy");
        refused.Code.ShouldBe(1, refused.All);
        refused.Error.ShouldContain(reason);
        refused.Error.ShouldContain($"| {log}");
        refused.Error.ShouldContain("release 1 serves on");
        await load.EndWithoutFailure();
        (await app.Get()).ShouldBe("one");
        (await app.Containers()).ShouldBe([app.Handle("_proxy"), app.Handle("web_1_1"), app.Handle("web_1_2")]);
        (await app.Run("releases")).Out.ShouldContain("failed");
    }

    [EngineFact]
    public async Task A_check_that_fails_on_running_tasks_leaves_them_and_one_that_works_moves_them()
    {
        await using var app = await new TestApp().Deployed();
        await using var load = new Load(await app.Url());
        app.Change("{path: /health, grace: 30s}", "{path: /health, codes: \"204\", grace: 3s}");
        (await app.Run("deploy")).Code.ShouldBe(1);
        app.Change("{path: /health, codes: \"204\", grace: 3s}", "{path: /, grace: 30s}");
        (await app.Run("deploy")).Succeeds();
        await load.EndWithoutFailure();
        (await app.Containers()).ShouldBe([app.Handle("_proxy"), app.Handle("web_1_1"), app.Handle("web_1_2")]);
    }

    [EngineFact]
    public async Task A_request_in_flight_is_finished_by_the_old_task()
    {
        await using var app = await new TestApp().Deployed();
        var url = new Uri(await app.Url(), "/slow/4");
        using var http = new HttpClient();
        var slow = http.GetStringAsync(url);
        app.Change("TEXT: one", "TEXT: two");
        (await app.Run("deploy")).Succeeds();
        (await slow).ShouldBe("slow\n");
    }

    [EngineFact]
    public async Task Scaling_and_restarting_cost_no_request()
    {
        await using var app = await new TestApp().Deployed();
        await using var load = new Load(await app.Url());
        app.Change("count: 2", "count: 4");
        (await app.Run("deploy")).Succeeds();
        (await app.Containers()).Count(c => c.Contains("_web_")).ShouldBe(4);
        app.Change("count: 4", "count: 1");
        (await app.Run("deploy")).Succeeds();
        (await app.Run("restart", "web")).Succeeds();
        await load.EndWithoutFailure();
        (await app.Containers()).Count(c => c.Contains("_web_")).ShouldBe(1);
    }

    [EngineFact]
    public async Task Replace_never_runs_two_copies_and_goes_back_when_the_new_one_fails()
    {
        await using var app = new TestApp("""
            app: APP
            images: {app: .}
            services:
              poller: {command: perl /server.pl, deploy: replace, memory: 64M, env: {TEXT: one}}
            """);
        await app.Deployed();
        app.Change("TEXT: one", "TEXT: two, EXIT: \"9\"");
        var refused = await app.Run("deploy");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("exited with code 9");
        (await app.Containers()).ShouldBe([app.Handle("_proxy"), app.Handle("poller_1_1")]);
        (await app.Run("status")).Out.ShouldContain("1 of 1 healthy");

        app.Change(", EXIT: \"9\"", "");
        (await app.Run("deploy")).Succeeds();
        (await app.Containers()).ShouldBe([app.Handle("_proxy"), app.Handle("poller_3_1")]);
    }

    [EngineFact]
    public async Task A_rollback_needs_no_build_and_brings_back_any_release()
    {
        await using var app = await new TestApp().Deployed();
        app.Change("TEXT: one", "TEXT: two");
        await app.Deployed();
        await File.AppendAllTextAsync(Path.Combine(app.Folder, "server.pl"), "# another image\n");
        app.Change("TEXT: two", "TEXT: three");
        await app.Deployed();
        File.Delete(Path.Combine(app.Folder, "Dockerfile"));
        app.Write("app: APP\nthis is: [broken\n");
        app.Write(TestApp.Web.Replace("images: {app: .}", "images: {app: {use: \"nothing:here\"}}"));

        (await app.Run("rollback")).Succeeds().Out.ShouldContain("release 4");
        (await app.Get()).ShouldBe("two");
        (await app.Run("rollback", "1")).Succeeds();
        (await app.Get()).ShouldBe("one");
        (await app.Run("rollback", "3")).Succeeds();
        (await app.Get()).ShouldBe("three");
        (await app.Run("rollback", "77")).Code.ShouldBe(2);
    }
}
