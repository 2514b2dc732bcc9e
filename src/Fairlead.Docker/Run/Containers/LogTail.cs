using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

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
            return [.. (await Last(engine, container, null, new(Lines), cancel)).Select(l => l.Text).Where(t => !IsCheck(t))];
        }
        catch (EngineException)
        {
            return []; // it is gone, and its log with it
        }
    }

    /// <summary>Many apps write a line for each request, so for each check of the load balancer too: it is known by its name.</summary>
    public static bool IsCheck(string line) => line.Contains(HaproxyConfig.CheckAgent, StringComparison.Ordinal);

    /// <summary>Whole lines, however long they are; what lies between those that count is among them.</summary>
    public static async Task<IReadOnlyList<LoggedLine>> Last(
        Engine engine, string container, DateTimeOffset? since, LastLines wanted, CancellationToken cancel)
    {
        for (var pieces = wanted.Count + 1; ; pieces *= More)
        {
            await using var log = await engine.Logs(container, follow: false, since, pieces, cancel);
            var lines = new List<LoggedLine>();
            await foreach (var line in Frames.Lines(log, cancel))
            {
                lines.Add(line);
            }

            // The first of them may have begun earlier.
            if (lines.Count(wanted.Counts) > wanted.Count || lines.Sum(l => l.Pieces) < pieces)
            {
                return wanted.In(lines);
            }
        }
    }
}

/// <summary>How many of the last lines.</summary>
/// <param name="Count">At most so many.</param>
/// <param name="WithChecks">Lines of the load balancer's checks count too.</param>
internal sealed record LastLines(int Count, bool WithChecks = false)
{
    public bool Counts(LoggedLine line) => WithChecks || !LogTail.IsCheck(line.Text);

    /// <summary>From the first of those that count to the end.</summary>
    public IReadOnlyList<LoggedLine> In(IReadOnlyList<LoggedLine> lines)
    {
        var (first, left) = (lines.Count, Count);
        while (first > 0 && left > 0)
        {
            first--;
            left -= Counts(lines[first]) ? 1 : 0;
        }

        return [.. lines.Skip(first)];
    }
}
