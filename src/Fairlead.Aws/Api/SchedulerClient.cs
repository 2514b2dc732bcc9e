using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>EventBridge Scheduler, the operations that Fairlead calls, under AWS's names. <c>API Reference, version
/// 2021-06-30</c>.</summary>
internal sealed class SchedulerClient(AwsTransport transport)
{
    // What AWS says of a schedule and does not take back.
    private static readonly string[] ReadOnly = ["Arn", "CreationDate", "LastModificationDate"];

    /// <summary>As AWS says it: an update replaces every member, so a schedule is changed on a copy of this.</summary>
    public async Task<JsonObject> GetSchedule(string name, CancellationToken cancel)
    {
        var body = await transport.Send(new AwsRequest(AwsService.Scheduler, "GetSchedule", HttpMethod.Get) { Path = PathOf(name) },
            cancel);
        return JsonNode.Parse(body)!.AsObject();
    }

    /// <param name="schedule">From <see cref="GetSchedule"/>, changed.</param>
    /// <param name="clientToken">With the same, the change is made once.</param>
    public Task UpdateSchedule(string name, JsonObject schedule, string clientToken, CancellationToken cancel)
    {
        var wanted = schedule.DeepClone().AsObject();
        foreach (var member in ReadOnly.Append("Name"))
        {
            wanted.Remove(member);
        }

        wanted["ClientToken"] = clientToken;
        return transport.Send(new AwsRequest(AwsService.Scheduler, "UpdateSchedule", HttpMethod.Put)
        {
            Path = PathOf(name),
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
            Body = Encoding.UTF8.GetBytes(wanted.ToJsonString()),
        }, cancel);
    }

    private static string PathOf(string name) => $"/schedules/{Uri.EscapeDataString(name)}";
}
