using System.Text.RegularExpressions;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>What docs/from-copilot.md says is so: its example comes out as it shows, its commands are there, and so are its keys.</summary>
public sealed partial class FromOthersTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Repository.Path("docs", "from-copilot.md"));

    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("fairlead-from-");

    public void Dispose() => temporary.Delete(recursive: true);

    [Fact]
    public async Task The_example_comes_out_as_it_is_shown()
    {
        var place = Directory.CreateDirectory(Path.Combine(temporary.FullName, "shop")).FullName;
        foreach (Match file in Shown().Matches(Page))
        {
            var path = Path.Combine(place, file.Groups["path"].Value);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, file.Groups["text"].Value);
        }

        await File.WriteAllTextAsync(Path.Combine(place, "Dockerfile"), "FROM debian:bookworm-slim\nCOPY . .\n");
        using var run = new CommandRun(place);
        (await run.Run("init")).ShouldBe(0, run.Error);
        var written = await File.ReadAllTextAsync(Path.Combine(place, "fairlead.yaml"));
        AppDocument.Write(written).ShouldBe(AppDocument.Write(Yaml().Match(Page).Groups["text"].Value));
        run.Error.ShouldContain("| fairlead secret set");
    }

    [Fact]
    public async Task Every_command_of_the_page_is_one()
    {
        using var run = new CommandRun(temporary.FullName);
        var calls = Call().Matches(Page).Select(m => m.Groups["command"].Value).Distinct().ToList();
        calls.Count.ShouldBeGreaterThan(10);
        foreach (var call in calls)
        {
            (await run.Run([.. call.Split(' '), "--help"])).ShouldBe(0, $"{call}: {run.Error}");
        }
    }

    [Theory]
    [InlineData("copilot")]
    [InlineData("compose")]
    [InlineData("kamal")]
    [InlineData("procfile")]
    public async Task One_of_several_formats_can_be_chosen(string format)
    {
        var place = Copied("several");
        using var run = new CommandRun(place);
        (await run.Run("init", "--print", "--from", format)).ShouldBe(0, run.Error);
        run.Error.ShouldContain("was, as you said");
        run.Output.ShouldContain("services:\n  web:");
    }

    [Fact]
    public async Task What_is_not_there_can_not_be_chosen()
    {
        using var run = new CommandRun(Copied("several"));
        (await run.Run("init", "--from", "ecs")).ShouldBe(1);
        run.Error.ShouldContain("there is nothing of ecs here");
        (await run.Run("init", "--from", "compos")).ShouldBe(2);
        run.Error.ShouldContain("did you mean 'compose'?");
    }

    [Fact]
    public async Task The_report_is_there_for_programs_too()
    {
        using var run = new CommandRun(Copied("keys-without-counterpart"));
        (await run.Run("init", "--json")).ShouldBe(3);
        var findings = System.Text.Json.JsonDocument.Parse(run.Output).RootElement.GetProperty("findings").EnumerateArray().ToList();
        findings.ShouldContain(f => f.GetProperty("serves").GetBoolean() && f.GetProperty("subject").GetString() == "web"
            && f.GetProperty("place").GetString()!.StartsWith("compose.yaml:"));
    }

    private string Copied(string name)
    {
        var (from, place) = (Repository.Path("tests", "init", name), Path.Combine(temporary.FullName, name));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "fairlead.yaml"))
        {
            var to = Path.Combine(place, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return place;
    }

    [GeneratedRegex(@"^```text (?<path>\S+)\n(?<text>.*?)^```$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Shown();

    [GeneratedRegex(@"^```yaml\n(?<text>.*?)^```$", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Yaml();

    [GeneratedRegex(@"`fairlead (?<command>[a-z]+(?: set)?)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Call();
}
