using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>The parts of the template layer together, on an environment of ten stacks.</summary>
public class SampleTests
{
    private static readonly CloudFormationFacts Facts = CloudFormationFacts.Load();

    [Fact]
    public void The_schemas_have_nothing_to_say() =>
        SampleResources.Stacks().SelectMany(s => Validation.Validate(Facts, s)).Select(f => f.ToString()).ShouldBeEmpty();

    // The broken stack is there to see that the judge is awake.
    [CfnLintFact]
    public void The_judge_finds_only_what_is_broken()
    {
        var stacks = SampleResources.Stacks();
        foreach (var stack in stacks)
        {
            Tagging.Apply(stack, Facts, [new("app", "shop"), new("environment", "prod"), new("Cost Centre", "i-dot-ai")]);
        }

        var broken = new Stack("broken");
        broken.Add(new StackResource("Queue", "AWS::SQS::Queue", Value.Map(("DelaySecond", 1))) { DeletionPolicy = DeletionPolicy.Delete });
        stacks.SelectMany(s => Validation.Validate(Facts, s)).ShouldBeEmpty();
        CfnLint.Judge([.. stacks, broken])
            .ShouldBe(
            ["broken: E3002 Additional properties are not allowed ('DelaySecond' was unexpected. Did you mean 'DelaySeconds'?)"
            + " (Resources/Queue/Properties/DelaySecond)"]);
    }

    [Fact]
    public void Standard_controls_hold_or_are_opted_out_of()
    {
        var report = ControlReport.Evaluate(SampleResources.Stacks(), SecurityProfiles.OptOuts("standard"));
        report.Failed.Select(f => $"{f.Stack} {f.Resource.Id}: {f.Control.Id} {f.Control.Title}").ShouldBeEmpty();
        report.Passed.ShouldBeGreaterThan(60);
    }

    [Fact]
    public void What_is_measured_is_what_is_rendered()
    {
        var large = new Stack("large");
        for (var i = 0; i < 2000; i++)
        {
            large.Add(new StackResource($"Topic{i * 7919 % 2000}", "AWS::SNS::Topic", Value.Map(("DisplayName", new string('ü', 40)))));
        }

        Stack[] stacks = [.. SampleResources.Stacks(), large];
        StackJson.Measure(stacks).Select(s => s.Bytes).ShouldBe(stacks.Select(s => StackJson.Render(s).Length));
        large.Resources.Select(r => r.Id).ShouldBe(Enumerable.Range(0, 2000).Select(i => $"Topic{i}").Order(StringComparer.Ordinal));
        large.Find("Topic1999")!.Id.ShouldBe("Topic1999");
        large.Find("Topic2000").ShouldBeNull();
        Should.Throw<ArgumentException>(() => large.Add(new StackResource("Topic7", "AWS::SNS::Topic", MapValue.Empty)));
    }

    [Fact]
    public void A_stack_is_what_it_was_after_a_round_trip()
    {
        var stacks = SampleResources.Stacks();
        var read = stacks.Select(s => StackReader.Read(s.Name, StackJson.Render(s, indented: true), out _)!).ToList();
        StacksDiff.Compare(Facts, stacks, read).ShouldBeEmpty();
    }

    [Fact]
    public void Stacks_are_made_in_the_order_of_their_outputs()
    {
        var groups = StackOrder.Groups(SampleResources.Stacks());
        groups.Select(g => string.Join(' ', g.Select(s => s.Name)))
            .ShouldBe(
            ["fairlead-shop shop-prod shop-prod-data shop-prod-edge",
            "shop-prod-cache shop-prod-db shop-prod-report shop-prod-search shop-prod-shared shop-prod-web"]);
        StackOrder.Dangling(SampleResources.Stacks()).ShouldBeEmpty();

        var (a, b) = (new Stack("a"), new Stack("b"));
        a.Add(new StackParameter("X") { Source = new ImportedOutput("b", "X") });
        b.Add(new StackParameter("X") { Source = new ImportedOutput("a", "X") });
        Should.Throw<InvalidOperationException>(() => StackOrder.Groups([a, b]));
        StackOrder.Dangling([a]).ShouldBe(["a takes X of b, which has no such output"]);
    }

    // R12: innocent edits that would make anew what holds data.
    [Theory]
    [InlineData("shop-prod-db", "Database", "DBName", "shop2")]
    [InlineData("shop-prod-db", "Database", "MasterUsername", "admin2")]
    [InlineData("shop-prod-db", "Database", "StorageEncrypted", "false")]
    [InlineData("shop-prod-db", "Database", "KmsKeyId", "key")]
    [InlineData("shop-prod-db", "Database", "Port", "5433")]
    [InlineData("shop-prod-db", "Database", "Engine", "mysql")]
    [InlineData("shop-prod-db", "Database", "DBSnapshotIdentifier", "snapshot")]
    [InlineData("shop-prod-db", "Database", "AvailabilityZone", "eu-west-2a")]
    [InlineData("shop-prod-db", "Subnets", "DBSubnetGroupName", "name")]
    [InlineData("shop-prod-cache", "Cache", "Port", "6380")]
    [InlineData("shop-prod-cache", "Cache", "Engine", "redis")]
    [InlineData("shop-prod-cache", "Cache", "AtRestEncryptionEnabled", "false")]
    [InlineData("shop-prod-cache", "Subnets", "CacheSubnetGroupName", "name")]
    [InlineData("shop-prod-shared", "FileSystem", "Encrypted", "false")]
    [InlineData("shop-prod-shared", "FileSystem", "PerformanceMode", "maxIO")]
    [InlineData("shop-prod-data", "Bucket", "BucketName", "other")]
    [InlineData("shop-prod-data", "Queue", "QueueName", "other")]
    [InlineData("shop-prod-data", "Queue", "FifoQueue", "true")]
    [InlineData("shop-prod-search", "Domain", "DomainName", "other")]
    [InlineData("fairlead-shop", "Repository", "RepositoryName", "other")]
    [InlineData("shop-prod-web", "LogGroup", "LogGroupName", "other")]
    public void R12_An_innocent_edit_that_replaces_data_is_found(string stack, string id, string property, string value)
    {
        var changes = Edited(stack, id, property, value);
        changes.Single().DataAtRisk.ShouldNotBeEmpty();
        changes.Single().DataAtRisk.ShouldAllBe(d => d.Contains("replaced, because"));
    }

    [Theory]
    [InlineData("shop-prod-db", "Database", "DBInstanceClass", "db.t4g.small")]
    [InlineData("shop-prod-db", "Database", "AllocatedStorage", "40")]
    [InlineData("shop-prod-db", "Database", "MultiAZ", "true")]
    [InlineData("shop-prod-db", "Database", "BackupRetentionPeriod", "14")]
    [InlineData("shop-prod-cache", "Cache", "CacheNodeType", "cache.t4g.small")]
    [InlineData("shop-prod-data", "Queue", "VisibilityTimeout", "30")]
    [InlineData("shop-prod-web", "Service", "HealthCheckGracePeriodSeconds", "120")]
    public void R12_An_edit_in_place_is_no_alarm(string stack, string id, string property, string value) =>
        Edited(stack, id, property, value).Single().DataAtRisk.ShouldBeEmpty();

    private static IReadOnlyList<StackChange> Edited(string stack, string id, string property, string value)
    {
        var after = SampleResources.Stacks();
        var edited = after.Single(s => s.Name == stack);
        var resource = edited.Find(id)!;
        edited.Replace(resource with { Properties = resource.Properties.With((property, value)) });
        return StacksDiff.Compare(Facts, SampleResources.Stacks(), after);
    }
}
