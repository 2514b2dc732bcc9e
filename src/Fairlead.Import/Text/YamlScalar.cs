using System.Buffers;
using System.Text.RegularExpressions;
using Fairlead.Core.Yaml;

namespace Fairlead.Import.Text;

/// <summary>Texts as YAML: plain where that is safe, in double quotes elsewhere.</summary>
internal static partial class YamlScalar
{
    private static readonly SearchValues<char> FlowSigns = SearchValues.Create(",[]{}: ");
    private static readonly SearchValues<char> Openers = SearchValues.Create("[]{}\"'");

    /// <summary>A value that ends its line.</summary>
    public static string Block(string value) => IsPlain(value) ? value : YamlWriter.Quote(value);

    /// <summary>A value inside <c>{…}</c> or <c>[…]</c>.</summary>
    public static string Flow(string value) => IsPlain(value) && value.AsSpan().IndexOfAny(FlowSigns) < 0 ? value : YamlWriter.Quote(value);

    /// <summary>A key; those that other readers take for booleans in quotes.</summary>
    public static string Key(string key) =>
        IsPlain(key) && key.ToUpperInvariant() is not ("ON" or "OFF" or "YES" or "NO" or "TRUE" or "FALSE" or "Y" or "N")
            ? key
            : YamlWriter.Quote(key);

    public static string List(IReadOnlyList<string> words) => $"[{string.Join(", ", words.Select(w => Flow(Interpolation.Render(w))))}]";

    /// <summary>A list of texts of the app file, references and all.</summary>
    public static string Refer(IReadOnlyList<string> texts) => $"[{string.Join(", ", texts.Select(Flow))}]";

    /// <summary>A command: one text where every word is plain, else a list.</summary>
    public static string Command(IReadOnlyList<string> words) =>
        words.All(w => PlainWord().IsMatch(w)) ? Block(string.Join(' ', words)) : List(words);

    private static bool IsPlain(string value) =>
        PlainText().IsMatch(value)
        && !value.Contains(": ", StringComparison.Ordinal)
        && !value.Contains(" #", StringComparison.Ordinal)
        && value[^1] is not (':' or ' ')
        && Reference().Replace(value, "").AsSpan().IndexOfAny(Openers) < 0
        && !Sixties().IsMatch(value)
        && value is not ("null" or "Null" or "NULL");

    [GeneratedRegex(@"\$\{[^{}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();

    // 1000:1000, which older readers take for a number to the base of 60.
    [GeneratedRegex(@"^[0-9]+(?::[0-9]+)+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sixties();

    // From a letter, digit, path, or reference on; printable ASCII throughout.
    [GeneratedRegex(@"^(?:[A-Za-z0-9_/.+(]|\$\{|\$\$|-(?! |$))[\x20-\x7e]*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlainText();

    [GeneratedRegex(@"^[A-Za-z0-9_./:=@%+,^-]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlainWord();
}
