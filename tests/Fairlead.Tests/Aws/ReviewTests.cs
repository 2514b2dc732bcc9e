using System.Text.Json;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;
using static Fairlead.Tests.Support.SmallApp;

namespace Fairlead.Tests.Aws;

/// <summary>What a senior reader found in the templates, each by its number; rights and names have tests of their own.</summary>
public class ReviewTests
{
    private const string Plain = "services:\n  web: {port: 80, route: /}\n";

    public static TheoryData<string> Examples() => ["cgap", "connections", "consultation-analyser", "hera", "otakaro"];

    [Theory]
    [MemberData(nameof(Examples))]
    public void B1_F2_the_accounts_stack_is_the_same_from_every_environment_and_can_be_made_inline(string example)
    {
        var folder = Repository.Path("examples", example);
        var source = new Source("fairlead.yaml", AppFileText.Read(Path.Combine(folder, "fairlead.yaml")));
        var rendered = AppFileReader.Environments(source).Where(e => e != "local")
            .Select(e => AppFileReader.Read(source, e, new ProjectFolder(folder)).App.ShouldNotBeNull())
            .GroupBy(a => (a.Environment.Region, a.Environment.Account), a =>
                StackJson.Render(AppTemplates.Make(a, Walked.Facts).Stacks.First()));
        foreach (var account in rendered)
        {
            account.Select(Convert.ToHexString).Distinct().ShouldHaveSingleItem();
            account.First().Length.ShouldBeLessThan(51_200);
        }
    }

    [Fact]
    public void F2_what_any_environment_builds_keeps_shares_or_deploys_is_the_accounts()
    {
        const string File = """
            app: shop
            images: {web: {context: web, keep: 5}, tool: {use: "nginx:1.27"}}
            tags: {team: a, cost: "1"}
            services: {web: {port: 80}}
            environments:
              dev: {region: eu-west-1, images: {tool: tool, web: {keep: 50}}, tags: {cost: "2"}}
              prod: {region: eu-west-1, images: {web: {share: ["111122223333"]}}, ci: github/example/shop}
              far: {region: us-east-1, images: {other: other}}
            """;
        var accounts = new[] { "dev", "prod" }.Select(e => Walked.OfFile(File, e).Stacks[0]).ToList();
        StackJson.Render(accounts[0]).ShouldBe(StackJson.Render(accounts[1]));
        accounts[0].Resources.Where(r => r.Type == "AWS::ECR::Repository").Select(r => r.Id).ShouldBe(["RepositoryTool", "RepositoryWeb"]);
        Shown(Of(accounts[0], "RepositoryWeb").At("LifecyclePolicy")).ShouldContain("\"countNumber\":50");
        Shown(Of(accounts[0], "RepositoryWeb").At("RepositoryPolicyText")).ShouldContain("111122223333");
        Shown(Of(accounts[0], "ArtifactBucket").At("Tags")).ShouldBe("[{Key: fairlead:app, Value: shop}, {Key: team, Value: a}]");
        accounts[0].Find("GitHubOidcProvider").ShouldNotBeNull();
        Walked.OfFile(File, "far").Stacks[0].Resources.Where(r => r.Type == "AWS::ECR::Repository").Select(r => r.Id)
            .ShouldBe(["RepositoryOther", "RepositoryWeb"]);
    }

    [Fact]
    public void F8_O12_policies_do_not_grow_with_environments_workloads_or_resources()
    {
        var environments = string.Concat(Enumerable.Range(0, 12).Select(i => $"  e{i}: {{region: eu-west-1}}\n"));
        var few = Of(Plain).Access;
        var many = Of(Plain + "  api: {port: 81, uses: [db, files, mail]}\n  worker: {}\njobs:\n  tidy: {schedule: every 1h}\nresources:\n"
            + "  db: {type: postgres, version: 16, size: db.t4g.micro}\n  files: bucket\n  mail: queue\nenvironments:\n  prod: {region:"
                + " eu-west-1}\n"
            + environments).Access;
        StackJson.Render(many).ShouldBe(StackJson.Render(few));
    }

    [Fact]
    public void B4_no_hook_stands_in_a_template_and_what_ECS_keeps_is_said()
    {
        var app = Of(Plain + "  work: {}\n  blue: {port: 81, route: /b, deploy: blue-green}\n", "release: {hold: true}");
        foreach (var name in new[] { "web", "work", "blue" })
        {
            var service = Of(app[name], "Service");
            Shown(service.At("DeploymentConfiguration", "LifecycleHooks")).ShouldBe("[]");
            service.At("DeploymentConfiguration", "Strategy").ShouldNotBeNull();
            service.At("LoadBalancers").ShouldNotBeNull();
            service.At("ServiceRegistries").ShouldNotBeNull();
        }
    }

