using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>
/// R43: in the strict profile each of the five systems meets every control that applies, but for those it names with a reason.
/// </summary>
public sealed partial class StrictTests
{
    private static readonly string Golden = Repository.Path("tests", "examples", "strict.txt");

    // What the file would say, for whoever runs these systems as they are.
    private static readonly Dictionary<string, string> Reasons = new()
    {
        ["CloudFront.4"] = "there is one origin, and nothing that could take over",
        ["ECS.5"] = "the image writes to its root",
        ["ECS.20"] = "the image's own user is used",
        ["ELB.1"] = "there is no domain yet",
        ["ELB.18"] = "there is no domain yet",
        ["Opensearch.5"] = "audit logs need users inside of OpenSearch",
        ["Opensearch.6"] = "one node is enough for this index, which can be built anew",
        ["Opensearch.7"] = "access is by IAM and security group; users inside of OpenSearch would be a second list of the same people",
        ["SecretsManager.1"] = "addresses are composed of it, and would break with nothing running to renew them",
        ["SecretsManager.4"] = "addresses are composed of it, and would break with nothing running to renew them",
    };

    public static TheoryData<string, string> Environments()
    {
        var all = new TheoryData<string, string>();
        foreach (var example in ExampleTests.All().Where(e => (string)e[1] != "local"))
        {
            all.Add((string)example[0], (string)example[1]);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void R43_every_control_is_met_or_has_its_reason(string name, string environment)
    {
        var failing = FailingIn(Walked.Example(name, environment, t => Secured(t, "strict")));
        var app =
            Walked.Example(name, environment,
            t => Secured(t, $"{{profile: strict, except: {{{string.Join(", ", failing.Select(f => $"{f}: \"{Reasons[f]}\""))}}}}}"));
        var report = ControlReport.Evaluate([.. app.Stacks], RequiredControls.OptOuts(app.App));
        report.Failed.Select(f => $"{f.Control.Id} {f.Stack} {f.Resource.Id}").ShouldBeEmpty();
        report.Passed.ShouldBe(report.Applicable);
        report.Applicable.ShouldBeGreaterThan(40);
        report.OptedOut.Select(f => f.Control.Id).Distinct().Except(["KMS.1", "ElastiCache.5"]).Order(StringComparer.Ordinal)
            .ShouldBe(failing);
    }

    [Fact]
    public void R43_what_the_five_systems_do_without_is_written_down()
    {
        var text = new StringBuilder();
        foreach (var (name, environment) in Environments().Select(e => ((string)e[0], (string)e[1])))
        {
            var app = Walked.Example(name, environment, t => Secured(t, "strict"));
            text.Append($"{name}.{environment}:\n");
            foreach (var control in ControlReport.Evaluate([.. app.Stacks], RequiredControls.OptOuts(app.App)).Findings
                .Where(f => f.Verdict != Verdict.Passed).GroupBy(f => f.Control.Id).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                text.Append(
                    $"  {(control.First().OptOut is { } given ? "built in" : "except  ")}  {control.Key} ({control.Count()}) "
                        + $" {control.First().OptOut?.Reason ?? Reasons[control.Key]}\n");
            }
        }

        Support.Golden.Check(Golden, text.ToString());
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task R43_other_profiles_list_every_opt_out(string name, string environment)
    {
        using var there = new CommandRun(Repository.Path("examples", name));
        (await there.Run("plan", "--offline", "--env", environment, "-v")).ShouldBe(0, there.Error);
        var app = Walked.Example(name, environment, t => t);
        var optedOut = ControlReport.Evaluate([.. app.Stacks], RequiredControls.OptOuts(app.App)).OptedOut.ToList();
        optedOut.ShouldNotBeEmpty();
        foreach (var finding in optedOut)
        {
            there.Output.ShouldMatch($@"\n +{Regex.Escape(finding.Control.Id)} +.*{Regex.Escape(finding.OptOut!.Reason)}");
        }

        (await there.Run("plan", "--offline", "--env", environment, "--json")).ShouldBe(0, there.Error);
        using var json = JsonDocument.Parse(there.Output);
        var waivers = json.RootElement.GetProperty("security").GetProperty("optOuts").EnumerateArray()
            .Select(w => w.GetProperty("control").GetString()!);
        waivers.ShouldBe(optedOut.Select(f => f.Control.Id).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task R43_a_refusal_says_the_line_how_to_meet_it_and_how_to_do_without()
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-strict-").FullName;
        using var command = new CommandRun(folder);
        var text =
            "app: shop\nimages: {app: {use: \"example.com/app:1\"}}\nsecurity: strict\nservices:\n  web: {port: 8080, route: /, env: {DB:"
            + " \"${db.url}\"}}\nresources:\n  db: postgres\nenvironments: {prod: {region: us-east-1, domain: shop.example.org}}\n";
        await File.WriteAllTextAsync(Path.Combine(folder, "fairlead.yaml"), text);
        (await command.Run("plan", "--offline", "--env", "prod")).ShouldBe(2);
        Controls(command.Error).ShouldBe(["ECS.20", "ECS.5", "SecretsManager.1", "SecretsManager.4"]);
        command.Error.ShouldContain("fairlead.yaml:5:3: error FL063: ECS.20 is not met");
        command.Error
            .ShouldContain(
            "write user: 1000, or another number, for each; or say why not: security: {profile: strict, except: {ECS.20: reason}}");
        command.Error.ShouldContain("fairlead.yaml:7:3: error FL063: SecretsManager.1 is not met");

        // Two of them are the file's to meet.
        await File.WriteAllTextAsync(Path.Combine(folder, "fairlead.yaml"),
            text.Replace("port: 8080,", "port: 8080, user: \"1000\", exec: false,"));
        (await command.Run("plan", "--offline", "--env", "prod")).ShouldBe(2);
        Controls(command.Error).ShouldBe(["SecretsManager.1", "SecretsManager.4"]);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void The_root_is_read_only_where_strict_asks_for_it_and_nobody_opens_a_shell()
    {
        const string Strict = "security: {profile: strict, except: {ECS.20: x, SecretsManager.1: x}}\n";
        string Root(string service, string security) =>
            Walked.Of($"services: {{web: {{port: 80, route: /{service}}}}}\n{security}")
            .Part("web.task", "Definition", "ContainerDefinitions");
        Root(", exec: false", Strict).ShouldContain("\"ReadonlyRootFilesystem\":true");
        Root("", Strict).ShouldNotContain("ReadonlyRootFilesystem");
        Root(", exec: false", "").ShouldNotContain("ReadonlyRootFilesystem");
        Root(", exec: false", Strict.Replace("ECS.20: x", "ECS.5: x")).ShouldNotContain("ReadonlyRootFilesystem");
    }

    private static IEnumerable<string> Controls(string error) =>
        error.Split('\n').Where(l => l.Contains("FL063: ")).Select(l => l.Split("FL063: ")[1].Split(' ')[0]);

    private static string[] FailingIn(Walked app) =>
        [.. ControlReport.Evaluate([.. app.Stacks], RequiredControls.OptOuts(app.App)).Failed.Select(f => f.Control.Id).Distinct()
        .Order(StringComparer.Ordinal)];

    // In place of what the example says.
    private static string Secured(string text, string security) =>
        $"{SecurityLine().Replace(text, "").TrimEnd()}\nsecurity: {security}\n";

    [GeneratedRegex("^security:.*\n", RegexOptions.Multiline)]
    private static partial Regex SecurityLine();
}
