using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>Jobs: the gate of a release, by hand, on schedule.</summary>
public class JobTests
{
    [EngineFact]
    public async Task A_failing_migration_stops_the_release_before_any_service_changes()
    {
        await using var app = await new TestApp(TestApp.Web + """

            jobs:
              migrate: {command: [sh, -c, "echo migrating $TEXT; exit $CODE"], when: before-deploy, env: {TEXT: one, CODE: "0"}}
            """).Deployed();
        app.Change("TEXT: one, CODE: \"0\"", "TEXT: two, CODE: \"3\"");
        app.Change("env: {TEXT: one}", "env: {TEXT: two}");
        var refused = await app.Run("deploy");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("migrate: the job failed");
        refused.Error.ShouldContain("exited with code 3");
        refused.Error.ShouldContain("| migrating two");
        (await app.Get()).ShouldBe("one");
        (await app.Containers()).Count.ShouldBe(3);
        (await app.Run("jobs", "migrate")).Out.ShouldContain("failed with code 3");
    }

    [EngineFact]
    public async Task A_job_that_takes_too_long_is_stopped_tried_again_and_its_result_kept()
    {
        await using var app = new TestApp("""
            app: APP
            images: {app: .}
            jobs:
              slow: {command: sleep 60, when: before-deploy, timeout: 1s, retries: 1, stop: 1s}
            """);
        var refused = await app.Run("deploy");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("ran longer than 1s and was stopped, after 2 attempts");
        (await app.Run("jobs")).Out.ShouldContain("timed out after 2 attempts");
        (await app.Containers()).ShouldBe([app.Handle("_proxy")]);
    }

    [EngineFact]
    public async Task Schedules_run_while_up_is_attached_and_do_not_overlap()
    {
        await using var app = new TestApp("""
            app: APP
            images: {app: .}
            services: {web: {port: 8080, route: /, memory: 64M, health: /health}}
            jobs:
              tick: {command: echo ticked, schedule: every 1m}
              long: {command: sleep 30, schedule: every 1m, stop: 1s}
            """);
        using (var up = app.Start("up"))
        {
            await Waiting.Eventually(
                async () => (await app.Run("jobs")).Out is var jobs && jobs.Contains("succeeded") && jobs.Contains("running"));
            up.Output.ShouldContain("ticked");
            up.Interrupt();
            (await up.End()).Succeeds().Error.ShouldContain("detached");
        }

        (await app.Get()).ShouldBe("app");

        // The long run goes on without us; whoever attaches now does not start a second beside it.
        using (var up = app.Start("up"))
        {
            await Waiting.Eventually(async () => (await app.Run("jobs", "long")).Out.Contains("running"));
            up.Interrupt();
            await up.End();
        }

        (await app.Containers()).Count(c => c.Contains("_long_")).ShouldBe(1);
    }

    [EngineFact]
    public async Task A_job_that_asks_to_be_confirmed_does_not_run_by_accident()
    {
        await using var app = await new TestApp(TestApp.Web + """

            jobs:
              wipe: {command: echo wiped, confirm: true}
            """).Deployed();
        (await app.Run("run", "wipe")).Code.ShouldBe(2);
        (await app.Run("run", "wipe", "--confirm", app.Name)).Succeeds().Out.ShouldContain("wiped");
    }
}