    [Fact]
    public void O1_a_route_or_link_that_goes_is_taken_from_the_service()
    {
        var before = Of("services:\n  web: {port: 80, route: /}\n  other: {port: 81, route: /o, uses: [web]}\n");
        var after = Of("services:\n  web: {port: 80}\n  other: {port: 81, route: /o}\n");
        Shown(Of(before["web"], "Service").At("LoadBalancers")).ShouldNotBe("[]");
        Shown(Of(before["web"], "Service").At("ServiceRegistries")).ShouldNotBe("[]");
        Shown(Of(after["web"], "Service").At("LoadBalancers")).ShouldBe("[]");
        Shown(Of(after["web"], "Service").At("ServiceRegistries")).ShouldBe("[]");
    }

    [Fact]
    public void B8_a_new_zone_is_made_first_and_by_itself()
    {
        var file = Walked.OfFile("app: shop\nimages: {web: web}\n" + Plain
            + "edge: {zone: create example.org}\nenvironments: {prod: {region: eu-west-2, domain: shop.example.org}}\n");
        var groups = StackOrder.Groups([.. file.Stacks]);
        groups[0].ShouldContain(s => s.Find("HostedZone") != null && s.Resources.Count == 1);
        groups[0].ShouldNotContain(s => s.Name == "shop-prod");
    }

    [Fact]
    public void B9_what_would_stop_a_failed_creation_is_off_until_a_release_has_proved_itself()
    {
        var app = Of(Plain + "resources: {db: {type: postgres, version: 16, size: db.t4g.micro}}\nedge: {auth: {cognito: {users:"
            + " [a@example.org]}}}\n",
            "domain: shop.example.org");
        foreach (var (stack, values) in new[]
        {
            (app.Environment, Shown(Of(app.Environment, "LoadBalancer").At("LoadBalancerAttributes"))
                + Shown(Of(app.Environment, "UserPoolEdge")
                .At("DeletionProtection"))),
            (app["db"], Shown(Of(app["db"], "DBInstance").At("DeletionProtection"))),
        })
        {
            values.ShouldContain("Fn::If[IsProtected, ");
            (stack.FindParameter("Protect")!.Default, stack.FindParameter("Protect")!.Source).ShouldBe(("false", new LiveValue()));
        }
    }

    [Fact]
    public void B10_a_release_moves_schedules_and_never_a_state_machine()
    {
        var stack = Of(Plain + "jobs:\n  tidy: {schedule: every 1h}\n")["tidy"];
        stack.Parameters.Where(p => p.Source is LiveValue).ShouldAllBe(p => p.Default != null);
        Shown(Of(stack, "StateMachine")).ShouldNotContain("${Schedule");
        Shown(Of(stack, "Schedule").At("Target", "Input")).ShouldBe("${ScheduleInput}");
    }

    [Fact]
    public void Every_parameter_is_known_when_its_stack_is_made()
    {
        var app = Of(Plain + "  scaled: {scale: {max: 3, cpu: 60}}\njobs:\n  tidy: {schedule: '0 3 * * *'}\nresources:\n"
            + "  db: {type: postgres, version: 16, size: db.t4g.micro}\n");
        app.Stacks.Where(s => !s.Name.EndsWith(".task", StringComparison.Ordinal)).SelectMany(s => s.Parameters)
            .Where(p => p.Source is LiveValue && p.Default is null).Select(p => p.Name).ShouldBeEmpty();
    }

    [Fact]
    public void O2_a_log_stands_in_no_deploys_way() =>
        OfType(Of(Plain + "jobs:\n  tidy: {schedule: every 1h}\n", "protect: true").Stacks, "AWS::Logs::LogGroup")
            .ShouldAllBe(g => g.DeletionPolicy == DeletionPolicy.Delete);

    [Fact]
    public void O4_zones_are_chosen_before_and_stay()
    {
        var app = Of(Plain);
        app.Environment.FindParameter("AvailabilityZone0")!.Source.ShouldBe(new LookedUpValue());
        app.Stacks.Select(s => System.Text.Encoding.UTF8.GetString(StackJson.Render(s))).ShouldAllBe(t => !t.Contains("Fn::GetAZs"));
    }

    [Fact]
    public void O5_a_cluster_that_is_there_is_asked_for_Fargate_and_for_no_capacity_provider()
    {
        var there = Of(Plain + "  spot: {spot: true}\nnetwork: {cluster: platform}\n");
        Shown(Of(there["web"], "Service").At("LaunchType")).ShouldBe("FARGATE");
        Of(there["web"], "Service").At("CapacityProviderStrategy").ShouldBeNull();
        Of(there["spot"], "Service").At("CapacityProviderStrategy").ShouldNotBeNull();
        Statements(there.Access, "DeployRole").ShouldContain(s => s.Contains("ecs:DescribeClusters") && s.Contains(":cluster/platform"));
    }

