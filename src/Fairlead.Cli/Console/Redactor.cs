using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fairlead.Cli.Console;

/// <summary>Takes known secret values out of whatever is about to be shown, in the forms programs write them.</summary>
internal sealed class Redactor
{
    private const string Mask = "***";

    // Shorter values would blot out ordinary words.
    private const int Shortest = 6;

    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private List<string> forms = [];

    public bool KnowsAny => forms.Count > 0;

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
            }
        }

        // Longest first, so that no form leaves the rest of a longer one behind.
        forms = [.. known.OrderByDescending(f => f.Length)];
    }

    public string Clean(string text)
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
}
