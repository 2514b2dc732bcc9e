using System.Text.RegularExpressions;
using Fairlead.Core.Yaml;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Compose;

/// <summary>What compose fills into its file: the values of <c>.env</c>, or of the example in its place.</summary>
internal sealed partial class ComposeEnvironment
{
    private ComposeEnvironment(IReadOnlyDictionary<string, string> all, bool isOpen) =>
        (All, Open) = (all, isOpen
            ? all.Where(v => EnvFile.IsHarmless(v.Key, v.Value)).ToDictionary(StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal));

    public IReadOnlyDictionary<string, string> All { get; }

    /// <summary>Those that everybody has who has the project, and that are no secrets: they may be copied.</summary>
    public IReadOnlyDictionary<string, string> Open { get; }

    /// <summary>Of the example what is no secret, as nobody has written his own yet.</summary>
    public static ComposeEnvironment Read(IProjectTree tree, ImportNotes findings)
    {
        if (tree.Read(".env") is { } own)
        {
            return new ComposeEnvironment(Lines(own), EnvFile.IsShared(tree, ".env"));
        }

        if (EnvFile.ExampleOf(tree, ".env") is not { } example || tree.Read(example) is not { } text)
        {
            return new ComposeEnvironment(Lines(""), isOpen: false);
        }

        findings.Read(example, "its values stand for those of .env, where they are no secrets");
        return new ComposeEnvironment(
            Lines(text).Where(v => EnvFile.IsHarmless(v.Key, v.Value)).ToDictionary(StringComparer.Ordinal), isOpen: true);
    }

    /// <summary>The file with <c>${NAME:-default}</c> replaced where the value is known: it comes before the default.</summary>
    public MapNode WithDefaults(MapNode map) => map with { Entries = [.. map.Entries.Select(e => e with { Value = Filled(e.Value) })] };

    private Node Filled(Node node) => node switch
    {
        MapNode map => WithDefaults(map),
        ListNode list => list with { Items = [.. list.Items.Select(Filled)] },
        ScalarNode scalar when scalar.Value.Contains("${", StringComparison.Ordinal) => scalar with
        {
            Value = WithDefault().Replace(scalar.Value, m => Open.TryGetValue(m.Groups["name"].Value, out var value)
                ? value.Replace("$", "$$", StringComparison.Ordinal)
                : m.Value),
        },
        _ => node,
    };

    private static Dictionary<string, string> Lines(string text) =>
        EnvFile.Read(text).DistinctBy(v => v.Key).ToDictionary(StringComparer.Ordinal);

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*):?-[^{}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WithDefault();
}
