using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>F4 and F14 to F18: no task, messages in hand, extensions, restored databases, networks of others, hints.</summary>
public class FieldAwsScaleTests
{
    private const string Queue = "\nresources:\n  work: queue";

    [Theory]
    [InlineData(0, 4, 1000)]
    [InlineData(2, 9, 10)]
    public void F4_Work_in_hand_keeps_its_tasks(int min, int max, int above)
    {
        var app = Scaled($"min: {min}, max: {max}, queue: {{name: work, above: {above}}}");
        var metrics = SmallApp.Shown(SmallApp.Of(app["web"], "ScaleInAlarm").At("Metrics"));
        metrics.ShouldContain("FILL(visible, 0) + FILL(hidden, 0)");
        metrics.ShouldContain("ApproximateNumberOfMessagesNotVisible");
        SmallApp.Shown(SmallApp.Of(app["web"], "ScaleInPolicy")).ShouldContain($"ScalingAdjustment: {min}");
        SmallApp.Shown(SmallApp.Of(app["web"], "ScaleOutAlarm").At("Threshold")).ShouldBe($"{above}");
    }

    [Fact]
    public void F4_The_first_message_wakes_a_service_that_has_no_task()
    {
        var app = Scaled("min: 0, max: 4, queue: {name: work, above: 1000}");
        var alarm = SmallApp.Of(app["web"], "WakeAlarm");
        SmallApp.Shown(alarm.At("Metrics")).ShouldContain("IF(FILL(hidden, 0) == 0, FILL(visible, 0), 0)");
        (SmallApp.Shown(alarm.At("Threshold")), SmallApp.Shown(alarm.At("ComparisonOperator"))).ShouldBe(("0", "GreaterThanThreshold"));
        SmallApp.Shown(SmallApp.Of(app["web"], "WakePolicy")).ShouldContain("AdjustmentType: ChangeInCapacity");
    }

    [Theory]
    [InlineData("min: 1, max: 4, queue: {name: work, above: 9}", false)]
    [InlineData("min: 1, max: 4, queue: {name: work, above: 9}, schedule: [{cron: \"0 20 * * *\", min: 0}]", true)]
    public void F4_Only_what_may_have_no_task_is_woken(string scale, bool isWoken) =>
        (Scaled(scale)["web"].Find("WakeAlarm") is not null).ShouldBe(isWoken);

    [Theory]
    [InlineData("min: 0, max: 4", "where no task runs, nothing is measured, and none would ever start again")]
    [InlineData("min: 0, max: 4, cpu: 60", "where no task runs, nothing is measured, and none would ever start again")]
    [InlineData("min: 0, max: 4, schedule: [{cron: \"0 7 * * *\", max: 6}]",
        "where no task runs, nothing is measured, and none would ever start again")]
    [InlineData("min: 2, max: 4, schedule: [{cron: \"0 20 * * *\", min: 0}]",
        "where no task runs, nothing is measured, and none would ever start again")]
    [InlineData("min: 0, max: 4, queue: {name: work, above: 9, empty: 3}", "at 3 waiting messages no task would be left to take them")]
    [InlineData("min: 0, max: 4, schedule: [{cron: \"0 7 * * *\", min: 2}]")]
    [InlineData("min: 0, max: 4, queue: {name: work, above: 9}")]
    [InlineData("min: 1, max: 4, queue: {name: work, above: 9, empty: 3}")]
    public void F4_No_task_and_nothing_that_wakes_one_is_refused(string scale, params string[] problems) =>
        SmallApp.Problems($"services:\n  web: {{uses: [work], scale: {{{scale}}}}}{Queue}").ShouldBe(problems.Select(p => $"error: {p}"));

    [CfnLintFact]
    public void F4_The_judge_takes_the_alarms() =>
        CfnLint.Judge([.. Scaled("min: 0, max: 4, queue: {name: work, above: 9}").Stacks], "eu-west-1").ShouldBeEmpty();

