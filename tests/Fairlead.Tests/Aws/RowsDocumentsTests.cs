using System.Text.Json;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Sources;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>
/// Endpoints, extras, documents and secrets: rows 97 to 114 of the capabilities, as far as templates show them, and what real systems got
/// wrong there.
/// </summary>
public class RowsDocumentsTests
{
    // Every type of resource with much of what can be said of it.
    private const string Everything = """
        services:
          web: {port: 80, route: /, env: {N: "${config.name}", F: "${files.key}", E: "${llm.name}"}, uses: [jobs, search],
              mounts: {/d: shared}}
        jobs:
          train: {env: {A: b}, uses: {llm: start}}
        resources:
          db: {type: postgres, version: 15, zones: 2}
          cache: {type: redis, replicas: 1}
          search: {type: search, nodes: 2, size: m6g.large.search}
          files: {type: bucket, encrypt: own-key, lifecycle: tags, cors: ["${web.url}"]}
          plain: {type: bucket, lifecycle: {prefix: tmp/, archive: 10d, expire: 20d}}
          jobs: {type: queue, dead_letter: {after: 3}}
          ordered: {type: queue, fifo: true, dead_letter: {after: 3}}
          shared: {type: volume, owner: 1000:1000}
          config: {type: config, values: {URL: "${db.url}", B: "${files.name}"}}
          llm: {type: endpoint, config: shop-model, idle_stop: 30m}

        """;

