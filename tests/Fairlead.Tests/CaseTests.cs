using Fairlead.Aws.Checks;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>
/// A case is a folder: fairlead.yaml and what must come out of it, problems.txt or what each target makes of it. New folders are
/// found by themselves.
/// </summary>
public class CaseTests
{
    private static readonly string Cases = Repository.Path("tests", "cases");

    public static TheoryData<string> Names() => [.. Directory.GetDirectories(Cases).Select(d => Path.GetFileName(d)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Case(string name)
    {
        var folder = Path.Combine(Cases, name);
        var source = new Source("fairlead.yaml", AppFileText.Read(Path.Combine(folder, "fairlead.yaml")));
        var environment = File.Exists(Path.Combine(folder, "environment"))
            ? File.ReadAllText(Path.Combine(folder, "environment")).Trim()
            : AppEnvironment.Local;
        var result = AppFileReader.Read(source, environment, new ProjectFolder(folder), AwsChecks.Check);

        Golden.CheckOrAbsent(Path.Combine(folder, "problems.txt"), string.Concat(result.Problems.Select(ProblemText.Render)));

        (result.App is null).ShouldBe(result.Problems.Any(p => p.Severity == Severity.Error));
        if (result.App is { } app)
        {
            RoundTrips(app, environment, folder);
            var isLocal = app.Environment.IsLocal;
            if (!isLocal)
            {
                Golden.Check(Path.Combine(folder, "model.txt"), ModelText.Of(app));
            }

            // Both targets side by side, whichever the file is read for.
            Golden.Check(Path.Combine(folder, "docker.txt"), isLocal ? DockerText.Of(app) : On(source, AppEnvironment.Local, folder));
            Golden.Check(Path.Combine(folder, "aws.txt"), isLocal ? OnAws(source, folder) : AwsText.Of(app));
        }
        else
        {
            // Nothing comes out, so nothing may be left from when something did.
            foreach (var file in new[] { "model.txt", "docker.txt", "aws.txt" })
            {
                Golden.CheckOrAbsent(Path.Combine(folder, file), "");
            }
        }
    }

    // The file's own first environment on AWS. Where it has none, one is added; with a domain, if the file asks for one and has none.
    private static string OnAws(Source source, string folder)
    {
        if (AppFileReader.Environments(source).FirstOrDefault(e => e != AppEnvironment.Local) is { } own)
        {
            return On(source, own, folder);
        }

        var text = source.Text.EndsWith('\n') ? source.Text : source.Text + "\n";
        var asksForDomain = text.Contains("${domain}", StringComparison.Ordinal) && !text.Contains("\ndomain:", StringComparison.Ordinal);
        var aws = $"  aws: {{region: eu-west-2, account: \"111122223333\"{(asksForDomain ? ", domain: example.org" : "")}}}\n";
        text = text.Contains("\nenvironments:\n", StringComparison.Ordinal)
            ? text.Replace("\nenvironments:\n", $"\nenvironments:\n{aws}", StringComparison.Ordinal)
            : $"{text}environments:\n{aws}";
        return On(new Source(source.Name, text), "aws", folder);
    }

    private static string On(Source source, string environment, string folder)
    {
        var result = AppFileReader.Read(source, environment, new ProjectFolder(folder), AwsChecks.Check);
        return result.App is not { } app
            ? string.Concat(result.Problems.Where(p => p.Severity == Severity.Error).Select(p => $"refused {p.Code.Id}: {p.Message}\n"))
            : app.Environment.IsLocal ? DockerText.Of(app) : AwsText.Of(app);
    }

    // What is kept in a release record has to read back as the same app.
    private static void RoundTrips(App app, string environment, string folder)
    {
        var written = YamlWriter.Write(app.Document);
        var again = AppFileReader.Read(new Source("again", written), environment, new ProjectFolder(folder), AwsChecks.Check);
        again.Problems.Where(p => p.Severity == Severity.Error).Select(ProblemText.Render).ShouldBeEmpty(written);
        WithoutLines(ModelText.Of(again.App!)).ShouldBe(WithoutLines(ModelText.Of(app)));
        if (app.Environment.IsLocal)
        {
            DockerText.Of(again.App!).ShouldBe(DockerText.Of(app));
        }

        YamlWriter.Write(again.App!.Document).ShouldBe(written);
    }

    private static string WithoutLines(string text) => string.Join('\n', text.Split('\n').Select(l => l.Split(" line ")[0]));

    [Fact]
    public void Every_problem_code_has_a_case()
    {
        var seen = Directory.GetFiles(Cases, "problems.txt", SearchOption.AllDirectories).Concat(
            Directory.GetFiles(WrongTests.Folder, "*.txt")).SelectMany(File.ReadAllLines).ToList();
        // Found by the command: CommandTests. Of plans: RefusalTests, and DockerPlanTests. Of accounts: Fairlead.Aws.Tests.
        var outside = new[]
        {
            Codes.SecretsTracked, Codes.DataAtRisk, Codes.NoWayThere, Codes.TooMany, Codes.Control, Codes.NotOurs, Codes.SecretAway,
            Codes.Placeholder, Codes.NotEnough, Codes.NotDelegated, Codes.ImageAway,
        };
        Codes.All.Except(outside).Where(c => !seen.Exists(l => l.Contains($" {c.Id}: "))).Select(c => $"{c.Id} {c.Help}").ShouldBeEmpty();
    }

    [Fact]
    public void Problem_codes_are_unique_and_documented()
    {
        Codes.All.Select(c => c.Id).ShouldBeUnique();
        Codes.All.Select(c => c.Id).ShouldBe(Codes.All.Select(c => c.Id).Order());
        Codes.All.ShouldAllBe(c => c.Help.EndsWith('.') && c.Help.Length > 10);
    }
}
