using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Stacks;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>CloudWatch's alarms, as stacks make them; a test says which are on. <c>API Reference, version 2010-08-01</c>.</summary>
internal sealed class AlarmPart(AwsWorld world, StackCalls stacks) : IAwsPart
{
    private readonly Dictionary<string, (string Reason, string At)> raised = [];

    public void Register(AwsRoutes routes) => routes.Add("monitoring", "DescribeAlarms", Describe);

    /// <param name="place"><c>STACK/LogicalId</c>.</param>
    public void Raise(string place, string reason) => raised[NameOf(place)] = (reason, world.NowText);

    public void Calm(string place) => raised.Remove(NameOf(place));

    private string NameOf(string place) => Alarms.Single(a => $"{a.StackName}/{a.LogicalId}" == place).PhysicalId;

    private IEnumerable<LiveResource> Alarms => stacks.All.Where(s => !s.IsGone).SelectMany(s => s.Resources.Values)
        .Where(r => r.Type == "AWS::CloudWatch::Alarm");

    private AwsAnswer Describe(AwsCall call)
    {
        var found = Alarms.Where(a => a.PhysicalId.StartsWith(call.Text("AlarmNamePrefix") ?? "")
            && (call.Text("StateValue") ?? "ALARM") == (raised.ContainsKey(a.PhysicalId) ? "ALARM" : "OK"));
        return Members.Make(("MetricAlarms", Members.List(found.Select(a => Members.Make(("AlarmName", a.PhysicalId),
            ("StateValue", raised.ContainsKey(a.PhysicalId) ? "ALARM" : "OK"),
            ("StateReason", raised.GetValueOrDefault(a.PhysicalId).Reason),
            ("StateUpdatedTimestamp", raised.GetValueOrDefault(a.PhysicalId).At))))));
    }
}
