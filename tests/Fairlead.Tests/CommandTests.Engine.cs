using System.Text.Json;
using Fairlead.Docker.Run.State;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>Commands that look at an engine.</summary>
public sealed partial class CommandTests
{
    private const string Hello = """
        app: hello
        images: {web: {use: "web:v1"}}
        services: {web: {port: 8080, route: /}}
        jobs: {migrate: {command: migrate, when: before-deploy}, report: {command: report}}
        """;

    [Fact]
    public async Task Logs_of_an_app_that_is_not_deployed_say_so()
    {
        using var engine = Engine(new World());
        (await Run("logs")).ShouldBe(1);
        (await Run("logs", "web")).ShouldBe(1);
        command.Output.ShouldBeEmpty();
        command.Error.ShouldBe(
            "failed: hello (local) is not deployed\n  why:   nothing runs that could say anything\n  next:  fairlead deploy\n");
    }

    [Fact]
    public async Task Logs_of_an_app_that_says_nothing_are_empty()
    {
        using var engine = Engine(Deployed());
        (await Run("logs")).ShouldBe(0);
        command.Output.ShouldBeEmpty();
        command.Error.ShouldBeEmpty();
        engine.Logs["web"] = ["hello"];
        (await Run("logs")).ShouldBe(0);
        command.Output.ShouldBe("web      | hello\n");
    }

    [Fact]
    public async Task Jobs_of_an_unknown_name_are_refused_with_the_nearest()
    {
        using var engine = Engine(Deployed());
        (await Run("jobs", "reprot")).ShouldBe(2);
        command.Error.ShouldBe("fairlead: no job is named 'reprot'; did you mean 'report'?\n");
        (await Run("jobs", "report")).ShouldBe(0);
        command.Output.ShouldBe("no job has run yet\n");
        (await Run("jobs", "migrate")).ShouldBe(0);
        command.Output.ShouldContain("before release 1");
    }

    [Fact]
    public async Task Jobs_that_the_file_no_longer_has_still_show_their_runs()
    {
        using var engine = Engine(Deployed(), "app: hello\nimages: {web: {use: \"web:v1\"}}\nservices: {web: {port: 8080, route: /}}\n");
        (await Run("jobs", "migrate")).ShouldBe(0);
        command.Output.ShouldContain("succeeded");
    }

    [Fact]
    public async Task A_rollback_without_a_release_hints_at_a_deploy()
    {
        using var engine = Engine(new World());
        (await Run("rollback")).ShouldBe(1);
        (await Run("rollback", "3")).ShouldBe(1);
        command.Error.ShouldBe("failed: there is nothing to go back to\n  why:   nothing was released yet\n  next:  fairlead deploy\n");
    }

    [Fact]
    public async Task A_rollback_from_the_only_release_hints_at_the_list()
    {
        using var engine = Engine(Deployed());
        (await Run("rollback")).ShouldBe(1);
        command.Error.ShouldContain("there is only one good release");
        command.Error.ShouldContain("next:  fairlead releases");
        (await Run("rollback", "3")).ShouldBe(2);
    }

