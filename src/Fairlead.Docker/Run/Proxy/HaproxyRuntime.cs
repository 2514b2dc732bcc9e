using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;

namespace Fairlead.Docker.Run.Proxy;

/// <summary>
/// Changes what the load balancers serve. The order of commands is what loses no request (measured): a task enters through
/// "drain" with its health set down, so that it is checked and gets nothing; it leaves through "maint", which sends sticky users away
/// and lets what is in flight finish. What is served is saved after every change, for HAProxy itself never does.
/// </summary>
internal sealed class HaproxyRuntime(Engine engine) : IAsyncDisposable
{
    private static readonly TimeSpan UpTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly Dictionary<string, HaproxyAdmin> sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> retired = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim turn = new(1, 1);

    public async Task Enter(IReadOnlyList<NewTask> tasks, CancellationToken cancel)
    {
        foreach (var (task, slot) in tasks.SelectMany(t => t.Slots.Select(s => (t, s))))
        {
            var admin = await Session(slot.Proxy, cancel);
            await admin.Command($"set server {slot} addr {task.Address} port {task.Port}", cancel);
            await admin.Command($"set server {slot} state drain", cancel);
            await admin.Command($"set server {slot} health down", cancel);
        }

    }

    public async Task<IReadOnlyList<Slot>> Slots(string proxy, CancellationToken cancel) =>
        await (await Session(proxy, cancel)).Slots(cancel);

    public async Task Switch(IReadOnlyList<SlotName> come, IReadOnlyList<SlotName> leave, CancellationToken cancel)
    {
        await Set(come, "state ready", cancel);
        await Set(leave, "state maint", cancel);
        await Save([.. come, .. leave], cancel);
    }

    /// <summary>
    /// Waits for what is in flight, and leaves what lasts longer alone: who holds it, a websocket or a stream, is stopped next, and can
    /// say farewell through the connection that it has.
    /// </summary>
    public async Task Drain(IReadOnlyList<SlotName> slots, TimeSpan limit, CancellationToken cancel)
    {
        await Set(slots, "state maint", cancel);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (await InFlight(slots, cancel) > 0 && clock.Elapsed < limit)
        {
            await Task.Delay(Beat, cancel);
        }

        foreach (var proxy in Proxies(slots))
        {
            await Retire(proxy, limit - clock.Elapsed, cancel);
        }

        await Clear(slots, cancel);
    }

    public async Task Clear(IReadOnlyList<SlotName> slots, CancellationToken cancel)
    {
        await Set(slots, "state maint", cancel);
        await Set(slots, "addr 0.0.0.0", cancel);
        await Save(slots, cancel);
    }

    public async Task<IReadOnlyDictionary<string, ServerStatus>> Status(string proxy, string backend, CancellationToken cancel) =>
        await (await Session(proxy, cancel)).Status(backend, cancel);

