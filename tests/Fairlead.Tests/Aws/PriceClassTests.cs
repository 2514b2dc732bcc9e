using System.Text.RegularExpressions;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Plan.Cost;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>Nothing is of unknown price by accident: every type is free, priced, or said to be paid by use.</summary>
public sealed partial class PriceClassTests
{
    [Fact]
    public void Every_type_of_the_five_systems_has_a_price_class() =>
        Types(Directory.GetFiles(Repository.Path("tests", "examples", "aws"))).Where(t => PriceClasses.Find(t) is null).ShouldBeEmpty();

    // What the code can make, whatever the file: more than the five systems have.
    [Fact]
    public void Every_type_that_is_made_has_a_price_class()
    {
        var types = Types(Directory.GetFiles(Repository.Path("src", "Fairlead.Aws", "Stacks"), "*.cs", SearchOption.AllDirectories));
        types.Count.ShouldBeGreaterThan(60);
        types.Where(t => PriceClasses.Find(t) is null).ShouldBeEmpty();
    }

    [Fact]
    public void Classes_are_of_types_that_there_are()
    {
        var facts = CloudFormationFacts.Load();
        Types([Repository.Path("src", "Fairlead.Aws", "Plan", "Cost", "PriceClasses.cs")]).Where(t => facts.Find(t) is null)
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_type_nobody_thought_of_is_told_by_its_name()
    {
        var stack = new Stack("shop-prod-x");
        stack.Add(new StackResource("Strange", "AWS::Budgets::Budget", MapValue.Empty));
        Of("x", stack).ShouldBe(["x: Strange (AWS::Budgets::Budget)  unknown"]);
    }

    // What by-hand sums of cost forgot: alarms that scaling makes, the zone of names inside, queues, extras, endpoints' traffic.
    [Fact]
    public void What_is_made_beside_costs_too()
    {
        const string Text = """
            app: shop
            images: {app: {use: "example.com/app:1"}}
            services:
              web: {port: 80, route: /, scale: {min: 1, max: 3, cpu: 70, memory: 80}, env: {API: "${api.url}"}, uses: {orders: send}}
              api: {port: 80}
            jobs: {train: {gpu: 1, instance: g5.xlarge}}
            resources: {orders: queue}
            network: {endpoints: [sqs]}
            environments: {prod: {region: us-east-1, domain: shop.example.org}}
            """;
        var lines =
            Walked.OfFile(Text) is var app
            ? TemplateSurvey.Run(app.App, CloudFormationFacts.Load(), keeps: false).Estimate.Lines
            .Select(l => $"{l.Name}: {l.What}  {l.InWords}").ToList() : [];
        lines.ShouldContain("web: 4 × alarm of its scaling  0.40 $");
        lines.ShouldContain("environment: zone of the names inside  0.50 $");
        lines.ShouldContain("orders: messages  unknown");
        lines.ShouldContain("environment: 2 × endpoint of the network  14.60 $");
        lines.ShouldContain("environment: traffic through endpoints of the network  unknown");
        // No machine stands while no job runs.
        lines.ShouldContain("train: machines while jobs run: 1.006 $ for each hour of g5.xlarge  unknown");
        lines.ShouldAllBe(l => !l.Contains("AWS::"));
        lines.Count(l => l.StartsWith("train: ", StringComparison.Ordinal)).ShouldBe(1);
    }

    private static List<string> Of(string name, Stack stack)
    {
        var usages = new CostUsage();
        usages.Visit(new StackLabel(stack.Name, name, "extras"), stack);
        return [.. Estimate.Calculate(usages.All(), Prices.Load("us-east-1")).Lines.Select(l => $"{l.Name}: {l.What}  {l.InWords}")];
    }

    private static List<string> Types(IEnumerable<string> files) =>
        [.. files.SelectMany(f => Type().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Distinct()
        .Order(StringComparer.Ordinal)];

    // As a value or key, never a pseudo parameter or the end of a longer word.
    [GeneratedRegex("\"(AWS::[A-Za-z0-9]+::[A-Za-z0-9]+)\"")]
    private static partial Regex Type();
}
