using System.Diagnostics;
using System.Text;
using Fairlead.Cli;

namespace Fairlead.Tests;

/// <summary>The command at a real terminal, which script(1) makes: what is asked, what Ctrl-C does, and how the terminal is left.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string CtrlC = "\x03";
    private const string CtrlU = "\x15";
    private const string Backspace = "\x7f";

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-tty-").FullName;

    public TerminalTests()
    {
        File.WriteAllText(Path.Combine(folder, "Dockerfile"), "FROM scratch\nEXPOSE 80\n");
        File.WriteAllText(
            Path.Combine(folder, "fairlead.yaml"),
            "app: x\nimages: {web: .}\nservices: {web: {env: {TOKEN: \"${secret}\"}}}\n");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("secret set TOKEN", "TOKEN:")]
    [InlineData("init --print", "Name of the app")]
    [InlineData("init --print", "Name of the app", "half a na")]
    public async Task Ctrl_C_at_a_question_ends_the_command_at_once_and_leaves_the_terminal_as_it_was(
        string call, string question, string typed = "")
    {
        var shown = await Run(call, question, typed + CtrlC);
        shown.ShouldContain("interrupted");
        shown.ShouldContain("code=130");
        Restored(shown);
    }

    [Fact]
    public async Task A_hidden_line_can_be_corrected_and_is_not_shown()
    {
        var shown = await Run("secret set TOKEN", "TOKEN:", $"wrong{CtrlU}s3crett{Backspace}-ü€{Backspace}\n");
        shown.ShouldContain("TOKEN is set");
        shown.ShouldContain("code=0");
        shown.ShouldNotContain("3cret");
        (await File.ReadAllTextAsync(Path.Combine(folder, ".fairlead", "local.env"))).ShouldContain("TOKEN=\"s3cret-ü\"");
        Restored(shown);
    }

    [Fact]
    public async Task An_open_line_is_edited_by_the_terminal()
    {
        var shown = await Run("init --print", "Name of the app", $"shopp{Backspace}\n");
        shown.ShouldContain("app: shop\r\n");
        Restored(shown);
    }

    // The modes before and after are the same, and nothing was sent that would change how keys are told.
    private static void Restored(string shown)
    {
        var modes = shown.Split("\r\n").Where(l => l.StartsWith("modes=")).ToList();
        modes.Count.ShouldBe(2, shown);
        modes[1].ShouldBe(modes[0]);
        shown.ShouldNotContain("\x1b[?1h");
    }

    private async Task<string> Run(string call, string question, string typed)
    {
        var command = Path.ChangeExtension(typeof(CommandLine).Assembly.Location, ".dll");
        var line = $"trap : INT; echo modes=$(stty -g); dotnet '{command}' {call}; echo code=$?; echo modes=$(stty -g)";
        using var process = Process.Start(new ProcessStartInfo("script", ["-qec", line, "/dev/null"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment = { ["TERM"] = "xterm", ["NO_COLOR"] = "1", ["SHELL"] = "/bin/sh" },
        })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var shown = new StringBuilder();
        var buffer = new char[1024];
        var answered = false;
        while (await process.StandardOutput.ReadAsync(buffer, limit.Token) is var count and > 0)
        {
            shown.Append(buffer, 0, count);
            if (!answered && shown.ToString().Contains(question))
            {
                answered = true;
                await process.StandardInput.WriteAsync(typed.AsMemory(), limit.Token);
                await process.StandardInput.FlushAsync(limit.Token);
            }
        }

        await process.WaitForExitAsync(limit.Token);
        return shown.ToString();
    }
}
