using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;
using Fairlead.Import.Dockerfiles;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>
/// Projects of the kinds that people bring, each with the app file that a person would write for it (tests/corpus-import). What init
/// writes is that file, in whatever order and with whatever comments; where it is not, "unlike" says why.
/// </summary>
public sealed class CorpusImportTests : IDisposable
{
    private const int MostAsked = 5;
    private const int Fewest = 40;
    private const int FewestAlike = 34;

    // Files whose first keys, or those of each service, have to be told of.
    private static readonly (string Name, bool IsOfServices)[] Told =
        [("compose", true), ("manifest.yml", false), ("config/deploy.yml", false), ("ask-definition.json", false), ("taskdef.json", false)];

    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("fairlead-corpus-");

    public void Dispose() => temporary.Delete(recursive: true);

    public static TheoryData<string> Names() => [.. CorpusProject.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Project(string name)
    {
        var project = CorpusProject.Read(name);
        var place = project.WriteTo(Path.Combine(temporary.FullName, name));
        using var run = new CommandRun(place);
        var code = await run.Run("init");
        code.ShouldBe(run.Error.Contains("\nmissing ") ? 3 : 0, run.Error);
        var (report, text) = (run.Error, await File.ReadAllTextAsync(Path.Combine(place, "fairlead.yaml")));
        (AppDocument.Write(text) == AppDocument.Write(project.Expected))
            .ShouldBe(project.Unlike is null, $"{AppDocument.Write(project.Expected)}\n\n--- init:\n{AppDocument.Write(text)}\n{text}");
        foreach (var environment in AppFileReader.Environments(new Source("fairlead.yaml", text)))
        {
            (await run.Run("check", "-e", environment)).ShouldBe(0, run.Error);
        }

        var read = AppFileReader.Read(new Source("fairlead.yaml", text), AppEnvironment.Local, RecordedFiles.Instance);
        read.App!.Secrets.Count(s => s.Source == SecretSource.Ask).ShouldBeLessThanOrEqualTo(MostAsked);
        read.App.Services.Where(s => s.Route is not null && KnownImages.Find(read.App.Images[s.Image].Use ?? "").Role == ImageRole.Server)
            .ShouldBeEmpty("a server of data is public");
        ShouldTellOfAll(project, report);
    }

    [Fact]
    public void Most_projects_come_out_as_a_person_would_write_them()
    {
        var all = CorpusProject.All.ToList();
        all.Count.ShouldBeGreaterThanOrEqualTo(Fewest);
        all.Count(p => p.Unlike is null).ShouldBeGreaterThanOrEqualTo(FewestAlike);
    }

    // A key that is in no line of the report was lost without a word.
    private static void ShouldTellOfAll(CorpusProject project, string report)
    {
        var words = report.Split([' ', ',', '\n', ':', '.', '\'', '('], StringSplitOptions.RemoveEmptyEntries)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (path, text) in project.Files)
        {
            if (Told.FirstOrDefault(t => path.Contains(t.Name, StringComparison.Ordinal)) is not { Name: not null } told
                || YamlReader.Read(new Source(path, text), new ProblemList(int.MaxValue)) is not MapNode root)
            {
                continue;
            }

            // Of a service that was left out as a whole that is told, not each of its keys.
            var services = (root["services"] as MapNode)?.Entries.Where(e =>
                !report.Contains($"\n{e.Key}\n  left out", StringComparison.Ordinal))
                .Select(e => e.Value).OfType<MapNode>();
            var keys = told.IsOfServices ? services!.SelectMany(s => s.Entries) : root.Entries;
            keys.Where(e => !e.Value.IsNull).Select(e => e.Key).Distinct().Where(k => !words.Contains(k) && !k.StartsWith("x-"))
                .ShouldBeEmpty($"{path} of {project.Name}: not told of\n{report}");
        }
    }
}
