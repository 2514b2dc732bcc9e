using System.Text.RegularExpressions;
using System.Xml.Linq;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>The house as docs/design.md draws it, held by tests.</summary>
public partial class DesignTests
{
    private const int LongestFile = 300;
    private const int LongestFunction = 40;
    private const int LongestCommand = 80;
    private const int MostParameters = 5;

    // Each exception has its reason.
    private static readonly Dictionary<string, string> LongFiles = new()
    {
        ["src/Fairlead.Docker/Api/Engine.cs"] = "one method per engine call; splitting it would only hide that it is a list",
        ["src/Fairlead.Core/Yaml/YamlReader.cs"] = "one reader with its limits; the parts share its position",
        ["src/Fairlead.Cli/Commands/SecretCommand.cs"] = "five small commands under one word",
    };

    private static readonly Dictionary<string, string> LongFunctions = new()
    {
        ["Keys.cs"] = "declarations",
        ["KeyOfProperty.cs"] = "a table",
    };

    public static TheoryData<string, string[]> References() => new()
    {
        { "Fairlead.Core", [] },
        { "Fairlead.Images", ["Fairlead.Core"] },
        { "Fairlead.Docker", ["Fairlead.Core", "Fairlead.Images"] },
        { "Fairlead.Aws", ["Fairlead.Core", "Fairlead.Images"] },
        { "Fairlead.Import", ["Fairlead.Core"] },
        { "Fairlead.Cli", ["Fairlead.Core", "Fairlead.Docker", "Fairlead.Images", "Fairlead.Aws", "Fairlead.Import"] },
    };

    [Theory]
    [MemberData(nameof(References))]
    public void References_equal_the_picture(string project, string[] expected)
    {
        var file = XDocument.Load(Repository.Path("src", project, project + ".csproj"));
        var references = file.Descendants("ProjectReference").Select(r => r.Attribute("Include")!.Value);
        references.Select(Path.GetFileNameWithoutExtension).ShouldBe(expected);
    }

    [Fact]
    public void Pure_folders_have_no_effects()
    {
        string[] folders =
        [
            "src/Fairlead.Core/", "src/Fairlead.Import/", "/Plan/",
            "Aws/CloudFormation/", "Aws/Iam/", "Aws/Net/", "Aws/Stacks/", "Aws/Checks/",
        ];
        // These have none of their own: they await what they are given.
        string[] seam = ["ITarget.cs", "EventStream.cs", "StopOnFailure.cs"];
        var pure = Sources().Where(f => folders.Any(f.Name.Contains) && !seam.Contains(Path.GetFileName(f.Name)));
        pure.Where(f => Effects().IsMatch(f.Text)).Select(f => f.Name).ShouldBeEmpty();
    }

    [Fact]
    public void Namespaces_are_folders()
    {
        foreach (var file in Sources().Where(f => f.Text.Contains("namespace ")))
        {
            var folder = Path.GetDirectoryName(file.Name)!["src/".Length..].Replace('/', '.');
            Namespace().Match(file.Text).Groups[1].Value.ShouldBe(folder, file.Name);
        }
    }

