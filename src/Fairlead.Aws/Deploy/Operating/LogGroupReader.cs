using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Deploy.Releases;
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

    // Lines arrive some seconds late, and not in their order: CloudWatch Logs user guide, "Troubleshooting with Live Tail".
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

    public async IAsyncEnumerable<LogLine> Read(LogRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        var record = await environment.NeedRecord(cancel);
        var app = environment.AppOf(record.Live);
        var names = request.Names.Count > 0 ? request.Names : [.. app?.Workloads.Select(w => w.Name) ?? []];
        NeedKnown(names, app);
        var began = clock.GetUtcNow();
        var first = await Latest(names, request, began, cancel);
        foreach (var line in first)
        {
            yield return line;
        }

        var told = first.Where(l => l.At > began - 2 * Late).Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        for (var since = began - Late; request.Follow; since = clock.GetUtcNow() - Late)
        {
            await Task.Delay(Interval, clock, cancel);
            foreach (var line in (await Since(names, request, since, cancel)).Where(l => told.Add(KeyOf(l))))
            {
                yield return line;
            }
        }
    }

    private async Task<IReadOnlyList<LogLine>> Latest(IReadOnlyList<string> names, LogRequest request, DateTimeOffset now,
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

        return request.Tail is { } tail ? [.. lines.TakeLast(tail)] : lines;
    }

    private async Task<IReadOnlyList<LogLine>> Since(IReadOnlyList<string> names, LogRequest request, DateTimeOffset since,
        CancellationToken cancel)
    {
        var all = await Task.WhenAll(names.Select(n => OfGroup(n, since, cancel)));
        return [.. all.SelectMany(l => l).Where(l => request.WithChecks || !l.Text.Contains(Check, StringComparison.Ordinal))
            .OrderBy(l => l.At)];
    }

    private async Task<IReadOnlyList<LogLine>> OfGroup(string name, DateTimeOffset since, CancellationToken cancel)
    {
        var group = PhysicalName.For(NameRule.LogGroup, environment.Place.App, environment.Place.Environment, name);
        var lines = new List<LogLine>();
        string? next = null;
        try
        {
            do
            {
                var page = await environment.Person.Connection.Logs.FilterLogEvents(
                    new FilterLogEventsRequest(group) { StartTime = since.ToUnixTimeMilliseconds(), NextToken = next }, cancel);
                lines.AddRange((page.Events ?? []).SelectMany(e => e.Message.TrimEnd('\n', '\r').Split('\n').Select(t => new LogLine(
                    DateTimeOffset.FromUnixTimeMilliseconds(e.Timestamp), name, TaskEvidence.ShortName(e.LogStreamName), t))));
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

    private void NeedKnown(IReadOnlyList<string> names, App? app)
    {
        if (app is not null && names.FirstOrDefault(n => app.FindWorkload(n) is null) is { } unknown)
        {
            throw new FailureException($"'{unknown}' has no log", app.Resources.Find(unknown) is null
                ? "the release that serves has no service or job of that name" : "it is a resource, whose log AWS keeps",
                $"fairlead status --env {environment.Place.Environment}");
        }
    }

    private static string KeyOf(LogLine line) => $"{line.At.UtcTicks} {line.Task} {line.Text}";
}
