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
        var file = app.Read(Shop);
        await app.Apply(file);
        NeedSame(app, "generated");
        var goal = await Rotate(app, file);
        var plan = await app.Plan(file, goal);
        plan.Changes.Select(c => (c.Verb, c.Name)).ShouldBe([(Verb.Change, "db"), (Verb.Restart, "web")]);
        var before = app.Calls;
        await app.Apply(file, goal);
        app.Aws.Calls.Skip(before).Where(c => c.Refusal is null && Changes.Contains(c.Operation)).Select(c => c.Operation).ShouldBe(
            ["PutSecretValue", "PutParameter", "PutParameter", "ModifyDBInstance", "UpdateService"]);
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

    // At each of its changes, and while it waits for them.
    [Theory]
    [InlineData("GetSecretValue", 1)]
    [InlineData("PutObject", 3)]
    [InlineData("PutSecretValue", 1)]
    [InlineData("PutParameter", 2)]
    [InlineData("PutParameter", 3)]
    [InlineData("ModifyDBInstance", 1)]
    [InlineData("DescribeDBInstances", 4)]
    [InlineData("UpdateService", 1)]
    [InlineData("DescribeServiceDeployments", 2)]
    public async Task Row_109_killed_anywhere_the_same_command_goes_on(string operation, int call)
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Shop);
        await app.Apply(file);
        (await app.KilledAt(call, file, await Rotate(app, file), operation)).ShouldBeFalse();
        app.Aws.Clock.Advance(TimeSpan.FromMinutes(5));
        var half = Current(app);
        await app.Apply(file, await Rotate(app, file));
        var password = Current(app);
        password.ShouldNotBe("generated");
        (half == "generated" || half == password).ShouldBeTrue("what was begun is ended, and not begun anew");
        NeedSame(app, password);
        (await app.Plan(file)).Details.ShouldBeEmpty();
    }

    [Fact]
    public async Task Row_109_a_deploy_ends_what_was_begun_too()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Shop);
        await app.Apply(file);
        (await app.KilledAt(1, file, await Rotate(app, file), "ModifyDBInstance")).ShouldBeFalse();
        (await app.Plan(file)).Changes.Select(c => (c.Verb, c.Name)).ShouldBe([(Verb.Change, "db"), (Verb.Restart, "web")]);
        var password = Current(app);
        await app.Apply(file);
        NeedSame(app, password);
        (await app.Plan(file)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Row_109_a_database_that_takes_no_change_leaves_all_as_it_was()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Shop);
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

    private const string Shop = $$$"""
        app: shop
        images:
          web:
            use: registry.example.org/shop@{{{AwsApp.Digest}}}
        environments:
          production:
            region: eu-west-1
        jobs:
          report: {command: report, schedule: every 1h, env: {DATABASE_URL: "${db.url}"}}
        resources:
          db: {type: postgres, version: 16}
        services:
          web: {port: 8080, route: /, env: {DATABASE_URL: "${db.url}", PASSWORD: "${db.password}"}}
          other: {command: work}

        """;

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
        foreach (var workload in new[] { "web", "report" })
        {
            var url = app.Aws.Parts.Parameters.Find($"/shop/production/{workload}/DATABASE_URL").ShouldNotBeNull();
            url.ShouldStartWith($"postgres://shop:{password}@", Case.Sensitive, why);
        }
    }
}
