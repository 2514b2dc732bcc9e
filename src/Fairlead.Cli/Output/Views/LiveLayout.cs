using System.Text;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Text;

namespace Fairlead.Cli.Output.Views;

/// <summary>Where the parts of a row stand. What has no room is cut or left out, from the end on.</summary>
/// <param name="paint">The colours.</param>
/// <param name="width">The cells that a line may take.</param>
/// <param name="longest">The cells of the longest name.</param>
/// <param name="isCut">False for lines that may be as long as they are.</param>
internal sealed class LiveLayout(Paint paint, int width, int longest, bool isCut = true)
{
    private const int NameStart = 2;
    private const int WidestName = 18;
    private const int WidestState = 28;
    private const int WidestTime = 9;
    private const int ShortestLog = 4;

    private readonly int limit = isCut ? width : int.MaxValue;

    public DrawnLine Render(LiveLine line, string spinner)
    {
        var nameRoom = Math.Max(1, (width - NameStart - 1) * 2 / 5);
        var stateStart = NameStart + Math.Min(longest, Math.Min(WidestName, nameRoom)) + 1;
        var timeStart = stateStart + Math.Clamp(width - stateStart - 1 - WidestTime, 0, WidestState) + 1;
        var text = new LineText(limit);
        text.Add(0, Mark(line.Mark, spinner));
        text.Add(NameStart, Cells.Cut(line.Name, isCut ? nameRoom : limit), paint.Bold);
        text.Add(stateStart, line.State);
        if (text.RoomFrom(timeStart) >= line.Time.Length)
        {
            text.Add(timeStart, line.Time, paint.Dim);
        }

        if (isCut && text.RoomFrom(timeStart) >= ShortestLog)
        {
            text.Add(0, line.Log, paint.Dim);
        }

        return text.ToLine();
    }

    /// <summary>A line about rows that are not shown.</summary>
    public DrawnLine Render(string remark)
    {
        var text = new LineText(limit);
        text.Add(0, remark, paint.Dim);
        return text.ToLine();
    }

    private (string Plain, string Painted) Mark(LiveMark mark, string spinner) => mark switch
    {
        LiveMark.Done => ("✓", paint.Green("✓")),
        LiveMark.Failed => ("✗", paint.Red("✗")),
        LiveMark.Warning => ("!", paint.Yellow("!")),
        _ => (spinner, paint.Cyan(spinner)),
    };

    private sealed class LineText(int limit)
    {
        private readonly StringBuilder plain = new();
        private readonly StringBuilder painted = new();
        private int cells;

        public int RoomFrom(int column) => limit - Start(column);

        public void Add(int column, (string Plain, string Painted) part)
        {
            if (RoomFrom(column) >= Cells.Width(part.Plain) && part.Plain.Length > 0)
            {
                Fill(Start(column));
                plain.Append(part.Plain);
                painted.Append(part.Painted);
                cells += Cells.Width(part.Plain);
            }
        }

        public void Add(int column, string text, Func<string, string>? paint = null)
        {
            var shown = Cells.Cut(text, RoomFrom(column)).TrimEnd();
            Add(column, (shown, paint is null ? shown : paint(shown)));
        }

        public DrawnLine ToLine() => new(plain.ToString(), painted.ToString());

        // Between two parts there is a space.
        private int Start(int column) => Math.Max(column, cells == 0 ? 0 : cells + 1);

        private void Fill(int column)
        {
            plain.Append(' ', column - cells);
            painted.Append(' ', column - cells);
            cells = column;
        }
    }
}

/// <summary>A line as it is measured, and as it is written.</summary>
internal sealed record DrawnLine(string Plain, string Painted);