    [Fact]
    public async Task A_deploy_with_nothing_to_do_still_tells_the_addresses()
    {
        using var engine = Engine(Deployed(from: folder));
        (await Run("deploy")).ShouldBe(0, command.Error);
        command.Output.ShouldMatch(@"\Anothing to do\n  web          http://localhost:\d+/\n\z");
        command.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_app_of_the_same_name_from_another_folder_is_told()
    {
        using var engine = Engine(Deployed(from: "/elsewhere"));
        (await Run("deploy")).ShouldBe(0, command.Error);
        command.Error.ShouldBe("warning: hello was last deployed from /elsewhere; this is another folder with the same app name\n");
    }

    [Fact]
    public async Task What_render_masks_can_be_read_also_inside_of_json()
    {
        Write("app: hello\nimages: {web: .}\nservices: {web: {port: 8080, route: /, env: {DB: \"${db.json}\", KEY: \"${secret}\"}}}\n"
            + "resources: {db: postgres}\n");
        (await Run("render")).ShouldBe(0);
        command.Output.ShouldContain("\"password\":\"<db.password>\"");
        command.Output.ShouldContain("KEY=<KEY>");
        command.Output.ShouldNotContain("u003C");
        (await Run("render", "--json")).ShouldBe(0);
        var containers = JsonDocument.Parse(command.Output).RootElement.GetProperty("containers").EnumerateArray().ToList();
        containers.Select(c => c.GetProperty("name").GetString()).ShouldBe(["hello_local__proxy", "hello_local_db", "hello_local_web_0_1"]);
        containers[2].GetProperty("text").GetString()!.ShouldContain("\"password\":\"<db.password>\"");
    }

    [Theory]
    [InlineData("status")]
    [InlineData("status --json")]
    [InlineData("releases")]
    [InlineData("releases --json")]
    [InlineData("jobs")]
    [InlineData("jobs --json")]
    [InlineData("plan -v")]
    [InlineData("plan --json")]
    [InlineData("config")]
    [InlineData("config --json")]
    public async Task No_secret_value_is_shown_by_commands_that_read(string call)
    {
        using var engine = Engine(Deployed());
        Write(Hello.Replace("/}}", "/, env: {PASTED: s3cret-in-file}}}").Replace("web:v1", "web:s3cret-tag"));
        Secrets(
            ("COMMIT", "c0ffee"),
            ("CAUSE", "before release 1"),
            ("NEXT", "before release 2"),
            ("PASTED", "s3cret-in-file"),
            ("TAG", "s3cret-tag"),
            ("KEY", "version"),
            ("QUOTE", "a\"b\\c<d>"));
        (await Run(call.Split(' '))).ShouldBe(0, command.Error);
        foreach (var value in new[] { "c0ffee", "before release 1", "before release 2", "s3cret-in-file", "s3cret-tag" })
        {
            (command.Output + command.Error).ShouldNotContain(value);
        }

        command.Output.ShouldContain("***");
        if (call.EndsWith("--json"))
        {
            JsonDocument.Parse(command.Output).RootElement.GetProperty("version")
                .GetInt32()
                .ShouldBe(1, "a secret does not change the shape");
        }
    }

    [Fact]
    public async Task Config_needs_neither_an_engine_nor_a_target()
    {
        Write(Hello + "\nenvironments: {production: {region: eu-west-1}}\n");
        command.Variables["DOCKER_HOST"] = "ssh://somewhere";
        (await Run("config")).ShouldBe(0, command.Error);
        (await Run("config", "--json", "--env", "production")).ShouldBe(0, command.Error);
        command.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rotating_a_generated_secret_writes_a_new_value_at_once()
    {
        Write(
            "app: hello\nimages: {web: .}\nsecrets: {KEY: generate}\nservices: {web: {env: {KEY: \"${secret}\", ASKED: \"${secret}\"}}}\n");
        Secrets(("KEY", "old"), ("OTHER", "stays"));
        (await Run("secret", "rotate", "KEY")).ShouldBe(0, command.Error);
        command.Output.ShouldBe("KEY has a new value\n  web will see it after: fairlead deploy\n");
        (await Run("secret", "get", "KEY")).ShouldBe(0);
        var value = command.Output.Trim();
        value.Length.ShouldBe(50);
        (await Run("secret", "rotate", "KEY")).ShouldBe(0);
        (await Run("secret", "get", "KEY")).ShouldBe(0);
        command.Output.Trim().ShouldNotBe(value);
        (await new SecretFile(folder, "local").Get("OTHER", default)).ShouldBe("stays");
        (await Run("secret", "rotate", "ASKED")).ShouldBe(2);
    }

    private void Secrets(params (string Name, string Value)[] values)
    {
        var store = new SecretFile(folder, "local");
        foreach (var (name, value) in values)
        {
            store.Set(name, value, default).GetAwaiter().GetResult();
        }
    }

    // The world after a deploy of the app, as a fake engine tells it.
    private static World Deployed(string yaml = Hello, string from = "/project")
    {
        var world = new World { Folder = from };
        return world.Apply(world.Plan(World.Read(yaml)));
    }

    private FakeEngine Engine(World world, string yaml = Hello)
    {
        Write(yaml);
        var engine = new FakeEngine(world, "hello");
        command.Variables["DOCKER_HOST"] = engine.Host;
        return engine;
    }
}
