using Fairlead.Docker.Api;

namespace Fairlead.Docker.Run.Containers;

/// <summary>The last lines a container wrote, as evidence.</summary>
internal static class LogTail
{
    public const int Lines = 20;

    public static async Task<IReadOnlyList<string>> Read(Engine engine, string container, CancellationToken cancel)
    {
        try
        {
            await using var log = await engine.Logs(container, follow: false, since: null, Lines, cancel);
            var lines = new List<string>();
            await foreach (var (_, text) in Frames.Lines(log, cancel))
            {
                lines.Add(text);
            }

            return lines;
        }
        catch (EngineException)
        {
            return []; // it is gone, and its log with it
        }
    }
}
