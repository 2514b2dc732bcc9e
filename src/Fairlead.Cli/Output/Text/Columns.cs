using System.Buffers;
using System.Text;
using Fairlead.Cli.Console;

namespace Fairlead.Cli.Output.Text;

/// <summary>
/// Rows of text in aligned columns. Widths are counted without colours. Where a row is wider than it may be, the widest columns become
/// narrower and their cells several lines.
/// </summary>
internal sealed class Columns(params string[] heads)
{
    private const int Gap = 2;
    private const int Comfortable = 14;
    private const int Narrowest = 6;

    private static readonly SearchValues<char> Parts = SearchValues.Create("/:_-.,");

    private readonly List<(string Plain, string Shown)[]> rows = [];

    public void Add(params string[] cells) => rows.Add([.. cells.Select(c => (Strip(c), c))]);

    public string Render(Paint paint, int most = int.MaxValue)
    {
        var widths = Widths(static cell => cell.Length);
        if (Sum(widths) > most)
        {
            Narrow(widths, Widths(LongestWord), most);
        }

        var text = new StringBuilder();
        if (heads.Any(h => h.Length > 0))
        {
            text.Append(paint.Dim(string.Join("  ", heads.Select((h, i) => h.PadRight(widths[i]))).TrimEnd())).Append('\n');
        }

        foreach (var row in rows)
        {
            List<(string Plain, string Shown)>[] cells = [.. row.Select((c, i) => Lines(c, widths[i]))];
            for (var line = 0; line < cells.Max(c => c.Count); line++)
            {
                Append(text, [.. cells.Select(c => line < c.Count ? c[line] : ("", ""))], widths);
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, (string Plain, string Shown)[] cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            line.Append(cells[i].Shown).Append(' ', i == cells.Length - 1 ? 0 : widths[i] - cells[i].Plain.Length + Gap);
        }

        text.Append(line.ToString().TrimEnd()).Append('\n');
    }

    private int[] Widths(Func<string, int> measure) =>
        [.. heads.Select((h, i) => rows.Select(r => i < r.Length ? measure(r[i].Plain) : 0).Append(measure(h)).Max())];

    // Empty columns have their gap too, but for those at the end.
    private static int Sum(int[] widths) => widths.Sum() + (Gap * Math.Max(Array.FindLastIndex(widths, w => w > 0), 0));

    private static int LongestWord(string cell) =>
        cell.Length - cell.TrimStart().Length + cell.Split(' ').Max(w => w.Length);

    // The widest first, down to its longest word; then words are cut, and where even that is not enough columns become slits.
    private static void Narrow(int[] widths, int[] words, int most)
    {
        foreach (var least in new Func<int, int>[] { i => Math.Max(words[i], Comfortable), _ => Comfortable, _ => Narrowest })
        {
            while (Sum(widths) > most)
            {
                int[] room = [.. widths.Select((w, i) => w > least(i) ? w : 0)];
                if (room.Max() == 0)
                {
                    break;
                }

                widths[Array.IndexOf(room, room.Max())]--;
            }
        }
    }

    // What began further in goes on there. All of a cell has one colour.
    private static List<(string Plain, string Shown)> Lines((string Plain, string Shown) cell, int width)
    {
        var start = cell.Shown.IndexOf(cell.Plain, StringComparison.Ordinal);
        if (cell.Plain.Length <= width || start < 0)
        {
            return [cell];
        }

        var (before, after) = (cell.Shown[..start], cell.Shown[(start + cell.Plain.Length)..]);
        var indent = new string(' ', cell.Plain.Length - cell.Plain.TrimStart().Length);
        var (lines, rest) = (new List<(string, string)>(), cell.Plain);
        while (rest.Length > width)
        {
            var cut = CutOf(rest, indent.Length, width);
            lines.Add((rest[..cut], before + rest[..cut] + after));
            rest = indent + rest[cut..].TrimStart();
        }

        lines.Add((rest, before + rest + after));
        return lines;
    }

    // At a space, else behind what parts names and paths, else in the middle.
    private static int CutOf(string text, int from, int width)
    {
        var space = text.LastIndexOf(' ', width, width - from);
        var part = text.AsSpan(from, width - from).LastIndexOfAny(Parts);
        return space > 0 ? space : part > 0 ? from + part + 1 : width;
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
