using Fairlead.Core.AppFile;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Import;
using Fairlead.Import.Drafts;
using Fairlead.Import.Project;
using Fairlead.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests;

/// <summary>
/// A case is a folder of tests/init: a project, the fairlead.yaml that init must write for it, and what it says (said.txt). A file
/// "folder" names the folder it is to lie in. Secrets in the projects hold the word hunter2, so that it can be seen that none is copied.
/// </summary>
public sealed class InitTests : IDisposable
{
    private static readonly string Cases = Repository.Path("tests", "init");
    private static readonly string[] NotOfTheProject = ["fairlead.yaml", "said.txt", "folder"];

    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("fairlead-init-");

    public void Dispose() => temporary.Delete(recursive: true);

    public static TheoryData<string> Names() => [.. Directory.GetDirectories(Cases).Select(d => Path.GetFileName(d)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Case(string name)
    {
        var (folder, place) = (Path.Combine(Cases, name), Copy(name));
        using var run = new CommandRun(place);
        var code = await run.Run("init");
        var file = Path.Combine(place, "fairlead.yaml");
        var written = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        run.Output.ShouldBeEmpty();
        (written + run.Error).ShouldNotContain("hunter2");
        Golden.CheckOrAbsent(Path.Combine(folder, "fairlead.yaml"), written);
        Golden.Check(Path.Combine(folder, "said.txt"), $"{run.Error}exit {code}\n");
        if (written.Length == 0)
        {
            code.ShouldBe(1);
            return;
        }

        code.ShouldBe(run.Error.Contains("\nmissing ", StringComparison.Ordinal) ? 3 : 0);
        (await run.Run("check")).ShouldBe(0, run.Error);
        run.Error.ShouldBeEmpty();
        (await run.Run("init")).ShouldBe(2);
        (await File.ReadAllTextAsync(file)).ShouldBe(written, "what is there is never written over");
    }

    [Fact]
    public async Task At_a_terminal_it_asks_for_the_name_and_the_public_service()
    {
        using var run = new CommandRun(Copy("two-dockerfiles"), "My Shop", "my-shop", "apy", "api");
        (await run.Run("init", "--print")).ShouldBe(0);
        run.Error.ShouldContain("Name of the app [two-dockerfiles]:");
        run.Error.ShouldContain("'My Shop' can not be the name of an app; write 'my-shop'");
        run.Error.ShouldContain("Which service is public: frontend, api? [frontend]");
        run.Error.ShouldContain("did you mean 'api'?");
        run.Output.ShouldContain("\napp: my-shop\n");
        run.Output.ShouldContain("  api:\n    port: 5000\n    route: /\n");
        run.Output.ShouldContain("  frontend:\n    port: 80  # of nginx:alpine; frontend/Dockerfile exposes none\n");
    }

    [Theory]
    [InlineData(null, "look at  .env, certs/server.key would enter the image web: make .dockerignore, and write each on a line there\n")]
    [InlineData("certs\n", "look at  .env would enter the image web: add it to .dockerignore\n")]
    [InlineData(".env\n**/*.key\n", "")]
    public async Task Secrets_that_would_enter_an_image_are_told(string? ignore, string said)
    {
        var place = Directory.CreateDirectory(Path.Combine(temporary.FullName, "shop")).FullName;
        Directory.CreateDirectory(Path.Combine(place, "certs"));
        var files = new[]
        {
            ("Dockerfile", "FROM debian\nEXPOSE 80\n"),
            (".env", "PASSWORD=hunter2\n"),
            ("certs/server.key", "hunter2\n"),
            (".dockerignore", ignore),
        };
        foreach (var (file, text) in files)
        {
            await (text is null ? Task.CompletedTask : File.WriteAllTextAsync(Path.Combine(place, file), text));
        }

        using var run = new CommandRun(place);
        (await run.Run("init")).ShouldBe(0, run.Error);
        string.Concat(run.Error.Split('\n').Where(l => l.Contains("would enter")).Select(l => l + "\n")).ShouldBe(said);
        run.Error.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Enter_takes_what_it_would_choose_itself()
    {
        var place = Copy("two-dockerfiles");
        using var run = new CommandRun(place, "", null);
        (await run.Run("init")).ShouldBe(0);
        (await File.ReadAllTextAsync(Path.Combine(place, "fairlead.yaml")))
            .ShouldBe(await File.ReadAllTextAsync(Path.Combine(Cases, "two-dockerfiles", "fairlead.yaml")));
    }

    [Fact]
    public async Task Printing_writes_no_file_and_minds_none()
    {
        var place = Copy("one-dockerfile");
        var file = Path.Combine(place, "fairlead.yaml");
        using var run = new CommandRun(place);
        (await run.Run("init", "--print", "--app", "hello")).ShouldBe(0);
        run.Output.ShouldContain("\napp: hello\n");
        File.Exists(file).ShouldBeFalse();
        await File.WriteAllTextAsync(file, "app: mine\n");
        (await run.Run("init", "--print")).ShouldBe(0);
        (await run.Run("init")).ShouldBe(2);
        run.Error.ShouldBe("fairlead: fairlead.yaml is already there, and stays as it is; see what it says: fairlead check\n");
        (await File.ReadAllTextAsync(file)).ShouldBe("app: mine\n");
    }

    [Fact]
    public async Task A_name_that_can_not_be_is_a_problem_of_the_call()
    {
        using var run = new CommandRun(Copy("one-dockerfile"));
        (await run.Run("init", "--app", "Not This")).ShouldBe(2);
        run.Error.ShouldContain("'Not This' can not be the name of an app; write 'not-this'");
        (await run.Run("init", "--file", "nowhere/fairlead.yaml")).ShouldBe(2);
    }

    [Fact]
    public void What_would_be_refused_becomes_a_comment()
    {
        const string Draft = """
            app: x

            images:
              web: .
              other: .

            services:
              web:
                port: 99999
                env:
                  A: ${nothing.url}

            jobs:
              run: {}

            """;
        var accepted = Acceptance.Check(Draft, "fairlead.yaml", RecordedFiles.Instance);
        accepted.Text.ShouldBe("""
            app: x

            images:
              web: .
              other: .

            services:
              web: {}
                # port: 99999  # FL012: '99999' is not a port from 1 to 65535
                # env:
                  # A: ${nothing.url}  # FL021: nothing is named 'nothing'

            # jobs:
              # run: {}  # FL030: 'run' does not say which image it runs

            """);
        accepted.Faults.Count.ShouldBe(3);
        Acceptance.Check("app: 1\n", "fairlead.yaml", RecordedFiles.Instance).App.ShouldBeNull();
    }

    [Fact]
    public void Whatever_the_project_it_ends_with_a_file_that_is_accepted_or_says_why() => Prop.ForAll(Mutated().ToArbitrary(), tree =>
    {
        var found = ProjectSurvey.Read(tree);
        if (found.Nothing is null)
        {
            var text = DraftText.Write(Drafting.Decide(found,
                new Choices("app", found.PublicOnes.Count > 0 ? found.PublicOnes[0].Name : null)));
            var accepted = Acceptance.Check(text, "fairlead.yaml", RecordedFiles.Instance);

            // An edit inside a reference makes one that names no image: then it says so.
            if (accepted.Faults.Any(f => f.Contains("is not an image reference")))
            {
                return;
            }

            accepted.Faults.ShouldBeEmpty(text);
            AppFileReader.Read(new Source("a", text), "local", RecordedFiles.Instance).Problems.Where(p => p.Code != Codes.RemovesNothing)
                .ShouldBeEmpty(text);
        }
    }).Check(Tries.Few.WithMaxTest(1000));

    // A real project with a few random edits in one of its files.
    private static Gen<MemoryTree> Mutated()
    {
        var projects = Directory.GetDirectories(Cases)
            .Select(d => new MemoryTree(Path.GetFileName(d), Files(d).ToDictionary(f => f, f => File.ReadAllText(Path.Combine(d, f)))))
            .ToArray();
        string[] texts =
        [
            "\n", " ", ":", "\"", "${X}", "${X:-y}", "$", "[", "]", "{", "}", "- ", "#", "\\\n", "\ufeff", "\r\n", "<<A", "://", "@",
            "\uE010", "%", "99999", "|", "*a", "null", "é",
        ];
        var edit = from at in Gen.Choose(0, 10_000) from what in Gen.Choose(0, 3) from with in Gen.Elements(texts) select (at, what, with);
        return from project in Gen.Elements(projects)
               from file in Gen.Elements(project.Files.ToArray())
               from edits in edit.ListOf(3)
               select project.With(file, edits.Aggregate(project.Read(file)!, Apply));

        static string Apply(string text, (int At, int What, string With) e)
        {
            var at = text.Length == 0 ? 0 : e.At % text.Length;
            return e.What switch
            {
                0 => text.Insert(at, e.With),
                1 => text.Remove(at, Math.Min(3, text.Length - at)),
                2 => text[..at],
                _ => text.Insert(at, text[at..Math.Min(text.Length, at + 40)]),
            };
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(f => Path.GetRelativePath(folder, f)).Where(f => !NotOfTheProject.Contains(f)).Order(StringComparer.Ordinal);

    private string Copy(string name)
    {
        var from = Path.Combine(Cases, name);
        var place = Path.Combine(temporary.FullName, File.Exists(Path.Combine(from, "folder"))
            ? File.ReadAllText(Path.Combine(from, "folder")).Trim()
            : name);
        foreach (var file in Files(from))
        {
            var to = Path.Combine(place, file);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(Path.Combine(from, file), to);
        }

        return place;
    }

    private sealed class MemoryTree(string name, Dictionary<string, string> texts) : IProjectTree
    {
        public string Name => name;

        public IReadOnlyList<string> Files { get; } = [.. texts.Keys];

        public bool Has(string path) =>
            ProjectPath.Normal(path) is { } normal
                && (normal == "." || texts.ContainsKey(normal) || texts.Keys.Any(t => t.StartsWith(normal + "/")));

        public string? Read(string path) => ProjectPath.Normal(path) is { } normal ? texts.GetValueOrDefault(normal) : null;

        public MemoryTree With(string file, string text) => new(name, new Dictionary<string, string>(texts) { [file] = text });

        public override string ToString() => string.Concat(texts.Select(t => $"--- {t.Key}\n{t.Value}\n"));
    }
}