    [Theory]
    [InlineData("extensions: [pg_cron]", "shared_preload_libraries: pg_stat_statements,pg_cron", "cron.database_name: shop")]
    [InlineData("extensions: [pgaudit, hstore]", "shared_preload_libraries: pg_stat_statements,pgaudit")]
    [InlineData("extensions: [pglogical]", "rds.logical_replication: 1")]
    [InlineData("extensions: [pg_cron], parameters: {shared_preload_libraries: \"auto_explain, pg_cron\", max_connections: 200}",
        "shared_preload_libraries: auto_explain,pg_cron,pg_stat_statements", "max_connections: 200")]
    [InlineData("extensions: [pg_cron], restore: {snapshot: old, name: orders}", "cron.database_name: orders")]
    [InlineData("tls: optional, parameters: {log_min_duration_statement: 500}", "rds.force_ssl: 0", "log_min_duration_statement: 500")]
    public void F14_What_extensions_need_at_the_start_and_what_somebody_says_are_parameters(string database, params string[] expected)
    {
        var parameters = SmallApp.Shown(Database(database)["db"].Find("ParameterGroup")!.Properties.At("Parameters"));
        expected.ShouldAllBe(e => parameters.Contains(e), parameters);
    }

    [Theory]
    [InlineData("extensions: [pgvector]", "error: no extension is called 'pgvector'")]
    [InlineData("extensions: [timescaledb]", "error: RDS has no extension timescaledb")]
    [InlineData("parameters: {rds.force_ssl: 0}", "error: 'tls' says whether connections without TLS are refused")]
    [InlineData("extensions: [vector, hstore, postgis, some_new_one]")]
    [InlineData("extensions: [timescaledb], existing: {host: db.example.org}")]
    public void F14_An_extension_that_rds_does_not_have_is_refused(string database, params string[] problems) =>
        SmallApp.Problems($"services:\n  web: {{uses: [db]}}\nresources:\n  db: {{type: postgres, {database}}}").ShouldBe(problems);

    [Theory]
    [InlineData("restore: before", "shop", "shop", null)]
    [InlineData("restore: {snapshot: before, name: orders, user: boss}", "orders", "boss", null)]
    [InlineData("restore: {snapshot: before, user: boss}, storage: 50G", "shop", "boss", "50")]
    public void F15_A_database_that_is_restored_is_what_it_was(string database, string name, string user, string? storage)
    {
        var app = Database(database);
        var instance = app["db"].Find("DBInstance")!.Properties;
        SmallApp.Shown(instance.At("DBSnapshotIdentifier")).ShouldBe("before");
        SmallApp.Shown(instance.At("AllocatedStorage")).ShouldBe(storage ?? "");
        SmallApp.Shown(instance.At("DBName")).ShouldBe("");
        SmallApp.Shown(app["db"].Find("Secret")!.Properties).ShouldContain($"\"username\":\"{user}\"");
        (app.Variable("web", "NAME"), app.Variable("web", "USER")).ShouldBe(($"\"{name}\"", $"\"{user}\""));
    }

    [Theory]
    [InlineData("vpc: vpc-1, nat: none, subnets: {public: [subnet-a, subnet-b]}", "port: 80, route: /", "ENABLED", "Public")]
    [InlineData("vpc: vpc-1, subnets: {private: [subnet-a, subnet-b]}", "port: 80", "DISABLED", "Private")]
    [InlineData("vpc: vpc-1, nat: none", "port: 80, route: /", "ENABLED", "Public")]
    [InlineData("vpc: vpc-1, subnets: {public: [subnet-a, subnet-b], private: [subnet-c, subnet-d]}", "port: 80, route: /", "DISABLED",
        "Private")]
    public void F16_A_network_of_somebody_else_has_the_subnets_that_it_has(string network, string service, string address, string kind)
    {
        var app = Walked.Of($"network: {{{network}}}\nservices:\n  web: {{{service}, uses: [db, find], mounts: {{/data: files}}}}\n"
            + "resources: {db: {type: postgres, version: 16}, find: {type: search, version: \"2.13\"}, files: volume}\n");
        var configuration = app.Part("web", "Service", "NetworkConfiguration", "AwsvpcConfiguration");
        configuration.ShouldContain($"\"AssignPublicIp\":\"{address}\"");
        configuration.ShouldContain($"\"Ref\":\"{kind}Subnet");
    }

