namespace Fairlead.Aws.Tests.Commands;

/// <summary>Who may do nothing of his own but take on an environment's deploy role operates that environment all the same.</summary>
public class DeployRoleOnlyTests
{
    private const string Policy = """
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
         "Resource": "arn:aws:iam::111122223333:role/fairlead/shop/production/access/shop-production-deploy-eu-west-1"}]}
        """;

    private const string More = """
        jobs:
          migrate: {command: migrate, when: before-deploy}
          nightly: {command: night, schedule: every 5m}
        """;

    private static string File => AwsShell.Shop(more: More).Replace("GREETING: hello", "KEY: '${secret}'");

    [Fact]
    public async Task He_looks_sets_values_and_releases()
    {
        await using var shell = await Deployed();
        (await shell.Good("status", "--exit-code")).Out.ShouldContain("2 of 2 healthy");
        await shell.Good("logs", "web");
        (await shell.Good("jobs")).Out.ShouldContain("migrate");
        (await shell.Good("releases")).Out.ShouldMatch(@"\* +1 .* ann ");
        (await shell.Good("run", "migrate")).Code.ShouldBe(0);
        shell.Input = "second";
        await shell.Good("secret", "set", "KEY");
        (await shell.Good("secret", "list")).Out.ShouldContain("KEY");
        shell.Write(File.Replace(AwsShell.Digest, AwsShell.Other));
        await shell.Good("deploy", "--yes");
        await shell.Good("rollback", "--yes");
    }

    [Fact]
    public async Task It_costs_one_call_that_is_denied_and_one_that_takes_the_role()
    {
        await using var shell = await Deployed();
        var before = shell.Aws.Calls.Count;
        await shell.Good("releases");
        var calls = shell.Aws.Calls.Skip(before).ToList();
        calls.Count(c => c.Refusal is not null).ShouldBe(1);
        calls.Count(c => c.Operation == "AssumeRole").ShouldBe(1);
        shell.Rights.PersonPolicy = null;
        before = shell.Aws.Calls.Count;
        await shell.Good("deploy", "--yes");
        shell.Aws.Calls.Skip(before).Select(c => c.Operation).ShouldNotContain("AssumeRole");
        shell.Aws.Calls.Skip(before).Count().ShouldBe(3);
    }

    [Fact]
    public async Task Who_may_not_even_that_is_told_what_he_asked_for()
    {
        await using var shell = await Deployed();
        shell.Rights.PersonPolicy = """{"Version": "2012-10-17", "Statement": []}""";
        var answer = await shell.Production("status");
        answer.Code.ShouldBe(1);
        answer.Error.ShouldContain("arn:aws:iam::111122223333:user/person may not s3:GetObject on ");
        answer.Error.ShouldNotContain("sts:AssumeRole");
    }

    // A profile that takes the role on before Fairlead is asked.
    [Fact]
    public async Task Who_is_the_deploy_role_already_needs_not_take_it_on()
    {
        await using var shell = await Deployed();
        var role = shell.Aws.Parts.Tokens.Assume("arn:aws:iam::111122223333:role/fairlead/shop/production/access/"
            + "shop-production-deploy-eu-west-1", "ann", TimeSpan.FromHours(1));
        foreach (var (name, value) in shell.Aws.Variables(role))
        {
            shell.Variables[name] = value;
        }

        shell.Write(File.Replace(AwsShell.Digest, AwsShell.Other));
        await shell.Good("deploy", "--yes");
        await shell.Good("status", "--exit-code");
    }

    private static async Task<AwsShell> Deployed()
    {
        var shell = await AwsShell.Start(File);
        shell.Input = "first";
        await shell.Good("secret", "set", "KEY");
        await shell.Good("deploy", "--yes");
        shell.Rights.PersonPolicy = Policy;
        return shell;
    }
}
