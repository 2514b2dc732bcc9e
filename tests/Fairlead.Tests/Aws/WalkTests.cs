using System.Text;
using System.Text.Json;
using Fairlead.Aws.Checks;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>From the app file to templates: the systems, and what the judges say of them.</summary>
public class WalkTests
{
    private static readonly CloudFormationFacts Facts = CloudFormationFacts.Load();

    public static TheoryData<string, string> Systems() => new()
    {
        { "cgap", "cgap-mastertest" },
        { "cgap", "cgap-production" },
        { "connections", "production" },
        { "consultation-analyser", "dev" },
        { "consultation-analyser", "preprod" },
        { "consultation-analyser", "prod" },
        { "hera", "test" },
        { "hera", "production-turkey" },
        { "otakaro", "production" },
    };

    [Theory]
    [MemberData(nameof(Systems))]
    public void System_is_as_expected(string name, string environment)
    {
        var text = new StringBuilder();
        foreach (var stack in Stacks(name, environment))
        {
            text.Append(stack.Name).Append(":\n").AppendJoin('\n', Lines(stack)).Append("\n\n");
        }

        Golden.Check(Repository.Path("tests", "examples", "aws", $"{name}.{environment}.txt"), text.ToString());
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void Schemas_limits_and_order_have_nothing_to_say(string name, string environment)
    {
        var stacks = Stacks(name, environment);
        stacks.SelectMany(s => Validation.Validate(Facts, s)).Select(f => f.ToString()).ShouldBeEmpty();
        stacks.SelectMany(s => QuotaCheck.Exceeded(s, StackJson.Render(s).Length)).ShouldBeEmpty();
        StackOrder.Dangling(stacks).ShouldBeEmpty();
        StackOrder.Groups(stacks)[0].ShouldContain(s => s.Name.StartsWith("fairlead-"));
    }

    [Theory]
    [MemberData(nameof(Systems))]
    public void Controls_of_the_profile_hold(string name, string environment)
    {
        var report = ControlReport.Evaluate(Stacks(name, environment), RequiredControls.OptOuts(Read(name, environment)));
        report.Failed.Select(f => $"{f.Control.Id} {f.Control.Title}: {f.Stack} {f.Resource.Id}").ShouldBeEmpty();
        report.Passed.ShouldBeGreaterThan(20);
    }

    [CfnLintFact]
    public void The_judge_has_nothing_to_say()
    {
        var stacks = Systems().Select(s => (Name: (string)s[0], Environment: (string)s[1]))
            .SelectMany(
            s => Stacks(s.Name, s.Environment).Select(t => (Stack: t, Region: t.Region ?? Read(s.Name, s.Environment).Environment.Region)));
        foreach (var group in stacks.GroupBy(s => s.Region))
        {
            CfnLint.Judge([.. group.Select(s => s.Stack)], group.Key).ShouldBeEmpty();
        }
    }

    [Fact]
    public void No_kind_begins_another() =>
        LogicalIdPrefix.All.SelectMany(a => LogicalIdPrefix.All.Where(b => a != b && b.StartsWith(a)).Select(b => $"{a} begins {b}"))
        .ShouldBeEmpty();

    [Fact]
    public void Reordering_and_comments_change_no_byte()
    {
        const string Head = "app: shop\nimages: {web: web}\nenvironments: {prod: {region: eu-west-1}}\n";
        var first =
            Rendered(Head
            + "services:\n  web: {port: 80, route: /}\n  api: {port: 81, route: /api}\nresources:\n  db: {type: postgres, version: 16,"
            + " size: db.t4g.micro}\n");
        var second =
            Rendered("# a remark\n" + Head
            + "resources:\n  db: {size: db.t4g.micro, version: 16, type: postgres}\nservices:\n  api:\n    route: /api # here\n    port:"
            + " 81\n  web: {route: /, port: 80}\n");
        second.ShouldBe(first);
    }

    // A line for each part: a change shows as the lines it changes, and nine environments stay readable.
    private static IEnumerable<string> Lines(Stack stack)
    {
        using var template = JsonDocument.Parse(StackJson.Render(stack));
        return [.. template.RootElement.EnumerateObject().Where(s => s.Value.ValueKind == JsonValueKind.Object)
            .SelectMany(s => s.Value.EnumerateObject().Select(m => $"{s.Name}.{m.Name} {m.Value.GetRawText()}"))];
    }

    private static string[] Rendered(string yaml)
    {
        var read = AppFileReader.Read(new Source("fairlead.yaml", yaml), "prod", World.AnyFiles.Instance, AwsChecks.Check);
        read.App.ShouldNotBeNull(string.Concat(read.Problems.Select(p => p.Message + "\n")));
        return [.. Walked.TemplatesOf(read.App, Facts).Select(s => s.Name + Encoding.UTF8.GetString(StackJson.Render(s)))
            .Order(StringComparer.Ordinal)];
    }

    private static List<Stack> Stacks(string name, string environment) => [.. Walked.TemplatesOf(Read(name, environment), Facts)];

    private static App Read(string name, string environment)
    {
        var folder = Repository.Path("examples", name);
        return AppFileReader.Read(new Source("fairlead.yaml", AppFileText.Read(Path.Combine(folder, "fairlead.yaml"))), environment,
            new ProjectFolder(folder), AwsChecks.Check).App!;
    }
}
