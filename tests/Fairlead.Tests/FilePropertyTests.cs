using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Aws.Checks;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;
using Fairlead.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Config = FsCheck.Config;

namespace Fairlead.Tests;

/// <summary>What holds for every app file, and for every slip in one.</summary>
public class FilePropertyTests
{
    // Valid files, each with its folder and one of its environments.
    private static readonly (
        string Text,
        string Folder,
        string Environment)[] Valid = [.. Directory.GetFiles(Repository.Path("examples"), "fairlead.yaml", SearchOption.AllDirectories)
        .Concat(
            new[] { "every-key", "every-key-on-aws", "hera-full", "smallest", "yaml-anchors" }.Select(
                c => Repository.Path("tests", "cases", c, "fairlead.yaml")))
        .SelectMany(
            f => AppFileReader.Environments(new Source("f", File.ReadAllText(f))).Select(
                e => (File.ReadAllText(f), Path.GetDirectoryName(f)!, e)))
        .Where(f => Read(f.Item1, f.Item2, f.e).App is not null)];

    private static readonly string[] Nasty =
    [
        "${AWS::AccountId}", "{{resolve:ssm:/x}}", "{{resolve:secretsmanager:x:SecretString:y}}", "$(id)", "`id`", "; rm -rf /", "\"", "'",
        "\\", "\\n", "\n", "\r\n", "two\nlines\n",
        "\t", " lead", "trail ", "", "null", "~", "true", "1.10", "010", "0o10", "1_000", "22:22", "2024-01-01", "no", "%", "@x", "`",
        "&a", "*a", "!t", "|", ">", "#", "a #b", "a: b", "- x", "? y", "[", "]", "{", "}",
        "$", "$$", "$${x}", "${", "${}", "${x", "Fn::Sub", "{\"Ref\": \"x\"}", "!Ref x", "AWS::Include", "ü", "\u202Egnp.exe", "\u200B",
        "e\u0301", "\uFEFF", "\u2028", "😀", "-----BEGIN", new string('x', 30_000), new string('x', 65_536),
    ];

    [Fact]
    public void Whatever_the_bytes_reading_ends_with_an_app_or_with_problems() => Prop.ForAll(
        Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf().ToArbitrary(),
        bytes =>
        {
            var result = AppFileReader.Read(new Source("f", Encoding.UTF8.GetString(bytes)), AppEnvironment.Local, RecordedFiles.Instance);
            (result.App is null).ShouldBe(result.Problems.Any(p => p.Severity == Severity.Error));
        }).Check(Tries.Few.WithMaxTest(2000).WithEndSize(300));

