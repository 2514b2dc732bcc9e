using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>
/// Small wrong files, and what is said of each. The first line may name an environment: <c># environment: production</c>.
/// </summary>
public class WrongTests
{
    private const string Mark = "# environment: ";

    public static string Folder { get; } = Repository.Path("tests", "wrong");

    public static TheoryData<string> Names() =>
        [.. Directory.GetFiles(Folder, "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Wrong(string name)
    {
        var text = File.ReadAllText(Path.Combine(Folder, name + ".yaml"));
        var environment = text.StartsWith(Mark) ? text.Split('\n')[0][Mark.Length..] : AppEnvironment.Local;
        var result = AppFileReader.Read(new Source($"{name}.yaml", text), environment, RecordedFiles.Instance);
        result.Problems.ShouldNotBeEmpty();
        Golden.Check(Path.Combine(Folder, name + ".txt"), string.Concat(result.Problems.Select(ProblemText.Render)));
        foreach (var problem in result.Problems)
        {
            problem.Suggestion.ShouldNotBeNullOrEmpty($"{name}: what to write instead of it: {problem.Message}");
        }
    }
}
