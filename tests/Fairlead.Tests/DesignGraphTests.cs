using Fairlead.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fairlead.Tests;

/// <summary>
/// Which file uses types of which other, and what the picture allows. What is not so yet stands in a list of tests/design: a fault that
/// is not listed fails, and so does a line that is true no more. The lists only get shorter: bin/accept writes them, "git diff" tells.
/// </summary>
public class DesignGraphTests
{
    private const int LargestKnot = 10;
    private const int WidestLine = 140;

    // One stack of an app takes what others give, so these know each other.
    private static readonly Dictionary<string, int> LargerKnots = new()
    {
        ["src/Fairlead.Aws/Stacks"] = 14,
    };

    // They decide: by type use they reach each other, and neither wire nor effects.
    private static readonly string[] Pure =
    [
        "src/Fairlead.Core/", "src/Fairlead.Images/Plan/", "src/Fairlead.Docker/Plan/", "src/Fairlead.Aws/", "src/Fairlead.Import/",
    ];

    // Apart from these. A file of a target's own folder is where deciding and doing come together.
    private static readonly string[] Effects =
    [
        "src/Fairlead.Aws/Deploy/", "src/Fairlead.Aws/Operate/", "src/Fairlead.Aws/Api/", "src/Fairlead.Aws/AwsTarget.cs",
        "src/Fairlead.Aws/AwsSurroundings.cs",
    ];

    private static readonly string[] NamesThatSayNothing = ["Of", "Tell", "Look"];

    private static SourceGraph Graph => SourceGraph.Instance;

    private static SyntaxToken None => default;

    // Where names are not understood, uses are missed. What is left are members that a generator adds (JSON).
    [Fact]
    public void All_names_are_understood()
    {
        // What the JSON generator writes is in no source.
        var unbound = Graph.Unbound.Where(u => !File.ReadAllText(Repository.Path(u.Split(':')[0])).Contains(": JsonSerializerContext;"))
            .ToList();
        unbound.Count.ShouldBeLessThan(150, string.Join('\n', unbound.Take(20)));
    }

    [Fact]
    public void Folders_of_a_project_have_no_cycles()
    {
        var faults = new List<string>();
        foreach (var parent in Folders())
        {
            var edges = Graph.Uses.Keys.Where(f => IsIn(f, parent)).GroupBy(f => Room(f, parent)).ToDictionary(
                g => g.Key,
                g => g.SelectMany(f => Graph.Uses[f].Keys).Where(u => IsIn(u, parent)).Select(u => Room(u, parent)).ToHashSet());
            faults.AddRange(SourceGraph.Knots(edges).Select(k => $"{parent}: {string.Join(", ", k)}"));
        }

        ShouldEqual(faults, "folder-cycles", f => string.Join('\n', Between(f)));
    }

    [Fact]
    public void Knots_of_files_are_small()
    {
        var knots = SourceGraph.Knots(Graph.Uses.ToDictionary(f => f.Key, f => f.Value.Keys.ToHashSet()))
            .Select(k => (Files: k, Room: k.GroupBy(Folder).OrderByDescending(g => g.Count()).First().Key))
            .Where(k => k.Files.Count > LargerKnots.GetValueOrDefault(k.Room, LargestKnot)).ToDictionary(k => $"{k.Room}: {k.Files.Count}");
        ShouldEqual(knots.Keys, "knots", k => string.Join(' ', knots[k].Files.Select(Path.GetFileName)));
    }

    [Fact]
    public void Pure_folders_reach_no_effects()
    {
        var faults = from file in Graph.Uses.Where(f => IsPure(f.Key))
                     from use in file.Value.Where(u => !IsPure(u.Key))
                     select $"{file.Key["src/".Length..]} uses {use.Key["src/".Length..]}";
        ShouldEqual(faults, "impure");
    }

    [Fact]
    public void A_type_has_a_name_of_its_own()
    {
        var types = from root in Graph.Roots
                    from type in root.DescendantNodes(n => n is not BaseTypeDeclarationSyntax).OfType<MemberDeclarationSyntax>()
                    let name = (type as BaseTypeDeclarationSyntax)?.Identifier ?? (type as DelegateDeclarationSyntax)?.Identifier ?? None
                    where name != None && !type.Modifiers.Any(m => m.Text == "file")
                    group Folder(Graph.NameOf(root)) by name.Text into same
                    where same.Distinct().Count() > 1
                    select same.Key;
        ShouldEqual(types, "names-of-two");
    }

