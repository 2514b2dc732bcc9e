using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>Bad luck: kills, restarts, prunes, two at once. The same command goes on, and nothing is lost.</summary>
public class CrashTests
{
    private const string Everything = """
        app: APP
        images: {app: .}
        services:
          web:
            port: 8080
            route: /
            count: 2
            memory: 64M
            health: /health
            env: {TEXT: one}
          worker: {command: perl /server.pl, memory: 64M, env: {TEXT: one}}
        jobs:
          migrate: {command: [sh, -c, "echo $TEXT >> /out/migrations"], when: before-deploy, mounts: {/out: ./out}, env: {TEXT: one}}
          seed: {command: [sh, -c, "echo seeded >> /out/seeds"], when: create, mounts: {/out: ./out}}
        resources:
          cache: redis
        """;

    [EngineFact]
    public async Task A_kill_at_any_call_of_a_first_deploy_is_followed_by_the_same_command()
    {
        foreach (var call in new[] { 1, 3, 5, 8, 11, 14, 17, 20, 23, 26 })
        {
            await using var app = New();
            await app.DeployKilledAt(call);
            await app.Deployed();
            await Converged(app, "one");
        }
    }

    [EngineFact]
    public async Task A_kill_at_any_call_of_an_update_is_followed_by_the_same_command_and_loses_no_request()
    {
        await using var app = await New().Deployed();
        (await app.Run("exec", "cache", "--", "redis-cli", "set", "kept", "yes")).Succeeds();
        await using var load = new Load(await app.Url());
        var text = "one";
        foreach (var call in new[] { 1, 2, 4, 6, 8, 10, 12, 14, 16, 18 })
        {
            app.Change($"TEXT: {text}", $"TEXT: v{call}");
            text = $"v{call}";
            await app.DeployKilledAt(call);
            await app.Deployed();
            await Converged(app, text);
        }

        await load.EndWithoutFailure();
        (await app.Run("exec", "cache", "--", "redis-cli", "get", "kept")).Succeeds().Out.ShouldContain("yes");
    }

    [EngineFact]
    public async Task Two_deploys_at_once_take_turns()
    {
        await using var app = await new TestApp().Deployed();
        app.Change("TEXT: one", "TEXT: two");
        var both = await Task.WhenAll(app.Run("deploy"), app.Run("deploy"));
        both.ShouldAllBe(a => a.Code == 0);
        (await app.Get()).ShouldBe("two");
        (await app.Containers()).Count.ShouldBe(3);
        (await app.Run("deploy")).Out.ShouldStartWith("nothing to do\n");
    }

    [EngineFact]
    public async Task An_interrupt_takes_the_new_tasks_back()
    {
        await using var app = await new TestApp().Deployed();
        app.Change("TEXT: one", "TEXT: two, DELAY: \"60\"");
        using var deploy = app.Start("deploy");
        await Waiting.Eventually(async () => (await app.Containers()).Any(c => c.Contains("_web_2_")));
        deploy.Interrupt();
        (await deploy.End()).Code.ShouldBe(130);
        (await app.Containers()).ShouldBe([app.Handle("_proxy"), app.Handle("web_1_1"), app.Handle("web_1_2")]);
        (await app.Get()).ShouldBe("one");
    }

    [EngineFact]
    public async Task A_crashed_task_and_a_removed_one_come_back()
    {
        await using var app = await new TestApp().Deployed();
        using var http = new HttpClient();
        await http.GetStringAsync(new Uri(await app.Url(), "/exit/1"));
        await Waiting.Eventually(async () => (await app.Run("status")).Out.Contains("it has just been started again, for the 1st time"));
        (await app.Run("status")).Out.ShouldContain("1 of 2 healthy, 1 restart");

        await app.Docker("rm", "-f", app.Handle("web_1_2"));
        (await app.Run("status")).Out.ShouldNotContain(app.Handle("web_1_2"));
        (await app.Run("deploy")).Succeeds();
        (await app.Containers()).Count.ShouldBe(3);
        (await app.Get()).ShouldBe("one");
    }

    [EngineFact]
    public async Task A_lost_load_balancer_is_made_again_with_the_history_kept()
    {
        await using var app = await new TestApp().Deployed();
        await app.Docker("rm", "-f", app.Handle("_proxy"));
        (await app.Run("deploy")).Succeeds();
        (await app.Get()).ShouldBe("one");
        (await app.Run("releases", "--json")).Out.ShouldContain("\"number\": 1");
        (await app.Run("deploy")).Out.ShouldStartWith("nothing to do\n");
    }

    private static TestApp New()
    {
        var app = new TestApp(Everything);
        Directory.CreateDirectory(Path.Combine(app.Folder, "out"));
        File.WriteAllText(Path.Combine(app.Folder, ".dockerignore"), "out\n");
        return app;
    }

    private static async Task Converged(TestApp app, string text)
    {
        (await app.Get()).ShouldBe(text);
        var containers = await app.Containers();
        containers.Count(c => c.Contains("_web_")).ShouldBe(2);
        containers.Count(c => c.Contains("_worker_")).ShouldBe(1);
        containers.Count.ShouldBe(5, string.Join(' ', containers));
        (await app.Volumes()).ShouldBe([app.Handle("_state"), app.Handle("cache")]);
        var migrations = await File.ReadAllLinesAsync(Path.Combine(app.Folder, "out", "migrations"));
        migrations.Count(l => l == text).ShouldBe(1, "the migration ran once for the release");
        (await File.ReadAllLinesAsync(Path.Combine(app.Folder, "out", "seeds"))).Length.ShouldBe(1, "the create job ran once");
        (await app.Run("deploy")).Out.ShouldStartWith("nothing to do\n");
    }
}
