using Fairlead.Cli.Output.Text;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Fairlead.Cli.Output.Views;

/// <summary>One line for each service, job and resource that moves while it is worked on and stays when it is done.</summary>
internal sealed class LiveView : IProgressView, IDisposable
{
    private static readonly string[] Frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly Screen screen;
    private readonly Dictionary<string, Row> rows = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly CancellationTokenSource over = new();
    private readonly Task drawing;

    public LiveView(Screen screen)
    {
        this.screen = screen;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(screen.Error),
            Interactive = InteractionSupport.Yes,
            Ansi = AnsiSupport.Yes,
        });
        drawing = Task.Run(() => console.Live(Spectre.Console.Text.Empty).StartAsync(Draw), CancellationToken.None);
    }

    public Task Show(Event happened)
    {
        lock (gate)
        {
            switch (happened)
            {
                case Started e:
                    RowOf(e.Subject).Begin($"{Words.Doing(e.Activity)}{(e.Detail is null ? "" : $" {e.Detail}")}", e.At);
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
                    RowOf("! " + e.Subject).Warn(Clean(e.Message));
                    break;
                case Failed e:
                    foreach (var row in rows.Values.Where(r => r.State == RowState.Working))
                    {
                        row.Fail(e.At);
                    }

                    break;
            }
        }

        return Task.CompletedTask;
    }

    public async Task End()
    {
        await over.CancelAsync();
        await drawing;
        Dispose();
    }

    public void Dispose() => over.Dispose();

    private async Task Draw(LiveDisplayContext context)
    {
        for (var frame = 0; !over.IsCancellationRequested; frame++)
        {
            context.UpdateTarget(Render(Frames[frame % Frames.Length]));
            await Task.Delay(Beat, over.Token)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        context.UpdateTarget(Render(" "));
    }

    private IRenderable Render(string spinner)
    {
        lock (gate)
        {
            return rows.Count == 0 ? Spectre.Console.Text.Empty : new Rows(
                rows.Values.Select(r => (IRenderable)new Markup(r.Render(spinner, screen.Now)) { Overflow = Overflow.Ellipsis }));
        }
    }

    private Row RowOf(string subject)
    {
        if (!rows.TryGetValue(subject, out var row))
        {
            rows[subject] = row = new Row(subject);
        }

        return row;
    }

    private string Clean(string text) => ProblemText.Printable(screen.Redactor.Clean(text));

    private enum RowState
    {
        Working,
        Done,
        Failed,
        Warning,
    }

    private sealed class Row(string subject)
    {
        private const int LineWidth = 60;
        private TimeSpan spent;
        private DateTimeOffset? began;
        private string text = "";
        private string? result;

        public RowState State { get; private set; }

        public string Count { get; set; } = "";

        public string Line { get; set; } = "";

        public void Begin(string doing, DateTimeOffset at)
        {
            began ??= at;
            (State, text, Line) = (RowState.Working, doing, "");
        }

        // What stays is the result that matters: that old tasks were drained and stopped is only the way there.
        public void End(Completed e)
        {
            var onlyTheWay = e.Activity is Activity.Switch or Activity.Drain or Activity.Stop or Activity.Reload;
            result = onlyTheWay && result is not null ? result : e.Detail ?? Words.Done(e.Activity);
            (State, text, Count, Line) = (RowState.Done, result, "", "");
            spent += e.Took;
            began = null;
        }

        public void Fail(DateTimeOffset at)
        {
            spent += at - began ?? TimeSpan.Zero;
            (State, Line, began) = (RowState.Failed, "", null);
        }

        public void Warn(string message) => (State, text) = (RowState.Warning, message);

        public string Render(string spinner, DateTimeOffset now)
        {
            var mark = State switch
            {
                RowState.Done => "[green]✓[/]",
                RowState.Failed => "[red]✗[/]",
                RowState.Warning => "[yellow]![/]",
                _ => $"[cyan]{spinner}[/]",
            };
            var time = State == RowState.Warning ? "" : $"[dim]{Words.Took(spent + (now - began ?? TimeSpan.Zero))}[/]";
            var line = Line.Length > LineWidth ? Line[..LineWidth] + "…" : Line;
            var name = Markup.Escape(subject.TrimStart('!', ' ').PadRight(18));
            return $"{mark} [bold]{name}[/] {Markup.Escape(text + Count),-28} {time} [dim]{Markup.Escape(line)}[/]";
        }
    }
}