    [Theory]
    [InlineData("every 1m", 60, true)]
    [InlineData("every 60d", 86_400, true)]
    [InlineData("*/15 * * * *", 900, false)]
    [InlineData("0 8,20 * * *", 43_200, false)]
    [InlineData("30 3 * * MON", 86_400, false)]
    public void O6_a_start_that_is_late_is_made_up_for_until_the_next_and_a_rate_starts_when_it_is_told(string schedule, int seconds,
        bool isRate)
    {
        var made = Of(Of($"{Plain}jobs:\n  tidy: {{schedule: '{schedule}'}}\n")["tidy"], "Schedule");
        made.At("Target", "RetryPolicy", "MaximumEventAgeInSeconds").Number().ShouldBe(seconds);
        (made.At("StartDate") is not null).ShouldBe(isRate);
    }

    [Fact]
    public void O7_the_load_balancers_own_address_has_no_capital() =>
        Shown(Of(Of(Plain).Environment, "LoadBalancer").At("Name")).ShouldBe("shop--prod--public");

    [Fact]
    public void O14_who_writes_to_a_bucket_may_tag_what_is_written() =>
        Statements(Of("services:\n  web: {port: 80, route: /, uses: {files: write}}\nresources: {files: bucket}\n")["web"], "TaskRole")
            .ShouldContain(s => s.Contains("s3:PutObjectTagging"));

    [Fact]
    public void S8_a_pipeline_is_known_with_and_without_the_ids_of_its_repository() =>
        Shown(Of(Of($"ci: github/example/shop\n{Plain}").Access, "CiRole").At("AssumeRolePolicyDocument"))
            .ShouldContain("[repo:example/shop:environment:prod, repo:example@*/shop@*:environment:prod]");

    [Theory]
    [MemberData(nameof(Examples))]
    public void O2_what_destroy_keeps_is_imported_with_what_never_changes_and_all_else_is_said_anew(string example)
    {
        var folder = Repository.Path("examples", example);
        var source = new Source("fairlead.yaml", AppFileText.Read(Path.Combine(folder, "fairlead.yaml")));
        foreach (var stack in AppFileReader.Environments(source).Where(e => e != "local")
            .SelectMany(e => new Walked(AppFileReader.Read(source, e, new ProjectFolder(folder)).App.ShouldNotBeNull()).Stacks)
            .Where(s => !s.Name.StartsWith("fairlead-", StringComparison.Ordinal)))
        {
            var kept = Adoption.KeptBy(stack, Walked.Facts);
            stack.Resources.Where(r => r.DeletionPolicy == DeletionPolicy.Retain).Select(r => r.Type).Except(Adoption.Types)
                .ShouldBeEmpty();
            var import = Adoption.ImportTemplate(stack, kept, Walked.Facts);
            var validation = new Validation(Walked.Facts);
            validation.Check(import);
            validation.Faults.ShouldBeEmpty();
            import.Resources.Select(r => Replacement.Between(Walked.Facts, r, stack.Find(r.Id)!)?.Behavior ?? UpdateBehavior.InPlace)
                .ShouldAllBe(b => b == UpdateBehavior.InPlace);
        }
    }

    [Fact]
    public void O2_a_bucket_is_taken_up_with_its_key_whose_policy_is_written_anew()
    {
        var stack = Of("services:\n  web: {port: 80, route: /, uses: {files: write}}\n"
            + "resources:\n  files: {type: bucket, encrypt: own-key}\n", "protect: true")["files"];
        var kept = Adoption.KeptBy(stack, Walked.Facts);
        kept.Select(k => $"{k.Id} {k.Identifier} {Shown(k.Known)}").ShouldBe(
            [$"Bucket BucketName {Shown(Of(stack, "Bucket").At("BucketName"))}", "Key KeyId "]);
        var import = Adoption.ImportTemplate(stack, kept, Walked.Facts);
        import.Find("Key")!.Properties.Pairs.Length.ShouldBe(0);
        import.Find("Bucket")!.Properties.Pairs.ToArray().Select(p => p.Key).ShouldBe(["BucketName"]);
        import.Resources.ShouldAllBe(r => r.DeletionPolicy == DeletionPolicy.Retain);
    }

