using System.Diagnostics;
using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Containers;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>What a person sees who plans, deploys and goes back on AWS.</summary>
public partial class AwsCommandTests
{
    private const string Jobs = """
        jobs:
          migrate: {command: migrate, when: before-deploy}
          report: {command: report}
          nightly: {command: night, schedule: every 5m}
        """;

    [Fact]
    public async Task Row_159_189_a_plan_says_what_is_added_who_may_what_and_what_it_costs()
    {
        await using var shell = await AwsShell.Start();
        var plan = await shell.Good("plan");
        plan.Out.ShouldContain("add  web");
        plan.Out.ShouldContain("acts as DeployRole");
        plan.Out.ShouldMatch(@"load balancer\s+18.40 \$");
        (await shell.Production("plan", "--exit-code")).Code.ShouldBe(3);
        shell.Aws.Parts.Stacks.All.ShouldBeEmpty();

        await shell.Good("deploy", "--yes");
        (await shell.Good("plan")).Out.ShouldBe("nothing to do\n");
        (await shell.Good("plan", "--exit-code")).Code.ShouldBe(0);
        (await shell.Good("deploy", "--yes")).Out.ShouldStartWith("nothing to do\n  web          http://");
        shell.Write(AwsShell.Shop(AwsShell.Other));
        (await shell.Good("plan")).Out.ShouldMatch(@"change  web  service  image\s+fairlead.yaml:8:3");
        JsonNode.Parse((await shell.Good("plan", "--json")).Out)!["changes"]![0]!["verb"]!.ToString().ShouldBe("change");
    }

    [Fact]
    public async Task A_deploy_asks_and_without_a_terminal_and_a_yes_it_ends_with_2()
    {
        await using var shell = await AwsShell.Start();
        var refused = await shell.Production("deploy");
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("Deploy to production? Nobody can be asked here; say --yes if you mean it");
        shell.Answers.Enqueue("n");
        (await shell.Production("deploy")).Code.ShouldBe(2);
        shell.Aws.Parts.Stacks.All.ShouldBeEmpty();
        shell.Answers.Enqueue("y");
        var done = await shell.Good("deploy");
        done.Out.ShouldContain("add  web");
        done.Error.ShouldContain("Deploy to production? [y/N]");
        done.Out.ShouldContain("release 1 is live, in ");
    }

    [Fact]
    public async Task Row_167_progress_is_a_line_for_what_begins_and_ends_and_all_of_it_where_it_is_asked_for()
    {
        await using var shell = await AwsShell.Start();
        var lines = (await shell.Good("deploy", "--yes")).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBeLessThan(20);
        string.Join('\n', lines).ShouldMatch(
            @"environment +creating shop-production\n(.*\n)*.*environment +created \(.*\n(.*\n)*.*"
            + @"load balancer +getting ready\n(.*\n)*.*load balancer +ready \(2 min .*\n(.*\n)*.*web +ready \(");
        shell.Write(AwsShell.Shop(AwsShell.Other));
        (await shell.Good("deploy", "--yes")).Error.ShouldContain("web              getting ready (last time ");
        shell.Write(AwsShell.Shop());
        var events = (await shell.Good("deploy", "--yes", "--json")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonNode.Parse(l)!).ToList();
        events.ShouldContain(e => e["parent"] != null && e["parent"]!.ToString() == "web" && e["activity"]!.ToString() == "check");
        events[^1]["event"]!.ToString().ShouldBe("finished");
    }

    [Fact]
    public async Task Row_161_a_kept_plan_is_what_is_applied_and_one_that_no_longer_fits_ends_with_4()
    {
        await using var shell = await AwsShell.Start();
        (await shell.Good("plan", "--out", "first.plan")).Error.ShouldContain("to do exactly this: fairlead deploy first.plan");
        (await shell.Run("deploy", "first.plan")).Code.ShouldBe(0);
        shell.Write(AwsShell.Shop(AwsShell.Other));
        await shell.Good("plan", "--out", "next.plan");
        await shell.Good("restart", "web");
        (await shell.Run("deploy", "next.plan")).Code.ShouldBe(0);
        await shell.Good("plan", "--out", "old.plan");
        shell.Write(AwsShell.Shop());
        await shell.Good("deploy", "--yes");
        var old = await shell.Run("deploy", "old.plan");
        old.Code.ShouldBe(4);
        old.Error.ShouldContain("| release was 2, is 3");
        old.Error.ShouldNotContain("arn:aws");
        old.Error.ShouldContain("now:   nothing was changed");
    }

