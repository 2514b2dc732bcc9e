using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Output.Views;
using Fairlead.Core.Targets;

namespace Fairlead.Tests.Support;

/// <summary>The live view of a deploy at a terminal on which something stood before, with a clock that goes by hand.</summary>
internal sealed class LiveStage : IDisposable
{
    private readonly StringWriter output = new();
    private readonly ManualClock clock = new();
    private readonly LiveView view;

    /// <param name="columns">The width of the terminal.</param>
    /// <param name="rows">Its height.</param>
    /// <param name="earlier">How many lines stand on it.</param>
    /// <param name="term">What kind of terminal it is.</param>
    public LiveStage(int columns, int rows, int earlier = 3, string term = "xterm-256color")
    {
        Terminal = new TerminalScreen(columns, rows, rewraps: term != "linux");
        Earlier = [.. Enumerable.Range(1, earlier).Select(i => $"before {i}")];
        Terminal.Write(string.Concat(Earlier.Select(l => l + "\r\n")));
        view = new LiveView(new Screen(Host(term), new Paint(true), Redactor));
    }

    public TerminalScreen Terminal { get; }

    public Redactor Redactor { get; } = new();

    /// <summary>What stood on the terminal.</summary>
    public IReadOnlyList<string> Earlier { get; }

    /// <summary>How many characters the view has written.</summary>
    public int Sent { get; private set; }

    /// <summary>What the screen shows below the lines of before.</summary>
    public IReadOnlyList<string> Below => [.. Terminal.Shown.Where(l => !Earlier.Contains(l))];

    public DateTimeOffset Now => clock.GetUtcNow();

    public void Dispose() => output.Dispose();

    public LiveStage Begin(string subject, Activity activity, string? detail = null) => Show(new Started(Now, subject, activity, detail));

    public LiveStage Complete(string subject, Activity activity, string? detail = null) =>
        Show(new Completed(Now, subject, activity, TimeSpan.FromSeconds(1), detail));

    public LiveStage Say(string subject, string line) => Show(new OutputLine(Now, subject, line));

    public LiveStage Fail(string what) => Show(new Failed(Now, new Failure(what, "why")));

    public LiveStage Show(Event happened)
    {
        view.Show(happened).IsCompletedSuccessfully.ShouldBeTrue();
        return this;
    }

    public LiveStage Wait(int beats = 1)
    {
        clock.Advance(LiveView.Beat * beats);
        return Flush();
    }

    public async Task<LiveStage> End()
    {
        await view.End();
        return Flush();
    }

    private LiveStage Flush()
    {
        var text = output.ToString();
        output.GetStringBuilder().Clear();
        Sent += text.Length;
        Terminal.Write(text);
        return this;
    }

    private HostEnvironment Host(string term) => new()
    {
        Out = TextWriter.Null,
        Error = output,
        Variable = name => name == "TERM" ? term : null,
        WorkingFolder = "/",
        HomeFolder = "/",
        Machine = "laptop",
        Process = 42,
        User = "tester",
        Clock = clock,
        Terminal = new NoTerminal(() => Terminal.Size),
        Prompt = null!,
        IsTerminal = true,
    };
}
