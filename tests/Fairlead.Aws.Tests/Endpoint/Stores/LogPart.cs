using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>CloudWatch Logs: what containers wrote. <c>API Reference, version 2014-03-28</c>.</summary>
internal sealed class LogPart(AwsWorld world) : IAwsPart
{
    private const int Page = 100;

    private readonly Dictionary<string, List<(string Stream, long At, string Message)>> groups = [];

    public void Register(AwsRoutes routes) => routes.Add("logs", "FilterLogEvents", Filter).Add("logs", "GetLogEvents", Get);

    public void AddGroup(string name) => groups.TryAdd(name, []);

    public bool Has(string name) => groups.ContainsKey(name);

    public void RemoveGroup(string name) => groups.Remove(name);

    /// <param name="late">So long after it happened.</param>
    public void Write(string group, string stream, string message, TimeSpan late = default)
    {
        AddGroup(group);
        groups[group].Add((stream, (world.Clock.GetUtcNow() - late).ToUnixTimeMilliseconds(), message));
    }

    private AwsAnswer Filter(AwsCall call)
    {
        var streams = call.Texts("logStreamNames");
        var (from, to) = (Long(call, "startTime") ?? 0, Long(call, "endTime") ?? long.MaxValue);
        var (prefix, pattern) = (call.Text("logStreamNamePrefix") ?? "", call.Text("filterPattern")?.Trim('"') ?? "");
        var all = Group(call).Select((e, i) => (e.Stream, e.At, e.Message, Id: i));
        var found = all.Where(e => (streams.Count == 0 || streams.Contains(e.Stream)) && e.Stream.StartsWith(prefix)
            && e.At >= from && e.At < to && e.Message.Contains(pattern)).OrderBy(e => e.At).ToList();
        var (skip, size) = (int.Parse(call.Text("nextToken") ?? "0"), call.Number("limit") ?? Page);
        return Members.Make(
            ("events", Members.List(found.Skip(skip).Take(size).Select(e => Members.Make(("logStreamName", e.Stream), ("timestamp",
                e.At),
                ("message", e.Message), ("ingestionTime", e.At), ("eventId", $"{e.Id:00000000}"))))),
            ("nextToken", found.Count > skip + size ? $"{skip + size}" : null));
    }

    private AwsAnswer Get(AwsCall call)
    {
        var all = Group(call).Where(e => e.Stream == call.Need("logStreamName")).ToList();
        if (all.Count == 0)
        {
            throw new AwsRefusal("ResourceNotFoundException", "The specified log stream does not exist.");
        }

        var size = call.Number("limit") ?? Page;
        var skip = call.Text("nextToken") is { } token ? int.Parse(token.Split('/')[1])
            : call.Flag("startFromHead") == true ? 0 : Math.Max(0, all.Count - size);
        var page = all.Skip(skip).Take(size).ToList();

        // API Reference, GetLogEvents: at the end the token is that which was passed.
        return Members.Make(
            ("events", Members.List(page.Select(e => Members.Make(("timestamp", e.At), ("message", e.Message), ("ingestionTime", e.At))))),
            ("nextForwardToken", $"f/{skip + page.Count}"), ("nextBackwardToken", $"b/{Math.Max(0, skip - size)}"));
    }

    private List<(string Stream, long At, string Message)> Group(AwsCall call) =>
        groups.TryGetValue(call.Need("logGroupName"), out var found)
        ? found : throw new AwsRefusal("ResourceNotFoundException", "The specified log group does not exist.");

    private static long? Long(AwsCall call, string name) => call.Input[name] is JsonValue value ? value.GetValue<long>() : null;
}
