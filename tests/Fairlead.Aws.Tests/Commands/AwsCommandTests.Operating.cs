using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Containers;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>What a person sees who operates an environment on AWS.</summary>
public partial class AwsCommandTests
{
    [Fact]
    public async Task Row_117_138_188_status_says_what_runs_where_and_from_where_it_goes_out()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: Jobs) + "  worker: {command: work}\n");
        (await shell.Good("status")).Out.ShouldBe("shop (production) is not deployed; run: fairlead deploy --env production\n");
        await shell.Good("deploy", "--yes");
        shell.Aws.Parts.Executions.Add("nightly", "FAILED", TimeSpan.FromMinutes(3));
        var status = (await shell.Good("status")).Out;
        status.ShouldStartWith("shop (production)  release 1, ");
        status.ShouldMatch(@"web +2 of 2 healthy +\d+ s ago +http://lb-\S+  web:8080");
        status.ShouldMatch("worker +1 of 1 healthy");
        status.ShouldMatch("migrate +before each deploy +succeeded");
        status.ShouldMatch("report +by hand +never ran");
        status.ShouldMatch("nightly +every 5m +failed .*in ");
        status.ShouldContain("requests are not encrypted, as there is no domain");
        var address = System.Text.RegularExpressions.Regex.Match(status, @"goes out from (203\.\S+)").Groups[1].Value;
        address.ShouldNotBeEmpty();

        shell.Write(AwsShell.Shop(AwsShell.Other, Jobs, ", network: {zones: 3}") + "  worker: {command: work}\n");
        await shell.Good("deploy", "--yes");
        var json = JsonNode.Parse((await shell.Good("status", "--json")).Out)!;
        json["version"]!.GetValue<int>().ShouldBe(1);
        json["services"]![0]!["urls"]![0]!.ToString().ShouldStartWith("http://lb-");
        json["loadBalancer"]!["address"]!.ToString().ShouldStartWith("lb-");
        json["whole"]!.GetValue<bool>().ShouldBeTrue();
        json["notices"]!.AsArray().ShouldContain(n => n!["what"]!.ToString() == $"goes out from {address}");
    }

    [Fact]
    public async Task Row_117_a_task_whose_own_check_has_not_passed_yet_is_not_healthy()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop() + "  worker: {command: work, health: {command: [check]} }\n");
        await shell.Good("deploy", "--yes");
        (await shell.Good("status")).Out.ShouldMatch("worker +1 of 1 healthy");
        var task = shell.Aws.Parts.Board.Tasks.Single(t => t.Definition.Family == "shop-production-worker" && t.IsWanted);
        task.HealthyAt = null;
        var status = (await shell.Production("status")).Out;
        status.ShouldMatch("worker +0 of 1 healthy");
        task.IsUnhealthy = true;
        JsonNode.Parse((await shell.Production("status", "--json")).Out)!["services"]!.AsArray()
            .Single(s => s!["name"]!.ToString() == "worker")!["tasks"]![0]!["detail"]!.ToString().ShouldBe("its health check fails");
    }

    [Fact]
    public async Task Row_178_logs_of_several_with_since_and_grep_and_follow_ends_with_Ctrl_C()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: Jobs) + "  worker: {command: work}\n");
        var board = shell.Aws.Parts.Board;
        board.Script("shop-production-web:1", new TaskFate { Lines = ["web is up", "GET / 500 error"] });
        board.Script("shop-production-worker:1", new TaskFate { Lines = ["worker error"] });
        board.Script("shop-production-migrate:1", TaskFate.Exits(0, "3 tables"));
        var none = await shell.Production("logs");
        none.Code.ShouldBe(1);
        none.Error.ShouldContain("shop (production) is not deployed");
        await shell.Good("deploy", "--yes");
        (await shell.Good("logs", "migrate")).Out.ShouldBe("migrate  | 3 tables\n");
        (await shell.Good("logs", "web", "worker", "--grep", "error")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order()
            .ShouldBe(["web      | GET / 500 error", "web      | GET / 500 error", "worker   | worker error"]);
        (await shell.Good("logs", "--since", "1s")).Out.ShouldBe("");
        (await shell.Production("logs", "wbe")).Error.ShouldContain("'wbe' has no log");

        using var cut = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var followed = await shell.Run(["logs", "-f", "worker", "-e", "production"], cut.Token);
        followed.Code.ShouldBe(0, followed.All);
        followed.Out.ShouldContain("worker error");
    }

    [Fact]
    public async Task Row_047_048_062_runs_pass_lines_and_codes_through_and_are_on_record()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: Jobs));
        await shell.Good("deploy", "--yes");
        shell.Aws.Parts.Board.Script("shop-production-report:1", TaskFate.Exits(7, "one", "two"));
        var run = await shell.Production("run", "report");
        run.Code.ShouldBe(7);
        run.Out.ShouldBe("one\ntwo\n");
        var json = (await shell.Production("run", "report", "--json")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonNode.Parse(json[0])!["line"]!.ToString().ShouldBe("one");
        JsonNode.Parse(json[^1])!["exitCode"]!.GetValue<int>().ShouldBe(7);
        (await shell.Good("jobs")).Out.ShouldMatch(@"report +\S+ s ago +\S+ s +failed with code 7 +by hand");
        (await shell.Good("jobs", "report")).Out.ShouldContain("what the last run said at its end:\n  | one\n  | two");
        (await shell.Good("logs", "report")).Out.ShouldContain("report   | two");

        shell.Aws.Parts.Board.Script("shop-production-web:1", TaskFate.Exits(0, "hi"));
        (await shell.Good("run", "web", "--", "echo", "hi there")).Out.ShouldBe("hi\n");
        (await shell.Production("run", "web")).Error.ShouldContain("'web' is a service; say what to run");
        (await shell.Production("run", "nope")).Code.ShouldBe(2);
        (await shell.Good("events")).Out.ShouldMatch(@"report +run +by hand +failed with code 7");
    }

    [Fact]
    public async Task Row_039_a_restart_is_new_tasks_of_the_same_release()
    {
        await using var shell = await AwsShell.Start();
        await shell.Good("deploy", "--yes");
        var before = JsonNode.Parse((await shell.Good("status", "--json")).Out)!["services"]![0]!["tasks"]!.ToJsonString();
        var restart = await shell.Good("restart", "web");
        restart.Error.ShouldContain("web              ready");
        restart.Out.ShouldNotContain("release 2");
        JsonNode.Parse((await shell.Good("status", "--json")).Out)!["services"]![0]!["tasks"]!.ToJsonString().ShouldNotBe(before);
        (await shell.Good("releases")).Out.Split('\n').Length.ShouldBe(3);
        (await shell.Production("restart", "wbe")).Error.ShouldContain("did you mean 'web'?");
    }

    [Fact]
    public async Task What_this_version_does_not_do_on_AWS_is_said_with_what_to_do_instead()
    {
        await using var shell = await AwsShell.Start();
        var exec = await shell.Production("exec", "web");
        exec.Code.ShouldBe(1);
        exec.Error.ShouldContain("next:  fairlead run web --env production -- COMMAND");
        (await shell.Production("up")).Error.ShouldContain("for production use deploy");
        (await shell.Production("down")).Error.ShouldContain("for production use destroy");
        shell.Aws.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Row_186_209_destroy_wants_the_name_and_says_what_stays()
    {
        await using var shell = await AwsShell.Start();
        await shell.Good("deploy", "--yes");
        var refused = await shell.Production("destroy");
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("say --confirm production if you mean it");
        (await shell.Production("destroy", "--confirm", "prod")).Code.ShouldBe(2);
        (await shell.Good("status", "--exit-code")).Out.ShouldContain("2 of 2 healthy");
        shell.Answers.Enqueue("production");
        var gone = await shell.Good("destroy");
        gone.Error.ShouldContain("environment      removed (");
        gone.Out.ShouldContain("shop is gone from production");
        gone.Out.ShouldContain("fairlead-shop");
        gone.Out.ShouldContain("/shop/production");
        (await shell.Good("destroy", "--confirm", "production")).Out.ShouldBe("nothing to do\n");
        (await shell.Good("status")).Out.ShouldContain("is not deployed");
        (await shell.Good("releases")).Out.ShouldContain("1 ");
    }

    [Fact]
    public async Task What_only_operates_works_with_a_broken_file_and_says_so()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: Jobs));
        shell.Aws.Parts.Board.Script("shop-production-web:1", new TaskFate { Lines = ["web is up"] });
        await shell.Good("deploy", "--yes");
        shell.Write("app: shop\nenvironments: {production: {region: eu-west-1}}\nservices: {web: {prt: 3}}\n");
        foreach (var command in new[] { "status", "logs", "jobs", "releases", "events", "why", "restart", "run report", "secret list" })
        {
            var answer = await shell.Good(command.Split(' '));
            answer.Error.ShouldContain("fairlead.yaml could not be read (line 3");
        }

        (await shell.Good("destroy", "--confirm", "production")).Out.ShouldContain("is gone");
    }
}
