using System.Text.Json;
using System.Threading.Channels;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;

namespace Fairlead.Docker.Run.Observing;

/// <summary>The logs of several containers as one stream, by time; new tasks join while it is followed.</summary>
internal sealed class LogReader(Engine engine, Observer observer, Scope scope)
{
    public async IAsyncEnumerable<LogLine> Read(
        LogRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var all = await engine.Containers(scope.LabelFilter, cancel);
        if (all.Length == 0)
        {
            throw new FailureException($"{scope.Id} is not deployed", "nothing runs that could say anything", "fairlead deploy");
        }

        var containers = all.Where(c => Wanted(c.Labels, request)).ToList();
        var missing = request.Names.Where(n => containers.All(c => c.Labels.GetValueOrDefault(Labels.Name) != n)).ToList();
        if (!request.Follow)
        {
            var lines = await Recorded(missing, cancel);
            foreach (var container in containers)
            {
                await foreach (var line in Lines(container.Id, Name(container.Names[0]), container.Labels, request, request.Since, cancel))
                {
                    lines.Add(line);
                }
            }

            foreach (var line in lines.OrderBy(l => l.At).TakeLast(request.Tail ?? int.MaxValue))
            {
                yield return line;
            }

            yield break;
        }

        await foreach (var line in Follow(containers, request, cancel))
        {
            yield return line;
        }
    }

    // A job's container is gone when it has ended; what its last run said is on record.
    private async Task<List<LogLine>> Recorded(List<string> names, CancellationToken cancel)
    {
        var lines = new List<LogLine>();
        if (names.Count == 0)
        {
            return lines;
        }

        var history = await observer.History(scope.Id, cancel);
        foreach (var name in names)
        {
            var run = history.Runs.FirstOrDefault(r => r.Run.Job == name)?.Run
                ?? throw new FailureException(
                    $"there are no logs of '{name}'",
                    "no container of that name is there, and no run of it is on record",
                    "fairlead status");
            var ended = run.Started + (run.Took ?? TimeSpan.Zero);
            lines.AddRange(run.LastLines.Select(l => new LogLine(ended, name, "last run", l)));
        }

        return lines;
    }

    private async IAsyncEnumerable<LogLine> Follow(
        List<ContainerSummary> containers,
        LogRequest request,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = Channel.CreateBounded<LogLine>(1024);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var events = await engine.Events(scope.LabelFilter, stop.Token);
        var readers = new List<Task>();
        foreach (var container in containers)
        {
            readers.Add(Copy(container.Id, Name(container.Names[0]), container.Labels, request, request.Since, channel.Writer, stop.Token));
        }

        readers.Add(Join(events, request, readers, channel.Writer, stop.Token));
        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(cancel))
            {
                yield return line;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await events.DisposeAsync();
        }
    }

    // A container that starts later is followed from its first line.
    private async Task Join(Stream events, LogRequest request, List<Task> readers, ChannelWriter<LogLine> writer, CancellationToken cancel)
    {
        try
        {
            await foreach (var happened in JsonSerializer.DeserializeAsyncEnumerable(events, WireJson.Default.EngineEvent,
                topLevelValues: true, cancel))
            {
                if (happened is { Action: "start", Actor: { Attributes: { } labels } actor } && Wanted(labels, request))
                {
                    var since = DateTimeOffset.FromUnixTimeSeconds(happened.Time);
                    readers.Add(
                        Copy(actor.ID, labels.GetValueOrDefault("name", ""), labels, request with { Tail = null }, since, writer, cancel));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or HttpRequestException)
        {
            // We are done, or the engine is.
        }

        writer.TryComplete();
    }

    private async Task Copy(
        string id,
        string task,
        IReadOnlyDictionary<string,
        string> labels,
        LogRequest request,
        DateTimeOffset? since,
        ChannelWriter<LogLine> writer,
        CancellationToken cancel)
    {
        try
        {
            await foreach (var line in Lines(id, task, labels, request, since, cancel))
            {
                await writer.WriteAsync(line, cancel);
            }
        }
        catch (Exception e) when (
            e is OperationCanceledException or IOException or EngineException or ChannelClosedException or HttpRequestException)
        {
            // The container is gone, or we are done.
        }
    }

    private async IAsyncEnumerable<LogLine> Lines(
        string id,
        string task,
        IReadOnlyDictionary<string,
        string> labels,
        LogRequest request,
        DateTimeOffset? since,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        LogLine Line(LoggedLine line) => new(line.At, labels.GetValueOrDefault(Labels.Name, ""), task, line.Text);
        var tail = request.Tail;
        if (tail is { } count)
        {
            var last = await LogTail.Last(engine, id, since, new(count, request.WithChecks), cancel);
            if (!request.Follow)
            {
                foreach (var line in last.Where(Shown))
                {
                    yield return Line(line);
                }

                yield break;
            }

            tail = last.Sum(l => l.Pieces);
        }

        await using var log = await engine.Logs(id, request.Follow, since, tail, cancel);
        await foreach (var line in Frames.Lines(log, cancel))
        {
            if (Shown(line))
            {
                yield return Line(line);
            }
        }

        bool Shown(LoggedLine line) => request.WithChecks || !LogTail.IsCheck(line.Text);
    }

    // Without names: what the app itself says. A load balancer or a database speaks when asked for by name.
    private static bool Wanted(IReadOnlyDictionary<string, string> labels, LogRequest request)
    {
        var role = labels.GetValueOrDefault(Labels.Role);
        return request.Names.Count == 0
            ? role is "task" or "job"
            : request.Names.Contains(labels.GetValueOrDefault(Labels.Name, ""), StringComparer.Ordinal);
    }

    private static string Name(string name) => name.TrimStart('/');
}
