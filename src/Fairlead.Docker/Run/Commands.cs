using System.Text;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run;

/// <summary>Commands in running containers, without a terminal.</summary>
internal static class Commands
{
    public static async Task<(int Code, string Output)> Run(Engine engine, string container, IReadOnlyList<string> command, CancellationToken cancel)
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
