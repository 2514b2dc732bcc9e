using System.Text.Json;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Json;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Text;

/// <summary>Where a command shows what it has to say, and how.</summary>
internal class Screen(HostEnvironment host, Paint paint, Redactor redactor)
{
    private static readonly string[] CuttingTerminals = ["linux", "putty", "screen", "st"];

    public TextWriter Out => host.Out;

    public TextWriter Error => host.Error;

    public Paint Paint { get; } = paint;

    /// <summary>Takes secret values out of whatever is shown.</summary>
    public Redactor Redactor { get; } = redactor;

    /// <summary>Cancelled when nothing more can be written to the output.</summary>
    public CancellationToken OutputLost => host.Loss.Token;

    public TimeProvider Clock => host.Clock;

    public DateTimeOffset Now => host.Clock.GetUtcNow();

    /// <summary>Documents and lines of JSON on the output, and nothing else there.</summary>
    public bool Json { get; init; }

    public bool Verbose { get; init; }

    /// <summary>The environment that was named on the command line: what is to be typed next names it too.</summary>
    public string? Named { get; init; }

    /// <summary>The command as it was typed.</summary>
    public string? Typed { get; init; }

    /// <summary>Lines may be drawn over.</summary>
    public bool Moves => Paint.IsOn && string.IsNullOrEmpty(host.Variable("CI"));

    /// <summary>The terminal wraps what it shows anew when its width changes. These cut it.</summary>
    public bool Rewraps => !string.IsNullOrEmpty(host.Variable("TMUX")) || (string.IsNullOrEmpty(host.Variable("XTERM_VERSION"))
        && !CuttingTerminals.Any((host.Variable("TERM") ?? "").StartsWith));

    public (int Columns, int Rows) Size => host.Terminal.Size;

    /// <summary>How wide a table may be: as the terminal, and as it needs where a program or a file takes it.</summary>
    public int TableWidth => host.Terminal.IsInteractive ? Size.Columns : int.MaxValue;

    /// <summary>A document on the output, without known secrets.</summary>
    public Task WriteJson(Action<Utf8JsonWriter> members) => Out.WriteLineAsync(JsonText.Document(Redactor, members));

    /// <summary>One line of JSON on the output, without known secrets.</summary>
    public Task WriteJsonLine(Action<Utf8JsonWriter> members) => Out.WriteLineAsync(JsonText.Line(Redactor, members));

    /// <summary>Our own text on the output. What others wrote is cleaned before it comes in here.</summary>
    public Task WriteText(string text) => Out.WriteAsync(Redactor.CleanOurs(text));

    /// <summary>A line for people: on the output, or beside it where that is for machines.</summary>
    public Task Say(string line) => (Json ? Error : Out).WriteLineAsync(Redactor.CleanOurs(line));

    public void Warn(string message) => Error.WriteLine(Paint.Yellow("warning: ") + Redactor.CleanOurs(message));

    /// <summary>A warning that nobody should read over.</summary>
    public void Alarm(string message) => Error.WriteLine(Paint.Red("warning: " + Redactor.CleanOurs(message)));
}
