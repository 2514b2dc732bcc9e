using System.Globalization;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;

namespace Fairlead.Docker.Run.Proxy;

/// <summary>
/// Processes that a reload left behind for the connections they hold (HAProxy management guide 9.5). They know only the servers of their
/// time: an idle keep-alive connection would lead its next request to a task that is gone. So they end, once nothing is in flight in
/// them, before tasks do; their clients connect anew.
/// </summary>
internal sealed class StaleHaproxyWorkers(Engine engine)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    /// <summary>One with requests or tunnels beyond the limit lives on; its hard stop will come.</summary>
    public async Task Retire(string proxy, TimeSpan limit, CancellationToken cancel)
    {
        // The master and its worker: most of the time there is nobody else, and one look tells.
        if ((await engine.Top(proxy, cancel)).Count(c => c.Contains("haproxy ", StringComparison.Ordinal)) <= 2)
        {
            return;
        }

        var clock = System.Diagnostics.Stopwatch.StartNew();
        var old = Parse(await Ask(proxy, "show proc", cancel));
        while (old.Count > 0)
        {
            var idle = new List<int>();
            foreach (var worker in old)
            {
                if (InFlight(await Ask(proxy, $"@!{worker} show stat -1 2 -1", cancel)) == 0)
                {
                    idle.Add(worker);
                }
            }

            if (idle.Count > 0)
            {
                await ContainerExec.Run(engine, proxy, ["bash", "-c", $"kill -TERM {string.Join(' ', idle)}"], cancel);
                old = [.. old.Except(idle)];
            }

            if (clock.Elapsed > limit)
            {
                return;
            }

            if (old.Count > 0)
            {
                await Task.Delay(Beat, cancel);
            }
        }
    }

    /// <summary>The process ids under "# old workers" of <c>show proc</c>.</summary>
    public static IReadOnlyList<int> Parse(string processes) =>
    [
        .. processes.Split('\n')
            .SkipWhile(l => !l.StartsWith("# old workers", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(l => !l.StartsWith('#'))
            .Select(l => l.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f is [_, "worker", ..])
            .Select(f => int.Parse(f[0], CultureInfo.InvariantCulture)),
    ];

    /// <summary>The sum of <c>scur</c>, the fifth column, over all backends.</summary>
    public static int InFlight(string stat) => stat.Split('\n')
        .Where(l => l.Length > 0 && l[0] != '#')
        .Select(l => l.Split(','))
        .Where(f => f.Length > 4)
        .Sum(f => int.TryParse(f[4], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0);

    // Unlike a worker's socket, the master's stays open until it is told to quit.
    private async Task<string> Ask(string proxy, string command, CancellationToken cancel)
    {
        var (_, output) = await ContainerExec.Run(engine, proxy, ["bash", "-c", $"exec 3<>/dev/tcp/127.0.0.1/{HaproxyConfig.MasterPort} && printf '%s\\nquit\\n' \"$0\" >&3 && cat <&3", command], cancel);
        return output;
    }
}
