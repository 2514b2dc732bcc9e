using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Deploying;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Stacks;
using Fairlead.Aws.Tests.Endpoint.Stores;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests;

/// <summary>Addresses, quotas, roles, domains, stacks and credentials, before anything is changed.</summary>
public class PreflightAccountTests
{
    private const string Existing = "network: {vpc: vpc-1}\n";
    private const string Domain = "    domain: shop.example.org";

    [Theory]
    [InlineData(3, 0, "need 4 addresses, and the subnets have 3 free (subnet-a: 3, subnet-b: 0)")]
    [InlineData(1, 1, "need 4 addresses, and the subnets have 2 free (subnet-a: 1, subnet-b: 1)")]
    [InlineData(2, 2, null)]
    public async Task R22_C13_subnets_that_are_nearly_full_are_refused_with_the_numbers(int a, int b, string? said)
    {
        await using var app = await Networked(a, b);
        var refusals = (await app.Plan(app.Read(ShopFile.Text(rest: Existing)))).Refusals;
        refusals.Select(r => r.Code).ShouldBe(said is null ? [] : [Codes.NotEnough]);
        refusals.ShouldAllBe(r => r.Message.Contains(said!) && r.Span.Line == 11);
    }

    [Fact]
    public async Task R22_C13_a_subnet_that_is_short_beside_one_that_is_not_is_a_warning_and_what_runs_is_not_counted_twice()
    {
        await using var app = await Networked(20, 1);
        var file = app.Read(ShopFile.Text(rest: Existing));
        (await app.Plan(file)).Warnings.ShouldContain(w => w.Contains("subnet-a: 20, subnet-b: 1"));
        await app.Apply(file);
        Free(app, "subnet-a", 1);
        (await app.Plan(app.Read(ShopFile.Text(AwsApp.Other, rest: Existing)))).Refusals.ShouldBeEmpty();
    }

    [Fact]
    public async Task C13_a_network_of_its_own_that_is_too_small_is_refused_without_a_call()
    {
        await using var app = await AwsApp.Start();
        var plan = await app.Plan(app.Read(ShopFile.Text(rest: "network: {cidr: 10.0.0.0/22, zones: 2}").Replace("count: 2", "count: 60")));
        plan.Refusals.ShouldHaveSingleItem().Message
            .ShouldBe("the tasks need 120 addresses while a version takes over, and 10.0.0.0/22 gives them 118");
        app.Since(0).ShouldNotContain("DescribeSubnets");
    }

    [Theory]
    [InlineData("L-F678F1CE", "1 networks are needed beside 5 that are there, and the account may have 5 in eu-west-1")]
    [InlineData("L-0263D0A3", "1 fixed addresses are needed beside 5 that are there, and the account may have 5 in eu-west-1")]
    [InlineData("L-53DA6B97", "1 load balancers are needed beside 5 that are there, and the account may have 5 in eu-west-1")]
    public async Task Row_145_C14_a_quota_that_is_used_up_is_refused_with_the_numbers(string code, string said)
    {
        await using var app = await AwsApp.Start();
        var account = app.Aws.Parts.Account;
        app.Aws.Parts.Readiness.OthersBalancers = 5;
        for (var i = 0; i < 5; i++)
        {
            account.Vpcs.Add(new JsonObject { ["vpcId"] = $"vpc-{i}" });
            account.Addresses.Add(new JsonObject { ["publicIp"] = $"192.0.2.{i}" });
        }

        account.Quotas[code] = 5;
        var refusal = (await app.Plan(app.Read(ShopFile.Text()))).Refusals.ShouldHaveSingleItem();
        refusal.Message.ShouldBe(said);
        refusal.Suggestion!.ShouldContain($"--quota-code {code}");
        account.Quotas[code] = 6;
        (await app.Plan(app.Read(ShopFile.Text()))).Refusals.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("L-3032A538", "")]
    [InlineData("L-36FBB829", ", spot: {above: 0}")]
    public async Task C14_vcpu_that_are_fewer_than_the_app_starts_with_are_refused_and_fewer_than_it_may_need_are_warned_of(string code,
        string web)
    {
        await using var app = await AwsApp.Start();
        var file = app.Read(ShopFile.Text(web: $", cpu: 2, memory: 4G{web}"));
        app.Aws.Parts.Account.Quotas[code] = 3;
        (await app.Plan(file)).Refusals.ShouldHaveSingleItem().Message.ShouldContain("4 vCPU of tasks on");
        app.Aws.Parts.Account.Quotas[code] = 6;
        var plan = await app.Plan(file);
        plan.Refusals.ShouldBeEmpty();
        plan.Warnings.ShouldContain(w => w.Contains("at most 8 while a version takes over, and the account may have 6"));
    }

