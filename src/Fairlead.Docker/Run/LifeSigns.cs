using System.Collections.Concurrent;
using System.Text.Json;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run;

/// <summary>
/// Listens to the engine while a plan is carried out. That a container was killed for memory, and with what code it ended, can only
/// be asked until the restart policy starts it again; the events say it for good.
/// </summary>
internal sealed class LifeSigns : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Death> deaths = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource end = new();
    private Task listening = Task.CompletedTask;

    public static async Task<LifeSigns> Watch(Engine engine, Scope scope, CancellationToken cancel)
    {
        var life = new LifeSigns();
        var events = await engine.Events(scope.LabelFilter, cancel);
        life.listening = Task.Run(() => life.Listen(events), CancellationToken.None);
        return life;
    }

    public Death Of(string container) => deaths.GetValueOrDefault(container) ?? Death.None;

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
                    var attributes = happened?.Actor?.Attributes;
                    if (attributes?.GetValueOrDefault("name") is not { } name)
                    {
                        continue;
                    }

                    var before = deaths.GetValueOrDefault(name) ?? Death.None;
                    deaths[name] = happened!.Action switch
                    {
                        "oom" => before with { OutOfMemory = true },
                        "die" => before with { Times = before.Times + 1, ExitCode = int.TryParse(attributes.GetValueOrDefault("exitCode"), out var code) ? code : before.ExitCode },
                        _ => before,
                    };
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or JsonException or HttpRequestException)
        {
            // The engine went away or we are done; inspecting a container still tells most of it.
        }
    }
}

/// <summary>How often a container has ended, and how the last time.</summary>
internal sealed record Death(int Times, int? ExitCode, bool OutOfMemory)
{
    public static readonly Death None = new(0, null, false);
}
