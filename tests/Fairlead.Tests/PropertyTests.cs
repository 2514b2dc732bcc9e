using System.Text;
using Fairlead.Aws.Checks;
using Fairlead.Cli.Console;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.State;
using Fairlead.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Config = FsCheck.Config;
using Fairlead.Core.Targets;

namespace Fairlead.Tests;

/// <summary>What holds for any input.</summary>
public class PropertyTests
{
    private static readonly string[] Files = [.. new[] { Repository.Path("tests", "cases"), Repository.Path("tests", "wrong"),
        Repository.Path("examples") }
        .SelectMany(
            f => Directory.GetFiles(f, "*.yaml", SearchOption.AllDirectories)).Select(File.ReadAllText).Where(t => t.Length < 20_000)];

    [Fact]
    public void Whatever_the_text_reading_ends_with_an_app_or_with_problems() => Prop.ForAll(Mutated().ToArbitrary(), text =>
    {
        var source = new Source("fairlead.yaml", text);
        var environments = AppFileReader.Environments(source);
        var result = AppFileReader.Read(
            source, environments.Count == 0 ? AppEnvironment.Local : environments[text.Length % environments.Count],
            RecordedFiles.Instance, AwsChecks.Check);
        (result.App is null).ShouldBe(result.Problems.Any(p => p.Severity == Severity.Error), text);
        foreach (var problem in result.Problems)
        {
            ProblemText.Render(problem).Split('\n').Length.ShouldBe(problem.Related is null ? 4 : 6, text);
        }
    }).Check(Tries.Few.WithMaxTest(2000));

    [Fact]
    public void What_is_written_reads_back_the_same() => Prop.ForAll(Gen.Elements(Files).ToArbitrary(), Arb(), (text, odd) =>
    {
        var source = new Source("a", text);
        if (YamlReader.Read(source, new ProblemList()) is MapNode map)
        {
            var scalar = new ScalarNode(odd, Quoted: true, map.Span);
            var root = new MapNode(
                [
                    .. map.Entries, new Entry("odd", map.Span, scalar),
                    new Entry("list", map.Span, new ListNode([scalar, map], map.Span))
                ],
                map.Span);
            var written = YamlWriter.Write(root);
            var again = (MapNode)YamlReader.Read(new Source("b", written), new ProblemList())!;
            ((ScalarNode)again["odd"]!).Value.ShouldBe(odd);
            YamlWriter.Write(again).ShouldBe(written);
        }
    }).Check(Tries.Few);

    [Fact]
    public void Any_secret_value_is_kept_as_it_is_and_never_shown() => Prop.ForAll(Arb(), value =>
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-secret-");
        try
        {
            var store = new SecretFile(folder.FullName, "local");
            store.Set("NAME", value, default).GetAwaiter().GetResult();
            store.Set("OTHER", "x", default).GetAwaiter().GetResult();
            store.Get("NAME", default).GetAwaiter().GetResult().ShouldBe(value);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        var redactor = new Redactor();
        redactor.Learn(value);
        if (value.Trim().Length >= 6 && !value.Contains('\n') && !value.Contains('*'))
        {
            redactor.Clean(
                $"a {value.Trim()} b {Uri.EscapeDataString(value.Trim())} "
                    + $"{Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Trim()))}").ShouldNotContain(value.Trim());
        }
    }).Check(Tries.Few);

    [Fact]
    public void Every_scope_gets_its_own_subnet_and_every_task_its_own_address() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), seed =>
    {
        var first = Subnet.Choose($"app{seed}_local", []);
        var second = Subnet.Choose($"app{seed}_local", [first.Cidr]);
        second.Cidr.ShouldNotBe(first.Cidr);
        Subnet.Parse(first.Cidr).ShouldBe(first);
        var addresses = first.Free([], null).Take(700).ToList();
        addresses.ShouldBeUnique();
        first.Free([addresses[1]], addresses[0]).First().ShouldBe(addresses[2], "an address is not reused while others are free");
    }).Check(Tries.Few);

    private static Arbitrary<string> Arb() => Gen.OneOf(
        Gen.Elements(
            "plain", "", " ", "null", "~", "true", "1.10", "a: b", "- x", "#", "${x}", "{{resolve:x}}", "\"", "'", "\\", "two\nlines",
            "tab\there", "ü", "\u2028", "@", "`", "%", "&a", "*a", "!t", "a #b", "x:",
            "s3cret/with:odd%chars&more=1"),
        Gen.Choose(32, 126).Select(c => (char)c).ArrayOf().Select(c => new string(c))).ToArbitrary();

    // A real file with a few random edits.
    private static Gen<string> Mutated()
    {
        var edit = from at in Gen.Choose(0, 10_000) from what in Gen.Choose(0, 4) from with in Gen.Elements(
            "\t", "\n", " ", ":", "{", "}", "[", "]", "\"", "'", "&a", "*a", "${", "}", "- ", "<<: ", "|\n", "#", "\0", "null", "€",
            "---\n", "? ") select (at, what, with);
        return from file in Gen.Elements(
            Files.Where(f => f.Length > 0).ToArray()) from edits in edit.ListOf(3) select edits.Aggregate(file, Apply);

        static string Apply(string text, (int At, int What, string With) e)
        {
            var at = text.Length == 0 ? 0 : e.At % text.Length;
            return e.What switch
            {
                0 => text.Insert(at, e.With),
                1 => text.Length == 0 ? text : text.Remove(at, Math.Min(3, text.Length - at)),
                2 => text.Length == 0 ? text : text.Remove(at, 1).Insert(at, e.With),
                3 => text[..at],
                _ => text.Insert(at, text[at..Math.Min(text.Length, at + 40)]),
            };
        }
    }
}
