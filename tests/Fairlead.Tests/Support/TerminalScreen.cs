using System.Globalization;
using System.Text;

namespace Fairlead.Tests.Support;

/// <summary>
/// A terminal: what it shows, and what has scrolled out of it. It knows what the live view may send, and refuses all else. When it is
/// resized it wraps its lines anew, and one that grows shows again what had scrolled out.
/// </summary>
/// <param name="width">Its width.</param>
/// <param name="height">Its height.</param>
/// <param name="rewraps">False for one that cuts lines when it becomes narrower.</param>
internal sealed class TerminalScreen(int width, int height, bool rewraps = true)
{
    private readonly List<Line> lines = [new()];
    private int columns = width;
    private int rows = height;
    private int top;
    private int row;
    private int column;
    private bool wrapsNext;

    public (int Columns, int Rows) Size => (columns, rows);

    public bool CursorIsShown { get; private set; } = true;

    /// <summary>The line of the screen in which the cursor is, and its column, both from zero.</summary>
    public (int Row, int Column) Cursor => (row - top, column);

    public IReadOnlyList<string> Scrollback => [.. lines.Take(top).Select(l => l.ToString())];

    /// <summary>What is visible, without the empty lines at its end.</summary>
    public IReadOnlyList<string> Shown => [.. Trimmed(lines.Skip(top))];

    /// <summary>All lines from the first on as they were written, those that were wrapped in one piece.</summary>
    public IReadOnlyList<string> Written => [.. Trimmed(Whole().Select(w => w.Line))];

    public void Write(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '\e')
            {
                i = Obey(text, i);
                continue;
            }

            Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            Put(rune);
            i += length;
        }
    }

    public void Resize(int toColumns, int toRows)
    {
        var whole = Whole().ToList();
        (columns, rows, wrapsNext) = (toColumns, toRows, false);
        lines.Clear();
        foreach (var (line, cursor) in whole)
        {
            var parts = rewraps ? line.Split(columns) : [line.Cut(columns)];
            if (cursor is { } at)
            {
                var before = parts.TakeWhile((p, i) => i < parts.Count - 1 && parts.Take(i + 1).Sum(q => q.Cells.Count) <= at).ToList();
                row = lines.Count + before.Count;
                column = Math.Min(at - before.Sum(p => p.Cells.Count), columns - 1);
            }

            lines.AddRange(parts);
        }

        while (lines.Count > row + 1 && lines[^1].Cells.Count == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        top = Math.Max(0, lines.Count - rows);
        row = Math.Max(row, top);
    }

    // The lines without the breaks that the width made, and where in one the cursor is.
    private IEnumerable<(Line Line, int? Cursor)> Whole()
    {
        Line? begun = null;
        int? cursor = null;
        for (var i = 0; i < lines.Count; i++)
        {
            cursor = i == row ? (begun?.Cells.Count ?? 0) + column : cursor;
            begun ??= new Line();
            begun.Cells.AddRange(lines[i].Cells);
            if (!lines[i].GoesOn || !rewraps)
            {
                yield return (begun, cursor);
                (begun, cursor) = (null, null);
            }
        }

        if (begun is not null)
        {
            yield return (begun, cursor);
        }
    }

    private static List<string> Trimmed(IEnumerable<Line> shown)
    {
        var all = shown.Select(l => l.ToString()).ToList();
        return all[..(all.FindLastIndex(l => l.Length > 0) + 1)];
    }

    private void Put(Rune rune)
    {
        if (rune.Value == '\r')
        {
            (column, wrapsNext) = (0, false);
        }
        else if (rune.Value == '\n')
        {
            wrapsNext = false;
            Down();
        }
        else if (Rune.IsControl(rune))
        {
            throw new InvalidOperationException($"the terminal was sent the control character {rune.Value}");
        }
        else
        {
            Print(rune);
        }
    }

    private void Print(Rune rune)
    {
        var cells = Width(rune);
        if (cells == 0)
        {
            lines[row].Join(Math.Max(0, wrapsNext ? column : column - 1), rune);
            return;
        }

        if (wrapsNext || column + cells > columns)
        {
            lines[row].GoesOn = true;
            (column, wrapsNext) = (0, false);
            Down();
        }

        lines[row].Set(column, rune.ToString(), cells);
        wrapsNext = column + cells == columns;
        column = Math.Min(column + cells, columns - 1);
    }

    private void Down()
    {
        if (++row == lines.Count)
        {
            lines.Add(new Line());
        }

        top = Math.Max(top, row - rows + 1);
    }

    private int Obey(string text, int start)
    {
        var end = text[start + 1] == '[' ? text.AsSpan(start + 2).IndexOfAnyInRange('@', '~') + start + 2 : -1;
        var sequence = text[(start + 1)..(end + 1)];
        switch (sequence)
        {
            case "[K":
                lines[row].EraseFrom(column);
                break;
            case "[J":
                EraseBelow();
                break;
            case "[?25l" or "[?25h":
                CursorIsShown = sequence[^1] == 'h';
                break;
            case [.., 'A'] when int.TryParse(sequence[1..^1], CultureInfo.InvariantCulture, out var count):
                (row, wrapsNext) = (Math.Max(top, row - Math.Max(1, count)), false);
                break;
            case [.., 'm']:
                break;
            default:
                throw new InvalidOperationException($"the terminal does not know ESC {sequence}");
        }

        return end + 1;
    }

    // As tmux does it: a screen that is erased as a whole scrolls out of view.
    private void EraseBelow()
    {
        if ((row, column) == (top, 0))
        {
            top = row = lines.Count;
            lines.Add(new Line());
            return;
        }

        lines[row].EraseFrom(column);
        lines.Skip(row + 1).ToList().ForEach(l => l.EraseFrom(0));
    }

    // Enough for what tests write.
    private static int Width(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark => 0,
        _ => rune.Value is (>= 0x3000 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xFF01 and <= 0xFF60) or >= 0x1F300 ? 2 : 1,
    };

    // A cell holds a character with its marks; the second cell of a wide one is empty.
    private sealed class Line
    {
        public List<string> Cells { get; } = [];

        /// <summary>It was full, and the next line is its rest.</summary>
        public bool GoesOn { get; set; }

        public void Set(int column, string character, int width)
        {
            while (Cells.Count < column + width)
            {
                Cells.Add(" ");
            }

            Cells[column] = character;
            if (width == 2)
            {
                Cells[column + 1] = "";
            }
        }

        public void Join(int column, Rune mark) => Cells[column] += mark.ToString();

        public void EraseFrom(int column)
        {
            GoesOn = false;
            if (column < Cells.Count)
            {
                Cells.RemoveRange(column, Cells.Count - column);
            }
        }

        public Line Cut(int columns)
        {
            if (Cells.Count > columns)
            {
                Cells.RemoveRange(columns, Cells.Count - columns);
            }

            return this;
        }

        public List<Line> Split(int columns)
        {
            var parts = new List<Line> { new() };
            for (var i = 0; i < Cells.Count;)
            {
                var width = i + 1 < Cells.Count && Cells[i + 1].Length == 0 ? 2 : 1;
                if (parts[^1].Cells.Count + width > columns)
                {
                    parts[^1].GoesOn = true;
                    parts.Add(new Line());
                }

                parts[^1].Cells.AddRange(Cells.GetRange(i, width));
                i += width;
            }

            return parts;
        }

        public override string ToString() => string.Concat(Cells).TrimEnd();
    }
}
