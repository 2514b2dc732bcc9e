using System.Text;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Text;

namespace Fairlead.Cli.Output.Views;

/// <summary>
/// What to write so that rows stand in place of those that were drawn last. The cursor is always at the start of the line below them:
/// whatever ends the process, the terminal is in order.
/// </summary>
/// <param name="paint">The colours.</param>
/// <param name="rewraps">The terminal wraps what it shows anew when its width changes; else it cuts it.</param>
internal sealed class LiveDrawing(Paint paint, bool rewraps = true)
{
    private const string EraseLine = "\e[K";
    private const string EraseBelow = "\e[J";

    private static readonly List<DrawnLine> Empty = [new("", "")];

    // The lines above the cursor that are ours; those that went out of a terminal that became smaller come first.
    private List<string> own = [];
    private (int Columns, int Rows) size;

    // How many lines the screen shows above the cursor, at most.
    private int above;
    private string last = "";

    /// <summary>The next frame; empty where the terminal shows it already.</summary>
    /// <param name="lines">All rows.</param>
    /// <param name="spinner">The mark of those that are worked on.</param>
    /// <param name="now">The size of the terminal.</param>
    public string Draw(IReadOnlyList<LiveLine> lines, string spinner, (int Columns, int Rows) now)
    {
        var drawn = Render(lines, spinner, now);
        var text = Lines(drawn, isWrapped: false);
        if (text == last && (now == size || own.Count == 0))
        {
            return "";
        }

        var (up, lost, isSplit) = Back(now);
        above = Math.Min(above + drawn.Count, now.Rows - 1);
        own = [.. lost, .. drawn.Select(l => l.Plain)];
        if (isSplit && drawn.Count > 0)
        {
            // A line of which the beginning is out of view goes on in the next one: that is how the terminal sees it.
            own[lost.Count - 1] += own[lost.Count];
            own.RemoveAt(lost.Count);
        }

        var frame = up + (now == size ? text : Lines(drawn, isWrapped: true));
        (size, last) = (now, text);
        return frame;
    }

    /// <summary>All rows in full, in place of the last frame: they scroll, wrap and stay.</summary>
    public string Finish(IReadOnlyList<LiveLine> lines, (int Columns, int Rows) now)
    {
        var layout = new LiveLayout(paint, now.Columns - 1, Longest(lines), isCut: false);
        if (own.Count == 0 && lines.Count == 0)
        {
            return "";
        }

        // An empty line is the rest of one whose beginning is out of view, so that no row is.
        var (up, _, isSplit) = Back(now);
        (own, last) = ([], "");
        return up + Lines([.. isSplit ? Empty : [], .. lines.Select(l => layout.Render(l, " "))], isWrapped: true);
    }

    // What stands below the lines is erased when the cursor is below them: some terminals keep a copy of a screen that is erased from its
    // first line on. Where lines were wrapped anew, each is erased first, so that none stays joined with what the next one was.
    private static string Lines(List<DrawnLine> drawn, bool isWrapped)
    {
        var text = new StringBuilder();
        foreach (var line in drawn)
        {
            text.Append(isWrapped ? EraseLine : "").Append(line.Painted).Append(EraseLine).Append("\r\n");
        }

        return text.Append(drawn.Count > 0 ? EraseBelow : "").ToString();
    }

    private List<DrawnLine> Render(IReadOnlyList<LiveLine> lines, string spinner, (int Columns, int Rows) now)
    {
        var layout = new LiveLayout(paint, now.Columns - 1, Longest(lines));
        var room = now.Rows - 1;
        if (lines.Count <= room)
        {
            return [.. lines.Select(l => layout.Render(l, spinner))];
        }

        var order = lines.Index().OrderBy(l => l.Item.Mark).ThenBy(l => l.Index).ToList();
        var shown = order.Take(room - 1).OrderBy(l => l.Index).Select(l => layout.Render(l.Item, spinner));
        var left = order.Skip(Math.Max(0, room - 1)).ToList();
        var done = left.Count(l => l.Item.Mark == LiveMark.Done);
        var remark = $"… {left.Count} more{(done == 0 ? "" : $", {done} done")}";
        return [.. shown.Append(layout.Render(remark)).Take(room)];
    }

    // To the start of our first line that the terminal still shows. What has gone out of view can be reached by nothing; it is kept in
    // mind, because a terminal that grows shows it again.
    private (string Up, List<string> Lost, bool IsSplit) Back((int Columns, int Rows) now)
    {
        var onScreen = own.Select(l => rewraps ? Cells.Wrap(l, now.Columns).ToList() : [l]).ToList();
        var count = onScreen.Sum(l => l.Count);
        above = now == size ? above : Math.Max(0, now.Rows - 1);
        var up = Math.Min(count, above);
        above -= up;
        var left = count - up;
        var lost = new List<string>();
        foreach (var parts in onScreen.TakeWhile(_ => left > 0))
        {
            lost.Add(string.Concat(parts.Take(left)));
            left -= parts.Count;
        }

        return (up > 0 ? $"\e[{up}A\r" : "\r", lost, left < 0);
    }

    private static int Longest(IReadOnlyList<LiveLine> lines) => lines.Select(l => Cells.Width(l.Name)).DefaultIfEmpty().Max();
}
