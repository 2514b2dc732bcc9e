using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Fairlead.Cli.Init;

/// <summary>Texts as YAML: plain where that is safe, in double quotes elsewhere.</summary>
internal static partial class YamlScalar
{
    private static readonly SearchValues<char> FlowSigns = SearchValues.Create(",[]{}: ");
    private static readonly SearchValues<char> Openers = SearchValues.Create("[]{}\"'");

    /// <summary>A value that ends its line.</summary>
    public static string Block(string value) => IsPlain(value) ? value : Quoted(value);

    /// <summary>A value inside <c>{…}</c> or <c>[…]</c>.</summary>
    public static string Flow(string value) => IsPlain(value) && value.AsSpan().IndexOfAny(FlowSigns) < 0 ? value : Quoted(value);

    /// <summary>A key; those that other readers take for booleans in quotes.</summary>
    public static string Key(string key) => IsPlain(key) && key.ToUpperInvariant() is not ("ON" or "OFF" or "YES" or "NO" or "TRUE" or "FALSE" or "Y" or "N") ? key : Quoted(key);

    public static string List(IReadOnlyList<string> words) => $"[{string.Join(", ", words.Select(w => Flow(Interpolation.Render(w))))}]";

    /// <summary>A command: one text where every word is plain, else a list.</summary>
    public static string Command(IReadOnlyList<string> words) => words.All(w => PlainWord().IsMatch(w)) ? Block(string.Join(' ', words)) : List(words);

    private static bool IsPlain(string value) =>
        PlainText().IsMatch(value)
        && !value.Contains(": ", StringComparison.Ordinal) && !value.Contains(" #", StringComparison.Ordinal) && value[^1] is not (':' or ' ')
        && Reference().Replace(value, "").AsSpan().IndexOfAny(Openers) < 0
        && !Sixties().IsMatch(value)
        && value is not ("null" or "Null" or "NULL");

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"", value.Length + 2);
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\t' => text.Append("\\t"),
                < ' ' or (>= '\x7f' and <= '\xa0') or '\u2028' or '\u2029' or '\ufeff' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        return text.Append('"').ToString();
    }

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
