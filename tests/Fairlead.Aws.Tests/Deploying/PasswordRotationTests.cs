using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>A new password for a database: in its document, in texts, in the database, in tasks.</summary>
public class PasswordRotationTests
{
    private static readonly string[] Changes =
        ["PutSecretValue", "PutParameter", "ModifyDBInstance", "RegisterTaskDefinition", "RunTask", "UpdateService", "CreateChangeSet"];

    [Fact]
    public async Task Row_109_a_new_password_is_written_everywhere_before_the_database_has_it_and_its_users_are_restarted()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(RichApp.File());
        await app.Apply(file);
        NeedSame(app, "generated");
        var goal = await Rotate(app, file);
        var plan = await app.Plan(file, goal);
        plan.Changes.Select(c => (c.Verb, c.Name)).ShouldBe([(Verb.Change, "db"), (Verb.Restart, "web")]);
        var before = app.Calls;
        await app.Apply(file, goal);
        app.Since(before).Where(Changes.Contains).ShouldBe(
            ["PutSecretValue", "PutParameter", "PutParameter", "PutParameter", "ModifyDBInstance", "UpdateService"]);
        var password = Current(app);
        password.ShouldNotBe("generated");
        password.Length.ShouldBe(50);
        NeedSame(app, password);
        JsonNode.Parse(app.Aws.Parts.Vault.Find(Secret(app))!)!["username"]!.ToString().ShouldBe("shop");
        app.Aws.Calls.Skip(before).Where(c => c.Input.ToJsonString().Contains(password)).Select(c => c.Operation).Distinct().ShouldBe(
            ["PutSecretValue", "PutParameter", "ModifyDBInstance"]);
        app.Events.Select(e => e.ToString()).ShouldAllBe(e => !e!.Contains(password));

        // It is no release, and a deploy has nothing to do.
        (await app.Releases()).Count.ShouldBe(1);
        (await app.Plan(file)).IsEmpty.ShouldBeTrue();
        await app.Apply(file, await Rotate(app, file));
        Current(app).ShouldNotBe(password);
        NeedSame(app, Current(app));
    }

    [Fact]
    public async Task Row_109_killed_anywhere_the_same_command_goes_on()
    {
        for (var last = 1; ; last += 7)
        {
            await using var app = await AwsApp.Start();
            var file = app.Read(RichApp.File());
            await app.Apply(file);
            var isWhole = await app.KilledAt(last, file, await Rotate(app, file));
            var half = Current(app);
            await app.Apply(file, await Rotate(app, file));
            NeedSame(app, Current(app), $"killed at call {last}");
            if (!isWhole && half != "generated")
            {
                Current(app).ShouldBe(half, $"what was begun is ended: killed at call {last}");
            }

            (await app.Plan(file)).Details.ShouldBeEmpty($"killed at call {last}");
            if (isWhole)
            {
                last.ShouldBeGreaterThan(20);
                return;
            }
        }
    }

    [Fact]
    public async Task Row_109_a_deploy_ends_what_was_begun_too()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(RichApp.File());
        await app.Apply(file);
        var left = 0;
        for (var last = 1; Current(app) == "generated" || app.Aws.Parts.Databases.PasswordOf(Instance(app)) == Current(app); last++)
        {
            (await app.KilledAt(last, file, await Rotate(app, file))).ShouldBeFalse();
            left = last;
        }

        left.ShouldBeGreaterThan(5);
        (await app.Plan(file)).Changes.Select(c => (c.Verb, c.Name)).ShouldBe([(Verb.Change, "db"), (Verb.Restart, "web"),
            (Verb.Run, "migrate"), (Verb.Run, "smoke")]);
        var password = Current(app);
        await app.Apply(file);
        NeedSame(app, password);
        (await app.Plan(file)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Row_109_a_database_that_takes_no_change_leaves_all_as_it_was()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(RichApp.File());
        await app.Apply(file);
        app.Aws.Faults.On("ModifyDBInstance", 1, new CallFault.Refused("InvalidDBInstanceState", "it is busy", 400));
        var before = app.Calls;
        var goal = await Rotate(app, file);
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(file, goal))).Failure;
        (failure.Why, failure.Next).ShouldBe(("it is busy", "fairlead secret rotate db"));
        app.Since(before).ShouldNotContain("UpdateService");
        NeedSame(app, "generated");
        await app.Apply(file, await Rotate(app, file));
        Current(app).ShouldNotBe("generated");
        NeedSame(app, Current(app));
    }

    private static async Task<Goal> Rotate(AwsApp app, App file) =>
        Goal.Rotate(file, Release.Live(await app.Releases()).ShouldNotBeNull(), "db");

    private static string Secret(AwsApp app) => app.Aws.Parts.Stacks.Find("shop-production-db")!.Outputs["Secret"];

    private static string Instance(AwsApp app) => app.Aws.Parts.Stacks.Find("shop-production-db")!.Resources["DBInstance"].PhysicalId;

    private static string Current(AwsApp app) => JsonNode.Parse(app.Aws.Parts.Vault.Find(Secret(app))!)!["password"]!.ToString();

    // The document, the database, and what is put together for a service and for a job.
    private static void NeedSame(AwsApp app, string password, string? why = null)
    {
        Current(app).ShouldBe(password, why);
        app.Aws.Parts.Databases.PasswordOf(Instance(app)).ShouldBe(password, why);
        foreach (var workload in new[] { "web", "migrate", "seed" })
        {
            var url = app.Aws.Parts.Parameters.Find($"/shop/production/{workload}/DATABASE_URL").ShouldNotBeNull();
            url.ShouldStartWith($"postgres://shop:{password}@", Case.Sensitive, why);
        }
    }
}
