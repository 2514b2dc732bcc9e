using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Plan.Security;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>F7, F13 and what was found on the way: names within AWS's limits and beside its own, versions that there are.</summary>
public class FieldAwsNameTests
{
    private const string Long = "feature-1234-implement-the-new-checkout-flow.preview.shop.example.org";

    [Fact]
    public void F7_A_certificate_is_first_for_a_name_that_is_short_enough()
    {
        var app = SmallApp.Of($"services:\n  web: {{port: 80, route: {Long}}}\n  api: {{port: 80, route: x.preview.shop.example.org}}",
            "domain: preview.shop.example.org");
        var certificate = SmallApp.OfType(app.Stacks, "AWS::CertificateManager::Certificate").Single().Properties;
        SmallApp.Shown(certificate.At("DomainName")).ShouldBe("x.preview.shop.example.org");
        SmallApp.Shown(certificate.At("SubjectAlternativeNames")).ShouldBe($"[{Long}]");
        SmallApp.Shown(certificate.At("DomainValidationOptions")).ShouldContain(Long);
    }

    [Theory]
    [InlineData("", $"error: the first name of a certificate has at most 64 characters, and {Long} has 69")]
    [InlineData(", edge: {certificate: \"arn:aws:acm:eu-west-1:111122223333:certificate/abc\"}")]
    [InlineData(", edge: {zone: external}")]
    public void F7_Names_that_are_all_too_long_are_refused_where_a_certificate_is_made(string edge, params string[] problems) =>
        SmallApp.Problems("services:\n  web: {port: 80, route: /}", $"domain: {Long}{edge}").ShouldBe(problems);

    [Theory]
    [InlineData("aws-tools", true)]
    [InlineData("awstats", true)]
    [InlineData("ssm", true)]
    [InlineData("fairlead", true)]
    [InlineData("sthree-files", true)]
    [InlineData("laws", false)]
    [InlineData("fairlead-shop", false)]
    [InlineData("amazon-shop", false)]
    [InlineData("cognito", false)]
    public void F13_O13_The_name_of_an_app_begins_nothing_that_aws_keeps_for_itself(string app, bool isReserved)
    {
        var problems = Of($"app: {app}\nimages: {{web: web}}\nservices:\n  web: {{port: 80, uses: [files]}}\nresources: {{files: bucket}}\n"
            + "environments: {prod: {region: eu-west-1}}\n");
        problems.Count(p => p.Contains("FL014")).ShouldBe(isReserved ? 1 : 0, string.Join('\n', problems));
    }

    [Theory]
    [InlineData("access", "'access' is a reserved word")]
    [InlineData("zone", "'zone' is a reserved word")]
    [InlineData("edge", "'edge' is a reserved word")]
    [InlineData("x-ray", "names that begin with x- are those of extras")]
    [InlineData("xray")]
    [InlineData("zones")]
    public void F13_Names_of_our_own_stacks_are_reserved(string name, params string[] problems) =>
        SmallApp.Problems($"services:\n  {name}: {{image: web, port: 80}}").ShouldBe(problems.Select(p => $"error: {p}"));

    [Theory]
    [InlineData("order", "order_app")]
    [InlineData("select", "select_app")]
    [InlineData("template1", "template1_app")]
    [InlineData("public", "public_app")]
    [InlineData("rds-copy", "rds_copy_app")]
    [InlineData("orders", "orders")]
    public void F13_A_database_has_no_name_that_postgres_reads_as_a_word(string app, string name) =>
        DatabaseName.For(World.Read($"app: {app}\nimages: {{web: .}}\nservices:\n  web: {{port: 80}}\n")).ShouldBe(name);

    [Theory]
    [InlineData("bucket, name: sthree-files")]
    [InlineData("bucket, name: files--x-s3")]
    [InlineData("bucket, name: amzn-s3-demo-bucket")]
    public void F13_A_bucket_has_no_name_that_s3_keeps_for_itself(string bucket) =>
        SmallApp.Problems($"services:\n  web: {{port: 80, uses: [files]}}\nresources:\n  files: {{type: {bucket}}}").Count.ShouldBe(1);

    [Theory]
    [InlineData("fifo: true, dead_letter: {name: dead}", "the name of a fifo queue ends in .fifo, and 'dead' does not")]
    [InlineData("dead_letter: {name: dead.fifo}", "only the name of a fifo queue ends in .fifo")]
    [InlineData("fifo: true, name: work, dead_letter: {name: dead.fifo}", "the name of a fifo queue ends in .fifo, and 'work' does not")]
    [InlineData("fifo: true, name: work.fifo, dead_letter: {name: dead.fifo}")]
    [InlineData("fifo: true, dead_letter: {after: 3}")]
    public void Every_name_of_a_queue_ends_as_its_kind_does(string queue, params string[] problems) =>
        SmallApp.Problems($"services:\n  web: {{uses: [work]}}\nresources:\n  work: {{type: queue, {queue}}}")
            .ShouldBe(problems.Select(p => $"error: {p}"));