    [Fact]
    public void Row_097_an_endpoint_that_stops_when_nobody_calls_it()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {E: '${llm.name}'}}, starter: {uses: {llm: start}}}\nresources: {llm: {type:"
            + " endpoint, config: Shop-Model, idle_stop: 30m}}\n");
        app.Variable("web", "E").ShouldBe("\"shop--prod--llm\"");
        app.Role("web").Where(s => s.Contains("sagemaker:")).ShouldHaveSingleItem()
            .ShouldStartWith("""{"Action":"sagemaker:InvokeEndpoint","Effect":"Allow",""");
        app.Role("starter").Where(s => s.Contains("sagemaker:CreateEndpoint")).ShouldHaveSingleItem()
            .ShouldContain(":endpoint-config/shop-model");
        app.Role("starter").ShouldContain(s => s.Contains("sagemaker:DeleteEndpoint") && s.Contains(":endpoint/shop--prod--llm"));
        app.Part("llm", "Schedule", "ScheduleExpression").ShouldBe("\"rate(10 minutes)\"");
        app.Part("llm", "Schedule", "Target", "Arn").ShouldBe("""{"Ref":"StateMachine"}""");
        app.Everything.ShouldNotContain("AWS::Lambda");
        app.Part("llm", "ExecutionsFailedAlarm", "AlarmActions").ShouldBe("""[{"Ref":"AlertTopic"}]""");
        var states = Definition(app).GetProperty("States");
        states.GetProperty("Look").GetProperty("Arguments").GetProperty("LastModifiedTimeBefore").GetString()
            .ShouldBe("{% $fromMillis($millis() - 1800000) %}");
        states.GetProperty("IsIdle").GetProperty("Default").GetString().ShouldBe("Stays");
        states.GetProperty("Stop").GetProperty("Arguments").GetProperty("EndpointName").GetString().ShouldBe("shop--prod--llm");
    }

    [Fact]
    public void Row_097_it_does_not_stop_while_a_job_that_uses_it_runs()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /}}\njobs: {train: {uses: {llm: start}}, other: {env: {A: b}}}\nresources: {llm: {type:"
            + " endpoint, config: m, idle_stop: 30m}}\n");
        var jobs = Definition(app).GetProperty("States").GetProperty("Jobs");
        jobs.GetProperty("Items").EnumerateArray().ShouldHaveSingleItem().GetProperty("family").GetString().ShouldBe("shop-prod-train");
        Definition(app).GetProperty("States").GetProperty("IsIdle").GetProperty("Choices")[0].GetProperty("Next").GetString()
            .ShouldBe("Jobs");
        Definition(app).GetProperty("States").GetProperty("AreDone").GetProperty("Choices")[0].GetProperty("Next").GetString()
            .ShouldBe("Stop");
        app.Role("llm", "StateMachineRole").ShouldContain(s => s.Contains("ecs:ListTasks") && s.Contains("ecs:cluster"));
    }

    [Fact]
    public void Row_097_an_endpoint_that_never_stops_needs_no_stack()
    {
        var app =
            Walked.Of("services: {web: {port: 80, route: /, env: {E: '${llm.name}'}}}\nresources: {llm: {type: endpoint, config: m}}\n");
        app.Stacks.ShouldNotContain(s => s.Name == "shop--prod--llm");
        DeployTimeWork.Describe(app.App).ShouldHaveSingleItem().Text.ShouldContain("idle_stop");
    }

    [Fact]
    public void Row_098_and_099_permissions_stand_on_that_role_only_and_nobody_has_keys()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, permissions: [{allow: [ses:SendEmail, bedrock:InvokeModel], to: '*'}]}, other: {env:"
            + " {A: b}}}\n");
        app.Role("web").ShouldContain("""{"Action":["ses:SendEmail","bedrock:InvokeModel"],"Effect":"Allow","Resource":"*"}""");
        app.Role("other").ShouldNotContain(s => s.Contains("ses:"));
        app.Everything.ShouldNotContain("AWS::IAM::AccessKey");
        app.Everything.ShouldNotContain("AWS::IAM::User\"");
    }

    [Fact]
    public void Row_100_extras_have_to_be_readable_and_may_be_long()
    {
        const string Rest = "services:\n  web: {port: 80, route: /}\nextras: aws/alerts.yml\n";
        Walked.Problems(Rest).ShouldHaveSingleItem().ShouldBe("6:9 FL033 the CloudFormation file 'aws/alerts.yml' can not be read");
        var many = "Resources:\n"
            + string.Concat(Enumerable.Range(0, 1500)
            .Select(i => $"  Topic{i}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: !Sub 't{i}'}}}}\n"));
        Walked.Problems(Rest, new Files(many)).ShouldBeEmpty();
    }

    [Fact]
    public void Row_100_extras_are_stacks_of_their_own()
    {
        var app =
            Walked.Of("services: {web: {port: 80, route: /, env: {TOPIC: '${extras.TopicArn}'}}}\nextras: aws/alerts.yml\n",
            new Files(Topic));
        var stack = app["x-alerts"];
        System.Text.Encoding.UTF8.GetString(StackJson.Render(stack)).ShouldBe(Topic);
        stack.FindParameter("App")!.Source.ShouldBe(new FixedValue("shop"));
        stack.FindParameter("Env")!.Source.ShouldBe(new FixedValue("prod"));
        var given = app["web.task"].Parameters.Single(p => p.Name.StartsWith("Extras"));
        given.Source.ShouldBe(new ImportedOutput("shop-prod-x-alerts", "TopicArn"));
        app.Variable("web", "TOPIC").ShouldBe($$"""{"Ref":"{{given.Name}}"}""");
    }

    [Fact]
    public void Row_100_an_output_that_no_file_has_is_told_at_its_place()
    {
        const string Web = "services:\n  web: {port: 80, route: /, env: {TOPIC: '${extras.TopicAnr}'}}\n";
        Walked.Problems(Web + "extras: aws/alerts.yml\n", new Files(Topic)).ShouldHaveSingleItem()
            .ShouldBe("5:43 FL021 no file under extras has an output TopicAnr");
        Walked.Problems(Web).ShouldHaveSingleItem().ShouldContain("there are no extras that could have an output");
        Walked.Problems(Web.Replace("TopicAnr", "TopicArn") + "extras: aws/alerts.yml\n", new Files(Topic)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Parameters:\n  Size: {Type: String}\nResources:\n  Topic: {Type: AWS::SNS::Topic}\n",
        "the parameter Size of 'aws/alerts.yml' has no value")]
    [InlineData("Outputs: {}\n", "is no CloudFormation template: it has no Resources")]
    [InlineData("- a\n", "is no CloudFormation template")]
    public void Row_100_what_can_not_become_a_stack_is_told(string text, string expected) =>
        Walked.Problems("services:\n  web: {port: 80, route: /}\nextras: aws/alerts.yml\n", new Files(text)).ShouldHaveSingleItem()
        .ShouldContain(expected);

    [Fact]
    public void Row_100_stacks_of_two_files_do_not_meet()
    {
        Walked.Problems("services:\n  web: {port: 80, route: /}\nextras: [aws/alerts.yml, more/alerts.yml]\n", new Files(Topic))
            .ShouldContain(p => p.Contains("would be one stack, x-alerts"));
        Walked.Problems("services:\n  web: {port: 80, route: /}\nresources: {x-alerts: queue}\nextras: aws/alerts.yml\n", new Files(Topic))
            .ShouldContain(p => p.Contains("would be called like 'x-alerts'"));
    }

    [Fact]
    public void Row_101_a_document_that_the_app_reads_by_name()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {IDENTITY: '${config.name}'}}, other: {env: {A: b}}}\nresources: {db: postgres,"
            + " files: {type: bucket, encrypt: own-key}, config: {type: config, values: {HOST: '${db.host}', KEY: '${secret}', B:"
            + " '${files.name}'}}}\n");
        app.Variable("web", "IDENTITY").ShouldBe("\"/shop/prod/config\"");
        app.Part("config", "Secret", "Name").ShouldBe("\"/shop/prod/config\"");
        app.Part("config", "Secret", "SecretString").ShouldBeEmpty();
        app.Part("config", "Secret", "GenerateSecretString").ShouldBeEmpty();
        app["config"].Find("Secret")!.DeletionPolicy.ShouldBe(DeletionPolicy.Retain);
        app.Role("web").Where(s => s.Contains("secretsmanager:")).ShouldHaveSingleItem().ShouldContain("secret:/shop/prod/config-??????");
        app.Role("other").ShouldNotContain(s => s.Contains("secretsmanager:"));
        // Whoever reads the document reaches what its values name.
        app.Paths().Where(p => p.Contains("→ db")).ShouldBe(["web → db 5432"]);
        app.Role("web").ShouldContain(s => s.Contains("s3:PutObject"));
        app.Part("files", "Key", "KeyPolicy").ShouldContain("FromWebTaskRole");
        DeployTimeWork.Describe(app.App).ShouldContain(s => s.Name == "config" && s.Text.Contains("gets 3 keys"));
        Walked.Of("resources: {config: {type: config, name: Cgap-Config}}\n").Part("config", "Secret", "Name").ShouldBe("\"Cgap-Config\"");
    }

    [Fact]
    public void Row_103_secrets_come_by_reference()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {KEY: '${secret}', URL: 'https://me:${secret.KEY}@x', DB:"
            + " '${db.url}?a=b'}}}\nresources: {db: postgres}\n");
        app.Variable("web", "KEY").ShouldEndWith("parameter/shop/prod/KEY\"]]}");
        app.Variable("web", "URL").ShouldEndWith("parameter/shop/prod/web/URL\"]]}");
        app.Variable("web", "DB").ShouldEndWith("parameter/shop/prod/web/DB\"]]}");
        app.Everything.ShouldNotContain("https://me:");
    }

    [Fact]
    public void D17_no_secret_is_a_plain_variable()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {KEY: '${secret}', PASSWORD: '${db.password}', DB: '${db.url}', PLAIN:"
            + " a}}}\nresources: {db: postgres}\n");
        var container = (MapValue)((ListValue)app["web.task"].Find("Definition")!.Properties["ContainerDefinitions"]!)[0];
        ((ListValue)container["Environment"]!).Items.Select(e => ((TextValue)((MapValue)e)["Name"]!).Text).ShouldBe(["PLAIN"]);
        ((ListValue)container["Secrets"]!).Count.ShouldBe(3);
    }

    [Fact]
    public void Row_105_only_the_asked_workload_gets_it()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {A: '${secret}', B: '${secret}'}}, other: {env: {B: '${secret}'}}, none: {env: {C:"
            + " d}}}\n");
        app.Role("web", "ExecutionRole").Where(s => s.Contains("ssm:")).ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(s => s.ShouldContain("parameter/shop/prod/A\""), s => s.ShouldContain("parameter/shop/prod/B\""));
        app.Role("other", "ExecutionRole").Where(s => s.Contains("ssm:")).ShouldHaveSingleItem()
            .ShouldNotContain("parameter/shop/prod/A\"");
        app.Role("none", "ExecutionRole").ShouldNotContain(s => s.Contains("ssm:"));
    }

    [Fact]
    public void D20_a_role_for_each_and_nothing_for_all()
    {
        var app =
            Walked.Of(
            "services: {portal: {port: 80, route: /, uses: [a, files]}, indexer: {uses: [a, b]}}\nresources: {a: queue, b: queue, files:"
            + " bucket}\n");
        app.Role("indexer").ShouldNotContain(s => s.Contains("s3:"));
        app.Role("portal").ShouldNotContain(s => s.Contains("shop-prod-b\""));
        foreach (var statement in new[] { "portal", "indexer" }.SelectMany(n => app.Role(n)).Where(s => !s.Contains("ssmmessages:")))
        {
            statement.ShouldNotContain("\"Resource\":\"*\"");
            statement.ShouldNotContain(":*\",");
        }

        var less =
            Walked.Of(
            "services: {portal: {port: 80, route: /, uses: [a, files]}, indexer: {uses: [b]}}\nresources: {a: queue, b: queue, files:"
            + " bucket}\n");
        less.Role("portal").ShouldBe(app.Role("portal"));
    }

    [Fact]
    public void Row_110_one_key_of_a_secret_that_is_there()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {URL: '${secret}'}}}\nsecrets: {URL: {existing: connections/database_url, key:"
            + " SECRET_DATABASE_URL}}\n");
        app.Variable("web", "URL").ShouldContain(":SECRET_DATABASE_URL::\"");
        app.Role("web", "ExecutionRole").Where(s => s.Contains("secretsmanager:")).ShouldHaveSingleItem()
            .ShouldContain("secret:connections/database_url-??????");
    }

    [Fact]
    public void Row_111_every_secret_has_the_configured_tags()
    {
        var app = Walked.Of(Everything + "tags: {'platform:secret-purpose': general}\n");
        var secrets = app.Stacks.SelectMany(s => s.Resources).Where(r => r.Type == "AWS::SecretsManager::Secret").ToList();
        secrets.Count.ShouldBe(2);
        secrets.ShouldAllBe(
            s => Walked.Text(s.Properties["Tags"]!).Contains("{\"Key\":\"platform:secret-purpose\",\"Value\":\"general\"}"));
    }

    [Fact]
    public void Controls_hold_for_everything_that_holds_data()
    {
        var app = Walked.Of(Everything);
        ControlReport.Evaluate(app.Stacks, RequiredControls.OptOuts(app.App)).Failed
            .Select(f => $"{f.Stack} {f.Resource.Id}: {f.Control.Id}").ShouldBeEmpty();
    }

    // What a template can not do: composed addresses break when a secret rotates by itself, and OpenSearch's own users are set up inside of
    // it.
    [Fact]
    public void Strict_meets_all_but_what_no_template_can()
    {
        var app = Walked.Of(Everything + "security: strict\ndomain: shop.example.org\nedge: {zone: existing}\n");
        string[] data = ["db", "cache", "search", "files", "plain", "jobs", "ordered", "shared", "config", "llm"];
        ControlReport.Evaluate([.. app.Stacks], RequiredControls.OptOuts(app.App)).Failed
            .Where(f => Array.Exists(data, d => f.Stack == $"shop-prod-{d}")).Select(f => f.Control.Id).Distinct().Order()
            .ShouldBe(["Opensearch.5", "Opensearch.6", "Opensearch.7", "SecretsManager.1", "SecretsManager.4"]);
        app.Part("plain", "Bucket", "LoggingConfiguration").ShouldBe("""{"DestinationBucketName":{"Ref":"AccessLogBucket"}}""");
        app.Part("db", "DBInstance", "Port").ShouldBe("\"5433\"");
        app.Paths().Where(p => p.Contains("→ db")).ShouldBe(["web → db 5433"]);
    }

    [CfnLintFact]
    public void The_judge_has_nothing_to_say_of_data()
    {
        var standard = Walked.Of(Everything).Stacks;
        var strict = Walked.Of((Everything + "security: strict\n").Replace("db:", "db2:").Replace("${db.", "${db2."), null).Stacks
            .Where(s => s.Name is "shop-prod-db2" or "shop-prod-plain" or "shop-prod-search").ToList();
        CfnLint.Judge(standard, "eu-west-2").ShouldBeEmpty();
        CfnLint.Judge(strict, "eu-west-2").ShouldBeEmpty();
        CfnLint.Judge(
            Walked.Of(
                "services: {web: {port: 80, route: /, mounts: {/d: shared}}}\nresources: {shared: volume, search: {type: search, nodes:"
                    + " 2}}\nnetwork: {vpc: vpc-0123456789abcdef0}\n").Stacks, "eu-west-2").ShouldBeEmpty();
    }

    private const string Topic =
        "# a topic\nParameters:\n  App: {Type: String}\n  Env: {Type: String}\nResources:\n  Topic:\n    Type: AWS::SNS::Topic\n   "
        + " Properties: {DisplayName: !Sub '${App} ${Env}'}\nOutputs:\n  TopicArn: {Value: !Ref Topic}\n";

    private static JsonElement Definition(Walked app)
    {
        var text = app["llm"].Find("StateMachine")!.Properties["DefinitionString"] switch
        {
            CallValue { Argument: ListValue join } =>
                string.Concat(((ListValue)join[1]).Items.Select(i => i is TextValue t ? t.Text : "ref")),
            TextValue whole => whole.Text,
            var other => throw new InvalidOperationException($"no definition: {other}"),
        };
        return JsonDocument.Parse(text).RootElement;
    }

    private sealed class Files(string text) : IProjectFiles
    {
        public PathKind Find(string relativePath, PathKind expected) => expected;

        public Source? Text(string relativePath) => new(relativePath, text);
    }
}