    [Fact]
    public void Order_quotes_and_comments_change_nothing() =>
        Prop.ForAll(Gen.Elements(Valid).ToArbitrary(), Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), (file, seed) =>
    {
        var root = (MapNode)YamlReader.Read(new Source("f", file.Text), new ProblemList())!;
        var random = new System.Random(seed);
        var written = YamlWriter.Write((MapNode)Shuffle(root, random), _ => random.Next(3) == 0 ? "a comment: {with} \"signs\"" : null);
        var again = Read(written, file.Folder, file.Environment);
        again.Problems.Where(p => p.Severity == Severity.Error).Select(ProblemText.Render).ShouldBeEmpty(written);
        ModelText.Sorted(again.App!).ShouldBe(ModelText.Sorted(Read(file.Text, file.Folder, file.Environment).App!));
    }).Check(Tries.Few.WithMaxTest(200));

    public static TheoryData<string> NastyTexts() => [.. Nasty];

    [Theory]
    [MemberData(nameof(NastyTexts))]
    public void A_nasty_text_arrives_as_it_is_or_is_refused(string nasty)
    {
        var place = new Span(new Source("f", ""), 1, 1, 1);
        var scalar = new ScalarNode(nasty, Quoted: true, place);
        foreach (var key in new[] { "env", "command", "value" })
        {
            var root = (MapNode)YamlReader.Read(
                new Source("f", "app: shop\nimages: {web: .}\nservices: {web: {}}\nresources: {doc: config}\n"), new ProblemList())!;
            var web = new MapNode(
                [
                    new Entry(
                        "command", place,
                        new ListNode(
                            [
                                new ScalarNode("run", Quoted: false, place),
                                key == "command" ? scalar : new ScalarNode("x", Quoted: false, place)
                            ],
                            place)),
                    new Entry("env", place, new MapNode(key == "env" ? [new Entry("A", place, scalar)] : [], place))
                ],
                place);
            var doc = new MapNode(
                [
                    new Entry("type", place, new ScalarNode("config", Quoted: false, place)),
                    new Entry("values", place, new MapNode(key == "value" ? [new Entry("A", place, scalar)] : [], place))
                ],
                place);
            root = root with { Entries = [.. root.Entries.Where(e => e.Key is not ("services" or "resources")),
                new Entry("services", place, new MapNode([new Entry("web", place, web)], place)), new Entry(
                    "resources",
                    place,
                    new MapNode([new Entry("doc", place, doc)], place))] };

            var result = AppFileReader.Read(new Source("f", YamlWriter.Write(root)), AppEnvironment.Local, RecordedFiles.Instance);
            if (result.App is not { } app)
            {
                result.Problems.ShouldContain(p => p.Severity == Severity.Error);
                continue;
            }

            var arrived = key switch { "env" => app.Services["web"].Env.Single().Value.Constant,
                "command" => app.Services["web"].Command![1], _ => (
                    (Core.Model.Config)app.Resources["doc"]).Values.Single().Value.Constant };
            arrived.ShouldBe(nasty.Replace("$${", "${"));
        }
    }

    // Near is a place within three lines: the problem's own, the other one that it shows, or a line that it names. Only a key that is
    // gone with its whole line has no place any more; then a problem has to name it, or the anchor that was set there.
    [Fact]
    public void A_slip_is_told_near_its_place() => Prop.ForAll(Slips().ToArbitrary(), slip =>
    {
        var result = Read(slip.Text, slip.Folder, slip.Environment);
        var errors = result.Problems.Where(p => p.Severity == Severity.Error).ToList();
        if (errors.Count > 0)
        {
            result.Problems.ShouldContain(
                p => IsNear(p, slip),
                $"{slip.Kind} at line {slip.Line} "
                    + $"({string.Join(' ', slip.Gone)})\n{string.Concat(errors.Take(5).Select(ProblemText.Render))}\n"
                    + Around(slip.Text, slip.Line));
        }
    }).Check(Tries.Few.WithMaxTest(10_000));

    private static bool IsNear(Problem problem, Slip slip)
    {
        var words = $"{problem.Message} {problem.Suggestion}";
        var lines = Regex.Matches(words, @"\bline (\d+)").Select(m => int.Parse(m.Groups[1].Value)).Append(problem.Span.Line);
        lines = problem.Related is { } related ? lines.Append(related.Span.Line) : lines;
        return lines.Any(l => Math.Abs(l - slip.Line) <= 3)
            || slip.Gone.Any(name => Regex.IsMatch(words, $@"(?<![\w-]){Regex.Escape(name)}(?![\w-])"));
    }

    private static string Around(string text, int line) => string.Join('\n', text.Split('\n').Skip(Math.Max(0, line - 4)).Take(8));

    private static ReadResult Read(string text, string folder, string environment) =>
        AppFileReader.Read(new Source("fairlead.yaml", text), environment, new AnyFiles(folder), AwsChecks.Check);

    internal static Node Shuffle(Node node, System.Random random) => node switch
    {
        MapNode map =>
            map with { Entries = [.. map.Entries.OrderBy(_ => random.Next()).Select(e => e with { Value = Shuffle(e.Value, random) })] },
        ListNode list => list with { Items = [.. list.Items.Select(i => Shuffle(i, random))] },
        ScalarNode scalar => scalar with { Quoted = scalar.Quoted || (!scalar.IsNull && random.Next(2) == 0) },
        _ => node,
    };

    private static Gen<Slip> Slips() =>
        from file in Gen.Elements(Valid)
        from at in Gen.Choose(0, file.Text.Length - 1)
        from kind in Gen.Choose(0, 6)
        from letter in Gen.Elements("abcxyz019_-:{}[],\"' #&*!|>\t$%@`/.\\".ToCharArray())
        select Slip.Make(file, at, kind, letter);

    /// <summary>One edit of a valid file.</summary>
    /// <param name="Line">Where it was made.</param>
    /// <param name="Gone">The key of the line and its anchor, where the line was deleted or is a comment now.</param>
    private sealed record Slip(string Text, string Folder, string Environment, string Kind, int Line, IReadOnlyList<string> Gone)
    {
        public static Slip Make((string Text, string Folder, string Environment) file, int at, int kind, char letter)
        {
            var text = file.Text;
            var start = text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1;
            var end = text.IndexOf('\n', at) is >= 0 and var e ? e + 1 : text.Length;
            var (name, edited) = kind switch
            {
                0 => ("insert", text.Insert(at, letter.ToString())),
                1 => ("delete", text.Remove(at, 1)),
                2 => ("replace", text.Remove(at, 1).Insert(at, letter.ToString())),
                3 => ("swap", at + 1 < text.Length ? text.Remove(at, 2).Insert(at, $"{text[at + 1]}{text[at]}") : text),
                4 => ("delete line", start < end ? text.Remove(start, end - start) : text),
                5 => ("repeat line", start < end ? text.Insert(start, text[start..end]) : text),
                _ => ("indent", text.Insert(start, "  ")),
            };
            var line = text.AsSpan(0, at).Count('\n') + 1;
            return new Slip(edited, file.Folder, file.Environment, name, line, GoneFrom(text, edited, name, line));
        }

        // Deleted, made a comment, or joined to a comment above.
        private static IReadOnlyList<string> GoneFrom(string before, string after, string kind, int line) =>
            kind == "delete line" || (LineOf(after, line).TrimStart().StartsWith('#') && LineOf(before, line).Contains(':'))
                ? NamesOf(LineOf(before, line))
            : LineOf(before, line).Contains(" #") && after.Count(c => c == '\n') < before.Count(c => c == '\n')
                ? NamesOf(LineOf(before, line + 1))
            : [];

        private static string LineOf(string text, int line) => text.Split('\n').ElementAtOrDefault(line - 1) ?? "";

        private static IReadOnlyList<string> NamesOf(string line) =>
            [.. Regex.Matches(line, @"^\s*(?:- )?""?(?<name>[\w./-]+)""? *:|(?<=: )&(?<name>[\w-]+)").Select(m => m.Groups["name"].Value)];
    }

    private sealed class AnyFiles(string folder) : IProjectFiles
    {
        private readonly ProjectFolder real = new(folder);

        public PathKind Find(string relativePath, PathKind expected) => expected;

        public Source? Overlay(string relativePath) => real.Overlay(relativePath);
    }
}
