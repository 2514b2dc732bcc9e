using System.Text;
using System.Text.RegularExpressions;

namespace Fairlead.Import.Text;

/// <summary>
/// Texts with variables, between what compose writes and what the app file writes. A normal text is literal but for marks: variables
/// whose value stands elsewhere, and references of the app file. Marks are private characters, so that no text can be taken for one.
/// </summary>
internal static partial class Interpolation
{
    private const char VariableOpen = '\uE010';
    private const char VariableClose = '\uE011';
    private const char LinkOpen = '\uE012';
    private const char LinkClose = '\uE013';
    private const char Default = '\uE014';

    /// <summary>A variable whose value is not here; with <c>?</c> one that may be empty.</summary>
    public static string Variable(string name) => $"{VariableOpen}{name}{VariableClose}";

    public static string Link(string reference) => $"{LinkOpen}{reference}{LinkClose}";

    public static bool HasMarks(string text) => text.AsSpan().IndexOfAny(VariableOpen, LinkOpen) >= 0;

    /// <summary>The name, where the text is one variable and nothing else.</summary>
    public static string? OnlyVariable(string text) =>
        text.Length > 2 && text[0] == VariableOpen && text.IndexOf(VariableClose, StringComparison.Ordinal) == text.Length - 1
            ? NameOf(text[1..^1])
            : null;

    /// <summary>Compose's text: <c>${NAME:-default}</c> is its default, <c>$$</c> a dollar, and only <c>${NAME:?}</c> has to be set. A
    /// default that looks like a secret is passed over.</summary>
    public static string Normal(string text)
    {
        var normal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is >= VariableOpen and <= Default)
            {
                continue;
            }

            if (text[i] != '$' || i + 1 == text.Length)
            {
                normal.Append(text[i]);
            }
            else if (text[i + 1] == '$')
            {
                normal.Append('$');
                i++;
            }
            else if (text[i + 1] == '{' && End(text, i + 2) is var end and > 0)
            {
                normal.Append(Braced(text[(i + 2)..end]));
                i = end;
            }
            else if (Name().Match(text, i + 1) is { Success: true } name)
            {
                normal.Append(Variable(name.Value + "?"));
                i += name.Length;
            }
            else
            {
                normal.Append('$');
            }
        }

        return normal.ToString();
    }

    /// <summary>The text with the values of its variables; null where one is not known or is a secret.</summary>
    public static string? Fill(string? text, IReadOnlyDictionary<string, string> values) =>
        text is null
            ? null
            : Fill(text, inside => values.GetValueOrDefault(NameOf(inside)) is { } value && !SecretSigns.Is(NameOf(inside), value) ? value
                : null);

    /// <summary>As <see cref="Fill(string?, IReadOnlyDictionary{string, string})"/> with secrets too: for looking at, not for
    /// writing.</summary>
    public static string? FillAll(string text, IReadOnlyDictionary<string, string> values) => Fill(
        text, inside => values.GetValueOrDefault(NameOf(inside)) ?? (inside.Split(Default) is [_, var otherwise] ? otherwise : null));

    /// <summary>Without the defaults that may not be copied.</summary>
    public static string WithoutDefaults(string text) => Secret().Replace(text, "");

    /// <summary>As a person would write it: for what is told.</summary>
    public static string Show(string text) => Marked().Replace(text, m => $"${{{NameOf(m.Groups["name"].Value)}}}");

    /// <summary>The text with the values that are known; other variables stay.</summary>
    public static string FillKnown(string text, IReadOnlyDictionary<string, string> values) =>
        Marked().Replace(text, m => Fill(m.Value, values) ?? m.Value);

    private static string? Fill(string text, Func<string, string?> value)
    {
        var filled = Marked().Replace(text, m => value(m.Groups["name"].Value) ?? m.Value);
        return HasMarks(filled) ? null : filled;
    }

    /// <summary>As the app file writes it: variables become secrets of their names, and a literal <c>${</c> is kept one.</summary>
    /// <param name="variable">The variable that the text is for.</param>
    public static string Render(string text, string? variable = null) =>
        Marked().Replace(text.Replace("${", "$${", StringComparison.Ordinal), m =>
            m.Value[0] == LinkOpen ? $"${{{m.Groups["name"].Value}}}"
            : NameOf(m.Groups["name"].Value) is var name && name == variable ? "${secret}" : $"${{secret.{name}}}");

    /// <summary>What stands between the marks.</summary>
    public static string Literal(string text) => Marked().Replace(text, "");

    /// <summary>The variables of a text, and whether each may be empty.</summary>
    public static IEnumerable<(string Name, bool MayBeEmpty)> Variables(string text) =>
        Marked().Matches(text).Where(m => m.Value[0] == VariableOpen)
            .Select(m => (NameOf(m.Groups["name"].Value), m.Groups["name"].Value.EndsWith('?')));

    // Without the mark of one that may be empty, and without a default that may not be copied.
    private static string NameOf(string inside) => inside.Split(Default)[0].TrimEnd('?');

    private static string Braced(string inside)
    {
        var name = Name().Match(inside, 0);
        var rest = inside[name.Length..];
        if (!name.Success || name.Index > 0 || (rest.Length > 0 && rest[0] is not (':' or '-' or '?' or '+')))
        {
            return "";
        }

        var at = rest.AsSpan().IndexOfAny('-', '?', '+');
        var otherwise = at < 0 ? null : rest[(at + 1)..];
        return (at < 0 ? ' ' : rest[at]) switch
        {
            '-' when otherwise!.Length > 0 && !SecretSigns.Is(name.Value, otherwise) => Normal(otherwise),
            '-' when otherwise!.Length > 0 => Variable(otherwise.Contains('$', StringComparison.Ordinal) ? name.Value : name.Value
                + Default + otherwise),
            '?' => Variable(name.Value),
            '+' => "",
            _ => Variable(name.Value + "?"),
        };
    }

    private static int End(string text, int from)
    {
        var depth = 1;
        for (var i = from; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    [GeneratedRegex(@"\uE014[^\uE011]*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\G[A-Za-z_][A-Za-z0-9_]*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\uE010(?<name>[^\uE011]*)\uE011|\uE012(?<name>[^\uE013]*)\uE013", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marked();
}