    [Theory]
    [InlineData("postgres, version: 13, size: db.t4g.micro",
        "left AWS's standard support on 2026-02-28, and AWS charges for it since then")]
    [InlineData("postgres, version: 14, size: db.t4g.micro",
        "leaves AWS's standard support on 2027-02-28, and AWS charges for it from then on")]
    [InlineData("postgres, version: 16, size: db.t4g.micro", null)]
    [InlineData("search, version: '2.9', size: t3.small.search, storage: 10G",
        "left AWS's standard support on 2025-11-07, and AWS charges")]
    [InlineData("search, version: '2.19', size: t3.small.search, storage: 10G", null)]
    public void O3_a_version_past_its_support_is_warned_of(string resource, string? said)
    {
        var warned = Planned(Of($"{Plain}resources: {{db: {{type: {resource}}}}}\n").App).Warnings
            .Where(w => w.Contains("standard support")).ToList();
        warned.Count.ShouldBe(said is null ? 0 : 1);
        warned.ForEach(w => w.ShouldContain(said!));
    }

    [Theory]
    [InlineData("db.t4g.micro", 1, 146.0)]
    [InlineData("db.t4g.xlarge", 1, 292.0)]
    [InlineData("db.t4g.micro", 2, 292.0)]
    public void O3_and_priced_for_each_CPU_of_each_zone(string size, int zones, double dollars)
    {
        var app = Of($"{Plain}resources: {{db: {{type: postgres, version: 13, size: {size}, zones: {zones}}}}}\n"
            + "environments: {prod: {region: us-east-1}}").App;
        var plan = Planned(app);
        plan.Costs!.Lines.Single(l => l.What.Contains("standard support")).After.ShouldBe((decimal)dollars);
    }

    [Fact]
    public void O9_a_push_that_fails_between_two_versions_gives_the_old_one_its_tasks_back()
    {
        var machine = Shown(Of(Of($"{Plain.Replace("route: /", "route: /, deploy: replace")}", "release: {from: push}")["web"],
            "StateMachine").At("DefinitionString"));
        using var json = JsonDocument.Parse(machine);
        var states = json.RootElement.GetProperty("States");
        foreach (var name in new[] { "Stop", "Count", "List", "Ask", "Roll" })
        {
            states.GetProperty(name).GetProperty("Catch")[0].GetProperty("Next").GetString().ShouldBe("Restore");
        }

        var restored = states.GetProperty("Restore").GetProperty("Arguments");
        restored.GetProperty("DesiredCount").GetString().ShouldBe("{% $wanted %}");
        restored.GetProperty("TaskDefinition").GetString().ShouldBe("{% $current %}");
        states.GetProperty("Restore").GetProperty("Next").GetString().ShouldBe("Failed");
    }

    [Fact]
    public void O14_a_content_delivery_network_keeps_no_error() =>
        Of(Of(Plain + "edge: {cdn: true}\n").Stacks.Single(s => s.Name == "shop-prod-edge"), "Distribution")
            .Items("DistributionConfig", "CustomErrorResponses")
            .Select(e => $"{Shown(e.At("ErrorCode"))} {Shown(e.At("ErrorCachingMinTTL"))}")
            .ShouldBe(["400 0", "403 0", "404 0", "405 0", "414 0", "416 0", "500 0", "501 0", "502 0", "503 0", "504 0"]);

    [Fact]
    public void O15_whose_a_GPU_job_is_its_tags_say_when_it_is_submitted_and_when_it_is_ended()
    {
        var statements = Statements(Of("services:\n  web: {port: 80, route: /, uses: [train]}\n"
            + "jobs:\n  train: {gpu: 1, instance: g5.xlarge, cpu: 4, memory: 8G}\n")["web"], "TaskRole");
        statements.ShouldContain(s => s.StartsWith("batch:SubmitJob batch:TagResource on ", StringComparison.Ordinal)
            && s.Contains("job/*") && s.Contains("aws:RequestTag/fairlead:environment: prod"));
        statements.ShouldContain(s => s.StartsWith("batch:CancelJob batch:TerminateJob on ", StringComparison.Ordinal)
            && s.Contains("aws:ResourceTag/fairlead:environment: prod"));
    }

    [Fact]
    public void S9_a_gate_that_a_header_opens_is_told()
    {
        var app = Of("domain: example.org\nedge: {auth: {basic: {user: guest, password: '${secret.PASSWORD}'}}}\nservices:\n"
            + "  map: {port: 80, route: 'map.${domain}'}\n  web: {port: 80, route: /, auth: {open_to: [map]}}\n").App;
        Planned(app).Dangers.ShouldHaveSingleItem().ShouldEndWith(
            ": any client that sends 'Origin: https://map.example.org' enters web without a password");
    }

    private static AwsPlan Planned(App app) =>
        AwsPlan.Make(app, Goal.Deploy(app, new ReleaseIdentity(null, null, "tester")), Walked.Facts);
}
