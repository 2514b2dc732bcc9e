using System.Text;
using System.Text.Json;

namespace Fairlead.Cli.Output;

/// <summary>Takes known secret values out of whatever is about to be shown, in the forms programs write them.</summary>
internal sealed class Redactor
{
    private const string Mask = "***";

    // Shorter values would blot out ordinary words.
    private const int Shortest = 6;

    private readonly List<string> forms = [];

    public void Learn(string value)
    {
        foreach (var line in value.Split('\n').Append(value))
        {
            var text = line.Trim();
            if (text.Length >= Shortest)
            {
                forms.Add(text);
                forms.Add(Uri.EscapeDataString(text));
                forms.Add(JsonEncodedText.Encode(text).ToString());
                forms.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
            }
        }

        // Longest first, so that no form leaves the rest of a longer one behind.
        forms.Sort((a, b) => b.Length - a.Length);
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
