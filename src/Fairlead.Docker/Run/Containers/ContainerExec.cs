using System.Text;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run.Containers;

/// <summary>Commands in running containers, without a terminal.</summary>
internal static class ContainerExec
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <exception cref="FailureException">It did not end in time.</exception>
    public static async Task<(int Code, string Output)> Run(
        Engine engine, string container, IReadOnlyList<string> command, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Longest);
        try
        {
            return await ToEnd(engine, container, command, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new FailureException(
                $"a command in {container} does not end",
                $"'{string.Join(' ', command.Take(2))} …' ran longer than {Longest.TotalMinutes:0} minutes",
                $"docker logs {container}");
        }
    }

    private static async Task<(int Code, string Output)> ToEnd(
        Engine engine, string container, IReadOnlyList<string> command, CancellationToken cancel)
    {
        var exec = await engine.ExecCreate(container, new ExecCreate([.. command], false, true, true, false, null), cancel);
        using var output = new MemoryStream();
        await using (var connection = await engine.ExecStart(exec, tty: false, cancel))
        {
            await Frames.Copy(connection.Stream, output, output, cancel);
        }

        var details = await engine.ExecInspect(exec, cancel);
        return (details.ExitCode ?? 0, Encoding.UTF8.GetString(output.ToArray()));
    }

    /// <summary>The command has to exit with 0.</summary>
    public static async Task Execute(Engine engine, Execute step, CancellationToken cancel)
    {
        var (code, output) = await Run(engine, step.Container, step.Command, cancel);
        if (code != 0)
        {
            throw new FailureException(new Failure($"could not {step.Purpose}", output.Trim() is { Length: > 0 } said ? said.Split('\n')[^1] : $"exit code {code}")
            {
                Evidence = output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                Next = $"docker logs {step.Container}",
            });
        }
    }
}