    [Theory]
    [InlineData("redis", "4", "error: ElastiCache has no Redis 4")]
    [InlineData("redis", "5", "error: ElastiCache has no Redis 5")]
    [InlineData("redis", "99", "error: ElastiCache has no Redis 99")]
    [InlineData("postgres", "99", "error: RDS has no PostgreSQL 99")]
    [InlineData("postgres", "10", "error: RDS has no PostgreSQL 10")]
    [InlineData("postgres", "19", "warning: RDS has no PostgreSQL 19 that this version of Fairlead knows of")]
    [InlineData("search", "\"7.10\"", "error: OpenSearch Service has no OpenSearch 7.10")]
    [InlineData("search", "\"2.4\"", "error: OpenSearch Service has no OpenSearch 2.4")]
    [InlineData("search", "\"3.9\"", "warning: OpenSearch Service has no OpenSearch 3.9 that this version of Fairlead knows of")]
    [InlineData("postgres", "18")]
    [InlineData("search", "\"2.11\"")]
    public void A_version_is_one_that_there_is(string type, string version, params string[] problems) =>
        SmallApp.Problems($"services:\n  web: {{uses: [it]}}\nresources:\n  it: {{type: {type}, version: {version}}}").ShouldBe(problems);

    [Theory]
    [InlineData("6", "redis", "6.2")]
    [InlineData("7", "valkey", "7.2")]
    [InlineData("8", "valkey", "8.0")]
    [InlineData("9", "valkey", "9.0")]
    public void A_cache_has_the_version_that_was_written(string version, string engine, string made)
    {
        var group = SmallApp.OfType(SmallApp.Of("services:\n  web: {uses: [it]}\nresources:\n"
            + $"  it: {{type: redis, version: {version}}}").Stacks, "AWS::ElastiCache::ReplicationGroup").Single().Properties;
        (SmallApp.Shown(group.At("Engine")), SmallApp.Shown(group.At("EngineVersion"))).ShouldBe((engine, made));
    }

    // Fails on AWS half-way where it is tried at once.
    [Theory]
    [InlineData("false", "true", true)]
    [InlineData("true", "false", true)]
    [InlineData("false", "preferred", false)]
    [InlineData("preferred", "true", false)]
    [InlineData("true", "preferred", false)]
    [InlineData("preferred", "false", false)]
    public void A_cache_begins_and_ends_to_be_encrypted_in_two_steps(string before, string after, bool isRefused)
    {
        static Walked With(string tls) =>
            Walked.Of($"services:\n  web: {{port: 80, uses: [it]}}\nresources:\n  it: {{type: redis, tls: {tls}}}\n");
        var (old, wanted) = (With(before), With(after));
        Updates.Unsupported(old["it"], wanted["it"], Walked.Changes(old, wanted).Single(c => c.Stack == "shop-prod-it"))
            .Select(u => u.Message).ShouldBe(isRefused ? ["a cache is not encrypted, or stops to be, in one step"] : []);
    }

    [Fact]
    public void Another_owner_of_a_volume_is_told_that_what_is_there_stays_whose_it_is()
    {
        static Walked With(int user) =>
            Walked.Of("services:\n  web: {port: 80, mounts: {/data: it}}\nresources:\n"
            + $"  it: {{type: volume, owner: \"{user}:{user}\"}}\n");
        Updates.Disruptive(Walked.Changes(With(1000), With(2000)).Single(c => c.Stack == "shop-prod-it"))
            .ShouldContain(n => n.Contains("still belongs to user 1000"));
    }

    [Theory]
    [InlineData("{cron: \"0 7 * * *\", min: 4}", "{MaxCapacity: 9, MinCapacity: 4}")]
    [InlineData("{cron: \"0 7 * * *\", max: 20}", "{MaxCapacity: 20, MinCapacity: 2}")]
    [InlineData("{cron: \"0 7 * * *\", min: 1, max: 1}", "{MaxCapacity: 1, MinCapacity: 1}")]
    public void A_time_says_what_is_other_than_usual(string time, string action) =>
        SmallApp.Shown(SmallApp.OfType(SmallApp.Of($"services:\n  web: {{port: 80, scale: {{min: 2, max: 9, schedule: [{time}]}}}}").Stacks,
            "AWS::ApplicationAutoScaling::ScalableTarget").Single().Properties.At("ScheduledActions")).ShouldContain(action);

    [Theory]
    [InlineData("{cron: \"0 7 * * *\", min: 10}", "max (9) is less than min (10)")]
    [InlineData("{cron: \"0 7 * * *\", max: 1}", "max (1) is less than min (2)")]
    [InlineData("{cron: \"0 7 * * *\"}", "scale.schedule needs 'min' or 'max'")]
    [InlineData("{cron: \"0 7 * * *\", min: 3, timezone: Nowhere}", "'Nowhere' is not a time zone")]
    public void A_time_that_can_not_be_is_refused(string time, string problem) =>
        SmallApp.Problems($"services:\n  web: {{port: 80, scale: {{min: 2, max: 9, schedule: [{time}]}}}}").ShouldBe([$"error: {problem}"]);

    [Fact]
    public void A_time_has_a_time_zone() =>
        SmallApp.Shown(SmallApp.OfType(SmallApp.Of("services:\n  web: {port: 80, scale: {min: 2, max: 9, schedule: [{cron: \"0 7 * * *\","
            + " timezone: Europe/Paris, min: 4}]}}").Stacks, "AWS::ApplicationAutoScaling::ScalableTarget").Single()
            .Properties.At("ScheduledActions")).ShouldContain("Timezone: Europe/Paris");

    private static List<string> Of(string yaml) =>
        [.. Core.AppFile.AppFileReader.Read(new Core.Sources.Source("fairlead.yaml", yaml), "prod", World.AnyFiles.Instance,
            Fairlead.Aws.Checks.AwsChecks.Check).Problems.Select(p => $"{p.Code.Id} {p.Message}")];
}
