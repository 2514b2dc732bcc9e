using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run.Containers;

/// <summary>Waits that only read.</summary>
internal sealed class Probes(Engine engine, ContainerEvents seen)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AskTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(10);

    /// <summary>A variable of a container's environment; null where it has none of that name.</summary>
    public static async Task<string?> Variable(Engine engine, string container, string name, CancellationToken cancel) =>
        (await engine.Find(container, cancel))?.Config.Env?
            .Where(v => v.StartsWith(name + "=", StringComparison.Ordinal)).Select(v => v[(name.Length + 1)..]).FirstOrDefault();

    /// <summary>Null where the probe's answer is good; else what it said.</summary>
    public static async Task<string?> Ask(Engine engine, string container, IReadOnlyList<string> probe, CancellationToken cancel)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(AskTime);
            var (code, output) = await ContainerExec.Run(engine, container, probe, limit.Token);
            return code == 0 ? null : output.Trim() is { Length: > 0 } said ? said : $"its probe ended with code {code}";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"no answer within {AskTime.TotalSeconds:0} s";
        }
        catch (EngineException e)
        {
            return e.Reason;
        }
    }

    public async Task Answer(WaitAnswer step, string subject, CancellationToken cancel)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var said = "";
        while (true)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                limit.CancelAfter(ProbeTime);
                var (code, output) = await ContainerExec.Run(engine, step.Container, step.Command, limit.Token);
                if (code == 0)
                {
                    return;
                }

                said = output.Trim();
            }
            catch (EngineException)
            {
                // It does not run at this moment; whether it will again is seen below.
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                said = $"the probe took longer than {ProbeTime.TotalSeconds:0} s";
            }

            var death = seen.Seen(step.Container);
            if (clock.Elapsed > step.Limit || death.Times > 2 || await engine.Find(step.Container, cancel) is null)
            {
                var why = death.Times > 0
                    ? $"it exited with code {death.ExitCode}, {death.Times} times"
                    : said.Length > 0 ? said : $"no answer within {step.Limit.TotalSeconds:0} s";
                throw new FailureException(new Failure($"{subject}: it does not answer", why)
                {
                    Evidence = await LogTail.Read(engine, step.Container, cancel),
                    Next = $"fairlead logs {subject}",
                });
            }

            await Task.Delay(Beat, cancel);
        }
    }

    public async Task Confirm(ConfirmRunning step, CancellationToken cancel)
    {
        foreach (var handle in step.Handles)
        {
            var details = await engine.Find(handle, cancel);
            if (details is not { State.Running: true, RestartCount: 0 })
            {
                throw new FailureException(new Failure($"{step.Service}: the new version stopped as soon as it got requests",
                    $"it exited with code {seen.Seen(handle).ExitCode}")
                {
                    Evidence = await LogTail.Read(engine, handle, cancel),
                    Next = "fix it, then: fairlead deploy",
                });
            }
        }
    }
}
