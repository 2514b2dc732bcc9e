using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>
/// Every row that is proved by templates has a test with its number in the name, and so has every fault of the real systems that a template
/// can repeat.
/// </summary>
public sealed partial class RowsCoveredTests
{
    private static readonly int[] Rows =
    [
        3, 4, 5, 6, 7, 12, 14, 15, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 34, 35, 37, 40, 41, 42, 44, 45, 46, 54, 57, 59, 60, 61, 63, 64,
        65, 66, 71, 72, 73, 75, 76, 81, 83, 84, 85, 86, 88, 89,
        91, 92, 93, 96, 98, 99, 100, 103, 105, 110, 111, 116, 117, 118, 121, 122, 124, 125, 127, 128, 130, 131, 134, 135, 136, 137, 139,
        140, 147, 148, 149, 150, 151, 152, 153, 154, 179, 182,
        190, 211, 212, 213, 214,
    ];

    private static readonly Dictionary<int, string> Excused = new()
    {
        [154] = "the role of developers is for later: there is nothing in the file that asks for it",
    };

    private static readonly int[] Defects =
        [1, 2, 3, 9, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 42, 43,
        44, 45, 47, 50];

    private static readonly Dictionary<int, string> OfCommands = new()
    {
        [4] = "when a pipeline runs", [5] = "what a deploy leaves out", [6] = "exit codes", [7] = "what a build does",
        [8] = "what a check compares", [10] = "what a pipeline covers",
        [16] = "what a command asks before it runs", [22] = "what is in an image", [41] = "when a job runs", [46] = "what a shell changes",
        [48] = "what a guide says", [49] = "what a tool needs",
    };

    [Fact]
    public void Every_row_of_templates_has_a_test() => Rows.Except(Numbers(Row())).ShouldBe(Excused.Keys);