    public async Task WaitUntilUp(string proxy, CancellationToken cancel)
    {
        await Close(proxy); // whoever was spoken to before may be gone
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await Session(proxy, cancel);
                return;
            }
            catch (FailureException e)
            {
                var details = await engine.Find(proxy, cancel);
                if (clock.Elapsed > UpTime || details is null or { State.Running: false, RestartCount: > 1 })
                {
                    throw new FailureException(new Failure("the load balancer does not start",
                        e.Message) { Evidence = await LogTail.Read(engine, proxy, cancel), Next = $"docker logs {proxy}" }, e);
                }

                await Task.Delay(Beat, cancel);
            }
        }
    }

    /// <summary>
    /// A broken configuration is found before it is put in place, for the signal itself reports nothing, and a balancer that has to start
    /// again needs a good one. The new process is known by its id.
    /// </summary>
    public async Task Load(LoadFile file, CancellationToken cancel)
    {
        if (file.Path.EndsWith(HaproxyConfig.ConfigName, StringComparison.Ordinal))
        {
            var candidate = file.Path + ".new";
            await Put(file.Container, candidate, file.Text, cancel);
            await ContainerExec.Execute(engine, new Execute(file.Container,
                ["haproxy", "-c", "-q", "-f", $"{Scope.StateFolder}/{candidate}"], "check the load balancer's configuration"), cancel);
        }

        await Put(file.Container, file.Path, file.Text, cancel);
        await Reload(file.Container, cancel);
        await Put(file.Container, HaproxyConfig.Loaded(file.Path), file.Text, cancel);
    }

    // The signal comes from inside: the engine takes one of its own for a stop by hand, and would not start the balancer after a restart.
    private async Task Reload(string proxy, CancellationToken cancel)
    {
        var before = await Pid(proxy, cancel);
        lock (retired)
        {
            retired.Remove(proxy);
        }

        await Save([new SlotName(proxy, "", "")], cancel);
        await ContainerExec.Execute(engine, new Execute(proxy, ["bash", "-c", "kill -USR2 1"], "reload the load balancer"), cancel);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            await Close(proxy);
            try
            {
                if (await Pid(proxy, cancel) != before)
                {
                    return;
                }
            }
            catch (FailureException) when (clock.Elapsed < UpTime)
            {
                // Between two processes nobody may answer for a moment.
            }

            if (clock.Elapsed > UpTime)
            {
                throw new FailureException(new Failure("the load balancer did not take the new configuration",
                    $"it still runs the old after {UpTime.TotalSeconds:0} s") { Evidence = await LogTail.Read(engine, proxy, cancel) });
            }

            await Task.Delay(Beat, cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions.Values)
        {
            await session.DisposeAsync();
        }

        sessions.Clear();
    }

    // Once is enough for all services that leave, until the next reload.
    private Task Retire(string proxy, TimeSpan limit, CancellationToken cancel)
    {
        lock (retired)
        {
            if (!retired.TryGetValue(proxy, out var task) || task.IsFaulted || task.IsCanceled)
            {
                retired[proxy] = task = new StaleHaproxyWorkers(engine).Retire(proxy, limit, cancel);
            }

            return task;
        }
    }

    private async Task<int> InFlight(IReadOnlyList<SlotName> slots, CancellationToken cancel)
    {
        var sum = 0;
        foreach (var group in slots.GroupBy(s => (s.Proxy, s.Backend)))
        {
            var status = await Status(group.Key.Proxy, group.Key.Backend, cancel);
            sum += group.Sum(s => status.GetValueOrDefault(s.Server)?.InFlight ?? 0);
        }

        return sum;
    }

    private async Task Set(IReadOnlyList<SlotName> slots, string what, CancellationToken cancel)
    {
        foreach (var slot in slots)
        {
            await (await Session(slot.Proxy, cancel)).Command($"set server {slot} {what}", cancel);
        }
    }

    private static List<string> Proxies(IEnumerable<SlotName> slots) => [.. slots.Select(t => t.Proxy).Distinct(StringComparer.Ordinal)];

    private async Task Save(IEnumerable<SlotName> touched, CancellationToken cancel)
    {
        foreach (var proxy in Proxies(touched))
        {
            var state = await (await Session(proxy, cancel)).Ask("show servers state", cancel);
            await Put(proxy, $"{HaproxyConfig.Folder(proxy)}/{HaproxyConfig.ServersName}", state.TrimStart('\n'), cancel);
        }
    }

    private Task Put(string proxy, string path, string text, CancellationToken cancel) =>
        engine.PutFiles(proxy, Scope.StateFolder, [(path, text)], cancel);

    private async Task<string> Pid(string proxy, CancellationToken cancel)
    {
        var info = await (await Session(proxy, cancel)).Ask("show info", cancel);
        return info.Split('\n').FirstOrDefault(l => l.StartsWith("Pid:", StringComparison.Ordinal)) ?? "";
    }

    private async Task<HaproxyAdmin> Session(string proxy, CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            if (sessions.TryGetValue(proxy, out var session) && session.IsBroken)
            {
                await session.DisposeAsync();
                session = null;
            }

            if (session is null)
            {
                sessions[proxy] = session = await HaproxyAdmin.Open(engine, proxy, cancel);
            }

            return session;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task Close(string proxy)
    {
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            if (sessions.Remove(proxy, out var session))
            {
                await session.DisposeAsync();
            }
        }
        finally
        {
            turn.Release();
        }
    }
}
