using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fairlead.Core.Targets;

/// <summary>
/// Takes known secret values out of what others wrote (logs, reasons, remarks), in the forms programs write them, before it is shown or
/// recorded. What we say ourselves never has a value in it, and a secret that is an ordinary word must not blot out ours.
/// </summary>
public sealed class Redactor
{
    private const string Mask = "***";

    // Shorter values would blot out ordinary words.
    private const int Shortest = 6;

    // Whoever has "postgres" for a password has no secret.
    private const int LongestWord = 20;

    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private List<string> forms = [];

    public bool KnowsAny => forms.Count > 0;

    public static Redactor Knowing(IReadOnlyDictionary<string, string> secrets)
    {
        var redactor = new Redactor();
        foreach (var value in secrets.Values)
        {
            redactor.Learn(value);
        }

        return redactor;
    }

    public void Learn(string value)
    {
        foreach (var line in value.Split('\n').Append(value))
        {
            var text = line.Trim();
            if (text.Length >= Shortest)
            {
                known.Add(text);
                known.Add(Uri.EscapeDataString(text));
                known.Add(JsonEncodedText.Encode(text).ToString());
                known.Add(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());
                known.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
                known.Add(GoQuoted(text));
                known.Add(text.Replace("'", "'\\''", StringComparison.Ordinal));
            }
        }

        // Longest first, so that no form leaves the rest of a longer one behind.
        forms = [.. known.OrderByDescending(f => f.Length)];
    }

    /// <summary>What others wrote.</summary>
    public string Clean(string text) => Clean(text, forms);

    /// <summary>What we say ourselves: words stay what they are.</summary>
    public string CleanOurs(string text) => Clean(text, forms.Where(f => !IsWord(f)));

    private static bool IsWord(string form) => form.Length < LongestWord && form.All(char.IsAsciiLetter);

    private static string Clean(string text, IEnumerable<string> forms)
    {
        foreach (var form in forms)
        {
            if (text.Contains(form, StringComparison.Ordinal))
            {
                text = text.Replace(form, Mask, StringComparison.Ordinal);
            }
        }

        return text;
    }

    // As the engine writes what it was given: strconv.Quote of Go.
    private static string GoQuoted(string text)
    {
        var quoted = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '\x7f' => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }

        return quoted.ToString();
    }
}
