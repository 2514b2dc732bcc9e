using System.Collections.Concurrent;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>
/// What <c>check</c> refuses of a file, <c>plan</c> and <c>render</c> refuse; what <c>plan</c> refuses, <c>render</c> refuses with the same
/// words, and writes nothing. Asked of all files of the tests, by the commands. Only a check looks into version control, and at what stands
/// under other environments' names.
/// </summary>
public sealed class AgreementTests : IDisposable
{
    // A plan for local asks git, and waits for it.
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 4 };

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-agreement-").FullName;
    private readonly ConcurrentQueue<string> faults = new();

    public static TheoryData<string> Environments() => [.. AwsEnvironments.All.Keys];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Of_every_case_and_example()
    {
        var files = new[] { "cases", "../examples" }.SelectMany(f => Directory.GetDirectories(Repository.Path("tests", f)))
            .Select(f => Path.Combine(f, "fairlead.yaml")).Where(File.Exists).ToList();
        using var engine = new FakeEngine(new World { Folder = folder }, "hello");
        foreach (var file in files)
        {
            var source = new Source("fairlead.yaml", await File.ReadAllTextAsync(file));
            foreach (var environment in AppFileReader.Environments(source).Append(AppEnvironment.Local).Distinct())
            {
                await Ask(Path.GetRelativePath(Repository.Root, file), file, environment, engine.Host);
            }
        }

        string.Join('\n', faults).ShouldBeEmpty();
        files.Count.ShouldBeGreaterThan(60);
    }

    [Fact]
    public async Task Of_every_wrong_file() => await AskAll([.. Directory.GetFiles(WrongTests.Folder, "*.yaml").Order()
        .Select(f => (Path.GetFileName(f), File.ReadAllText(f)))]);

    [Fact]
    public async Task Of_every_file_that_stands_in_a_test()
    {
        await AskAll([.. WrittenFiles.All.Select(t => (t, t))]);
        WrittenFiles.All.Count.ShouldBeGreaterThan(200);
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public async Task Of_every_good_file_that_is_made_wrong(string name)
    {
        var app = AwsEnvironments.All[name];
        Copy(Repository.Path(name.Split(' ')[0]), folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "large.yml"), Breaks.LargeTemplate);
        var document = YamlWriter.Write(app.Document);
        var file = Path.Combine(folder, "fairlead.yaml");
        foreach (var wrong in Breaks.All)
        {
            if (wrong.Change(app, document) is { } text && text != document)
            {
                await File.WriteAllTextAsync(file, text);
                (await Ask(wrong.Name, file, app.Environment.Name, null)).Render.ShouldNotBe(0, wrong.Name);
            }
        }

        string.Join('\n', faults).ShouldBeEmpty();
    }

    private async Task AskAll(IReadOnlyList<(string Name, string Text)> files)
    {
        using var engine = new FakeEngine(new World { Folder = folder }, "shop");
        await Parallel.ForEachAsync(files.Index(), AtOnce, async (file, _) =>
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, $"{file.Index}")).FullName;
            var environment = WrittenFiles.Write(own, file.Item.Text);
            await Ask(file.Item.Name, Path.Combine(own, "fairlead.yaml"), environment, engine.Host);
        });

        string.Join('\n', faults).ShouldBeEmpty();
    }

    private async Task<Agreement> Ask(string name, string file, string environment, string? engine)
    {
        var agreement = await Agreement.Ask(file, environment, engine);
        if (agreement.Broken is { } broken)
        {
            faults.Enqueue($"{environment}: {broken}\n{name}");
        }

        return agreement;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
