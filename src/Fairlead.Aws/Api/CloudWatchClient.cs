using System.Xml.Linq;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>CloudWatch, the operation that Fairlead calls, under AWS's name. <c>API Reference, version 2010-08-01</c>.</summary>
internal sealed class CloudWatchClient(AwsTransport transport)
{
    /// <summary>A page of the alarms that are in a state.</summary>
    /// <param name="prefix">What their names begin with.</param>
    /// <param name="stateValue">Such as <c>ALARM</c>.</param>
    public async Task<(IReadOnlyList<CloudWatchAlarm> Alarms, string? NextToken)> DescribeAlarms(string prefix, string stateValue,
        string? nextToken, CancellationToken cancel)
    {
        var result = await QueryProtocol.Call(transport, AwsService.CloudWatch, "DescribeAlarms", new QueryForm()
            .Add("AlarmNamePrefix", prefix).Add("StateValue", stateValue).Add("NextToken", nextToken), cancel);
        return ([.. result.Members("MetricAlarms").Select(CloudWatchAlarm.Read)], result.Text("NextToken"));
    }
}

/// <param name="StateReason">Why it is in its state, in CloudWatch's own words.</param>
internal sealed record CloudWatchAlarm(string AlarmName, string StateReason, DateTimeOffset? StateUpdatedTimestamp)
{
    public static CloudWatchAlarm Read(XElement alarm) => new(alarm.Need("AlarmName"), alarm.Text("StateReason") ?? "",
        alarm.Time("StateUpdatedTimestamp"));
}
