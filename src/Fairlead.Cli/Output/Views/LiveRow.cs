using Fairlead.Cli.Output.Text;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Views;

/// <summary>What the events have said of one subject.</summary>
internal sealed class LiveRow(string name)
{
    // What is made in many parts is counted; of what gets ready each part is shown.
    private static readonly HashSet<Activity> Making = [Activity.Create, Activity.Change, Activity.Remove, Activity.RollBack];

    private readonly Dictionary<string, LiveRow> parts = new(StringComparer.Ordinal);
    private readonly List<string> awaited = [];

    private LiveMark mark = LiveMark.Working;
    private TimeSpan spent;
    private DateTimeOffset? began;
    private string text = "";
    private string? result;
    private string undone = "";
    private bool isBroken;

    /// <summary>It is worked on, or was when something failed.</summary>
    public bool WasAtWork => isBroken || mark == LiveMark.Working;

    public string Count { get; set; } = "";

    /// <summary>A part of it: a resource of a stack, a task of a service.</summary>
    public void Show(string part, Event happened)
    {
        if (happened is Started { Activity: var begun } && Making.Contains(begun))
        {
            awaited.Remove(part);
            awaited.Add(part);
            Line = part;
        }
        else if (happened is Completed { Activity: var ended } && Making.Contains(ended))
        {
            awaited.Remove(part);
            Line = awaited.LastOrDefault() ?? "";
        }
        else if (happened is Started e)
        {
            PartOf(part).Begin(e);
        }
        else if (happened is Completed c)
        {
            PartOf(part).End(c);
        }
        else if (happened is Warned w)
        {
            PartOf(part).Warn(Cells.Settle(w.Message));
        }
    }

    /// <summary>Its own line, and while it is worked on those of its parts.</summary>
    public IEnumerable<LiveLine> ToLines(DateTimeOffset now) =>
        [ToLine(now), .. mark == LiveMark.Working ? parts.Values.Select(p => p.ToLine(now)) : []];

    public string Line { get; set; } = "";

    public void Begin(Started e)
    {
        if (e.Activity == Activity.RollBack)
        {
            isBroken |= mark == LiveMark.Working && began is not null;
            undone = "; not wholly taken back";
        }

        began ??= e.At;
        (mark, text, Count, Line) = (LiveMark.Working, Words.Doing(e), "", "");
    }

    private LiveRow PartOf(string part) => parts.TryGetValue(part, out var row) ? row : parts[part] = new LiveRow("  " + part);

    // What stays is the result that matters: that old tasks were drained and stopped is only the way there.
    public void End(Completed e)
    {
        var onlyTheWay = e.Activity is Activity.Switch or Activity.Drain or Activity.Stop or Activity.Reload;
        result = onlyTheWay && result is not null ? result : e.Detail ?? Words.Done(e.Activity);
        undone = e.Activity == Activity.RollBack ? "; taken back" : undone;
        (mark, text, Count, Line) = (isBroken ? LiveMark.Failed : LiveMark.Done, result, "", "");
        spent += e.At - began ?? e.Took;
        began = null;
    }

    public void Warn(string message) => (mark, text) = (LiveMark.Warning, message);

    /// <summary>It is what failed; or it was worked on when something else did.</summary>
    public void Fail(bool isCause, DateTimeOffset at)
    {
        if (isCause || WasAtWork)
        {
            (mark, text, Count, Line) = (LiveMark.Failed, (isCause ? "failed" : "stopped") + undone, "", "");
            spent += at - began ?? TimeSpan.Zero;
            began = null;
        }
    }

    private LiveLine ToLine(DateTimeOffset now) => new(mark, Cells.Settle(name), Cells.Settle(text + Count))
    {
        Time = mark == LiveMark.Warning ? "" : Words.Took(spent + (now - began ?? TimeSpan.Zero)),
        Log = Line,
    };
}