    [Fact]
    public void Methods_say_what_they_do()
    {
        var methods = from root in Graph.Roots
                      from node in root.DescendantNodes()
                      let name = (node as MethodDeclarationSyntax)?.Identifier ?? (node as LocalFunctionStatementSyntax)?.Identifier ?? None
                      where NamesThatSayNothing.Contains(name.Text)
                      group $"{Path.GetFileName(Graph.NameOf(root))} {name}" by Graph.NameOf(root).Split('/')[1];
        var counts = methods.ToDictionary(g => $"{g.Key}: {g.Count()}", g => string.Join(", ", g));
        ShouldEqual(counts.Keys, "vague-methods", g => counts[g]);
    }

    [Fact]
    public void Lines_are_not_wide()
    {
        var folders = new[] { Repository.Path("src"), Repository.Path("tests") };
        var wide = from file in folders.SelectMany(f => Directory.GetFiles(f, "*.cs", SearchOption.AllDirectories))
                   let name = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
                   where !name.Contains("/obj/") && !name.Contains("/bin/") && !name.StartsWith("tests/cases/", StringComparison.Ordinal)
                   from line in File.ReadLines(file).Select((text, i) => (text.Length, Place: $"{Path.GetFileName(name)}:{i + 1}"))
                   where line.Length > WidestLine
                   group line.Place by Folder(name);
        var counts = wide.ToDictionary(g => $"{g.Key}: {g.Count()}", g => string.Join(' ', g));
        ShouldEqual(counts.Keys, "wide-lines", g => counts[g]);
    }

    private static void ShouldEqual(IEnumerable<string> found, string list, Func<string, string>? explain = null)
    {
        var (file, all) = (Repository.Path("tests", "design", list + ".txt"), found.Order(StringComparer.Ordinal).ToList());
        var added = Golden.Accepts ? [] : all.Except(File.ReadAllLines(file)).ToList();
        var told = added.Select(f => $"+ {f}\n    {explain?.Invoke(f)}".TrimEnd());
        Assert.True(added.Count == 0, $"not in tests/design/{list}.txt, which only gets shorter:\n{string.Join('\n', told)}");
        Golden.Check(file, string.Concat(all.Select(f => f + "\n")));
    }

    // The projects, and the folders in them at every depth.
    private static IEnumerable<string> Folders() =>
        Graph.Uses.Keys.SelectMany(f => f.Split('/').Select((_, i) => string.Join('/', f.Split('/').Take(i)))).Distinct()
            .Where(f => f.Contains('/'));

    private static bool IsIn(string file, string folder) => file.StartsWith(folder + "/", StringComparison.Ordinal);

    private static string Folder(string file) => file[..file.LastIndexOf('/')];

    // Below a folder: its own files are one room, and each folder in it with all that is below.
    private static string Room(string file, string parent) => file[(parent.Length + 1)..].Split('/') is [var room, _, ..] ? room : ".";

    private static bool IsPure(string file) => Starts(file, Pure) && !Starts(file, Effects);

    private static bool Starts(string file, string[] with) => with.Any(w => file.StartsWith(w, StringComparison.Ordinal));

    // For each direction between two rooms the files by which it exists, where they are few.
    private static IEnumerable<string> Between(string fault)
    {
        var (parent, rooms) = (fault.Split(": ")[0], fault.Split(": ")[1].Split(", "));
        var uses = from file in Graph.Uses.Where(f => IsIn(f.Key, parent) && rooms.Contains(Room(f.Key, parent)))
                   from use in file.Value.Where(u => IsIn(u.Key, parent) && rooms.Contains(Room(u.Key, parent)))
                   where Room(file.Key, parent) != Room(use.Key, parent)
                   group $"{Path.GetFileName(file.Key)} → {use.Value}" by $"{Room(file.Key, parent)} → {Room(use.Key, parent)}";
        return uses.OrderBy(g => g.Count()).Select(g => $"    {g.Key} ({g.Count()}): {string.Join(", ", g.Take(8))}");
    }
}
