using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>What a deploy writes besides stacks: secrets, documents, schedules, jobs; and what it leaves alone.</summary>
public class DeployValueTests
{
    [Fact]
    public async Task Row_104_109_101_secrets_are_made_put_together_and_never_changed_by_a_deploy()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(RichApp.File()));
        var values = app.Aws.Parts.Parameters;
        var key = values.Find("/shop/production/SESSION_KEY").ShouldNotBeNull();
        key.Length.ShouldBe(50);
        var url = values.Find("/shop/production/web/DATABASE_URL").ShouldNotBeNull();
        url.ShouldStartWith("postgres://shop:generated@");
        values.Find("/shop/production/SENTRY").ShouldBeNull();
        var document = JsonNode.Parse(app.Aws.Parts.Vault.Find("/shop/production/settings")!)!.AsObject();
        document["KEY"]!.ToString().ShouldBe(key);

        // What somebody put in by hand stays, and so does what was made.
        app.Aws.Parts.Vault.Put("/shop/production/settings", """{"KEY":"x","BY_HAND":"stays"}""");
        await app.Apply(app.Read(RichApp.File(AwsApp.Other)));
        values.Find("/shop/production/SESSION_KEY").ShouldBe(key);
        document = JsonNode.Parse(app.Aws.Parts.Vault.Find("/shop/production/settings")!)!.AsObject();
        (document["KEY"]!.ToString(), document["BY_HAND"]!.ToString()).ShouldBe((key, "stays"));
    }

    [Fact]
    public async Task Another_value_of_a_document_is_written_though_no_template_says_it()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(RichApp.File()));
        var file = app.Read(RichApp.File().Replace("{WEB: ", "{MORE: yes please, WEB: "));
        (await app.Plan(file)).Changes.Where(c => c.Verb == Verb.Change).Select(c => c.Name).ShouldBe(["settings"]);
        var before = app.Calls;
        await app.Apply(file);
        app.Since(before).ShouldNotContain("CreateChangeSet");
        app.Aws.Parts.Vault.Find("/shop/production/settings")!.ShouldContain("yes please");
        (await app.Plan(file)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Optional_secrets_without_a_value_have_no_variable_until_they_have_one()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(RichApp.File());
        await app.Apply(file);
        app.VariablesOf("web").ShouldNotContain("SENTRY");
        await app.Set(file, "SENTRY", "https://sentry.example.org/1");
        (await app.Plan(file)).Changes.Select(c => c.Name).ShouldContain("web");
        await app.Apply(file);
        app.VariablesOf("web").ShouldContain("SENTRY");
    }

    [Fact]
    public async Task Row_108_another_value_of_a_secret_restarts_only_who_uses_it()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(RichApp.File());
        await app.Apply(file);
        await app.Set(file, "TOKEN", "another");
        var before = app.Calls;
        (await app.Plan(file)).Changes.Where(c => c.Verb == Verb.Restart).Select(c => c.Name).ShouldBe(["web"]);
        await app.Apply(file);
        app.Since(before).Count(o => o == "UpdateService").ShouldBe(1);
        (await app.Plan(file)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task R24_Row_049_170_a_job_that_fails_before_the_roll_out_leaves_every_service_alone()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(RichApp.File()));
        app.Aws.Parts.Board.Script("shop-production-migrate", TaskFate.Exits(4, "relation exists"));
        var before = app.Calls;
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(RichApp.File(AwsApp.Other))))).Failure;
        (failure.What, failure.Evidence.Single()).ShouldBe(("migrate: the job failed", "relation exists"));
        app.Since(before).ShouldNotContain("UpdateService");
    }

    [Fact]
    public async Task Row_194_a_check_that_fails_after_the_deploy_is_told_and_the_new_version_serves_on()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Board.Script("shop-production-smoke", TaskFate.Exits(7, "the page is empty"), times: 1);
        var file = app.Read(RichApp.File());
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(file))).Failure;
        (failure.What, failure.Outcome).ShouldBe(("smoke: the job failed", "release 1 serves all the same"));
        (await app.Releases()).Single().State.ShouldBe(ReleaseState.Succeeded);
        app.Running("web").ShouldBe("shop-production-web:1");

        // What comes after a release, and was not reached, is done by the next deploy.
        await app.Apply(file);
        app.Aws.Parts.Stacks.Find("shop-production-db")!.Parameters["Protect"].ShouldBe("true");
        (await app.Plan(file)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Row_050_051_065_jobs_run_in_their_order_and_create_jobs_once()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(RichApp.File()));
        app.Jobs().ShouldBe(["migrate", "seed", "smoke"]);
        await app.Apply(app.Read(RichApp.File(AwsApp.Other)));
        app.Jobs().ShouldBe(["migrate", "seed", "smoke", "migrate", "smoke"]);
        var operations = app.Aws.Calls.Select(c => c.Operation).ToList();
        operations.LastIndexOf("RunTask").ShouldBeGreaterThan(operations.LastIndexOf("UpdateService"));
    }

    [Fact]
    public async Task Row_054_a_schedule_starts_the_definition_of_the_release_at_times_that_stay()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(RichApp.File()));
        var first = app.Schedule("shop--production--nightly");
        (first["State"]!.ToString(), AwsApp.Definition(first)).ShouldBe(("ENABLED", "shop-production-nightly:1"));
        await app.Apply(app.Read(RichApp.File(AwsApp.Other)));
        var second = app.Schedule("shop--production--nightly");
        AwsApp.Definition(second).ShouldBe("shop-production-nightly:2");
        ((second["StartDate"]!.GetValue<double>() - first["StartDate"]!.GetValue<double>()) % 180).ShouldBe(0);
    }

    [Fact]
    public async Task R23_C18_Row_024_a_service_that_was_scaled_out_stays_so_and_one_set_by_hand_is_told_of()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(RichApp.File());
        await app.Apply(file);
        app.Service("worker").Desired.ShouldBe(2);
        app.Aws.Parts.Services.Change(app.Service("worker"), null, 9);
        app.Aws.Parts.Services.Change(app.Service("web"), null, 4);
        app.Aws.Clock.Advance(TimeSpan.FromMinutes(5));
        (await app.Plan(file)).Changes.Single(c => c.Name == "web").Why.ShouldBe("was set to 4 tasks by hand; it returns to 2");
        await app.Apply(app.Read(RichApp.File(AwsApp.Other)));
        (app.Service("worker").Desired, app.Service("web").Desired).ShouldBe((9, 2));
    }

    [Fact]
    public async Task Row_173_a_definition_from_a_console_is_told_of_before_it_is_set_back()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(RichApp.File());
        await app.Apply(file);
        var other = app.Aws.Parts.Definitions.Add("eu-west-1", app.Service("web").Primary.Definition.Request.DeepClone().AsObject());
        app.Aws.Parts.Services.Change(app.Service("web"), other, null);
        app.Aws.Clock.Advance(TimeSpan.FromMinutes(5));
        (await app.Plan(file)).Changes.Single(c => c.Name == "web").Why.ShouldContain("shop-production-web:2, which no release");
    }

    [Fact]
    public async Task Protection_and_least_numbers_are_switched_on_once_a_release_has_proved_itself()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(RichApp.File());
        await app.Apply(file);
        app.Aws.Parts.Stacks.Find("shop-production-db")!.Parameters["Protect"].ShouldBe("true");
        app.Aws.Parts.Stacks.Find("shop-production-worker")!.Parameters["MinCapacity"].ShouldBe("2");
        await app.Destroy(file);
        app.Stacks().ShouldBe(["fairlead-shop"]);
    }
}
