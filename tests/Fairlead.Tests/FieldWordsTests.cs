using System.CommandLine;
using System.Text.Json;
using Fairlead.Cli;
using Fairlead.Cli.Console;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker;
using Fairlead.Docker.Api;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>
/// Words in which the command line speaks, as people met them: each test is named after its number among the findings. None needs an
/// engine.
/// </summary>
public sealed class FieldWordsTests : IDisposable
{
    private const string Web = "app: shop\nimages: {web: {use: \"web:1\"}}\nservices: {web: {port: 8080, route: /}}\n";
    private const string OnAws = "environments: {production: {region: eu-west-1}}\n";

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-words-").FullName;
    private readonly CommandRun command;

    public FieldWordsTests()
    {
        command = new CommandRun(folder);
        command.Variables["DOCKER_HOST"] = "tcp://127.0.0.1:1";
    }

    private string Said => command.Output + command.Error;

    public void Dispose()
    {
        command.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    public static TheoryData<string> Commands() => [.. All(Root).Select(Path)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task N20_The_letter_f_is_one_option_of_each_command(string name)
    {
        await Run($"{name} --help");
        var named = command.Output.Split('\n').Where(l => l.TrimStart().StartsWith("-f,", StringComparison.Ordinal)).ToList();
        named.ShouldHaveSingleItem().ShouldContain(name == "logs" ? "--follow" : "--file");
        command.Output.ShouldContain("--file <PATH>");
    }

    [Theory]
    [InlineData("logs -f fairlead.yaml", "--file fairlead.yaml")]
    [InlineData("logs -f ../other/app.yml", "--file ../other/app.yml")]
    [InlineData("logs -f sub", "--file sub")]
    [InlineData("logs app.yaml", "--file app.yaml")]
    public async Task N20_Logs_of_what_is_a_path_says_how_the_file_is_named(string call, string said)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(folder, "sub"));
        (await Run(call)).ShouldBe(2);
        command.Error.ShouldContain(said);
        command.Error.ShouldNotContain("here or in a folder above");
    }

    [Theory]
    [InlineData("logs --file sub web")]
    [InlineData("logs --file sub -f web")]
    [InlineData("-f sub logs -f web")]
    [InlineData("status -f sub")]
    [InlineData("-f sub/fairlead.yaml jobs")]
    [InlineData("secret -f sub list --json")]
    public async Task N20_A_folder_stands_for_the_file_in_it(string call)
    {
        Write(Web, "sub/fairlead.yaml");
        await Run(call);
        command.Error.ShouldNotContain("fairlead: ");
        command.Error.ShouldNotContain("there is no file");
    }

