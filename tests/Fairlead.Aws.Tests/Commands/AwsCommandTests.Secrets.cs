using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>Secret values on AWS, from where a person has them to where the app reads them.</summary>
public partial class AwsCommandTests
{
    private const string TwoUsers = "  worker: {command: work, env: {TOKEN: '${secret}', KEY: '${secret}'} }\n";

    private static string WithSecrets => AwsShell.Shop(more: "secrets: {KEY: generate}")
        .Replace("GREETING: hello", "API_KEY: '${secret}', KEY: '${secret}'") + TwoUsers;

    [Fact]
    public async Task Row_106_all_that_are_missing_are_found_before_anything_is_made()
    {
        await using var shell = await AwsShell.Start(WithSecrets);
        var refused = await shell.Production("deploy", "--yes");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldContain("failed: 2 secrets are not set");
        refused.Error.ShouldContain("| API_KEY, used by web (fairlead.yaml:");
        refused.Error.ShouldContain("| TOKEN, used by worker (fairlead.yaml:");
        refused.Error.ShouldContain("next:  fairlead secret set API_KEY --env production");
        shell.Aws.Parts.Stacks.All.ShouldBeEmpty();
        (await shell.Good("secret", "list", "--missing")).Out.ShouldContain("API_KEY");
    }

    [Fact]
    public async Task Row_102_104_108_193_values_come_by_prompt_input_or_file_and_are_shown_to_nobody()
    {
        await using var shell = await AwsShell.Start(WithSecrets);
        shell.Input = "by-the-input";
        (await shell.Good("secret", "set", "API_KEY")).Out.ShouldBe(
            "API_KEY is set\n  web will see it after: fairlead deploy --env production\n");
        shell.Answers.Enqueue("by-the-prompt");
        await shell.Good("secret", "set", "TOKEN");
        var deploy = await shell.Good("deploy", "--yes");
        (await shell.Good("secret", "get", "API_KEY")).Out.ShouldBe("by-the-input\n");
        (await shell.Good("secret", "get", "TOKEN")).Out.ShouldBe("by-the-prompt\n");
        var key = (await shell.Good("secret", "get", "KEY")).Out.Trim();
        key.Length.ShouldBe(50);

        await File.WriteAllTextAsync(shell.PathOf("value"), "by-a-file");
        var set = await shell.Good("secret", "set", "TOKEN", "--from-file", "value", "--restart");
        set.Error.ShouldContain("worker           ready");
        set.Error.ShouldNotContain("web ");
        (await shell.Good("deploy", "--yes")).Out.ShouldStartWith("nothing to do");
        (await shell.Good("secret", "get", "KEY")).Out.Trim().ShouldBe(key);
        var rotated = await shell.Good("secret", "rotate", "KEY");
        rotated.Out.ShouldContain("KEY has a new value");
        (await shell.Good("status")).Out.ShouldContain("was started before KEY got its present value");
        (await shell.Good("plan")).Out.ShouldContain("restart  web     service  a secret has another value");
        var list = await shell.Good("secret", "list");
        list.Out.ShouldMatch("KEY +set +generated +web, worker");
        var (plan, status) = (await shell.Good("plan", "--json"), await shell.Good("status", "--json"));
        foreach (var answer in new[] { deploy, set, rotated, list, plan, status })
        {
            new[] { "by-the-input", "by-the-prompt", "by-a-file", key }.ShouldAllBe(v => !answer.All.Contains(v));
        }

        (await shell.Good("secret", "rm", "TOKEN")).Out.ShouldContain("TOKEN is removed");
        (await shell.Production("secret", "get", "TOKEN")).Error.ShouldContain("next:  fairlead secret set TOKEN --env production");
        JsonNode.Parse((await shell.Good("secret", "list", "--json")).Out)!["secrets"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task Row_113_secrets_of_all_environments_stand_beside_each_other_without_a_value()
    {
        await using var shell = await AwsShell.Start("""
            app: shop
            secrets: {TOKEN: ask, KEY: generate}
            images:
              web: {use: "registry.example.org/shop:1"}
            environments:
              production: {region: eu-west-1}
              staging: {region: eu-west-1, secrets: {MORE: ask}}
              nowhere: {}
            services:
              web: {port: 8080, route: /, env: {TOKEN: "${secret.TOKEN}", KEY: "${secret.KEY}"} }

            """);
        shell.Input = "not to be seen";
        await shell.Good("secret", "set", "TOKEN");
        var answer = await shell.Run("secret", "list", "--all");
        answer.Code.ShouldBe(0, answer.All);
        answer.Out.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ShouldBe([
            "SECRET production staging nowhere local", "KEY not set not set ? not set", "MORE - missing ? -",
            "TOKEN set missing ? missing", ""]);
        answer.Error.ShouldContain("nowhere can not be told");
        answer.All.ShouldNotContain("not to be seen");
        var json = JsonNode.Parse((await shell.Run("secret", "list", "--all", "--json")).Out)!["environments"]!.AsArray();
        json[0]!["secrets"]!.AsArray().Select(s => $"{s!["name"]} {s["state"]}").ShouldContain("TOKEN set");
    }

    [Fact]
    public async Task Row_210_connection_details_are_shown_to_who_may_read_them()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: "resources: {db: postgres}\n").Replace("hello",
            "'${db.host}'"));
        (await shell.Production("secret", "get", "db.password")).Code.ShouldBe(1);
        await shell.Good("deploy", "--yes");
        var password = (await shell.Good("secret", "get", "db.password")).Out.Trim();
        password.ShouldNotBeEmpty();
        (await shell.Good("secret", "get", "db.url")).Out.ShouldMatch($"^postgres(ql)?://.*:{password}@.*:5432/shop\n$");
        (await shell.Good("secret", "get", "db.host")).Out.Trim().ShouldEndWith("rds.amazonaws.com");

