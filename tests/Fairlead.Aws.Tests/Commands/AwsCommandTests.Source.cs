using System.Diagnostics;
using Fairlead.Aws.Tests.Endpoint.Containers;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>What a release is made of, and by whom.</summary>
public partial class AwsCommandTests
{
    [Fact]
    public async Task Row_011_177_a_protected_environment_is_made_of_a_commit_and_its_tag_is_the_releases()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(environment: ", protect: true"));
        await Git(shell, "init", "-q", "-b", "main");
        await Git(shell, "add", ".");
        await Git(shell, "commit", "-q", "-m", "first");
        await Git(shell, "tag", "v1.2.3");
        await File.WriteAllTextAsync(shell.PathOf("more.txt"), "not committed");
        var refused = await shell.Production("deploy", "--yes");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("production is protected, and the files differ from the commit");
        refused.Error.ShouldContain("git commit, then: fairlead deploy");
        shell.Aws.Calls.ShouldNotContain(c => c.Operation == "CreateChangeSet");
        File.Delete(shell.PathOf("more.txt"));
        (await shell.Good("deploy", "--yes")).Out.ShouldContain(", v1.2.3)");
        (await shell.Good("releases")).Out.ShouldContain("v1.2.3");
    }

    [Fact]
    public async Task Row_163_production_comes_from_main_alone()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(environment: ", release: {from: main}"));
        await Git(shell, "init", "-q", "-b", "other");
        await Git(shell, "add", ".");
        await Git(shell, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "one");
        var refused = await shell.Production("deploy", "--yes");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("releases of production come from main only");
        refused.Error.ShouldContain("why:   this is other");
        shell.Aws.Calls.ShouldBeEmpty();
        await Git(shell, "switch", "-q", "-c", "main");
        (await shell.Good("deploy", "--yes")).Out.ShouldMatch(@"release 1 \([0-9a-f]{12}\) is live");
        (await shell.Good("releases")).Out.ShouldMatch(@"ann  [0-9a-f]{12}");
    }

    [Fact]
    public async Task Row_115_files_that_git_ignores_and_an_image_takes_in_are_told()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop().Replace($"{{use: registry.example.org/shop@{AwsShell.Digest}}}", "."));
        foreach (var (name, text) in new[]
        {
            ("Dockerfile", "FROM scratch\nCOPY . /\n"), (".gitignore", "settings_local.py\n*.log\nnode_modules\n"), ("app.py", ""),
            ("settings_local.py", "PASSWORD = 1"), ("debug.log", ""), ("node_modules/a.js", ""),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(shell.PathOf(name))!);
            await File.WriteAllTextAsync(shell.PathOf(name), text);
        }

        await Git(shell, "init", "-q");
        shell.Answers.Enqueue("n");
        var told = await shell.Production("deploy");
        told.Error.ShouldContain("git ignores settings_local.py, and the image 'web' takes them in");
        await File.WriteAllTextAsync(shell.PathOf(".dockerignore"), "settings_*\n");
        shell.Answers.Enqueue("n");
        (await shell.Production("deploy")).Error.ShouldNotContain("git ignores");
    }

    [Fact]
    public async Task Row_146_an_empty_account_is_enough_and_who_comes_later_from_elsewhere_sees_the_same()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: "secrets: {TOKEN: ask}\n").Replace("hello",
            "\"${secret.TOKEN}\""));
        shell.Aws.Parts.Stacks.All.ShouldBeEmpty();
        shell.Input = "told once";
        await shell.Good("secret", "set", "TOKEN");
        await shell.Good("deploy", "--yes");
        await using var other = shell.Elsewhere();
        (await other.Good("releases")).Out.ShouldBe((await shell.Good("releases")).Out);
        (await other.Good("status")).Out.ShouldContain("2 of 2 healthy");
        (await other.Good("secret", "get", "TOKEN")).Out.ShouldBe("told once\n");
        (await other.Good("deploy", "--yes")).Out.ShouldStartWith("nothing to do");
        other.Write((await File.ReadAllTextAsync(other.PathOf("fairlead.yaml"))).Replace("count: 2", "count: 3"));
        (await other.Good("deploy", "--yes")).All.ShouldContain("release 2 is live");
        (await shell.Good("releases")).Out.ShouldContain("2 ");
    }

    [Fact]
    public async Task Row_052_a_dangerous_job_asks_for_the_name_of_the_environment_or_a_flag()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(more:
            "jobs: {wipe: {image: web, command: wipe all, confirm: true}}\n"));
        await shell.Good("deploy", "--yes");
        shell.Aws.Parts.Board.Script("shop-production-wipe", new TaskFate { EndsAfter = TimeSpan.FromSeconds(1), ExitCode = 0 });
        var refused = await shell.Production("run", "wipe");
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("--confirm production");
        shell.Answers.Enqueue("yes");
        (await shell.Production("run", "wipe")).Code.ShouldBe(2);
        shell.Aws.Calls.ShouldNotContain(c => c.Operation == "RunTask");
        shell.Answers.Enqueue("production");
        await shell.Good("run", "wipe");
        await shell.Good("run", "wipe", "--confirm", "production");
        shell.Aws.Calls.Count(c => c.Operation == "RunTask").ShouldBe(2);
    }

    private static async Task Git(AwsShell shell, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo("git",
            ["-c", "user.name=ann", "-c", "user.email=ann@example.org", .. words]) { WorkingDirectory = shell.Folder })!;
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }
}