    [Theory]
    [InlineData("status -f sub")]
    [InlineData("deploy --file ./sub")]
    public async Task N20_A_folder_without_a_file_is_called_a_folder(string call)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(folder, "sub"));
        (await Run(call)).ShouldBe(2);
        command.Error.ShouldContain("sub is a folder without a fairlead.yaml");
        command.Error.ShouldContain("fairlead init --file");
        Write("FROM nginx\nEXPOSE 80\n", "sub/Dockerfile");
        (await Run("init --file sub")).ShouldBe(0, command.Error);
        (await Run("check -f sub")).ShouldBe(0, command.Error);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("deploy")]
    [InlineData("logs -f web")]
    [InlineData("secret list")]
    public async Task N20_Without_a_file_the_command_that_writes_one_is_named(string call)
    {
        (await Run(call)).ShouldBe(2);
        command.Error.ShouldContain("no fairlead.yaml here or in a folder above");
        command.Error.ShouldContain("'fairlead init'");
        command.Error.ShouldContain("--file");
    }

    [Theory]
    [InlineData("down", "destroy", "keeps all its data")]
    [InlineData("destroy", "down", "data of resources with 'protect: false'")]
    public async Task N20_Each_of_down_and_destroy_says_how_the_other_differs(string name, string other, string what)
    {
        await Run($"{name} --help");
        var description = command.Output.Split("Usage:")[0];
        description.ShouldContain(other);
        description.ShouldContain(what);
        command.Output.ShouldContain("values of secrets stay");
    }

    [Theory]
    [InlineData(true, DataChoice.Remove, true)]
    [InlineData(false, DataChoice.Remove, false)]
    [InlineData(true, DataChoice.Keep, false)]
    [InlineData(true, DataChoice.KeepProtected, false)]
    public async Task N20_Where_all_data_goes_the_file_of_secret_values_is_told(bool isThere, DataChoice data, bool isTold)
    {
        var file = System.IO.Path.Combine(folder, ".fairlead", "local.env");
        if (isThere)
        {
            Write("API_TOKEN=s3cret\n", ".fairlead/local.env");
        }

        var world = new World();
        using var engine = new FakeEngine(world.Apply(world.Plan(World.Read(Web))), "shop");
        string? Variable(string name) => name == "DOCKER_HOST" ? engine.Host : null;
        var target = new DockerTarget(new DockerSurroundings(
            new AppId("shop", "local"), EngineAddress.Find(Variable, folder), folder, "me", Variable, TimeProvider.System));
        var notes = (await target.PlanDestroy(data, images: false, default)).Notes.Where(n => n.Name == "secrets").ToList();
        notes.Count.ShouldBe(isTold ? 1 : 0);
        notes.ForEach(n => n.Text.ShouldBe($"all values stay in .fairlead/local.env; to remove them: rm {file}"));
    }

    [Theory]
    [InlineData("db: postgres", "postgres://shop:<db.password>@db:5432/shop")]
    [InlineData("db: {type: postgres, version: 15}", "postgres://shop:<db.password>@db:5432/shop")]
    [InlineData("db: {type: postgres, existing: {host: h, user: a b, password: \"${secret.PASS}\", name: n}}",
        "postgres://a%20b:<PASS>@h:5432/n")]
    public async Task N20_A_name_in_the_place_of_a_value_can_be_read_in_a_url(string resource, string url)
    {
        Write(Web.Replace("/}}", $"/, env: {{DB: \"${{db.url}}?x=1\"}}}}}}\nresources: {{{resource}}}"));
        (await Run("render")).ShouldBe(0, command.Error);
        command.Output.ShouldContain($"DB={url}?x=1");
        (await Run("config")).ShouldBe(0, command.Error);
        command.Output.ShouldNotContain("%3C");
    }

    [Theory]
    [InlineData("route: /", "domain: example.org", "public at https://example.org/;")]
    [InlineData("route: /shop", "domain: example.org", "public at https://example.org/shop;")]
    [InlineData("route: api.example.org/v1", "domain: example.org", "public at https://api.example.org/v1;")]
    [InlineData("route: /", "edge: {timeout: 30s}", "public at /;")]
    public async Task N20_A_plan_names_the_address_where_it_is_known(string route, string line, string said)
    {
        Write(Web.Replace("route: /", route) + line + "\n" + OnAws);
        (await Run("plan --offline --env production")).ShouldBe(0, command.Error);
        command.Output.ShouldContain(said);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("deploy")]
    [InlineData("up")]
    [InlineData("rollback")]
    [InlineData("restart")]
    public async Task N20_Whatever_carries_out_a_plan_knows_the_flag_that_plans_name(string name)
    {
        await Run($"{name} --help");
        command.Output.ShouldContain("--allow-replace <NAME>");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task N20_Examples_end_each_help_and_are_calls_that_can_be_made(string name)
    {
        var its = All(Root).Single(c => Path(c) == name);
        var examples = its.ShouldBeOfType<CommandWithExamples>().Examples;
        examples.Count.ShouldBeInRange(2, 3);
        foreach (var example in examples)
        {
            var parsed = Root.Parse(Words(example.Call));
            UsageErrors.In(parsed).ShouldBeEmpty(example.Call);
            its.Subcommands.Prepend(its).ShouldContain(parsed.CommandResult.Command, example.Call);
        }

        await Run($"{name} --help");
        var lines = command.Output.TrimEnd().Split('\n').SkipWhile(l => l != "Examples:").Skip(1).ToList();
        lines.Select(l => l.Split("  # ")[0].Trim()).ShouldBe(examples.Select(e => e.Call));
        lines.Select(l => l.IndexOf("  # ", StringComparison.Ordinal)).Distinct().ShouldHaveSingleItem();
        lines.ShouldAllBe(l => l.Length <= 120);
    }

    [Theory]
    [InlineData("dev: {region: eu-west-1, wrong: 1}", "an environment has no key 'wrong' (only in dev)")]
    [InlineData("dev: {region: eu-west-1, services: {web: {prot: 80}}}", "(only in dev)")]
    [InlineData("staging: {region: eu-west-1, services: {web: {port: x}}}", "'x' is not a port from 1 to 65535 (only in staging)")]
    [InlineData("staging: {services: {web: {count: 2}}}", "the environment 'staging' needs a region (only in staging)")]
    [InlineData("local: {services: {web: {port: x}}}, dev: {region: eu-west-1}", "'x' is not a port from 1 to 65535 (only in local)")]
    public async Task N23_A_plain_check_reads_what_stands_under_every_environment(string environments, string said)
    {
        Write(Web + $"environments: {{{environments}}}\n");
        (await Run("check")).ShouldBe(2);
        command.Error.ShouldContain(said);
        command.Error.ShouldEndWith("1 problem\n");
        (await Run("check --json")).ShouldBe(2);
        var problem = JsonDocument.Parse(command.Output).RootElement.GetProperty("problems")[0];
        problem.GetProperty("onlyIn").GetArrayLength().ShouldBe(1);
        problem.GetProperty("message").GetString()!.ShouldNotContain("only in");
    }

    [Fact]
    public async Task N23_What_is_in_all_environments_is_said_of_none()
    {
        Write(Web.Replace("8080", "x") + OnAws);
        (await Run("check")).ShouldBe(2);
        command.Error.ShouldContain("'x' is not a port");
        command.Error.ShouldNotContain("only in");
    }

    [Theory]
    [InlineData("plan --offline --env production", 0)]
    [InlineData("render --env production", 0)]
    [InlineData("config", 0)]
    [InlineData("deploy", 1)]
    public async Task N23_A_slip_under_one_environment_stops_no_command_for_another(string call, int code)
    {
        Write(Web + "environments: {production: {region: eu-west-1}, dev: {region: eu-west-1, wrong: 1, services: {web: {port: x}}}}\n");
        (await Run(call)).ShouldBe(code, command.Error);
        command.Error.ShouldNotContain("FL010");
    }

    [Fact]
    public async Task N23_What_only_follows_for_another_environment_is_for_all_of_them()
    {
        // 3 GB go with no more than 1 CPU here, and with none on Fargate.
        Write(Web.Replace("route: /", "route: /, cpu: 0.25, memory: 3G") + OnAws);
        (await Run("check")).ShouldBe(0, command.Error);
        command.Error.ShouldBeEmpty();
        (await Run("check --all")).ShouldBe(2);
        command.Error.ShouldContain("(only in production)");
        (await Run("check --env production")).ShouldBe(2);
        (await Run("check --help")).ShouldBe(0);
        command.Output.ShouldContain("Every environment in full");
    }

    [Fact]
    public async Task N23_Row_176_An_overlay_of_another_environment_that_is_not_there_is_no_problem_of_this_one()
    {
        Write(Web + "environments: {production: {region: eu-west-1, overlay: private.yml}}\n");
        (await Run("check")).ShouldBe(0, command.Error);
        (await Run("check --all")).ShouldBe(2);
        command.Error.ShouldContain("the overlay 'private.yml' does not exist");
        Write("services: {web: {prot: 1}}\n", "private.yml");
        (await Run("check")).ShouldBe(2);
        command.Error.ShouldContain("private.yml:1:");
        command.Error.ShouldContain("(only in production)");
    }

    [Theory]
    [InlineData("mysql:8", "/var/lib/mysql")]
    [InlineData("mongo:7", "/data/db")]
    public async Task N25_Init_keeps_what_a_volume_of_compose_keeps(string image, string path)
    {
        Write($"services:\n  web: {{image: \"nginx:1\", ports: [\"8080:80\"]}}\n  store: {{image: \"{image}\", volumes: [\"d:{path}\"]}}\n"
            + "volumes: {d: {}}\n", "compose.yaml");
        (await Run("init --print")).ShouldBe(0, command.Error);
        command.Output.ShouldContain($"mounts: {{{path}: d}}");
        command.Output.ShouldContain("  d: volume");
    }

    [Theory]
    [InlineData("app.example.org", "zone: external", "CNAME app.example.org → the load balancer's name")]
    [InlineData("app.example.org", "zone: external, cdn: true", "CNAME app.example.org → the distribution's name")]
    [InlineData("example.org", "zone: external", "ALIAS or ANAME (at the top of a zone no CNAME can stand) example.org →")]
    [InlineData("a.shop.co.uk", "zone: external a.shop.co.uk", "ALIAS or ANAME (at the top of a zone no CNAME can stand) a.shop.co.uk →")]
    [InlineData("app.example.org", "zone: external", "CNAME _….app.example.org → _….acm-validations.aws")]
    public async Task N26_A_plan_tells_the_records_that_somebody_has_to_enter(string domain, string edge, string said)
    {
        Write(Web + $"domain: {domain}\nedge: {{{edge}}}\n" + OnAws);
        (await Run("plan --offline --env production")).ShouldBe(0, command.Error);
        command.Output.ShouldContain(said);
        (await Run("plan --offline --env production --json")).ShouldBe(0, command.Error);
        JsonDocument.Parse(command.Output).RootElement.GetProperty("notes")[0].GetProperty("name").GetString().ShouldBe(domain);
    }

    [Fact]
    public async Task N26_A_certificate_that_is_there_needs_no_record_and_a_zone_within_reach_none_at_all()
    {
        const string Certificate = "certificate: \"arn:aws:acm:eu-west-1:444455556666:certificate/example\"";
        Write(Web + $"domain: app.example.org\nedge: {{zone: external, {Certificate}}}\n"
            + OnAws.Replace("{region", "{account: \"444455556666\", region"));
        (await Run("plan --offline --env production")).ShouldBe(0, command.Error);
        command.Output.ShouldContain("CNAME app.example.org →");
        command.Output.ShouldNotContain("acm-validations");
        Write(Web + "domain: app.example.org\n" + OnAws);
        (await Run("plan --offline --env production")).ShouldBe(0, command.Error);
        command.Output.ShouldNotContain("CNAME");
    }

    [Theory]
    [InlineData("help", 0, "Examples:")]
    [InlineData("help help", 0, "Examples:")]
    [InlineData("help deploy", 0, "fairlead deploy next.plan")]
    [InlineData("help secret set", 0, "--from-file key.pem")]
    [InlineData("help deploi", 2, "did you mean 'deploy'?")]
    [InlineData("help svc", 2, "services stand in fairlead.yaml")]
    [InlineData("version", 0, ".")]
    [InlineData("rollback --to 2", 2, "fairlead rollback 2")]
    [InlineData("svc deploy", 2, "then: fairlead deploy")]
    [InlineData("explain schedule", 0, "job.schedule")]
    [InlineData("explain route", 0, "route")]
    public async Task N16_N17_What_people_try_first_is_answered(string call, int code, string said)
    {
        (await Run(call)).ShouldBe(code, Said);
        Said.ShouldContain(said);
    }

    [Theory]
    [InlineData("check --json")]
    [InlineData("status --json")]
    [InlineData("deploy --json")]
    [InlineData("help nosuch --json")]
    public async Task N12_Errors_are_json_where_json_is_asked_for(string call)
    {
        (await Run(call)).ShouldBe(2, Said);
        var line = JsonDocument.Parse(command.Output).RootElement;
        line.GetProperty("version").GetInt32().ShouldBe(1);
        line.GetProperty("event").GetString().ShouldBe("failed");
    }

    [Theory]
    [InlineData("version --json", "fairlead")]
    [InlineData("--version --json", "fairlead")]
    [InlineData("explain worker --json", "text")]
    [InlineData("explain FL014 --json", "text")]
    [InlineData("explain route --json", "keys")]
    [InlineData("init --print --json", "text")]
    [InlineData("init --json", "written")]
    public async Task N12_What_reads_is_one_document(string call, string member)
    {
        Write("FROM nginx\nEXPOSE 80\n", "Dockerfile");
        (await Run(call)).ShouldBe(0, Said);
        var document = JsonDocument.Parse(command.Output).RootElement;
        document.GetProperty("version").GetInt32().ShouldBe(1);
        document.TryGetProperty(member, out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("secret set TOKEN --from-file value", "set")]
    [InlineData("secret rotate KEY", "rotated")]
    [InlineData("secret rm TOKEN", "absent")]
    public async Task N12_What_becomes_of_a_secret_is_a_line(string call, string state)
    {
        Write(Web.Replace("/}}", "/, env: {TOKEN: \"${secret}\", KEY: \"${secret}\"}}}\nsecrets: {KEY: generate}"));
        Write("hunter2", "value");
        (await Run(call + " --json")).ShouldBe(0, Said);
        var line = JsonDocument.Parse(command.Output).RootElement;
        line.GetProperty("event").GetString().ShouldBe("secret");
        line.GetProperty("state").GetString().ShouldBe(state);
        Said.ShouldNotContain("hunter2");
        if (state == "set")
        {
            (await Run("secret get TOKEN --json")).ShouldBe(0, Said);
            JsonDocument.Parse(command.Output).RootElement.GetProperty("value").GetString().ShouldBe("hunter2");
            (await Run("secret rm TOKEN --json")).ShouldBe(0, Said);
            command.Output.ShouldContain("\"removed\"");
        }
    }

    private static RootCommand Root { get; } = CommandLine.CreateRoot(null!, new Redactor());

    private static IEnumerable<Command> All(Command of) => of.Subcommands.SelectMany(c => All(c).Prepend(c));

    private static string Path(Command of) =>
        of.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand ? $"{Path(parent)} {of.Name}" : of.Name;

    // As a shell would take them: what feeds the command and where its output goes is not the command's.
    private static string[] Words(string call)
    {
        var words = call.Split(" | ")[^1].Split(" > ")[0].Split(' ');
        words[0].ShouldBe("fairlead");
        return words[1..];
    }

    private Task<int> Run(string call) => command.Run(call.Split(' '));

    private void Write(string text, string name = "fairlead.yaml")
    {
        var file = System.IO.Path.Combine(folder, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
