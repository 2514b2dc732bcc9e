using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Operating;

/// <summary>Lines of workloads from their log groups.</summary>
internal sealed class LogGroupReader(AwsEnvironment environment, TimeProvider clock)
{
    private const string Check = "ELB-HealthChecker";

    // Without a beginning: what happened lately. CloudWatch can only be read from a time on.
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);
    private static readonly TimeSpan[] FurtherBack = [TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(90)];
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // Of each group in a round: at most five calls a second, well below the account's quota (CloudWatch Logs User Guide, "quotas").
    private static readonly TimeSpan Share = TimeSpan.FromMilliseconds(200);

    // Lines arrive some seconds late, and not in their order: the log driver of Fargate sends them in bundles.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(15);

    public async IAsyncEnumerable<LogLine> Read(LogRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        var record = await environment.NeedRecord(cancel);
        var app = environment.AppOf(record.Live);
        var names = request.Names.Count > 0 ? request.Names : [.. app?.Workloads.Select(w => w.Name) ?? []];
        NeedKnown(names, app);
        var began = clock.GetUtcNow();
        var first = await Latest(names, request, began, cancel);
        foreach (var found in request.Tail is { } tail ? first.TakeLast(tail) : first)
        {
            yield return found.Line;
        }

        await foreach (var line in Following(names, request, (began, first), cancel))
        {
            yield return line;
        }
    }

    // Each round looks back to where the last began, however long that took, and a little more for what is late; what was told is known by
    // its id, so that none is told twice and equal lines are all told. All streams of a group are read: those of tasks to come too.
    private async IAsyncEnumerable<LogLine> Following(IReadOnlyList<string> names, LogRequest request,
        (DateTimeOffset Began, IReadOnlyList<LogEvent> First) known, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (last, told) = (known.Began, known.First.ToDictionary(e => e.Id, e => e.Line.At, StringComparer.Ordinal));
        while (request.Follow)
        {
            await Task.Delay(names.Count * Share > Interval ? names.Count * Share : Interval, clock, cancel);
            var (now, since) = (clock.GetUtcNow(), last - Late);
            since = request.Since is { } first && first > since ? first : since;
            foreach (var old in told.Where(t => t.Value < since).Select(t => t.Key).ToList())
            {
                told.Remove(old);
            }

            foreach (var found in (await Since(names, request, since, cancel)).Where(e => told.TryAdd(e.Id, e.Line.At)))
            {
                yield return found.Line;
            }

            last = now;
        }
    }

    private async Task<IReadOnlyList<LogEvent>> Latest(IReadOnlyList<string> names, LogRequest request, DateTimeOffset now,
        CancellationToken cancel)
    {
        var lines = await Since(names, request, request.Since ?? now - Lately, cancel);
        foreach (var back in request is { Since: null, Tail: not null } ? FurtherBack : [])
        {
            if (lines.Count >= request.Tail)
            {
                break;
            }

            lines = await Since(names, request, now - back, cancel);
        }

        return lines;
    }

    private async Task<IReadOnlyList<LogEvent>> Since(IReadOnlyList<string> names, LogRequest request, DateTimeOffset since,
        CancellationToken cancel)
    {
        var all = await Task.WhenAll(names.Select(n => OfGroup(n, since, cancel)));
        return [.. all.SelectMany(l => l).Where(l => request.WithChecks || !l.Line.Text.Contains(Check, StringComparison.Ordinal))
            .OrderBy(l => l.Line.At)];
    }

    private async Task<IReadOnlyList<LogEvent>> OfGroup(string name, DateTimeOffset since, CancellationToken cancel)
    {
        var group = PhysicalName.For(NameRule.LogGroup, environment.Place.App, environment.Place.Environment, name);
        var lines = new List<LogEvent>();
        string? next = null;
        try
        {
            do
            {
                var page = await environment.Caller.Connection.Logs.FilterLogEvents(
                    new FilterLogEventsRequest(group) { StartTime = since.ToUnixTimeMilliseconds(), NextToken = next }, cancel);
                lines.AddRange((page.Events ?? []).SelectMany(e => LinesOf(group, name, e)));
                next = page.NextToken;
            }
            while (next is not null);
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "ResourceNotFoundException")
        {
            // Its stack was never made: it wrote nothing.
        }

        return lines;
    }

    private static IEnumerable<LogEvent> LinesOf(string group, string name, FilteredLogEvent found) => found.Message
        .TrimEnd('\n', '\r').Split('\n').Select((text, i) => new LogEvent($"{group} {found.EventId} {StackScope.Number(i)}", new LogLine(
            DateTimeOffset.FromUnixTimeMilliseconds(found.Timestamp), name, TaskEvidence.ShortName(found.LogStreamName), text)));

    private void NeedKnown(IReadOnlyList<string> names, App? app)
    {
        if (app is not null && names.FirstOrDefault(n => app.FindWorkload(n) is null) is { } unknown)
        {
            throw new FailureException($"'{unknown}' has no log", app.Resources.Find(unknown) is null
                ? "the release that serves has no service or job of that name" : "it is a resource, whose log AWS keeps",
                $"fairlead status --env {environment.Place.Environment}");
        }
    }

    /// <param name="Id">Of CloudWatch, and which line of it.</param>
    private sealed record LogEvent(string Id, LogLine Line);
}
