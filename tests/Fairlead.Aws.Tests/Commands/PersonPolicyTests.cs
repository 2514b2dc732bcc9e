using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Commands;

/// <summary>What <c>doctor --policy</c> prints is enough, and a person who has no more can do everything.</summary>
public class PersonPolicyTests
{
    private const string More = """
        jobs:
          migrate: {command: migrate, when: before-deploy}
          nightly: {command: night, schedule: every 5m}
        """;

    [Fact]
    public async Task A_person_with_exactly_this_policy_deploys_operates_and_removes_an_environment()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(more: More).Replace("GREETING: hello", "KEY: '${secret}'"));
        shell.Rights.PersonPolicy = (await shell.Good("doctor", "--policy")).Out;
        shell.Input = "first";
        await shell.Good("secret", "set", "KEY");
        await shell.Good("plan");
        await shell.Good("deploy", "--yes");
        (await shell.Good("status", "--exit-code")).Out.ShouldContain("2 of 2 healthy");
        await shell.Good("logs");
        await shell.Good("jobs");
        await shell.Good("events");
        await shell.Good("run", "migrate");
        shell.Input = "second";
        await shell.Good("secret", "set", "KEY", "--restart");
        shell.Write(AwsShell.Shop(AwsShell.Other, More));
        await shell.Good("deploy", "--yes");
        await shell.Good("rollback", "--yes");
        await shell.Good("destroy", "--confirm", "production");
        shell.Aws.Parts.Stacks.All.Where(s => !s.IsGone).Select(s => s.Name).ShouldBe(["fairlead-shop"]);
    }

    [Fact]
    public async Task It_fits_into_the_policies_that_people_get_and_says_no_more_than_is_needed()
    {
        await using var shell = await AwsShell.Start();
        var policy = JsonNode.Parse((await shell.Good("doctor", "--policy")).Out)!;
        // IAM User Guide, "IAM and AWS STS quotas": a managed policy has at most 6,144 characters without white space.
        policy.ToJsonString().Length.ShouldBeLessThan(6144);
        foreach (var statement in policy["Statement"]!.AsArray())
        {
            var actions = statement!["Action"]!.ToJsonString();
            if (actions.Contains("\"iam:") || actions.Contains("\"sts:"))
            {
                statement["Resource"]!.ToJsonString().ShouldContain("/fairlead/shop/production/access/");
            }
        }
    }

    [Fact]
    public async Task Without_an_account_in_the_file_AWS_is_asked_for_it_and_a_pinned_one_needs_nobody()
    {
        await using var shell = await AwsShell.Start(AwsShell.Shop(environment: ", account: \"123456789012\""));
        var answer = await shell.Good("doctor", "--policy");
        answer.Out.ShouldContain("arn:aws:iam::123456789012:role/fairlead/shop/production/access/*");
        shell.Aws.Calls.ShouldBeEmpty();
        (await shell.Run("doctor", "--policy", "-e", "local")).Code.ShouldBe(2);
        (await shell.Production("doctor")).Error.ShouldContain("fairlead doctor --policy");
    }
}
