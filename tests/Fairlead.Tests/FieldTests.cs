using System.Text;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Observing;
using Fairlead.Docker.Run.State;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>
/// What people met with other tools, and with this one, as far as it can be seen without an engine: each test is named after its number
/// among the findings. Those that need one are in Fairlead.Engine.Tests.
/// </summary>
#pragma warning disable CA1416 // tests run on Unix
public sealed class FieldTests : IDisposable
{
    private const string WithDatabase = """
        app: shop
        images: {web: {use: "web:1"}}
        services:
          web: {port: 8080, route: /, env: {DB: "${db.url}", TEXT: one}}
        resources:
          db: {type: postgres, version: 15}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-field-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("a\"b\\c-long", "given \"BIN=a\\\"b\\\\c-long\"")]
    [InlineData("tab\tseparated", "value \"tab\\tseparated\" is wrong")]
    [InlineData("it's-a-secret", "sh -c 'echo it'\\''s-a-secret'")]
    public void B01_A_value_is_found_in_every_form_in_which_programs_quote_it(string value, string said)
    {
        var redactor = new Redactor();
        redactor.Learn(value);
        redactor.Clean(said).ShouldContain("***");
    }

    [Theory]
    [InlineData(20_000, "x")]
    [InlineData(40_000, "ü")]
    [InlineData(3_000_000, "y")]
    public async Task B14_A_line_is_a_line_however_long(int length, string letter)
    {
        var text = string.Concat(Enumerable.Repeat(letter, length));
        var bytes = Encoding.UTF8.GetBytes(text + "\n");
        using var log = new MemoryStream();
        for (var at = 0; at < bytes.Length; at += 16 * 1024)
        {
            var piece = bytes.AsSpan(at, Math.Min(16 * 1024, bytes.Length - at)).ToArray();
            Frame(log, [.. Encoding.ASCII.GetBytes($"2026-11-25T22:11:{at % 60:00}.860776729Z "), .. piece]);
        }

        Frame(log, Encoding.UTF8.GetBytes("2026-11-25T23:00:00.000000000Z last\n"));
        log.Position = 0;
        var lines = new List<LoggedLine>();
        await foreach (var line in Frames.Lines(log, default))
        {
            lines.Add(line);
        }

        lines.Count.ShouldBe(2);
        lines[1].Text.ShouldBe("last");
        if (bytes.Length < 1024 * 1024)
        {
            lines[0].Text.ShouldBe(text);
        }
        else
        {
            lines[0].Text.ShouldEndWith("(the line is longer than 1 MB)");
        }
    }

    [Fact]
    public void B24_A_network_that_the_host_has_a_way_to_is_left_alone()
    {
        // What ip addr add 10.211.0.77/16 makes, beside the default route and one of a single address.
        const string Table = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
            + "eth0\t00000000\t0102000A\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
            + "v0\t0000D30A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n"
            + "tun0\t0501A8C0\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0\n";
        var routes = HostRoutes.Parse(Table);
        routes.ShouldBe(["10.211.0.0/16", "192.168.1.5/32"]);
        for (var i = 0; i < 500; i++)
        {
            Subnet.Choose($"app{i}_local", routes).Cidr.ShouldNotStartWith("10.211.");
        }
    }

    [Theory]
    [InlineData("shop_local_db", "volume")]
    [InlineData("shop_local__state", "volume")]
    [InlineData("shop_local", "network")]
    public void B26_What_somebody_else_made_under_our_name_is_refused(string name, string what)
    {
        var world = new World { Foreign = [name] };
        var refusal = world.Plan(World.Read(WithDatabase)).Refusals.ShouldHaveSingleItem();
        refusal.Code.Id.ShouldBe("FL064");
        refusal.Message.ShouldContain($"a {what} named {name}");
    }

    [Theory]
    [InlineData("one line\n", "one line")]
    [InlineData("one line\r\n", "one line")]
    [InlineData("two\nlines\n", "two\nlines\n")]
    [InlineData("a\r\nb\r\n\r\n", "a\r\nb\r\n\r\n")]
    [InlineData("\uFEFFwith a mark", "\uFEFFwith a mark")]
    public void B27_A_value_arrives_as_it_is(string file, string value) =>
        SecretText.Read("KEY", Encoding.UTF8.GetBytes(file)).ShouldBe(value);

    [Fact]
    public void B27_What_can_not_arrive_is_refused_without_being_shown()
    {
        byte[][] wrong = [[0x73, 0x00, 0x74], [0x73, 0xE9, 0x74], [.. Enumerable.Repeat((byte)'x', 200_000)]];
        foreach (var bytes in wrong)
        {
            var failure = Should.Throw<FailureException>(() => SecretText.Read("KEY", bytes)).Failure;
            failure.ToString().ShouldNotContain("xxx");
            failure.Next.ShouldNotBeNull();
        }
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("docker")]
    public void B28_A_word_that_is_a_secret_does_not_blot_out_ours(string secret)
    {
        var redactor = new Redactor();
        redactor.Learn(secret);
        redactor.CleanOurs($"add db {secret} {secret}:15").ShouldBe($"add db {secret} {secret}:15");
        redactor.Clean($"login with {secret}").ShouldBe("login with ***");
    }

    [Theory]
    [InlineData("A=\"abc\" # c", "abc")]
    [InlineData("A='abc'   # c", "abc")]
    [InlineData("A=abc # c", "abc")]
    [InlineData("A=abc#c", "abc#c")]
    [InlineData("A=\"tab\\there\"", "tab\there")]
    [InlineData("A=\"a # b\"", "a # b")]
    [InlineData("A=it's", "it's")]
    [InlineData("A=\"open", "\"open")]
    public async Task B32_What_a_person_wrote_by_hand_is_read_as_meant(string line, string value)
    {
        Directory.CreateDirectory(Path.Combine(folder, ".fairlead"));
        var file = Path.Combine(folder, ".fairlead", "local.env");
        await File.WriteAllTextAsync(file, line + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await new SecretFile(folder, "local").Get("A", default)).ShouldBe(value);
    }

    [Theory]
    [InlineData("API_TOKEN", "s3cr3t-on-the-line")]
    [InlineData("API_TOKEN=s3cr3t-on-the-line", null)]
    public async Task N09_A_value_on_the_command_line_is_not_said_again(string first, string? second)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "fairlead.yaml"), WithDatabase.Replace("TEXT: one", "API_TOKEN: \"${secret}\""));
        using var command = new CommandRun(folder);
        (await command.Run([.. new[] { "secret", "set", first, second }.OfType<string>()])).ShouldBe(2);
        (command.Output + command.Error).ShouldNotContain("s3cr3t");
        command.Error.ShouldContain("a value never stands on the command line");
        command.Error.ShouldContain("fairlead secret set API_TOKEN");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task B11_N21_A_repository_that_git_can_not_tell_of_protects_all_the_same(bool isForeign)
    {
        await Git("init", "-q");
        if (isForeign)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, ".git", "config"), "[core]\n\trepositoryformatversion = 99\n");
        }

        var identity = await Cli.Project.Git.Identify(folder, "me", default);
        identity.Commit.ShouldBeNull();
        identity.Doubt.ShouldNotBeNull();
        await File.WriteAllTextAsync(Path.Combine(folder, "fairlead.yaml"), WithDatabase + "\nenvironments: {local: {protect: true}}\n");
        using var command = new CommandRun(folder) { Variables = { ["DOCKER_HOST"] = "tcp://127.0.0.1:1" } };
        (await command.Run("deploy")).ShouldBe(1, command.Error);
        command.Error.ShouldContain("local is protected, and it is not known which commit this is");
    }

    [Fact]
    public async Task B11_A_folder_without_a_repository_has_no_commit_and_no_doubt()
    {
        var identity = await Cli.Project.Git.Identify(folder, "me", default);
        (identity.Commit, identity.Doubt).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("pg-x")]
    [InlineData("pg-catalog")]
    public void B29_A_name_that_PostgreSQL_keeps_for_itself_is_not_given_to_a_role(string name)
    {
        var app = World.Read(WithDatabase.Replace("app: shop", $"app: {name}"));
        Core.Model.Derived.DatabaseName.For(app).ShouldStartWith("app_pg_");
    }

    [Theory]
    [InlineData("unable to find user nosuch: no matching entries in passwd file", "user")]
    [InlineData("No command specified", "command")]
    [InlineData("exec: \"serve\": executable file not found in $PATH: unknown", "command")]
    [InlineData("exec /start.sh: no such file or directory", "command")]
    public void B33_What_the_engine_refuses_is_explained_with_the_key_it_is_about(string reason, string key)
    {
        var refusal = Docker.Run.Containers.EngineRefusal.Explain(reason)!;
        refusal.Key.ShouldBe(key);
        refusal.Next.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task N18_A_run_needs_the_secrets_that_a_deploy_needs()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "fairlead.yaml"),
            WithDatabase + "\njobs: {nightly: {command: ./count, env: {API_TOKEN: \"${secret}\"}}}\n");
        using var command = new CommandRun(folder) { Variables = { ["DOCKER_HOST"] = "tcp://127.0.0.1:1" } };
        (await command.Run("run", "nightly")).ShouldBe(1, command.Error);
        command.Error.ShouldContain("a secret is not set");
        command.Error.ShouldContain("API_TOKEN");
    }

    [Fact]
    public void N19_An_app_that_listens_on_itself_alone_is_known()
    {
        const string Head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
        const string Own = "   0: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1\n";
        const string All = "   1: 00000000:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 2\n";
        Docker.Run.Containers.Listeners.IsOnLoopbackOnly(Head + Own, 5000).ShouldBeTrue();
        Docker.Run.Containers.Listeners.IsOnLoopbackOnly(Head + Own + All, 5000).ShouldBeFalse();
        Docker.Run.Containers.Listeners.IsOnLoopbackOnly(Head + Own, 8080).ShouldBeFalse();
        Docker.Run.Containers.Listeners.IsOnLoopbackOnly(Head, 5000).ShouldBeFalse();
    }

    private async Task Git(params string[] words)
    {
        using var git = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("git", words) { WorkingDirectory = folder })!;
        await git.WaitForExitAsync();
    }

    [Theory]
    [InlineData("help deploy", 0, "Usage:")]
    [InlineData("svc deploy", 2, "services stand in fairlead.yaml")]
    [InlineData("env init --name test", 2, "--env NAME")]
    [InlineData("ps", 2, "fairlead status")]
    [InlineData("stop", 2, "fairlead down")]
    [InlineData("deploy web", 2, "--only web")]
    [InlineData("rollback --to 2", 2, "fairlead rollback 2")]
    [InlineData("logs -n 5", 2, "--tail N")]
    [InlineData("up -d", 2, "fairlead deploy")]
    [InlineData("explain schedule", 0, "job.schedule")]
    [InlineData("explain FL014", 0, "FL014")]
    [InlineData("explain references", 0, "${db.url}")]
    [InlineData("explain exit-codes", 0, "interrupted")]
    [InlineData("explain healthcheck", 0, "health")]
    [InlineData("explain migration", 0, "when: before-deploy")]
    public async Task N16_N17_Words_of_other_tools_and_last_names_of_keys_are_understood(string call, int code, string said)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "fairlead.yaml"), WithDatabase);
        using var command = new CommandRun(folder) { Variables = { ["DOCKER_HOST"] = "tcp://127.0.0.1:1" } };
        (await command.Run(call.Split(' '))).ShouldBe(code, command.Output + command.Error);
        (command.Output + command.Error).ShouldContain(said);
        command.Error.Split('\n').Count(l => l.StartsWith("fairlead:", StringComparison.Ordinal)).ShouldBeLessThan(2);
    }

    [Fact]
    public void N10_A_task_that_died_is_no_change_of_the_file()
    {
        var world = new World();
        var app = World.Read(WithDatabase);
        world.Apply(world.Plan(app));
        world.Apply(new StopContainer("shop_local_web_1_1", TimeSpan.Zero));
        world.Plan(app).Changes.ShouldContain(c => c.Name == "web" && c.Why.Contains("shop_local_web_1_1 is exited"));
        world.Apply(new StopContainer("shop_local_db", TimeSpan.Zero));
        world.Plan(app).Changes.ShouldContain(c => c.Name == "db" && c.Verb == Verb.Restart && c.Why.EndsWith("its data stays"));
    }

    private static void Frame(MemoryStream log, byte[] body)
    {
        log.Write([1, 0, 0, 0, (byte)(body.Length >> 24), (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length]);
        log.Write(body);
    }

    [Theory]
    [InlineData("replace", true)]
    [InlineData("rolling", false)]
    public void N24_A_plan_tells_that_nothing_answers_for_a_while(string strategy, bool isGap)
    {
        var world = new World();
        var yaml = WithDatabase.Replace("route: /,", $"route: /, deploy: {strategy},");
        world.Apply(world.Plan(World.Read(yaml)));
        var plan = world.Plan(World.Read(yaml.Replace("TEXT: one", "TEXT: two")));
        plan.Changes.Single(c => c.Name == "web").Why.Contains("nothing answers between the two").ShouldBe(isGap);
    }
}
