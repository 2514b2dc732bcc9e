using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>
/// What somebody does beside the command is seen, and what a deploy needs is there before it begins: each test is named after its number
/// among the findings.
/// </summary>
public class FieldDriftEngineTests
{
    [EngineFact]
    public async Task N07_Lines_of_the_load_balancers_checks_are_left_out()
    {
        await using var app = new TestApp();
        app.Change("TEXT: one", "TEXT: one, TELL: 1");
        await app.Deployed();
        await app.Get("/seen");
        var all = (await app.Run("logs", "--checks")).Succeeds().Out;
        all.ShouldContain("GET /health fairlead-health");
        var shown = (await app.Run("logs")).Succeeds().Out;
        shown.ShouldContain("GET /seen");
        shown.ShouldNotContain("fairlead-health");
        (await app.Run("logs", "--tail", "1")).Succeeds().Out.ShouldContain("GET /seen");
        (await app.Run("logs", "--json")).Succeeds().Out.ShouldNotContain("fairlead-health");

        app.Change("grace: 30s", "grace: 3s");
        app.Change("TELL: 1", "TELL: 1, HEALTH: 500");
        var failed = await app.Run("deploy");
        failed.Code.ShouldBe(1, failed.All);
        failed.All.ShouldContain("listening");
        failed.All.ShouldNotContain("fairlead-health");
    }

    [EngineFact]
    public async Task N13_An_image_that_can_not_be_had_costs_no_build()
    {
        await using var app = new TestApp("""
            app: APP
            images: {app: .}
            services:
              web: {port: 8080, route: /, env: {URL: "${db.url}"}}
            resources:
              db: {type: postgres, version: 15, image: "fairlead.invalid/postgres:15"}
            """);
        var failed = await app.Run("deploy");
        failed.Code.ShouldBe(1, failed.All);
        failed.All.ShouldContain("db: the image fairlead.invalid/postgres:15 can not be had");
        failed.All.ShouldContain("fairlead.yaml:6");
        failed.All.ShouldContain("next:  docker pull fairlead.invalid/postgres:15");
        (await app.Docker("images", "-q", $"fairlead/{app.Name}/app")).Succeeds().Out.ShouldBeEmpty();
        (await app.Containers()).ShouldBeEmpty();
        (await app.Volumes()).ShouldBeEmpty();

        app.Change(", image: \"fairlead.invalid/postgres:15\"", "");
        (await app.Run("deploy")).Succeeds();
        (await app.Get()).ShouldBe("app");
    }

    [EngineFact]
    public async Task N22_What_was_changed_by_hand_is_told_and_made_right()
    {
        await using var app = await new TestApp().Deployed();
        (await app.Run("plan")).Succeeds().All.ShouldContain("nothing to do");
        (await app.Docker("update", "--memory", "300m", "--memory-swap", "300m", app.Handle("web_1_1"))).Succeeds();
        (await app.Docker("network", "disconnect", app.Handle("").TrimEnd('_'), app.Handle("web_1_2"))).Succeeds();

        var plan = (await app.Run("plan")).Succeeds().All;
        plan.ShouldNotContain("nothing to do");
        plan.ShouldContain($"{app.Handle("web_1_1")}: memory is 300M, the file says 64M: changed by hand");
        plan.ShouldContain($"{app.Handle("web_1_2")}: it is not in the network");
        var status = await app.Run("status", "--exit-code");
        status.Code.ShouldBe(1, status.All);
        status.All.ShouldContain($"{app.Handle("web_1_1")}: memory is 300M, the release says 64M: changed by hand");
        status.All.ShouldContain("it is not in the network");

        (await app.Run("deploy")).Succeeds();
        (await app.Get()).ShouldBe("one");
        (await app.Run("deploy")).Succeeds().All.ShouldContain("nothing to do");
        (await app.Run("status", "--exit-code")).Succeeds().All.ShouldNotContain("by hand");
    }

    [EngineFact]
    public async Task N22_The_kind_for_restart_weight_and_another_network()
    {
        await using var app = await new TestApp().Deployed();
        var other = app.Handle("other");
        (await app.Docker("update", "--restart", "no", "--cpu-shares", "77", app.Handle("web_1_1"))).Succeeds();
        (await app.Docker("network", "create", other)).Succeeds();
        try
        {
            (await app.Docker("network", "connect", other, app.Handle("_proxy"))).Succeeds();
            var plan = (await app.Run("plan")).Succeeds().All;
            plan.ShouldContain("cpu weight is 77");
            plan.ShouldContain("restart is no, it was made with unless-stopped: changed by hand");
            plan.ShouldContain($"it is in the network {other} too: changed by hand");
            (await app.Run("deploy")).Succeeds();
            (await app.Run("plan")).Succeeds().All.ShouldContain("nothing to do");
            (await app.Get()).ShouldBe("one");
        }
        finally
        {
            await app.Docker("network", "disconnect", "-f", other, app.Handle("_proxy"));
            await app.Docker("network", "rm", other);
        }
    }
}
