using System.Collections.Frozen;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fairlead.Tests.Support;

/// <summary>
/// All files under src, read and bound once: which file uses types of which other. A name that is a type, or a member of one, is a use
/// of the file that declares it (also constants, members of enums, nameof, extension methods); using lines are not.
/// </summary>
internal sealed class SourceGraph
{
    private static readonly Lazy<SourceGraph> All = new(() => new SourceGraph());

    // What an ordinary build adds to every file (ImplicitUsings).
    private const string GlobalUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private readonly CSharpCompilation _compilation;
    private readonly Dictionary<SyntaxTree, string> _names;

    private SourceGraph()
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp14);
        var files = Directory.GetFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            .Select(f => (Path: f, Name: Path.GetRelativePath(Repository.Root, f).Replace('\\', '/')))
            .Where(f => !f.Name.Contains("/obj/") && !f.Name.Contains("/bin/"))
            .OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        _names = files.AsParallel().Select(f => (f.Name, Tree: CSharpSyntaxTree.ParseText(File.ReadAllText(f.Path), options, f.Path)))
            .ToDictionary(f => f.Tree, f => f.Name);
        var libraries = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f => !Path.GetFileName(f).StartsWith("fairlead", StringComparison.OrdinalIgnoreCase))
            .Select(f => MetadataReference.CreateFromFile(f));
        _compilation = CSharpCompilation.Create(
            "Fairlead",
            _names.Keys.Append(CSharpSyntaxTree.ParseText(GlobalUsings, options)),
            libraries,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Disable));

        var uses = _names.AsParallel().Select(f => (f.Value, Read(f.Key))).ToDictionary(f => f.Value, f => f.Item2);
        Uses = uses.ToFrozenDictionary(f => f.Key, f => f.Value.Uses);
        Unbound = [.. uses.SelectMany(f => f.Value.Unbound).Order(StringComparer.Ordinal)];
    }

    public static SourceGraph Instance => All.Value;

    /// <summary>For each file those that it uses, and the first name by which it does.</summary>
    public FrozenDictionary<string, IReadOnlyDictionary<string, string>> Uses { get; }

    /// <summary>Names that were not understood: if they were many, the picture would have holes.</summary>
    public IReadOnlyList<string> Unbound { get; }

    public IEnumerable<SyntaxNode> Roots => _names.Keys.Select(t => t.GetRoot());

    public string NameOf(SyntaxNode node) => _names[node.SyntaxTree];

    /// <summary>Sets of nodes that all reach each other, of two and more, each in the order of its names.</summary>
    public static IEnumerable<IReadOnlyList<string>> Knots(IReadOnlyDictionary<string, HashSet<string>> edges)
    {
        var reached = edges.Keys.ToDictionary(n => n, n => Reached(n, edges));
        var seen = new HashSet<string>();
        foreach (var node in edges.Keys.Order(StringComparer.Ordinal).Where(n => !seen.Contains(n)))
        {
            var knot = reached[node].Where(n => n != node && reached[n].Contains(node)).Append(node).Order(StringComparer.Ordinal).ToList();
            seen.UnionWith(knot);
            if (knot.Count > 1)
            {
                yield return knot;
            }
        }
    }

    private static HashSet<string> Reached(string start, IReadOnlyDictionary<string, HashSet<string>> edges)
    {
        var reached = new HashSet<string>();
        var open = new Stack<string>([start]);
        while (open.TryPop(out var node))
        {
            foreach (var next in edges.GetValueOrDefault(node, []).Where(reached.Add))
            {
                open.Push(next);
            }
        }

        return reached;
    }

    private (IReadOnlyDictionary<string, string> Uses, List<string> Unbound) Read(SyntaxTree tree)
    {
        var model = _compilation.GetSemanticModel(tree);
        var own = _names[tree];
        var uses = new Dictionary<string, string>();
        var unbound = new List<string>();
        var names = tree.GetRoot().DescendantNodes(n => n is not UsingDirectiveSyntax).OfType<SimpleNameSyntax>();
        foreach (var name in names.Where(n => !n.IsVar))
        {
            var info = model.GetSymbolInfo(name);
            var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
            if (symbol is null && name.Identifier.Text is not ("nameof" or "_" or "field"))
            {
                unbound.Add($"{own}:{name.GetLocation().GetLineSpan().StartLinePosition.Line + 1} {name}");
            }

            foreach (var file in DeclaredIn(symbol, name).Where(f => f != own))
            {
                uses.TryAdd(file, name.ToString());
            }
        }

        return (uses, unbound);
    }

    // A type in several files, written only to reach one of its members, is used where that member is declared.
    private IEnumerable<string> DeclaredIn(ISymbol? symbol, SimpleNameSyntax name)
    {
        symbol = symbol is IAliasSymbol alias ? alias.Target : symbol;
        symbol = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol;
        if (symbol is not (INamedTypeSymbol or IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol))
        {
            return [];
        }

        var references = symbol.OriginalDefinition.DeclaringSyntaxReferences;
        if (references.IsEmpty && symbol is not INamedTypeSymbol)
        {
            references = symbol.ContainingType?.OriginalDefinition.DeclaringSyntaxReferences ?? [];
        }

        if (references.Length > 1 && symbol is INamedTypeSymbol && name.Parent is MemberAccessExpressionSyntax or QualifiedNameSyntax)
        {
            return [];
        }

        return references.Select(r => _names.GetValueOrDefault(r.SyntaxTree)).OfType<string>().Distinct();
    }
}
