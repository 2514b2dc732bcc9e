using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>Several environments at once, and what alarms say.</summary>
public class StatusTests
{
    private const string Two = """

          other: {region: eu-central-1}
          elsewhere: {region: eu-west-1, account: "999988887777"}
        """;

    [Fact]
    public async Task Row_191_status_of_all_environments_is_a_line_each_and_an_account_that_is_out_of_reach_hides_no_other()
    {
        await using var shell = await AwsShell.Start();
        shell.Variables["DOCKER_HOST"] = "unix:///nowhere/docker.sock";
        shell.Write(AwsShell.Shop().Replace("production: {region: eu-west-1}", "production: {region: eu-west-1}" + Two));
        await shell.Good("deploy", "--yes");
        var answer = await shell.Run("status", "--all");
        answer.Code.ShouldBe(0, answer.All);
        var lines = answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(5, answer.All);
        lines[0].ShouldMatch("^ENVIRONMENT +RELEASE +COMMIT +SINCE +HEALTH");
        lines.Single(l => l.StartsWith("production")).ShouldMatch(@"^production +1 +\S+ +\d+ (s|min) ago +2 of 2 tasks healthy$");
        lines.Single(l => l.StartsWith("other")).ShouldMatch("^other +- +- +- +not deployed$");
        lines.Single(l => l.StartsWith("elsewhere")).ShouldContain("can not be told: these are credentials of account 111122223333");
        lines.Single(l => l.StartsWith("local")).ShouldContain("can not be told: ");

        // For monitors: what can not be told is not well.
        (await shell.Run("status", "--all", "--exit-code")).Code.ShouldBe(1);
        var json = JsonNode.Parse((await shell.Run("status", "--all", "--json")).Out)!["environments"]!.AsArray();
        var production = json.Single(e => e!["environment"]!.ToString() == "production")!;
        (production["release"]!["number"]!.GetValue<int>(), production["healthy"]!.GetValue<int>(), production["whole"]!.GetValue<bool>())
            .ShouldBe((1, 2, true));
        json.Single(e => e!["environment"]!.ToString() == "elsewhere")!["trouble"]!.ToString().ShouldContain("999988887777");
    }

    [Fact]
    public async Task Row_190_an_alarm_that_is_on_is_told_with_its_reason_until_it_is_calm()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(
            more: "alerts: {email: a@example.org}\njobs:\n  nightly: {command: night, schedule: every 5m}"));
        await shell.Good("deploy", "--yes");
        (await shell.Good("status", "--exit-code")).Out.ShouldNotContain("alarm");
        const string place = "shop-production-nightly/ExecutionsNotStartedAlarm";
        shell.Aws.Parts.Alarms.Raise(place, "Threshold Crossed: 1 datapoint [3.0] was greater than the threshold (0.0).");
        var status = await shell.Production("status", "--exit-code");
        status.Code.ShouldBe(1);
        status.Out.ShouldMatch(@"! nightly: runs were due and have not started since \S+ \S+ UTC \(alarm ExecutionsNotStartedAlarm:"
            + @" Threshold Crossed: 1 datapoint \[3\.0\] .*\)\n  next: fairlead logs nightly --env production");
        (await shell.Good("why")).Out.ShouldContain("nightly: runs were due and have not started");
        shell.Aws.Parts.Alarms.Calm(place);
        await shell.Good("status", "--exit-code");
    }

    // Those of "production-eu" begin as those of "production" do.
    [Fact]
    public async Task An_alarm_of_a_neighbour_is_not_told_as_ones_own()
    {
        const string more = "alerts: {email: a@example.org}\njobs:\n  nightly: {command: night, schedule: every 5m}";
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: more)
            .Replace("production: {region: eu-west-1}", "production: {region: eu-west-1}\n  production-eu: {region: eu-west-1}"));
        await shell.Good("deploy", "--yes");
        (await shell.Run("deploy", "--yes", "-e", "production-eu")).Code.ShouldBe(0);
        shell.Aws.Parts.Alarms.Raise("shop-production-eu-nightly/ExecutionsFailedAlarm", "3 failed");
        await shell.Good("status", "--exit-code");
        (await shell.Run("status", "--exit-code", "-e", "production-eu")).Out.ShouldContain("nightly: runs have failed");
    }
}
