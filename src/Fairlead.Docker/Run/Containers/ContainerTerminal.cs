using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.State;

namespace Fairlead.Docker.Run.Containers;

/// <summary>A person at a container: <c>exec</c> in a running task, <c>run</c> in a container of its own.</summary>
internal sealed class ContainerTerminal(Engine engine, Scope scope, Records records, TimeProvider clock)
{
    private static readonly TimeSpan SizeBeat = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan OrphanBeat = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestUnknown = TimeSpan.FromSeconds(10);

    // What a process gets that writes where nobody reads: 128 and the number of SIGPIPE.
    private const int PipeEnded = 141;
    private static readonly IReadOnlyList<string> Shell = ["sh", "-c", "command -v bash >/dev/null 2>&1 && exec bash || exec sh"];

    public async Task<int> Exec(ExecRequest request, ITerminal terminal, CancellationToken cancel)
    {
        var containers = await engine.Containers(scope.LabelFilter, cancel);
        var target = containers.Where(c => c.State == "running" && c.Labels.GetValueOrDefault(Labels.Name) == request.Name
            && c.Labels.GetValueOrDefault(Labels.Role) is "task" or "resource").OrderByDescending(c => c.Created).FirstOrDefault()
            ?? throw new FailureException($"'{request.Name}' does not run", "no running task has that name", "fairlead status");
        var tty = terminal.IsInteractive;
        var command = request.Command.Count > 0 ? request.Command : Shell;
        var exec = await engine.ExecCreate(
            target.Id,
            new ExecCreate([.. command], tty || terminal.HasInput, true, true, tty, null),
            cancel);
        await using var connection = await engine.ExecStart(exec, tty, cancel);
        try
        {
            await Talk(connection, terminal, tty, (w, h, token) => engine.ExecResize(exec, w, h, token), cancel);
        }
        catch (IOException) when (terminal.IsOutputLost)
        {
            await connection.DisposeAsync(); // the engine answers no question while it waits for us to read
            await EndOrphan(target.Id, exec, cancel);
            return PipeEnded;
        }

        return (await engine.ExecInspect(exec, cancel)).ExitCode ?? 0;
    }

    // The engine does not end a command that nobody listens to. Its number inside is told by Linux, where the engine is on this machine.
    private async Task EndOrphan(string container, string exec, CancellationToken cancel)
    {
        // It may have written, and be lost, before the engine knows its number.
        var details = await engine.ExecInspect(exec, cancel);
        for (var waited = TimeSpan.Zero; details is { Running: true, Pid: 0 } && waited < LongestUnknown; waited += OrphanBeat)
        {
            await Task.Delay(OrphanBeat, clock, cancel);
            details = await engine.ExecInspect(exec, cancel);
        }

        var status = $"/proc/{details.Pid}/status";
        if (!details.Running || details.Pid == 0 || !File.Exists(status))
        {
            return;
        }

        var inside = (await File.ReadAllLinesAsync(status, cancel)).FirstOrDefault(l => l.StartsWith("NSpid:", StringComparison.Ordinal));
        if (inside?.Split('\t', StringSplitOptions.RemoveEmptyEntries)[^1] is { } pid)
        {
            await ContainerExec.Run(engine, container, ["sh", "-c", $"kill -PIPE {pid}"], cancel);
        }
    }

    /// <summary>Runs a container to its end, streams passed through; it is removed whatever happens, and its run recorded.</summary>
    public async Task<int> Run(ContainerSpec spec, Observed observed, ITerminal terminal, TimeSpan longest, CancellationToken cancel)
    {
        var tty = terminal.IsInteractive;
        spec = spec with { Terminal = tty, Input = tty || terminal.HasInput };
        await ContainerRequest.Create(engine, spec, cancel);
        var started = clock.GetUtcNow();
        int? code = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(longest);
        try
        {
            await using (var connection = await engine.Attach(spec.Name, cancel))
            {
                await engine.Start(spec.Name, cancel);
                await Talk(connection, terminal, tty, (w, h, token) => engine.ResizeContainer(spec.Name, w, h, token), limit.Token);
            }

            code = await engine.Wait(spec.Name, limit.Token);
            return code.Value;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new FailureException(
                $"{spec.FileName}: the job ran out of time",
                $"it ran longer than {DurationText.Render(longest)} and was stopped",
                $"raise 'timeout' of {spec.FileName}");
        }
        finally
        {
            using var end = new CancellationTokenSource(spec.Stop + TimeSpan.FromSeconds(30));
            await Stop(spec, end.Token);
            await Record(spec, observed, started, code, tty, end.Token);
            await engine.Remove(spec.Name, end.Token);
        }
    }

    // One that still runs is asked to end before it is removed.
    private async Task Stop(ContainerSpec spec, CancellationToken cancel)
    {
        if (await engine.Find(spec.Name, cancel) is { State.Running: true })
        {
            await engine.Stop(spec.Name, spec.Stop, cancel);
        }
    }

    private async Task Record(ContainerSpec spec, Observed observed, DateTimeOffset started, int? code, bool tty, CancellationToken cancel)
    {
        if (observed.Find(scope.Proxy) is null)
        {
            return;
        }

        var run = new JobRun
        {
            Job = spec.FileName,
            Started = started,
            Took = clock.GetUtcNow() - started,
            ExitCode = code,
            Cause = JobCauses.ByHand,
            Result = code == 0 ? RunResult.Succeeded : RunResult.Failed,
            LastLines = tty ? [] : await LogTail.Read(engine, spec.Name, cancel),
        };
        var record = new RunRecord(Plan.Jobs.NextSequence(observed, run.Job), run) { Config = spec.Config };
        await records.Write(record, marker: null, cancel);
    }

    private static async Task Talk(
        Hijacked connection, ITerminal terminal, bool tty, Func<int, int, CancellationToken, Task> resize, CancellationToken cancel)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var raw = tty ? terminal.EnterRaw() : null;
        var input = terminal.HasInput || tty ? SendInput(connection, terminal, over.Token) : Task.CompletedTask;
        var sizes = tty ? FollowSize(terminal, resize, over.Token) : Task.CompletedTask;
        if (tty)
        {
            await connection.Stream.CopyToAsync(terminal.Output, cancel);
        }
        else
        {
            await Frames.Copy(connection.Stream, terminal.Output, terminal.Error, cancel);
        }

        await terminal.Output.FlushAsync(cancel);
        await over.CancelAsync();

        // A read of the terminal can not be taken back; it is left behind.
        await Task.WhenAny(Task.WhenAll(input, sizes), Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None));
    }

    private static async Task SendInput(Hijacked connection, ITerminal terminal, CancellationToken cancel)
    {
        try
        {
            await terminal.Input.CopyToAsync(connection.Stream, cancel);
            connection.EndInput();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The other side has ended.
        }
    }

    private static async Task FollowSize(ITerminal terminal, Func<int, int, CancellationToken, Task> resize, CancellationToken cancel)
    {
        var last = (0, 0);
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                if (terminal.Size is var size && size != last)
                {
                    await resize(size.Columns, size.Rows, cancel);
                    last = size;
                }

                await Task.Delay(SizeBeat, cancel);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or EngineException)
        {
            // The session is over, or has not quite begun; the size is not worth more.
        }
    }
}
