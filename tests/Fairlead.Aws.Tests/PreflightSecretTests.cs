using Fairlead.Aws.Tests.Deploying;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Tests;

/// <summary>Secrets that tasks would not start with, told before anything is changed.</summary>
public class PreflightSecretTests
{
    private const string Arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/token-AbCdEf";

    [Fact]
    public async Task R19_a_secret_that_is_nowhere_is_refused_with_its_line_and_nothing_is_changed()
    {
        await using var app = await AwsApp.Start();
        var (_, refusal) = await Refused(app, Existing("shop/token"));
        refusal.Message.ShouldBe("TOKEN: there is no secret shop/token in eu-west-1");
        refusal.Code.ShouldBe(Codes.SecretAway);
        refusal.Span.Line.ShouldBe(11);
        refusal.Suggestion.ShouldBe("aws secretsmanager create-secret --name shop/token --region eu-west-1");
        app.Stacks().ShouldBeEmpty();
    }

    [Fact]
    public async Task R19_a_secret_in_the_region_of_another_environment_is_said_to_be_there()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Vault.Add(Arn.Replace("eu-west-1", "eu-central-1"), "x");
        var (_, refusal) = await Refused(app, Existing("shop/token"));
        refusal.Message.ShouldBe("TOKEN: there is no secret shop/token in eu-west-1, only one in eu-central-1");
        refusal.Suggestion!.ShouldContain("replicate-secret-to-regions");
    }

    [Fact]
    public async Task R19_a_secret_without_a_value_is_refused()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Vault.Add(Arn, null);
        (await Refused(app, Existing("shop/token"))).Refusal.Message.ShouldBe("TOKEN: the secret shop/token is there and has no value yet");
    }

    [Fact]
    public async Task R19_a_secret_that_is_marked_for_deletion_is_refused()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Vault.Add(Arn, "x");
        app.Aws.Parts.Vault.Mark("shop/token");
        (await Refused(app, Existing("shop/token"))).Refusal.Message.ShouldContain("is marked for deletion");
    }

    [Fact]
    public async Task R19_a_key_that_is_not_in_the_document_is_refused_with_those_that_are_and_no_value()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Vault.Add(Arn, """{"user": "ann-of-the-shop", "pass": "correct-horse"}""");
        var (plan, refusal) = await Refused(app, Existing("shop/token, key: password"));
        refusal.Message.ShouldBe("TOKEN: the secret shop/token has no key password: it has user, pass");
        string.Join(' ', plan.Refusals.Concat<object>(plan.Warnings)).ShouldNotContain("horse");
        app.Since(0).Count(o => o == "GetSecretValue").ShouldBe(1);
    }

    [Fact]
    public async Task R19_a_value_that_nobody_may_read_here_is_a_warning_and_the_deploy_goes_on()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Vault.Add(Arn, """{"user": "ann"}""");
        app.Aws.Faults.From("GetSecretValue", 1, CallFault.Denied("secretsmanager:GetSecretValue"));
        var plan = await app.Plan(app.Read(Existing("shop/token, key: password")));
        plan.Refusals.ShouldBeEmpty();
        plan.Warnings.ShouldContain(w => w.Contains("whether it has the key password could not be looked at"));
    }

    [Theory]
    [InlineData("Disabled", "aws kms enable-key")]
    [InlineData("PendingDeletion", "aws kms cancel-key-deletion")]
    public async Task R19_D12_a_secret_whose_key_does_not_work_is_refused(string state, string next)
    {
        await using var app = await AwsApp.Start();
        var key = app.Aws.Parts.Keys.Add("01234567-89ab-cdef-0123-456789abcdef", state);
        app.Aws.Parts.Vault.Add(Arn, "a value", key);
        var (_, refusal) = await Refused(app, Existing($"shop/token, kms_key: {key}"));
        refusal.Message.ShouldBe($"TOKEN: the secret shop/token is encrypted with the key {key}, and that is {state}");
        refusal.Suggestion!.ShouldContain(next);
    }

    [Fact]
    public async Task R19_a_key_that_the_tasks_get_no_right_to_is_refused_with_what_to_write()
    {
        await using var app = await AwsApp.Start();
        var key = app.Aws.Parts.Keys.Add("01234567-89ab-cdef-0123-456789abcdef");
        app.Aws.Parts.Vault.Add(Arn, "a value", key);
        var (_, refusal) = await Refused(app, Existing("shop/token"));
        refusal.Message.ShouldEndWith("which the tasks have no right to");
        refusal.Suggestion.ShouldBe($"kms_key: {key}");
        (await app.Plan(app.Read(Existing($"shop/token, kms_key: {key}")))).Refusals.ShouldBeEmpty();
    }

    [Fact]
    public async Task R19_parameters_are_looked_at_alike()
    {
        await using var app = await AwsApp.Start();
        (await Refused(app, Existing("\"ssm:/shared/token\""))).Refusal.Message
            .ShouldBe("TOKEN: there is no parameter /shared/token in eu-west-1");
        var key = app.Aws.Parts.Keys.Add("01234567-89ab-cdef-0123-456789abcdef", "Disabled");
        app.Aws.Parts.Parameters.Set("/shared/token", "a value", key);
        (await Refused(app, Existing("\"ssm:/shared/token\""))).Refusal.Suggestion.ShouldBe($"kms_key: {key}");
        (await Refused(app, Existing($"\"ssm:/shared/token\", kms_key: {key}"))).Refusal.Message.ShouldEndWith("and that is Disabled");
        app.Aws.Parts.Keys.Add("01234567-89ab-cdef-0123-456789abcdef");
        (await app.Plan(app.Read(Existing($"\"ssm:/shared/token\", kms_key: {key}")))).Refusals.ShouldBeEmpty();
    }

    [Fact]
    public async Task R19_many_keys_of_one_document_are_asked_for_once()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Vault.Add(Arn, """{"a": "1", "b": "2"}""");
        var file = app.Read(ShopFile.Text(rest: "secrets: {A: {existing: shop/token, key: a}, B: {existing: shop/token, key: b}}",
            web: ", env: {A: \"${secret.A}\", B: \"${secret.B}\"}"));
        (await app.Plan(file)).Refusals.ShouldBeEmpty();
        app.Since(0).Count(o => o == "GetSecretValue").ShouldBe(1);
    }

    [Theory]
    [InlineData("    protect: true", "", true)]
    [InlineData("", "security: {profile: dev}", false)]
    [InlineData("", "", false)]
    public async Task R20_a_placeholder_is_refused_where_the_environment_is_protected_and_warned_of_elsewhere(string environment,
        string rest, bool isRefused)
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(ShopFile.Text(environment: environment, rest: rest, web: ", env: {API_TOKEN: \"${secret.API_TOKEN}\"}"));
        app.Aws.Parts.Parameters.Set("/shop/production/API_TOKEN", " CHANGE_ME ");
        var plan = await app.Plan(file);
        plan.Refusals.Select(r => r.Code).ShouldBe(isRefused ? [Codes.Placeholder] : []);
        plan.Warnings.Any(w => w.Contains("the value of API_TOKEN is a placeholder")).ShouldBe(!isRefused);
        string.Join('\n', plan.Refusals.Select(ProblemText.Render).Concat(plan.Warnings)).ShouldNotContain("CHANGE_ME");
    }

    [Fact]
    public async Task R20_a_placeholder_that_somebody_else_keeps_is_refused_too()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Vault.Add(Arn, """{"password": "changeme"}""");
        (await Refused(app, Existing("shop/token, key: password", "    protect: true"))).Refusal.Code.ShouldBe(Codes.Placeholder);
    }

    [Fact]
    public async Task R20_what_serves_already_is_not_read_again()
    {
        await using var app = await AwsApp.Start();
        const string env = ", env: {API_TOKEN: \"${secret.API_TOKEN}\"}";
        await app.Apply(app.Read(ShopFile.Text(web: env)));
        var before = app.Calls;
        await app.Plan(app.Read(ShopFile.Text(AwsApp.Other, web: env)));
        app.Since(before).ShouldNotContain("GetParameters");
    }

    private static string Existing(string said, string environment = "") => ShopFile.Text(environment: environment,
        rest: $"secrets: {{TOKEN: {{existing: {said}}}}}", web: ", env: {TOKEN: \"${secret.TOKEN}\"}");

    private static async Task<(Core.Targets.Plan Plan, Problem Refusal)> Refused(AwsApp app, string file)
    {
        var plan = await app.Plan(app.Read(file));
        return (plan, plan.Refusals.ShouldHaveSingleItem());
    }
}