        // In the audit log of the account it is the call of whoever asked.
        var read = shell.Aws.Calls.Last(c => c.Operation == "GetSecretValue");
        shell.Aws.Parts.Denies = c => c.Operation == "GetSecretValue" ? "secretsmanager:GetSecretValue" : null;
        var denied = await shell.Production("secret", "get", "db.password");
        denied.Code.ShouldNotBe(0);
        denied.Error.ShouldContain("secretsmanager:GetSecretValue");
        denied.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Row_109_057_a_databases_password_is_rotated_and_those_of_its_users_are_shown_to_who_asks()
    {
        const string database = "resources: {db: {type: postgres, version: 16, users: {report: read}}}\n";
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: database).Replace("hello", "'${db.password}'"));
        (await shell.Production("secret", "get", "db.report")).Error.ShouldContain("report of db has no password yet");
        await shell.Good("deploy", "--yes");
        var rotated = await shell.Good("secret", "rotate", "db");
        rotated.All.ShouldContain("db               has a new password");
        rotated.All.ShouldContain("web              ready");
        var instance = shell.Aws.Parts.Stacks.Find("shop-production-db")!.Resources["DBInstance"].PhysicalId;
        var password = shell.Aws.Parts.Databases.PasswordOf(instance);
        password.ShouldNotBe("generated");
        rotated.All.ShouldNotContain(password);
        (await shell.Good("deploy", "--yes")).Out.ShouldStartWith("nothing to do");

        var report = (await shell.Good("secret", "get", "db.report")).Out.Trim();
        report.ShouldBe(shell.Aws.Parts.Parameters.Find("/shop/production/db/report"));
        (await shell.Good("secret", "rotate", "db.report")).Out.ShouldContain("db.report has a new value");
        (await shell.Good("secret", "get", "db.report")).Out.Trim().ShouldNotBe(report);
        (await shell.Good("plan")).Out.ShouldContain("user report, inside of it");
        (await shell.Good("deploy", "--yes")).All.ShouldContain("release 2 is live");
        (await shell.Run("secret", "rotate", "db")).Error.ShouldContain("on local 'db' has one password");
    }
}