    [Fact]
    public void Files_are_short()
    {
        var longOnes = Sources().Where(f => f.Lines.Length > LongestFile).Select(f => f.Name).ToList();
        longOnes.Except(LongFiles.Keys).ShouldBeEmpty();
        Sources()
            .Where(f => f.Name.Contains("/Commands/") && f.Lines.Length > LongestCommand).Select(f => f.Name)
            .Except(LongFiles.Keys.Append("src/Fairlead.Cli/Commands/UpCommand.cs").Append("src/Fairlead.Cli/Commands/Deployment.cs"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Functions_are_short_and_constructors_take_few_things()
    {
        var faults = new List<string>();
        foreach (var file in Sources().Where(f => !LongFunctions.ContainsKey(Path.GetFileName(f.Name))))
        {
            faults.AddRange(LongOnes(file.Lines).Select(f => $"{file.Name}:{f.Line} {f.Length} lines"));
            var wide = Constructor().Matches(file.Text).Where(m => Parameters(m.Groups[1].Value) > MostParameters);
            faults.AddRange(wide.Select(m => $"{file.Name}: {m.Value.Split('(')[0]}"));
        }

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Shipped_code_has_no_loose_ends()
    {
        Sources().Where(f => LooseEnds().IsMatch(f.Text)).Select(f => f.Name).ShouldBeEmpty();
        Sources().Where(f => VagueName().IsMatch(f.Text)).Select(f => $"{f.Name}: {VagueName().Match(f.Text).Value}").ShouldBeEmpty();
    }

    [Fact]
    public void Links_in_documents_lead_somewhere()
    {
        foreach (var document in Directory.GetFiles(Repository.Root, "*.md")
            .Concat(Directory.GetFiles(Repository.Path("docs"), "*.md"))
            .Concat(Directory.GetFiles(Repository.Path("examples"), "*.md", SearchOption.AllDirectories)))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                var target = link.Groups[1].Value.Split('#')[0];
                if (target.Length > 0 && !target.Contains("://"))
                {
                    Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
                        .ShouldBeTrue($"{Path.GetFileName(document)} links to {target}");
                }
            }
        }
    }

    [Fact]
    public void The_design_document_is_short_and_names_real_files()
    {
        var text = File.ReadAllText(Repository.Path("docs", "design.md"));
        text.Split('\n').Length.ShouldBeLessThan(250);
        foreach (Match name in SourceName().Matches(text))
        {
            Path.Exists(Repository.Path("src", name.Groups[1].Value)).ShouldBeTrue($"docs/design.md names {name.Groups[1].Value}");
        }
    }

    private static IEnumerable<(string Name, string Text, string[] Lines)> Sources() =>
        Directory.GetFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            .Select(f => (Name: Path.GetRelativePath(Repository.Root, f), f))
            .Where(f => !f.Name.Contains("/obj/") && !f.Name.Contains("/bin/"))
            .Select(f => (f.Name, Text: File.ReadAllText(f.f)))
            .Select(f => (f.Name, f.Text, f.Text.Split('\n')));

    // A member's body stands between braces at the depth of members: four spaces in a class, eight in a nested one.
    private static IEnumerable<(int Line, int Length)> LongOnes(string[] lines)
    {
        for (var i = 1; i < lines.Length; i++)
        {
            var indent = lines[i].Length - lines[i].TrimStart().Length;
            if (lines[i].Trim() != "{" || indent is not (4 or 8) || IsType(lines[i - 1]))
            {
                continue;
            }

            var end = Array.FindIndex(lines, i, l => l.StartsWith(new string(' ', indent) + "}"));
            if (indent == 4 && end - i - 1 > LongestFunction)
            {
                yield return (i, end - i - 1);
            }
        }
    }

    private static bool IsType(string line) =>
        TypeLine().IsMatch(line) || line.TrimStart().StartsWith(": ") || line.TrimStart().StartsWith("where ");

    private static int Parameters(string list)
    {
        var depth = 0;
        var count = list.Trim().Length == 0 ? 0 : 1;
        foreach (var c in list)
        {
            depth += c is '<' or '(' or '[' ? 1 : c is '>' or ')' or ']' ? -1 : 0;
            count += c == ',' && depth == 0 ? 1 : 0;
        }

        return count;
    }

    [GeneratedRegex(@"\basync\b|\bawait\b|HttpClient|\bFile\.(Read|Write|Exists|Open)|Directory\.|Process\.Start|Console\.")]
    private static partial Regex Effects();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"(?:sealed|static|partial|internal|public) class \w+(?:<\w+>)?\(([^{;]*?)\)(?=\s*(?:[:{;]|where))",
        RegexOptions.Singleline)]
    private static partial Regex Constructor();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b|\bXXX\b")]
    private static partial Regex LooseEnds();

    [GeneratedRegex(
        @"(class|record|interface|enum) \w*"
        + @"(Manager|Helper|Util|Utils|Handler|Processor|Orchestrator|Factory|Base|Impl|Info|Data|Context)\b(?<!BuildContext)")]
    private static partial Regex VagueName();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(Fairlead\.\w+/[\w./]+\.cs)`")]
    private static partial Regex SourceName();

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\b")]
    private static partial Regex TypeLine();
}
