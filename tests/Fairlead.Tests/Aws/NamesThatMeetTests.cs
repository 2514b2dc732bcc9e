using Fairlead.Aws.Checks;
using Fairlead.Aws.CloudFormation;
using Fairlead.Core.AppFile;
using Fairlead.Core.Sources;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>No two things of one file, or of neighbours, come out with one name.</summary>
public class NamesThatMeetTests
{
    [Theory]
    [InlineData("eu-db", "dev-eu", "'eu-db' in dev and 'db' of dev-eu would both be the stack shop-dev-eu-db")]
    [InlineData("eu", "dev-eu", "'eu' in dev and all of dev-eu would both be the stack shop-dev-eu")]
    public void S4_F12_two_environments_whose_names_join_are_refused(string name, string other, string message)
    {
        foreach (var environment in new[] { "dev", other })
        {
            Problems($"app: shop\nimages: {{web: web}}\nservices:\n  {name}: {{}}\n  db: {{}}\nenvironments:"
                + $" {{dev: {{region: eu-west-1}}, {other}:"
                + " {region: eu-west-1}}\n", environment).ShouldContain(message);
        }
    }

    [Fact]
    public void In_another_region_they_do_not_meet() =>
        Problems("app: shop\nimages: {web: web}\nservices: {eu-db: {}, db: {}}\nenvironments: {dev: {region: eu-west-1}, dev-eu: {region:"
            + " us-east-1}}\n", "dev").ShouldBeEmpty();

    [Theory]
    [InlineData("my--app", "prod", "'my--app' can not be the name of an app on AWS: it has two hyphens in a row")]
    [InlineData("shop", "prod--eu", "'prod--eu' can not be the name of an environment on AWS: it has two hyphens in a row")]
    public void Two_hyphens_stand_between_parts_and_in_none(string app, string environment, string message) =>
        Problems($"app: {app}\nimages: {{web: web}}\nservices: {{web: {{}}}}\nenvironments: {{{environment}: {{region: eu-west-1}}}}\n",
            environment)
            .ShouldContain(message);

    [Fact]
    public void A_scope_begins_the_names_of_one_environment_alone()
    {
        string[] names = ["a", "a-b", "b", "b-c", "a-b-c", "xn", "sthree", new string('a', 40), new string('a', 39) + "b", "a0"];
        var rules = new[] { NameRule.Bucket, NameRule.LoadBalancer, NameRule.Schedule, NameRule.Endpoint };
        foreach (var rule in rules)
        {
            var scopes = names.SelectMany(a => names.Select(e => PhysicalName.ScopeOf(rule, a, e))).ToList();
            scopes.Where(s => scopes.Count(o => o.StartsWith(s, StringComparison.Ordinal)) > 1).ShouldBeEmpty();
            PhysicalName.For(rule, names[7], names[8], new string('n', 40)).Length.ShouldBeLessThanOrEqualTo(rule.Longest - rule.Kept);
            PhysicalName.For(rule, "xn", "b", "c").ShouldNotStartWith("xn--");
        }
    }

    private static string[] Problems(string yaml, string environment) =>
        [.. AppFileReader.Read(new Source("fairlead.yaml", yaml), environment, World.AnyFiles.Instance, AwsChecks.Check).Problems
            .Select(p => p.Message)];
}
