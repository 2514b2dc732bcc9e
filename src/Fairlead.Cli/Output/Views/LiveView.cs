using System.Runtime.ExceptionServices;
using Fairlead.Cli.Output.Text;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Views;

/// <summary>One line for each service, job and resource that moves while it is worked on and stays when it is done.</summary>
internal sealed class LiveView : IProgressView
{
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

    private readonly Screen screen;
    private readonly LiveDrawing drawing;
    private readonly ITimer timer;
    private readonly Dictionary<string, LiveRow> rows = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private int frames;
    private bool isOver;
    private ExceptionDispatchInfo? fault;

    public LiveView(Screen screen)
    {
        this.screen = screen;
        drawing = new LiveDrawing(screen.Paint, screen.Rewraps);
        timer = screen.Clock.CreateTimer(_ => Draw(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(Beat, Timeout.InfiniteTimeSpan);
    }

    public Task Show(Event happened)
    {
        lock (gate)
        {
            switch (happened)
            {
                case { Parent: { } whole }:
                    RowOf(whole).Show(SubjectOf(happened), happened);
                    break;
                case Started e:
                    RowOf(e.Subject).Begin(e);
                    break;
                case Progressed e:
                    RowOf(e.Subject).Count = e.Total > 1 ? $" {e.Done}/{e.Total}" : "";
                    break;
                case OutputLine e:
                    RowOf(e.Subject).Line = Clean(e.Line);
                    break;
                case Completed e:
                    RowOf(e.Subject).End(e);
                    break;
                case Warned e:
                    RowOf(e.Subject, e.Message).Warn(Clean(e.Message));
                    break;
                case Finished:
                    isOver = true;
                    break;
                case Failed e:
                    Fail(e);
                    break;
            }
        }

        return Task.CompletedTask;
    }

    public async Task End()
    {
        await timer.DisposeAsync();
        lock (gate)
        {
            // Who interrupts a deploy ends its events.
            foreach (var row in rows.Values.Where(_ => !isOver))
            {
                row.Fail(isCause: false, screen.Now);
            }
        }

        await screen.Error.WriteAsync(drawing.Finish(Lines(), screen.Size));
        fault?.Throw();
    }

    // The next beat begins when this frame is written: a terminal that is held up holds up nothing else. A fault of the view must not
    // stop the work; it is told when that is over.
    private void Draw()
    {
        try
        {
            var frame = drawing.Draw(Lines(), Spinner[frames++ % Spinner.Length], screen.Size);
            if (frame.Length > 0)
            {
                screen.Error.Write(frame);
            }

            timer.Change(Beat, Timeout.InfiniteTimeSpan);
        }
        catch (Exception e)
        {
            fault = ExceptionDispatchInfo.Capture(e);
        }
    }

    private List<LiveLine> Lines()
    {
        lock (gate)
        {
            return [.. rows.Values.SelectMany(r => r.ToLines(screen.Now))];
        }
    }

    private static string SubjectOf(Event happened) => happened switch
    {
        Started e => e.Subject,
        Completed e => e.Subject,
        Warned e => e.Subject,
        _ => "",
    };

    // A failure names its subject where it has one; else it is of all that was worked on.
    private void Fail(Failed e)
    {
        var cause = rows.Keys.FirstOrDefault(s => e.Failure.What.StartsWith(s + ":", StringComparison.Ordinal));
        foreach (var (subject, row) in rows)
        {
            row.Fail(isCause: subject == cause || (cause is null && row.WasAtWork), e.At);
        }

        isOver = true;
    }

    // Each warning has a row of its own.
    private LiveRow RowOf(string subject, string? warning = null)
    {
        var key = warning is null ? subject : $"! {subject} {warning}";
        if (!rows.TryGetValue(key, out var row))
        {
            rows[key] = row = new LiveRow(subject);
        }

        return row;
    }

    // What others wrote.
    private string Clean(string text) => Cells.Settle(screen.Redactor.Clean(text));
}
