using System.Collections.Concurrent;
using System.Text.Json;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run.Containers;

/// <summary>
/// Listens to the engine while a plan is carried out. That a container was killed for memory, and with what code it ended, can only
/// be asked until the restart policy starts it again; the events say it for good.
/// </summary>
internal sealed class ContainerEvents : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ContainerExit> exits = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource end = new();
    private Task listening = Task.CompletedTask;

    public static async Task<ContainerEvents> Watch(Engine engine, Scope scope, CancellationToken cancel)
    {
        var seen = new ContainerEvents();
        var events = await engine.Events(scope.LabelFilter, cancel);
        seen.listening = Task.Run(() => seen.Listen(events), CancellationToken.None);
        return seen;
    }

    public ContainerExit Seen(string container) => exits.GetValueOrDefault(container) ?? ContainerExit.None;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await listening;
        end.Dispose();
    }

    private async Task Listen(Stream events)
    {
        try
        {
            await using (events)
            {
                await foreach (var happened in JsonSerializer.DeserializeAsyncEnumerable(events, WireJson.Default.EngineEvent, topLevelValues: true, end.Token))
                {
                    Note(happened);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or JsonException or HttpRequestException)
        {
            // The engine went away or we are done; inspecting a container still tells most of it.
        }
    }

    private void Note(EngineEvent? happened)
    {
        if (happened?.Actor?.Attributes is not { } attributes || attributes.GetValueOrDefault("name") is not { } name)
        {
            return;
        }

        // That it was made and started is no news, nor what commands in it do: load balancers are spoken to through them.
        if (happened.Action is "create" or "start" || happened.Action?.StartsWith("exec_", StringComparison.Ordinal) == true)
        {
            return;
        }

        var before = Seen(name) with { Events = Seen(name).Events + 1 };
        exits[name] = happened.Action switch
        {
            "oom" => before with { OutOfMemory = true },
            "die" => before with
            {
                Times = before.Times + 1,
                ExitCode = int.TryParse(attributes.GetValueOrDefault("exitCode"), out var code) ? code : before.ExitCode,
            },
            _ => before,
        };
    }
}

/// <summary>How often a container has ended, and how the last time.</summary>
/// <param name="Events">How often anything happened to it after it was started.</param>
internal sealed record ContainerExit(int Times, int? ExitCode, bool OutOfMemory, int Events)
{
    public static readonly ContainerExit None = new(0, null, false, 0);
}