    [Theory]
    [InlineData("vpc: vpc-1, subnets: {public: [subnet-a]}",
        "'web' would stand in public subnets without an address of its own, and reach nothing")]
    [InlineData("vpc: vpc-1, subnets: {private: [subnet-a]}", "'web' has a route, and the load balancer needs public subnets")]
    [InlineData("vpc: vpc-1, subnets: {public: [subnet-a], private: [subnet-a]}",
        "subnet-a stands under 'public' too, and a subnet is one or the other")]
    [InlineData("vpc: vpc-1, subnets: {}", "subnets needs 'public', 'private' or both",
        "'web' has a route, and the load balancer needs public subnets",
        "'web' would stand in public subnets without an address of its own, and reach nothing")]
    [InlineData("vpc: vpc-1, nat: one", "'vpc' names a network that is there, with or without gateways, so 'nat' has nothing to make")]
    [InlineData("vpc: vpc-1, edge: {}, nat: none", "network has no key 'edge'")]
    public void F16_Subnets_that_something_needs_are_asked_for(string network, params string[] problems) =>
        SmallApp.Problems($"network: {{{network}}}\nservices:\n  web: {{port: 80, route: /}}")
            .ShouldBe(problems.Select(p => $"error: {p}"), ignoreOrder: true);

    [Theory]
    [InlineData("web: {port: 80, route: \"tcp://mqtt.example.org:1883\"}", "others of the app reach it by ${NAME.address}")]
    [InlineData("web: {port: 80, route: \"https://shop.example.org:443/api\"}", "write shop.example.org/api")]
    [InlineData("web: {port: 80, route: \"http://shop.example.org\"}", "write shop.example.org")]
    [InlineData("web: {port: 80, uses: {files: read}}\nresources:\n  files: volume", "write mounts: {/path: files}")]
    [InlineData("web: {port: 80, uses: [files]}\nresources:\n  files: volume", "write mounts: {/path: files}")]
    [InlineData("web: {port: 80, storage: 100G}", "write 'disk: 30G' for room that goes with the task")]
    [InlineData("web: {port: 80, sidecars: {}}", "a task has one container")]
    public void F18_A_hint_does_not_lead_to_the_next_refusal(string service, string hint) =>
        Suggestions($"services:\n  {service}\n").ShouldContain(s => s.Contains(hint));

    [Theory]
    [InlineData("3653d", true)]
    [InlineData("1827d", true)]
    [InlineData("3654d", false)]
    public void F18_The_longest_time_is_one_that_can_be_written(string keep, bool isRight) =>
        Suggestions($"logs: {{keep: {keep}}}\nservices:\n  web: {{port: 80}}\n").Any().ShouldBe(!isRight);

    private static SmallApp Scaled(string scale) => SmallApp.Of($"services:\n  web: {{uses: [work], scale: {{{scale}}}}}{Queue}");

    private static Walked Database(string database) => Walked.Of("services:\n  web: {port: 80, env: {NAME: \"${db.name}\", USER:"
        + $" \"${{db.user}}\"}}}}\nresources:\n  db: {{type: postgres, {database}}}\n");

    private static IEnumerable<string> Suggestions(string yaml) => Core.AppFile.AppFileReader.Read(
        new Core.Sources.Source("fairlead.yaml", $"app: shop\nimages: {{web: web}}\n{yaml}environments: {{prod: {{region: eu-west-1}}}}\n"),
        "prod", World.AnyFiles.Instance, Fairlead.Aws.Checks.AwsChecks.Check).Problems.Select(p => p.Suggestion ?? "");
}
