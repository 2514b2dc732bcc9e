using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>The five systems: each passes in each of its environments, and <c>config</c> shows what it becomes there.</summary>
public class ExampleTests
{
    private static readonly string Examples = Repository.Path("examples");

    // Schedules show their next runs, counted from here.
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 2, 0, TimeSpan.Zero);

    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (var folder in Directory.GetDirectories(Examples).Where(f => File.Exists(Path.Combine(f, "fairlead.yaml"))).Order())
        {
            foreach (var environment in AppFileReader.Environments(SourceOf(folder)))
            {
                all.Add(Path.GetFileName(folder), environment);
            }
        }

        return all;
    }

    [Fact]
    public void There_are_five() => All().Select(e => (string)e[0]).Distinct().ShouldBe(["cgap", "connections", "consultation-analyser", "hera", "otakaro"]);

    [Theory]
    [MemberData(nameof(All))]
    public void Example(string name, string environment)
    {
        var folder = Path.Combine(Examples, name);
        var result = AppFileReader.Read(SourceOf(folder), environment, new ProjectFolder(folder));
        string.Concat(result.Problems.Select(ProblemText.Render)).ShouldBeEmpty();
        Golden.Check(Repository.Path("tests", "examples", $"{name}.{environment}.txt"), ConfigText.Of(result.App!, Now, t => t));
    }

    private static Source SourceOf(string folder) => new("fairlead.yaml", AppFileText.Read(Path.Combine(folder, "fairlead.yaml")));
}