    [Fact]
    public async Task C14_quotas_that_nobody_may_see_are_a_warning_and_nothing_that_is_there_is_asked_about()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Faults.From("GetServiceQuota", 1, CallFault.Denied("servicequotas:GetServiceQuota"));
        var file = app.Read(ShopFile.Text());
        var plan = await app.Plan(file);
        plan.Refusals.ShouldBeEmpty();
        plan.Warnings.ShouldContain(w => w.Contains("the quota of networks could not be looked at"));
        await app.Apply(file);
        var before = app.Calls;
        await app.Plan(app.Read(ShopFile.Text(AwsApp.Other)));
        app.Since(before).ShouldNotContain("GetServiceQuota");
    }

    [Fact]
    public async Task Row_145_C16_roles_of_services_are_made_first_in_a_fresh_account_and_asked_for_once()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(ShopFile.Text()));
        app.Aws.Parts.Account.LinkedRoles.ShouldBe(["ecs.amazonaws.com", "elasticloadbalancing.amazonaws.com"], ignoreOrder: true);
        var role = app.Aws.Calls.First(c => c.Operation == "CreateServiceLinkedRole");
        role.Caller.ShouldContain(":assumed-role/");
        role.At.ShouldBeLessThan(app.Aws.Calls.First(c => c.Operation == "ExecuteChangeSet" && c.Caller == role.Caller).At);
        var before = app.Calls;
        await app.Apply(app.Read(ShopFile.Text(web: ", scale: {min: 2, max: 4, cpu: 60}").Replace(", count: 2", "")));
        app.Since(before).Count(o => o == "CreateServiceLinkedRole").ShouldBe(0, "the service's stack is there and changes");
    }

    [Fact]
    public async Task C16_a_role_that_is_not_known_everywhere_yet_is_waited_for_once_and_the_deploy_recovers()
    {
        await using var app = await AwsApp.Start();
        const string said = "Unable to assume the service linked role. Please verify that the ECS service linked role exists.";
        app.Aws.Parts.Worker.Fail("shop-production/Cluster", WorkKind.Create, said);
        (await app.Apply(app.Read(ShopFile.Text()))).Release!.Number.ShouldBe(1);
        app.Events.OfType<Warned>().ShouldContain(w => w.Message.Contains("asked once again"));
    }

    [Fact]
    public async Task C16_what_fails_so_twice_is_told()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Worker.Fail("shop-production/Cluster", WorkKind.Create, "Unable to assume the service linked role.", times: 2);
        (await Should.ThrowAsync<FailureException>(() => app.Apply(app.Read(ShopFile.Text())))).Failure.Why.ShouldContain("linked role");
    }

    [Fact]
    public async Task B11_a_zone_that_nobody_is_sent_to_is_refused_before_any_stack()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Account.Zones["example.org"] = "Z0123456789";
        app.NameServers = d => d == "example.org" ? ["NS1.registrar.example."] : throw new InvalidOperationException(d);
        var file = app.Read(ShopFile.Text(environment: Domain));
        var refusal = (await app.Plan(file)).Refusals.ShouldHaveSingleItem();
        refusal.Code.ShouldBe(Codes.NotDelegated);
        refusal.Message.ShouldContain("to ns1.registrar.example");
        refusal.Suggestion!.ShouldContain("ns-1.awsdns-01.org");
        app.NameServers = _ => [];
        (await app.Plan(file)).Refusals.ShouldHaveSingleItem().Message.ShouldContain("nowhere");
        app.Stacks().ShouldBeEmpty();
    }

    [Fact]
    public async Task B11_a_zone_that_is_delegated_or_that_nobody_can_ask_about_is_no_refusal_and_a_release_asks_nothing()
    {
        await using var app = await AwsApp.Start();
        app.Aws.Parts.Account.Zones["example.org"] = "Z0123456789";
        var file = app.Read(ShopFile.Text(environment: Domain));
        foreach (var answer in new string[]?[] { ["ns-2.awsdns-02.com."], null, ["ns-0.awsdns-00.com", "ns-512.awsdns-00.net"] })
        {
            app.NameServers = _ => answer;
            (await app.Plan(file)).Refusals.ShouldBeEmpty();
        }

        await app.Apply(file);
        var before = app.Calls;
        await app.Plan(app.Read(ShopFile.Text(AwsApp.Other, environment: Domain)));
        app.Since(before).ShouldNotContain("GetHostedZone");
    }

    [Fact]
    public async Task Row_119_B11_of_a_new_zone_the_name_servers_are_told_at_once_and_its_delegation_is_waited_for()
    {
        await using var app = await AwsApp.Start();
        var asked = 0;
        app.NameServers = _ => ++asked < 5 ? [] : AccountPart.NameServers;
        await app.Apply(app.Read(ShopFile.Text(environment: Domain, rest: "edge: {zone: create shop.example.org}")));
        app.Events.OfType<Warned>().Count(w => w.Message.Contains("ns-1.awsdns-01.org, ns-2.awsdns-02.com")).ShouldBe(1);
        asked.ShouldBe(5);
    }

    [Fact]
    public async Task Row_119_B11_a_zone_that_is_never_delegated_is_given_up_clearly_and_the_same_command_goes_on()
    {
        await using var app = await AwsApp.Start();
        app.NameServers = _ => [];
        var file = app.Read(ShopFile.Text(environment: Domain, rest: "edge: {zone: create shop.example.org}"));
        var failure = (await Should.ThrowAsync<FailureException>(() => app.Apply(file))).Failure;
        failure.Evidence.ShouldBe(AccountPart.NameServers);
        failure.What.ShouldContain("does not lead to its new zone yet");
        app.Stacks().ShouldNotContain("shop-production");
        app.NameServers = _ => AccountPart.NameServers;
        (await app.Apply(file)).Release!.Number.ShouldBe(2);
    }

    [Fact]
    public async Task A5_a_stack_that_is_busy_is_told_of_and_one_that_is_stuck_is_refused_with_what_frees_it()
    {
        await using var app = await AwsApp.Start();
        await app.Apply(app.Read(ShopFile.Text()));
        var stack = app.Aws.Parts.Stacks.Find("shop-production-web")!;
        var changed = app.Read(ShopFile.Text(web: ", scale: {min: 2, max: 4, cpu: 60}").Replace(", count: 2", ""));
        stack.Status = "UPDATE_IN_PROGRESS";
        var plan = await app.Plan(changed);
        plan.Refusals.ShouldBeEmpty();
        plan.Warnings.ShouldContain(w => w.Contains("the stack shop-production-web is busy (UPDATE_IN_PROGRESS), and is waited for"));
        stack.Status = "UPDATE_ROLLBACK_FAILED";
        var refusal = (await app.Plan(changed)).Refusals.ShouldHaveSingleItem();
        refusal.Message.ShouldContain("shop-production-web is stuck (UPDATE_ROLLBACK_FAILED)");
        refusal.Suggestion.ShouldBe("aws cloudformation continue-update-rollback --stack-name shop-production-web --region eu-west-1");
    }

    [Theory]
    [InlineData(19, true)]
    [InlineData(21, false)]
    public async Task D1_credentials_that_end_soon_are_warned_of(int minutes, bool isWarned)
    {
        await using var app = await AwsApp.Start();
        var who = new AwsCaller("ASIAEXAMPLE", "secret", "token", "arn:aws:sts::111122223333:assumed-role/somebody/ann");
        app.Aws.Parts.Denies = static _ => null;
        app.Aws.World.Callers.Add(who);
        (app.Variables["AWS_ACCESS_KEY_ID"], app.Variables["AWS_SECRET_ACCESS_KEY"], app.Variables["AWS_SESSION_TOKEN"]) =
            (who.AccessKeyId, who.SecretKey, who.SessionToken!);
        app.Variables["AWS_CREDENTIAL_EXPIRATION"] = app.Aws.Clock.GetUtcNow().AddMinutes(minutes).AddSeconds(30)
            .ToString("yyyy-MM-ddTHH:mm:ssZ");
        (await app.Plan(app.Read(ShopFile.Text()))).Warnings.Any(w => w.Contains($"credentials end in {minutes} minutes"))
            .ShouldBe(isWarned);
    }

    private static async Task<AwsApp> Networked(int a, int b)
    {
        var app = await AwsApp.Start();
        app.Prepare(app.Read(ShopFile.Text()));
        Free(app, "subnet-a", a);
        Free(app, "subnet-b", b);
        return app;
    }

    private static void Free(AwsApp app, string subnet, int free) =>
        app.Aws.Parts.Account.Subnets.Single(s => s["subnetId"]!.ToString() == subnet)["availableIpAddressCount"] = free;
}
