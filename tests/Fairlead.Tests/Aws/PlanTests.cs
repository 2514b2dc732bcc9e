using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Text;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>
/// What plan says of an environment on AWS: against what was rendered, too much of something, what it costs, who may do what.
/// </summary>
public sealed class PlanTests : IDisposable
{
    private const string Small =
        "app: shop\nimages: {app: {use: \"example.com/app:1\"}}\nservices:\n  web: {port: 8080, route: /, env: {DB:"
        + " \"${db.url}\"}}\nresources:\n  db: {type: postgres, version: 16, size: db.t4g.micro}\nenvironments: {prod: {region:"
        + " us-east-1}}\n";

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-plans-").FullName;
    private readonly CommandRun command;

    public PlanTests() => command = new CommandRun(folder);

    public void Dispose()
    {
        command.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Row_159_nothing_changed_is_nothing_to_do()
    {
        await RenderBefore(Small);
        (await Plan("--against", "before", "--exit-code")).ShouldBe(0, command.Error);
        command.Output.ShouldBe("nothing to do\n");
    }

    [Fact]
    public async Task Row_159_add_change_replace_and_delete_are_told_apart()
    {
        await RenderBefore(Small.Replace("services:\n", "services:\n  gone: {}\n"));
        Write(Small.Replace("services:\n", "services:\n  fresh: {}\n").Replace("db.t4g.micro", "db.t4g.small"));
        (await Plan("--against", "before", "--exit-code")).ShouldBe(3, command.Error);
        Changes()
            .ShouldBe(["change environment network", "change db postgres", "add fresh service", "delete gone service"], ignoreOrder: true);
        command.Output.ShouldContain("size db.t4g.micro → db.t4g.small");
        command.Output.ShouldContain("  db restarts for another size");
        command.Output.ShouldContain("fairlead.yaml:7:"); // the line of the size
        // With a domain the service's rule stands at another listener.
        Write(Small.Replace("region: us-east-1", "region: us-east-1, domain: a.example.org"));
        (await Plan("--against", "before")).ShouldBe(0, command.Error);
        command.Output.ShouldContain("replace  environment");
        Write(Small.Replace("port: 8080", "port: 9090"));
        (await Plan("--against", "before")).ShouldBe(0, command.Error);
        command.Output.ShouldMatch("change +web +service +port");
        command.Output.ShouldNotContain("replace");
    }

    [Fact]
    public async Task Tasks_that_come_or_go_are_a_change()
    {
        await RenderBefore(Small);
        Write(Small.Replace("port: 8080,", "port: 8080, count: 3,"));
        (await Plan("--against", "before", "--exit-code")).ShouldBe(3);
        Changes().ShouldBe(["change web service"]);
        command.Output.ShouldContain("more tasks: 1 → 3");
    }

    [Fact]
    public async Task What_is_rendered_into_the_same_folder_replaces_what_was_there()
    {
        await RenderBefore(Small.Replace("services:\n", "services:\n  gone: {}\n"));
        await File.WriteAllTextAsync(Path.Combine(folder, "before", "mine.json"), "{}");
        await RenderBefore(Small);
        Directory.GetFiles(Path.Combine(folder, "before")).Select(Path.GetFileName)
            .ShouldBe(
            ["fairlead-shop.json", "fairlead.manifest", "mine.json", "shop-prod-access.json", "shop-prod-db.json", "shop-prod-web.json",
                "shop-prod-web.task.json",
            "shop-prod.json"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("nowhere", null, null, 2, "there is no folder")]
    [InlineData("before", "fairlead.manifest", null, 2, "has no fairlead.manifest")]
    [InlineData("before", "fairlead.manifest", "{\"version\": 9, \"stacks\": []}", 1, "another version of Fairlead (9)")]
    [InlineData("before", "fairlead.manifest", "not json", 1, "can not be read")]
    [InlineData("before", "fairlead.manifest",
        "{\"version\": 1, \"app\": \"shop\", \"environment\": \"prod\", \"region\": \"us-east-1\", \"account\": null, \"stacks\": "
            + "[{\"stack\": \"../../x\", \"name\": \"x\", \"kind\": \"x\"}]}", 1, "../../x is missing")]
    [InlineData("before", "shop-prod-db.json", null, 1, "shop-prod-db is missing")]
    [InlineData("before", "shop-prod-db.json", "[]", 1, "shop-prod-db is not a CloudFormation template")]
    public async Task What_was_not_rendered_is_no_folder_to_compare_with(string against, string? file, string? text, int code, string said)
    {
        await RenderBefore(Small);
        if (file is not null && text is null)
        {
            File.Delete(Path.Combine(folder, "before", file));
        }
        else if (file is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "before", file), text);
        }

        (await Plan("--against", against)).ShouldBe(code, command.Error);
        command.Error.ShouldContain(said);
        (await command.Run("plan", "--env", "prod", "--against", "before")).ShouldBe(2);
    }

    [Fact]
    public async Task R10_a_template_too_large_for_a_call_is_planned_and_one_too_large_for_aws_is_refused()
    {
        Write("app: shop\nimages: {app: {use: \"example.com/app:1\"}}\nservices:\n"
            + string.Concat(Enumerable.Range(0, 60).Select(i => $"  s{i}: {{port: 80, route: /{new string('x', 60)}{i}}}\n"))
            + "environments: {prod: {region: us-east-1}}\n");
        (await Plan()).ShouldBe(0, command.Error);
    }

    [Theory]
    [InlineData(500, "the stack shop-prod has")]
    [InlineData(120, "120 rules of one load balancer are needed, and AWS allows 100")]
    [InlineData(120, "120 target groups of one load balancer are needed, and AWS allows 100")]
    [InlineData(70, "70 rules of one security group are needed, and AWS allows 60")]
    public async Task R11_too_many_are_refused_with_counts(int services, string said)
    {
        Write("app: shop\nimages: {app: {use: \"example.com/app:1\"}}\nenv: {DB: \"${db.host}\"}\nservices:\n"
            + string.Concat(Enumerable.Range(0, services).Select(i => $"  s{i}: {{port: 80, route: /s{i}}}\n"))
            + "resources:\n  db: {type: postgres, version: 16, size: db.t4g.micro}\nenvironments: {prod: {region: us-east-1}}\n");
        (await Plan()).ShouldBe(2);
        command.Error.ShouldContain("error FL062: ");
        command.Error.ShouldContain(said);
    }

    [Theory]
    [InlineData(500, 0)]
    [InlineData(501, 2)]
    public async Task R11_a_file_of_ones_own_has_as_many_resources_as_a_stack_takes(int resources, int code)
    {
        Write(Small.Replace("services:", "extras: [more.yaml]\nservices:"));
        await File.WriteAllTextAsync(Path.Combine(folder, "more.yaml"), "Resources:\n"
            + string.Concat(Enumerable.Range(0, resources).Select(i => $"  Topic{i}: {{Type: AWS::SNS::Topic}}\n")));
        (await Plan()).ShouldBe(code, command.Error);
        if (code != 0)
        {
            command.Error.ShouldContain("more.yaml has 501 resources, and CloudFormation takes 500 in a stack");
        }
    }

    [Fact]
    public async Task R11_what_aws_takes_is_planned()
    {
        Write("app: shop\nimages: {app: {use: \"example.com/app:1\"}}\nservices:\n"
            + string.Concat(Enumerable.Range(0, 90).Select(i => $"  s{i}: {{port: 80, route: /s{i}}}\n"))
            + "environments: {prod: {region: us-east-1}}\n");
        (await Plan()).ShouldBe(0, command.Error);
    }

    [Fact]
    public async Task Permissions_too_large_for_a_role_are_refused_with_counts()
    {
        var permissions =
            string.Concat(Enumerable.Range(0, 120)
            .Select(
            i => $"      - {{allow: [s3:GetObject], to:"
            + $" \"arn:aws:s3:::a-bucket-of-somebody-with-a-rather-long-name-{i}/and/a/long/prefix/*\"}}\n"));
        Write("app: shop\nimages: {app: {use: \"example.com/app:1\"}}\nservices:\n  web:\n    permissions:\n" + permissions
            + "environments: {prod: {region: us-east-1}}\n");
        (await Plan()).ShouldBe(2);
        command.Error.ShouldMatch(
            @"fairlead\.yaml:4:3: error FL062: the permissions of TaskRole in shop-prod-web take 1\d,\d{3} characters,"
                + " and AWS allows 10,240");
    }

    [Fact]
    public async Task R43_strict_refuses_what_it_can_not_meet_and_a_reason_lets_it_pass()
    {
        Write(Small.Replace("environments:", "security: strict\nenvironments:"));
        (await Plan()).ShouldBe(2);
        command.Error.ShouldContain("error FL063: ELB.1 is not met");
        var failing = command.Error.Split('\n').Where(l => l.Contains("FL063")).Select(l => l.Split("FL063: ")[1].Split(' ')[0]).ToList();
        Write(Small.Replace("environments:",
            $"security: {{profile: strict, except: {{{string.Join(", ", failing.Select(f => $"{f}: it is a test"))}}}}}\nenvironments:"));
        (await Plan("-v")).ShouldBe(0, command.Error);
        command.Output.ShouldContain("security (strict): ");
        command.Output.ShouldContain("it is a test");
    }

    [Fact]
    public async Task R43_other_profiles_report_what_they_do_without()
    {
        Write(Small);
        (await Plan("-v")).ShouldBe(0);
        command.Output.ShouldContain("security (standard): ");
        command.Output.ShouldMatch(@"RDS\.5 +.+a second zone doubles the price: zones: 2 +shop-prod-db DBInstance");
        (await Plan("--json")).ShouldBe(0);
        using var json = JsonDocument.Parse(command.Output);
        json.RootElement.GetProperty("security").GetProperty("passed").GetInt32()
            .ShouldBe(json.RootElement.GetProperty("security").GetProperty("applicable").GetInt32());
    }

    [Fact]
    public async Task Each_right_and_each_way_stands_with_the_line_that_caused_it()
    {
        Write(Small);
        (await Plan()).ShouldBe(0);
        command.Output.ShouldMatch(@"web +reaches db +tcp 5432 +fairlead\.yaml:4:42");
        command.Output.ShouldMatch(@"edge +reaches web +tcp 8080 +fairlead\.yaml:4:21");
        command.Output.ShouldMatch(@"web +gets DB +ssm: GetParameters +fairlead\.yaml:4:41");
        (await Plan("-v")).ShouldBe(0);
        command.Output.ShouldMatch(@"web +ssm:GetParameters +on ssm parameter/shop/prod/web/DB +fairlead\.yaml:4:41");
        (await Plan("--json")).ShouldBe(0);
        using var json = JsonDocument.Parse(command.Output);
        json.RootElement.GetProperty("permits").EnumerateArray().Where(p => p.GetProperty("who").GetString() != "shop-prod-access")
            .ShouldAllBe(
            p => p.GetProperty("reasons").EnumerateArray().All(r => r.GetProperty("place").GetString()!.StartsWith("fairlead.yaml:")));
    }

    [Fact]
    public async Task N4_denials_are_no_grants_and_who_may_act_as_whom_is_told_first()
    {
        Write("ci: github/example/shop\n" + Small);
        (await Plan()).ShouldBe(0, command.Error);
        var access = command.Output.Split("access:\n")[1].Split("\n\n")[0];
        access.ShouldMatch(@"  cloudformation\.amazonaws\.com +acts as CloudFormationRole");
        access.ShouldMatch("github example/shop:environment:prod +acts as CiRole");
        access.ShouldMatch("github example/shop:pull_request +acts as PlanRole");
        access.ShouldMatch("who in the account may take on roles +acts as DeployRole");
        access.ShouldNotContain("never");
        (await Plan("-v")).ShouldBe(0);
        command.Output.ShouldMatch(@"shop-prod-access +never \* \(on conditions\) +on \*");
        command.Output.ShouldNotMatch(@"shop-prod-access +\* \(on conditions\)");
        (await Plan("--json")).ShouldBe(0);
        using var json = JsonDocument.Parse(command.Output);
        json.RootElement.GetProperty("permits").EnumerateArray().Where(p => p.GetProperty("may").GetString()!.StartsWith('*'))
            .ShouldAllBe(p => p.GetProperty("kind").GetString() == "denial");
    }

    [Fact]
    public async Task N4_each_cause_has_its_own_grant_and_all_its_actions()
    {
        Write("""
            app: shop
            images: {web: {use: "example.com/web:1"}}
            services: {web: {port: 80, route: /, uses: [heavy, files]}}
            resources: {files: bucket}
            jobs: {heavy: {image: web, gpu: 1, cpu: 4, memory: 8G, instance: g5.xlarge}}
            environments: {prod: {region: eu-west-1}}
            """);
        (await Plan()).ShouldBe(0, command.Error);
        command.Output.ShouldMatch(@"web +uses heavy +batch: SubmitJob, TagResource, CancelJob, TerminateJob, DescribeJobs, ListJobs");
        command.Output.ShouldMatch(@"web +uses files +s3: [A-Z].*ListBucket +fairlead");
        command.Output.ShouldNotMatch("uses .*ssmmessages");
        command.Output.ShouldMatch(@"[a-z]+, [a-z]+,? (and 1 more|[a-z]+) +calls any address +all ports");
        command.Output.ShouldMatch(@"machines while jobs run: 1\.123 \$ for each hour of g5\.xlarge +unknown");
    }

    [Fact]
    public async Task N4_a_right_that_only_stands_in_another_statement_is_no_change()
    {
        const string File = """
            app: shop
            images: {web: {use: "example.com/web:1"}}
            services: {web: {port: 80, route: /, uses: [one]}}
            resources: {one: queue, two: queue}
            environments: {prod: {region: eu-west-1}}
            """;
        await RenderBefore(File);
        Write(File.Replace("[one]", "[one, two]"));
        (await Plan("--against", "before")).ShouldBe(0, command.Error);
        command.Output.Split("access:\n")[1].Split("\n\n")[0].ShouldMatch("^  web +uses two +sqs: [A-Za-z, ]+ +fairlead.yaml:3:[0-9]+\n?$");
    }

    [Fact]
    public async Task N4_a_review_is_a_page_of_markdown()
    {
        Write("ci: github/example/shop\n" + Small);
        (await Plan("--review")).ShouldBe(0, command.Error);
        command.Output.ShouldStartWith("## Plan for shop in prod\n");
        command.Output.ShouldContain("| add | `web` | service | public at /; 1 task of 0.25 CPU, 512M | `fairlead.yaml:5:3` |");
        command.Output.ShouldContain("|  | github example/shop:environment:prod | acts as CiRole |");
        command.Output.ShouldContain("### Cost\n\n**");
        command.Output.Split('\n').ShouldAllBe(l => !l.StartsWith('|') || l.EndsWith('|'));
        (await Plan("--review", "--json")).ShouldBe(2);
        (await Plan("--review", "-v")).ShouldBe(0, command.Error);
        command.Output.ShouldContain("<details><summary>Denied, whatever else is allowed</summary>");
    }

    [Fact]
    public void N4_a_table_is_no_wider_than_its_terminal()
    {
        var table = new Columns("", "", "");
        table.Add("  web", "uses data, which is a bucket of many words", "\e[2mfairlead.yaml:5:13\e[0m");
        table.Add("  a-name-that-is-longer-than-all", "x", "");
        var lines = table.Render(new Paint(on: true), 60).Split('\n');
        lines.ShouldBe([
            "  web                     uses data,      \e[2mfairlead.yaml:5:13\e[0m", "                          which is a",
            "                          bucket of many", "                          words", "  a-name-that-is-longer-  x", "  than-all",
            ""]);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    public void N4_nothing_of_it_is_wider_whatever_is_empty(int width)
    {
        var table = new Columns("", "", "", "", "");
        table.Add("  add", "fairlead-consultations", "account", "registries and artifacts, once for the account and region", "");
        table.Add("  add", "environment", "network", "", "fairlead.yaml:83:1");
        table.Render(new Paint(on: false), width).Split('\n').ShouldAllBe(l => l.Length <= width);
        var costs = new Columns("", "", "", "");
        costs.Add("  environment", "address of the NAT gateway, which is there all month", "", "3.65 $");
        costs.Render(new Paint(on: false), width).Split('\n').ShouldAllBe(l => l.Length <= width);
    }

    [Fact]
    public async Task Only_rights_that_come_or_go_are_told_against_what_is_there()
    {
        await RenderBefore(Small);
        Write(Small.Replace("env: {DB: \"${db.url}\"}", "env: {KEY: \"${secret}\"}"));
        (await Plan("--against", "before")).ShouldBe(0, command.Error);
        var access = command.Output.Split("access:\n")[1].Split("\n\n")[0];
        access.ShouldMatch(@"  web +gets KEY");
        access.ShouldMatch(@"  - web +reaches db +tcp 5432");
        access.ShouldNotContain("reaches web");
    }

    // Connections in Singapore, by hand: two load balancer addresses and more in three zones, one NAT, three small x86 tasks.
    [Fact]
    public async Task Row_189_the_plan_of_connections_shows_its_cost_by_line()
    {
        using var there = new CommandRun(Repository.Path("examples", "connections"));
        (await there.Run("plan", "--offline", "--env", "production")).ShouldBe(0, there.Error);
        there.Output.ShouldContain("cost a month, by the list of 2026-11-21 for ap-southeast-1:");
        foreach (var line in new[] { @"NAT gateway +43\.07 \$", @"load balancer +18\.40 \$", @"backend +0\.25 CPU, 0\.5 GB +11\.25 \$",
            @"db +db\.t4g\.micro, 20 GB +about 21\.01 \$", @"logs +unknown" })
        {
            there.Output.ShouldMatch(line);
        }

        there.Output.ShouldMatch(@"about \d+\.\d\d \$, and what is unknown");
    }

    [Fact]
    public async Task Cost_is_told_before_and_after()
    {
        await RenderBefore(Small);
        Write(Small.Replace("port: 8080,", "port: 8080, count: 3,"));
        (await Plan("--against", "before")).ShouldBe(0);
        command.Output.ShouldMatch(@"web +3 × 0\.25 CPU, 0\.5 GB +9\.01 \$ → +27\.03 \$");
        command.Output.ShouldNotContain("NAT gateway");
    }

    private async Task RenderBefore(string text)
    {
        Write(text);
        (await command.Run("render", "--env", "prod", "--out", "before")).ShouldBe(0, command.Error);
    }

    private Task<int> Plan(params string[] more) => command.Run(["plan", "--offline", "--env", "prod", .. more]);

    private IEnumerable<string> Changes() => command.Output.Split("\n\n")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(l => !l.Contains(" restarts "))
        .Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(3)));

    private void Write(string text) => File.WriteAllText(Path.Combine(folder, "fairlead.yaml"), text);
}