    [Fact]
    public async Task Row_169_one_service_alone_and_Row_009_an_image_from_elsewhere()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop() + "  worker: {command: work}\n");
        await shell.Good("deploy", "--yes");
        shell.Write(AwsShell.Shop(AwsShell.Other) + "  worker: {command: work}\n");
        (await shell.Good("plan", "--only", "web")).Out.ShouldNotContain("worker");
        var one = await shell.Good("deploy", "--only", "web", "--yes");
        one.Error.ShouldContain("web              ready");
        one.Error.ShouldNotContain("worker");
        (await shell.Good("plan")).Out.ShouldContain("change  worker");

        var image = $"registry.example.org/shop@{AwsShell.Other.Replace("222", "333")}";
        await shell.Good("deploy", "--image", image, "--yes");
        JsonNode.Parse((await shell.Good("releases", "--json")).Out)!["releases"]![0]!["images"]![0]!["reference"]!.ToString()
            .ShouldBe(image);
    }

    [Theory]
    [InlineData("sha356:1111111111111111111111111111111111111111111111111111111111111111",
        "is no digest of an image: one begins with sha256:; write registry.example.org/shop@sha256:…")]
    [InlineData("sha256:1111", "the digest 'sha256:1111' has 4 digits, and sha256 has 64; copy the whole digest")]
    public async Task Row_009_an_image_from_elsewhere_has_a_whole_digest_or_is_refused_before_anything_is_asked(string digest, string said)
    {
        await using var shell = await AwsShell.Start();
        foreach (var image in new[] { $"registry.example.org/shop@{digest}", $"web=registry.example.org/shop@{digest}" })
        {
            var answer = await shell.Production("deploy", "--image", image, "--yes");
            answer.Code.ShouldBe(2);
            answer.Error.ShouldContain($"--image registry.example.org/shop@{digest}: ");
            answer.Error.ShouldContain(said);
        }

        shell.Aws.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task R26_a_way_back_across_a_migration_is_refused_unless_somebody_says_that_he_knows()
    {
        const string Migrate = "jobs: {migrate: {command: migrate, when: before-deploy, migrations: [sql, more]} }";
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: Migrate));
        await DeployWith("1", AwsShell.Digest);
        await DeployWith("1", AwsShell.Other);
        await shell.Good("rollback", "--yes");
        await DeployWith("2", AwsShell.Other.Replace("222", "333"));

        var calls = shell.Aws.Calls.Count;
        var refused = await shell.Production("rollback", "2", "--yes");
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("the database has been migrated since release 2 (job migrate), and a rollback takes no migration back");
        refused.Error.ShouldContain("fairlead rollback 2 --across-migration");
        shell.Aws.Calls.Skip(calls).ShouldNotContain(c => c.Operation == "UpdateService");

        var back = await shell.Good("rollback", "2", "--across-migration", "--yes");
        back.Error.ShouldContain("release 2 runs on a database that has been migrated since (job migrate)");
        back.Out.ShouldContain("back to release 2");
        // The database is as it was: what served on it may come back.
        await shell.Good("rollback", "4", "--yes");
        (await shell.Production("rollback", "1", "--yes")).Code.ShouldBe(2);

        // One that failed may have migrated before.
        shell.Aws.Parts.Board.Script("shop-production-web:7", TaskFate.Exits(1, "no such column"));
        await Write("3", AwsShell.Other.Replace("222", "444"));
        (await shell.Production("deploy", "--yes")).Code.ShouldBe(1);
        (await shell.Production("rollback", "4", "--yes")).Error.ShouldContain("the database has been migrated since release 4");

        async Task DeployWith(string migration, string digest)
        {
            await Write(migration, digest);
            await shell.Good("deploy", "--yes");
        }

        async Task Write(string migration, string digest)
        {
            foreach (var folder in new[] { "sql", "more" })
            {
                Directory.CreateDirectory(shell.PathOf(folder));
                await File.WriteAllTextAsync(Path.Combine(shell.PathOf(folder), "001.sql"), $"create table t{migration} ();");
            }

            shell.Write(AwsShell.Shop(digest, Migrate));
        }
    }

    [Fact]
    public async Task A_job_that_does_not_say_where_its_migrations_lie_is_warned_of_on_the_way_back()
    {
        const string Migrate = "jobs: {migrate: {command: migrate, when: before-deploy} }";
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: Migrate));
        await shell.Good("deploy", "--yes");
        shell.Write(AwsShell.Shop(AwsShell.Other, Migrate));
        await shell.Good("deploy", "--yes");
        (await shell.Good("rollback", "--yes")).Error.ShouldContain(
            "the job migrate has run in another version since release 1: whether that release fits the database as it is now, nobody");
        shell.Write(AwsShell.Shop(AwsShell.Digest, "jobs: {migrate: {command: migrate, when: before-deploy, migrations: nowhere} }"));
        (await shell.Production("deploy", "--yes")).Error.ShouldContain("the folder of migrations 'nowhere' does not exist");
    }

    [Fact]
    public async Task Row_171_172_releases_and_the_way_back_without_a_file_that_can_be_read()
    {
        await using var shell = await AwsShell.Start();
        await shell.Good("deploy", "--yes");
        shell.Write(AwsShell.Shop(AwsShell.Other));
        await shell.Good("deploy", "--yes");
        shell.Write("app: shop\nenvironments: {production: {region: eu-west-1}}\nservices: {web: {prt: 3}}\n");
        (await shell.Production("rollback")).Error.ShouldContain("Go back to release 1 in production? Nobody can be asked here");
        var back = await shell.Good("rollback", "--yes");
        back.Error.ShouldContain("fairlead.yaml could not be read (line 3");
        back.Out.ShouldContain("release 3 is live");
        back.Out.ShouldContain("back to release 1");
        await shell.Good("rollback", "2", "--yes");
        var lines = (await shell.Good("releases")).Out.Split('\n');
        lines[1].ShouldMatch(@"^\*  4 .* ann .* back to release 2$");
        lines[4].ShouldMatch("^   1 ");
        (await shell.Production("rollback", "9", "--yes")).Error.ShouldContain(
            "there is no release 9; see: fairlead releases --env production");
        (await shell.Production("deploy", "--yes")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Row_142_205_credentials_of_another_account_do_nothing_and_whoami_tells_whose_they_are()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(environment: ", account: \"999999999999\""));
        var refused = await shell.Production("deploy", "--yes");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("these are credentials of account 111122223333");
        refused.Error.ShouldContain("pinned to account 999999999999");
        (await shell.Production("whoami")).Code.ShouldBe(1);
        shell.Write(AwsShell.Shop());
        (await shell.Good("whoami")).Out.ShouldBe("""
            who    arn:aws:iam::111122223333:user/person
            where  account 111122223333 in eu-west-1

            """);
    }

    [Fact]
    public async Task Row_023_155_sizes_that_AWS_has_not_are_refused_and_config_says_where_values_come_from()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(environment: ", services: {web: {cpu: 0.24}}"));
        var refused = await shell.Production("plan");
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("0.25");
        shell.Write(AwsShell.Shop(environment: ", services: {web: {count: 3}}"));
        (await shell.Good("config")).Out.ShouldMatch("count: 3 .*fairlead.yaml:5");
        await shell.Good("deploy", "--yes");
        (await shell.Good("status")).Out.ShouldContain("3 of 3 healthy");
    }

    [Fact]
    public async Task Row_036_180_a_version_that_ends_tells_its_last_words_and_why_tells_them_again()
    {
        await using var shell = await AwsShell.Start();
        await shell.Good("deploy", "--yes");
        shell.Aws.Parts.Board.Script("shop-production-web:2", TaskFate.Exits(3, "no database here"));
        shell.Write(AwsShell.Shop(AwsShell.Other));
        var failed = await shell.Production("deploy", "--yes");
        failed.Code.ShouldBe(1);
        failed.Error.ShouldContain("failed: web:");
        failed.Error.ShouldContain("| no database here");
        failed.Error.ShouldContain("release 1 serves on");
        failed.Error.ShouldContain("then: fairlead deploy --env production");
        var why = await shell.Good("why");
        why.Out.ShouldContain("release 2: the deploy of ");
        why.Out.ShouldContain("| no database here");
        (await shell.Good("status", "--exit-code")).Out.ShouldContain("release 1,");
        (await shell.Good("events")).Out.ShouldMatch(@"release 2 +deploy +ann +failed: web");
    }
}
