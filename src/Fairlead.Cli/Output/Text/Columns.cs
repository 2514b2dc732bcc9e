using System.Text;
using Fairlead.Cli.Console;

namespace Fairlead.Cli.Output.Text;

/// <summary>Rows of text in aligned columns. Widths are counted without colours.</summary>
internal sealed class Columns(params string[] heads)
{
    private readonly List<(string Plain, string Shown)[]> rows = [];

    public void Add(params string[] cells) => rows.Add([.. cells.Select(c => (Strip(c), c))]);

    public string Render(Paint paint)
    {
        var widths = heads.Select((h, i) => rows.Select(r => i < r.Length ? r[i].Plain.Length : 0).Append(h.Length).Max()).ToArray();
        var text = new StringBuilder();
        if (heads.Any(h => h.Length > 0))
        {
            text.Append(paint.Dim(string.Join("  ", heads.Select((h, i) => h.PadRight(widths[i]))).TrimEnd())).Append('\n');
        }

        foreach (var row in rows)
        {
            var line = new StringBuilder();
            for (var i = 0; i < row.Length; i++)
            {
                line.Append(row[i].Shown).Append(' ', i == row.Length - 1 ? 0 : widths[i] - row[i].Plain.Length + 2);
            }

            text.Append(line.ToString().TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    private static string Strip(string text)
    {
        if (!text.Contains('\e', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\e')
            {
                i = text.IndexOf('m', i);
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }
}
