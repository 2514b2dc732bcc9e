using System.Text.Json.Nodes;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>Extensions and users inside of a database: made by a task of the deploy, before anything uses them, and once.</summary>
public class DatabaseContentsTests
{
    private const string Family = "shop-production-db";

    [Fact]
    public async Task Row_077_080_extensions_and_users_are_made_before_jobs_and_services()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Shop());
        (await app.Plan(file)).Details.ShouldContain("db: make extensions postgis, hstore and users jobs, report");
        await app.Apply(file);
        app.Jobs().ShouldBe(["db", "migrate"]);
        var calls = app.Aws.Calls.ToList();
        calls.FindIndex(c => c.Operation == "RunTask").ShouldBeLessThan(calls.FindIndex(c => c.Operation == "UpdateService"));
        var password = app.Aws.Parts.Parameters.Find("/shop/production/db/report").ShouldNotBeNull();
        var told = calls.Where(c => c.Input.ToJsonString().Contains(password)).Select(c => c.Operation);
        told.ShouldBe(["PutParameter"], "nobody else is told the password");
    }

    [Fact]
    public async Task Row_077_080_it_runs_in_the_environments_network_as_the_owner_and_may_read_only_what_it_needs()
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(Shop());
        await app.Apply(file);
        var run = app.Aws.Calls.First(c => c.Operation == "RunTask").Input["networkConfiguration"]!["awsvpcConfiguration"]!;
        var shared = app.Aws.Parts.Stacks.Find("shop-production")!;
        run["securityGroups"]!.AsArray().Single()!.ToString().ShouldBe(shared.Outputs["DatabaseTaskSecurityGroupDb"]);
        (run["assignPublicIp"]!.ToString(), run["subnets"]!.AsArray().Count).ShouldBe(("DISABLED", 2));
        var rule = shared.Resources["TaskIngressTcp5432DbToDb"];
        (rule.Text("SourceSecurityGroupId"), rule.Text("GroupId")).ShouldBe(
            (shared.Outputs["DatabaseTaskSecurityGroupDb"], shared.Outputs["SecurityGroupDb"]));

        var container = Registered(app).Last()["containerDefinitions"]![0]!;
        container["image"]!.ToString().ShouldBe("public.ecr.aws/docker/library/postgres:16-alpine");
        var variables = container["environment"]!.AsArray().ToDictionary(v => v!["name"]!.ToString(), v => v!["value"]!.ToString());
        (variables["PGUSER"], variables["PGDATABASE"], variables["PGSSLMODE"]).ShouldBe(("shop", "shop", "require"));
        var stack = app.Aws.Parts.Stacks.Find(Family)!;
        variables["PGHOST"].ShouldBe(stack.Outputs["Host"]);
        variables["SQL"].ShouldBe(DatabaseContents.Script((Core.Model.Postgres)file.Resources["db"]));
        var secrets = container["secrets"]!.AsArray().ToDictionary(v => v!["name"]!.ToString(), v => v!["valueFrom"]!.ToString());
        secrets["PGPASSWORD"].ShouldBe(stack.Outputs["Secret"] + ":password::");
        secrets["PASSWORD_0"].ShouldEndWith(":parameter/shop/production/db/jobs");
        secrets["PASSWORD_1"].ShouldEndWith(":parameter/shop/production/db/report");
        var statements = stack.Resources["ExecutionRole"].Properties["Policies"]![0]!["PolicyDocument"]!["Statement"]!.AsArray();
        statements.SelectMany(s => Texts(s!["Action"])).Order().ShouldBe(
            ["logs:CreateLogStream", "logs:PutLogEvents", "secretsmanager:GetSecretValue", "ssm:GetParameters"]);
        Texts(statements.Single(s => Texts(s!["Action"]).Contains("ssm:GetParameters"))!["Resource"]).Order().ShouldBe(
            [secrets["PASSWORD_0"], secrets["PASSWORD_1"]]);
    }

    [Fact]
    public async Task Row_077_a_release_without_such_a_change_runs_no_task_and_an_extension_more_runs_one()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Shop()));
        var before = app.Calls;
        (await app.Plan(app.Read(Shop()))).IsEmpty.ShouldBeTrue();
        (app.Calls - before).ShouldBe(3);
        await app.Apply(app.Read(Shop(AwsApp.Other)));
        app.Jobs().ShouldBe(["db", "migrate", "migrate"]);

        var file = app.Read(Shop(AwsApp.Other, "[postgis, hstore, pg_trgm]"));
        var change = (await app.Plan(file)).Changes.Single(c => c.Name == "db");
        (change.Verb, change.Why, change.Place!.Line).ShouldBe(
            (Verb.Change, "extensions postgis, hstore, pg_trgm and users jobs, report, inside of it", 12));
        await app.Apply(file);
        app.Jobs().ShouldBe(["db", "migrate", "migrate", "db", "migrate"]);
        app.Running("web").ShouldBe("shop-production-web:2");
        (await app.Plan(file)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Row_077_what_fails_in_the_database_ends_the_deploy_with_its_words_before_a_service_is_touched()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Shop()));
        var said = "psql:<stdin>:7: ERROR:  extension \"nope\" is not available";
        app.Aws.Parts.Board.Script(Family, TaskFate.Exits(3, said), times: 1);
        var before = app.Calls;
        var file = app.Read(Shop(AwsApp.Other, "[postgis, nope]"));
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(file))).Failure;
        (failure.What, failure.Why, failure.Evidence.Single(), failure.Place!.Line).ShouldBe(
            ("db: extensions and users could not be made", "it exited with code 3", said, 12));
        failure.Outcome.ShouldBe("release 1 serves on");
        app.Since(before).ShouldNotContain("UpdateService");
        app.Jobs().ShouldBe(["db", "migrate", "db"]);

        // It is on record as not made, so the same file tries again.
        await app.Apply(file);
        app.Jobs().ShouldBe(["db", "migrate", "db", "db", "migrate"]);
    }

    [Fact]
    public async Task F14_a_library_that_is_new_to_a_database_is_told_with_the_command_that_loads_it()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Shop()));
        app.Aws.Parts.Board.Script(Family, TaskFate.Exits(3, "ERROR: pg_cron can only be loaded via shared_preload_libraries"), times: 1);
        var file = app.Read(Shop(extensions: "[postgis, pg_cron]"));
        var restart = "aws rds reboot-db-instance --db-instance-identifier "
            + app.Aws.Parts.Stacks.Find(Family)!.Resources["DBInstance"].PhysicalId;
        (await app.Plan(file)).Warnings.ShouldContain(w => w.StartsWith("fairlead.yaml:12") && w.EndsWith(restart));
        (await Should.ThrowAsync<FailureException>(() => app.Apply(file))).Failure.Next.ShouldBe($"{restart}, then fairlead deploy");
    }

    [Fact]
    public async Task What_the_file_names_no_more_is_said_to_stay_and_templates_without_it_are_as_ever()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(Shop()));
        var file = app.Read(Shop().Replace(", extensions: [postgis, hstore], users: {report: read, jobs: readwrite}", ""));
        (await app.Plan(file)).Warnings.ShouldContain(w => w.Contains("the file names no extensions or users of db any more"));
        await app.Apply(file);
        app.Jobs().ShouldBe(["db", "migrate", "migrate"]);
        app.Aws.Parts.Stacks.Find(Family)!.Resources.Keys.ShouldNotContain("ExecutionRole");
        (await app.Plan(file)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_record_from_before_says_nothing_of_databases()
    {
        var record = EnvironmentRecord.Parse("{\"version\": 1}", "production/latest.json");
        (record.Databases.Count, record.Rotating.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task R30_killed_anywhere_while_they_are_made_the_next_deploy_makes_them()
    {
        for (var last = 2; ; last += 41)
        {
            await using var app = await AwsApp.Start();
            await app.Apply(app.Read(Shop(extensions: "[postgis]")));
            var file = app.Read(Shop());
            if (await app.KilledAt(last, file))
            {
                last.ShouldBeGreaterThan(30);
                return;
            }

            if (!(await app.Plan(file)).IsEmpty)
            {
                await app.Apply(file);
            }

            Registered(app).Last()["containerDefinitions"]![0]!["environment"]!.ToJsonString().ShouldContain("hstore");
            (await app.Plan(file)).Details.ShouldBeEmpty($"killed at call {last}");
        }
    }

    private static IEnumerable<JsonObject> Registered(AwsApp app) => app.Aws.Calls
        .Where(c => c.Operation == "RegisterTaskDefinition" && c.Input["family"]!.ToString() == Family).Select(c => c.Input);

    private static IEnumerable<string> Texts(JsonNode? value) =>
        value is JsonArray items ? items.Select(i => i!.ToString()) : [value!.ToString()];

    private static string Shop(string digest = AwsApp.Digest, string extensions = "[postgis, hstore]") => $$$"""
        app: shop
        images:
          web:
            use: registry.example.org/shop@{{{digest}}}
        environments:
          production:
            region: eu-west-1
        jobs:
          migrate: {command: migrate, when: before-deploy, env: {URL: "${db.url}"}}
        resources:
          db:
            {type: postgres, version: 16, extensions: {{{extensions}}}, users: {report: read, jobs: readwrite}}
        services:
          web: {port: 8080, route: /, env: {URL: "${db.url}"}}

        """;
}