    [Fact]
    public void Every_number_stands_in_the_list_of_capabilities()
    {
        var listed = File.ReadLines(Repository.Path("docs", "capabilities.md"))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .Where(c => c.Length > 2 && int.TryParse(c[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(c => int.Parse(c[1], CultureInfo.InvariantCulture)).ToHashSet();
        listed.Count.ShouldBe(219);
        Numbers(Row()).Concat(Rows).Distinct().Except(listed).ShouldBeEmpty();

        // In every project of tests, by the text: a name that looks like a row's and is read as none would never be missed.
        var named = Directory.GetFiles(Repository.Path("tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => RowTest().Matches(File.ReadAllText(f)).Select(m => m.Groups["name"].Value)).ToList();
        named.Count.ShouldBeGreaterThan(Rows.Length / 2);
        named.Where(n => !Row().IsMatch(n)).ShouldBeEmpty();
        named.SelectMany(n => Row().Matches(n)).SelectMany(m => m.Groups["number"].Captures)
            .Select(c => int.Parse(c.Value, CultureInfo.InvariantCulture)).Except(listed).ShouldBeEmpty();
    }

    [Fact]
    public void Every_fault_that_a_template_can_repeat_has_a_test()
    {
        var tested = Numbers(Defect());
        Defects.Except(tested).ShouldBeEmpty();
        tested.Except(Defects).Except(OfCommands.Keys).ShouldBeEmpty();
        Enumerable.Range(1, 50).Except(Defects).ShouldBe(OfCommands.Keys);
    }

    [Fact]
    public void Row_099_sending_mail_is_a_right_of_the_one_that_may_and_takes_no_keys()
    {
        var app =
            Walked.Of(
            "services:\n  web: {port: 80, route: /, permissions: [{allow: [\"ses:SendEmail\"], to:"
            + " \"arn:aws:ses:eu-west-2:111122223333:identity/example.org\"}]}\n  other: {}\n");
        app.Role("web").ShouldContain(s => s.Contains("\"ses:SendEmail\"") && s.Contains("identity/example.org"));
        app.Role("other").ShouldAllBe(s => !s.Contains("ses:"));
        app.Role("web", "ExecutionRole").ShouldAllBe(s => !s.Contains("ses:"));
        app.Stacks.SelectMany(s => s.Resources).ShouldAllBe(r => r.Type != "AWS::IAM::AccessKey" && r.Type != "AWS::IAM::User");
        Walked.Problems("services:\n  web: {port: 80, route: /, env: {AWS_ACCESS_KEY_ID: \"${secret}\"}}\n")
            .ShouldContain(p => p.Contains("AWS_ACCESS_KEY_ID"));
    }

    // A name that belongs to the account, and a first try that failed leaves nothing that stands in the way of the next.
    [Fact]
    public void D11_a_bucket_does_not_stand_in_the_way_of_the_next_try()
    {
        var app = Walked.Of("resources: {files: bucket}\n");
        app.Part("files", "Bucket", "BucketName").ShouldBe("""{"Fn::Join":["",["shop--prod--files-",{"Ref":"AWS::AccountId"}]]}""");
        app["files"].Find("Bucket")!.DeletionPolicy.ShouldBe(new DeletionPolicy("RetainExceptOnCreate", "Retain"));
    }

    [Fact]
    public void D37_one_version_is_used_everywhere_and_its_extensions_are_created()
    {
        var app = Walked.Of("resources: {db: {type: postgres, version: 15, extensions: [postgis]}}\n");
        app.Part("db", "ParameterGroup", "Family").ShouldBe("\"postgres15\"");
        app["db"].FindParameter("EngineVersion")!.Pattern.ShouldBe("15(\\.[0-9]+)*");
        DeployTimeWork.Describe(app.App)
            .ShouldContain(s => s.Name == "db" && s.Text.Contains("gets the extension postgis by the deploy, before anything uses it"));
    }

    [Fact]
    public void D47_the_one_poller_is_gone_before_the_next_comes()
    {
        var bot = Walked.Example("connections", "production", t => t)["bot"].Find("Service")!.Properties;
        var rollout = Walked.Text(bot["DeploymentConfiguration"]!);
        rollout.ShouldContain("\"MaximumPercent\":100");
        rollout.ShouldContain("\"MinimumHealthyPercent\":0");
        Walked.Text(bot["AvailabilityZoneRebalancing"]!).ShouldBe("\"DISABLED\"");
    }

    // Two services that say the same secret get the same value, from one place.
    [Fact]
    public void D50_a_password_that_two_know_is_one()
    {
        var app =
            Walked.Of(
            "secrets: {MAPS: ask}\nservices:\n  api: {port: 80, route: /, env: {MAPS_PASSWORD: \"${secret.MAPS}\"}}\n  maps: {port: 80,"
            + " env: {ADMIN_PASSWORD: \"${secret.MAPS}\"}}\n");
        app.Variable("maps", "ADMIN_PASSWORD").ShouldBe(app.Variable("api", "MAPS_PASSWORD"));
        app.Variable("api", "MAPS_PASSWORD").ShouldContain("parameter/shop/prod/MAPS");
        var geoserver = Walked.Example("otakaro", "production", t => t);
        geoserver.Variable("geoserver", "GEOSERVER_ADMIN_PASSWORD").ShouldBe(geoserver.Variable("api", "GEOSERVER_ADMIN_PASSWORD"));
    }

    // Row_027_028_spot, Row_077_and_080 and Row_118_Row_125 are two numbers each; D35_D36 too.
    private static HashSet<int> Numbers(Regex pattern) =>
    [
        .. typeof(RowsCoveredTests).Assembly.GetTypes().SelectMany(t => t.GetMethods())
            .Where(m => m.GetCustomAttributes(typeof(FactAttribute), inherit: true).Length > 0)
            .SelectMany(m => pattern.Matches(m.Name)).SelectMany(m => m.Groups["number"].Captures)
            .Select(c => int.Parse(c.Value, CultureInfo.InvariantCulture)),
    ];

    [GeneratedRegex("(?:^|_)Row(?:_(?:and_)?(?<number>[0-9]{3})(?=_))+")]
    private static partial Regex Row();

    [GeneratedRegex(@"\b(?:void|Task)\s+(?<name>(?:\w+_)?[Rr]ows?_?[0-9]\w*)\s*\(")]
    private static partial Regex RowTest();

    [GeneratedRegex("(?:^|_)D(?<number>[0-9]{2})(?=_)")]
    private static partial Regex Defect();
}
