using System.Text.Json;
using Fairlead.Cli;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>The command line in this process: exit codes, streams, what is said.</summary>
public sealed partial class CommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-cli-").FullName;
    private readonly CommandRun command;

    public CommandTests() => command = new CommandRun(folder);

    public void Dispose()
    {
        command.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Check_says_that_a_file_is_fine()
    {
        Write("app: hello\nimages: {web: .}\nservices: {web: {port: 8080, route: /}}\n");
        (await Run("check")).ShouldBe(0);
        command.Output.ShouldBe("fairlead.yaml is fine: hello with 1 service, 0 jobs, 0 resources (local)\n");
        command.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_shows_problems_on_the_error_stream_and_exits_with_2()
    {
        Write("app: hello\nservces: {}\n");
        (await Run("check")).ShouldBe(2);
        command.Output.ShouldBeEmpty();
        command.Error.ShouldContain("fairlead.yaml:2:1: error FL010");
        command.Error.ShouldContain("did you mean 'services'?");
    }

    [Fact]
    public async Task Json_is_one_document_and_nothing_else()
    {
        Write("app: hello\nservces: {}\n");
        (await Run("check", "--json")).ShouldBe(2);
        command.Error.ShouldBeEmpty();
        var document = JsonDocument.Parse(command.Output).RootElement;
        document.GetProperty("version").GetInt32().ShouldBe(1);
        document.GetProperty("ok").GetBoolean().ShouldBeFalse();
        document.GetProperty("problems")[0].GetProperty("line").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Check_all_reads_every_environment()
    {
        Write("app: hello\nimages: {web: .}\nservices: {web: {port: 8080, route: /}}\nenvironments: {one: {region: eu-west-1}, two: "
            + "{services: {web: {port: x}}}}\n");
        (await Run("check", "--all")).ShouldBe(2);
        command.Error.ShouldContain("the environment 'two' needs a region");
        command.Error.ShouldContain("'x' is not a port");
    }

    [Fact]
    public async Task The_file_is_looked_for_upwards_or_named()
    {
        Write("app: hello\nimages: {web: .}\nservices: {web: {port: 8080, route: /}}\n");
        var below = Directory.CreateDirectory(Path.Combine(folder, "a", "b")).FullName;
        (await command.RunIn(below, "check")).ShouldBe(0);
        command.Output.ShouldContain("../../fairlead.yaml is fine");
        (await Run("check", "--file", "nowhere.yaml")).ShouldBe(2);
        command.Error.ShouldContain("there is no file nowhere.yaml");
    }

    [Fact]
    public async Task Without_a_file_the_next_step_is_said()
    {
        (await Run("deploy")).ShouldBe(2);
        command.Error.ShouldContain("no fairlead.yaml here or in a folder above");
    }

    [Fact]
    public async Task Wrong_words_are_a_problem_of_the_call()
    {
        (await Run("logs", "--since", "soon")).ShouldBe(2);
        (await Run("deploi")).ShouldBe(2);
        command.Error.ShouldContain("see: fairlead --help");
    }

    [Theory]
    [InlineData("deploi", "there is no command 'deploi'; did you mean 'deploy'?", "fairlead")]
    [InlineData("secret sett", "there is no command 'sett'; did you mean 'set'?", "fairlead secret")]
    [InlineData("deploy --yess", "'deploy' has no option '--yess'; did you mean '--yes'?", "fairlead deploy")]
    [InlineData("logs web --tial 3", "'logs' has no option '--tial'; did you mean '--tail'?", "fairlead logs")]
    [InlineData("--jsn status", "'status' has no option '--jsn'; did you mean '--json'?", "fairlead status")]
    [InlineData("run web -c x", "'run' has no option '-c'; what to run in a container stands behind --", "fairlead run")]
    [InlineData("check extra", "'extra' is one word too many for 'check'", "fairlead check")]
    [InlineData("logs --tail x", "--tail x: this is not a number", "fairlead logs")]
    [InlineData("logs --tail", "--tail needs a value", "fairlead logs")]
    [InlineData("rollback x", "'x' is not a number", "fairlead rollback")]
    [InlineData("exec", "'exec' needs a name: A service or resource", "fairlead exec")]
    [InlineData("secret", "say what to do: set, get, list, rotate, rm", "fairlead secret")]
    public async Task A_mistyped_call_says_what_was_probably_meant_and_nothing_else(string call, string message, string help)
    {
        (await Run(call.Split(' '))).ShouldBe(2);
        command.Output.ShouldBeEmpty();
        command.Error.ShouldBe($"fairlead: {message}\nsee: {help} --help\n");
    }

    [Fact]
    public async Task Words_behind_two_dashes_are_no_options_of_ours()
    {
        Write("app: hello\nimages: {web: .}\nservices: {web: {port: 8080, route: /}}\n");
        command.Variables["DOCKER_HOST"] = "unix:///nowhere/docker.sock";
        (await Run("exec", "web", "--", "-c", "--tial")).ShouldBe(1);
        (await Run("run", "web", "ls", "-la")).ShouldBe(1);
        command.Error.ShouldContain("nothing answers on unix:///nowhere/docker.sock");
    }

    [Fact]
    public async Task Config_shows_where_each_value_came_from()
    {
        Write("app: hello\nimages: {web: .}\nservices:\n  web: {port: 8080, route: /, user: root}\nenvironments:\n  local:\n    "
            + "services: {web: {port: 9090, user: null}}\n");
        (await Run("config")).ShouldBe(0);
        command.Output.ShouldContain("port: 9090                                  # fairlead.yaml:7");
        command.Output.ShouldContain("# user: removed                             # fairlead.yaml:7");
    }

    [Fact]
    public async Task Config_shows_the_next_runs_of_a_schedule()
    {
        Write("app: hello\nimages: {web: .}\njobs:\n  tidy:\n    schedule: 30 4 * * *\n    timezone: Europe/Paris\n");
        (await Run("config")).ShouldBe(0);
        command.Output.ShouldContain("next ");
        command.Output.ShouldContain(" 04:30, ");
        command.Output.ShouldContain("(Europe/Paris)");
    }

    [Fact]
    public async Task Explain_documents_a_key()
    {
        (await Run("explain", "services.web.health.grace")).ShouldBe(0);
        command.Output.ShouldBe("""
            services.NAME.health.grace
              How long a new task may take to become healthy.

              value      a duration from 1s to 1h
              default    60s
              example    grace: 30s

            """);
        (await Run("explain", "postgres.size")).ShouldBe(0);
        command.Output.ShouldStartWith("postgres.size  [aws]\n");
        (await Run("explain")).ShouldBe(0);
        command.Output.ShouldContain("services ");
        (await Run("explain", "jobs.tidy.schedule", "--json")).ShouldBe(0);
        JsonDocument.Parse(command.Output).RootElement.GetProperty("keys")[0]
            .GetProperty("path")
            .GetString()
            .ShouldBe("jobs.NAME.schedule");
    }

    [Fact]
    public async Task Explain_knows_what_was_probably_meant()
    {
        (await Run("explain", "services.web.helth")).ShouldBe(2);
        command.Error.ShouldContain("there is no key 'services.web.helth'; did you mean 'services.NAME.health'?");
        (await Run("explain", "banana")).ShouldBe(2);
        command.Error.ShouldContain("keys: app, ");
    }

    [Fact]
    public async Task Explain_shows_the_next_runs_of_a_job_of_the_file()
    {
        Write("app: hello\nimages: {web: .}\njobs:\n  tidy: {schedule: every 6h}\n");
        (await Run("explain", "jobs.tidy.schedule")).ShouldBe(0);
        command.Output.ShouldContain("next runs");
        command.Output.ShouldContain("(UTC): every 6h");
    }

    [Fact]
    public async Task An_aws_environment_without_credentials_is_refused_with_a_next_step()
    {
        Write("app: hello\nimages: {web: .}\nservices: {web: {port: 8080, route: /}}\nenvironments: {production: {region: eu-west-1}}\n");
        (await Run("deploy", "--env", "production")).ShouldBe(1);
        command.Error.ShouldContain("no AWS credentials were found");
        (await Run("up", "--env", "production")).ShouldBe(2);
    }

    [Fact]
    public async Task An_aws_environment_is_planned_and_rendered_without_an_account()
    {
        Write("app: hello\nimages: {web: .}\nservices: {web: {port: 8080, route: /}}\nenvironments: {production: {region: eu-west-1}}\n");
        (await Run("plan", "--offline", "--env", "production", "-v")).ShouldBe(0);
        command.Output.ShouldContain("hello-production-web  Service  AWS::ECS::Service  fairlead.yaml:3:12");
        (await Run("render", "--env", "production", "--out", Path.Combine(folder, "stacks"))).ShouldBe(0);
        Directory.GetFiles(Path.Combine(folder, "stacks")).Select(Path.GetFileName).Order().ShouldBe(["fairlead-hello.json",
            "fairlead.manifest", "hello-production-access.json", "hello-production-web.json", "hello-production-web.task.json",
                "hello-production.json"]);
        (await Run("plan", "--offline")).ShouldBe(2);
        (await Run("plan", "--env", "production")).ShouldBe(1);
    }

    [Fact]
    public async Task What_aws_can_not_do_together_is_a_problem()
    {
        Write("app: hello\nimages: {web: .}\nservices: {web: {port: 8080, route: /}, api: {port: 8081, route: /api, auth: {open_to: "
            + "[web]}}}\nedge: {auth: {basic: {user: me, password: \"${secret.PASSWORD}\"}}}\nenvironments: {production: {region: "
            + "eu-west-1}}\n");
        (await Run("render", "--env", "production")).ShouldBe(2, command.Error);
        command.Error.ShouldContain(
            "error FL017: the pages of 'web' have no address that is known beforehand, so 'api' can not be open to them");
    }

    [Fact]
    public async Task Without_an_engine_the_cause_is_named()
    {
        Write("app: hello\nimages: {web: .}\nservices: {web: {port: 8080, route: /}}\n");
        command.Variables["DOCKER_HOST"] = "unix:///nowhere/docker.sock";
        (await Run("status")).ShouldBe(1);
        command.Error.ShouldContain("nothing answers on unix:///nowhere/docker.sock");
        command.Variables["DOCKER_HOST"] = "ssh://somewhere";
        (await Run("status")).ShouldBe(1);
        command.Error.ShouldContain("only unix:// and tcp://");
    }

    [Fact]
    public async Task Secrets_in_version_control_are_a_problem()
    {
        Write("app: hello\nimages: {web: .}\nservices: {web: {port: 8080, route: /}}\n");
        Directory.CreateDirectory(Path.Combine(folder, ".fairlead"));
        await File.WriteAllTextAsync(Path.Combine(folder, ".fairlead", "local.env"), "A=\"b\"\n");
        foreach (var arguments in new[] { "init -q", "add -f .fairlead/local.env" })
        {
            await System.Diagnostics.Process.Start(
                new System.Diagnostics.ProcessStartInfo("git", arguments) { WorkingDirectory = folder })!.WaitForExitAsync();
        }

        (await Run("check")).ShouldBe(2);
        command.Output.ShouldBeEmpty();
        command.Error.ShouldStartWith(".fairlead/local.env:1:1: error FL034: the secret values of this file are in version control\n");
        command.Error.ShouldContain("git rm --cached .fairlead/local.env");
        command.Error.ShouldNotContain("A=");
        (await Run("check", "--json")).ShouldBe(2);
        var document = JsonDocument.Parse(command.Output).RootElement;
        document.GetProperty("ok").GetBoolean().ShouldBeFalse();
        document.GetProperty("problems")[0].GetProperty("code").GetString().ShouldBe("FL034");
        document.GetProperty("problems")[0].GetProperty("file").GetString().ShouldBe(".fairlead/local.env");
    }

    private void Write(string yaml)
    {
        File.WriteAllText(Path.Combine(folder, "fairlead.yaml"), yaml);
        File.WriteAllText(Path.Combine(folder, "Dockerfile"), "FROM scratch\n");
    }

    private Task<int> Run(params string[] args) => command.Run(args);
}
