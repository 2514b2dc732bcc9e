using Fairlead.Docker.Api;

namespace Fairlead.Docker.Run.Containers;

/// <summary>The last lines a container wrote.</summary>
internal static class LogTail
{
    /// <summary>As evidence.</summary>
    public const int Lines = 20;

    // The engine counts pieces of 16 KB and not lines: where they do not suffice, many more are asked for at once.
    private const int More = 64;

    public static async Task<IReadOnlyList<string>> Read(Engine engine, string container, CancellationToken cancel)
    {
        try
        {
            return [.. (await Last(engine, container, null, Lines, cancel)).Select(l => l.Text)];
        }
        catch (EngineException)
        {
            return []; // it is gone, and its log with it
        }
    }

    /// <summary>Whole lines, however long they are.</summary>
    public static async Task<IReadOnlyList<LoggedLine>> Last(
        Engine engine, string container, DateTimeOffset? since, int count, CancellationToken cancel)
    {
        for (var pieces = count + 1; ; pieces *= More)
        {
            await using var log = await engine.Logs(container, follow: false, since, pieces, cancel);
            var lines = new List<LoggedLine>();
            await foreach (var line in Frames.Lines(log, cancel))
            {
                lines.Add(line);
            }

            // The first of them may have begun earlier.
            if (lines.Count > count || lines.Sum(l => l.Pieces) < pieces)
            {
                return [.. lines.TakeLast(count)];
            }
        }
    }
}
