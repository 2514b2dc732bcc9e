using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>Step Functions: runs of state machines, as schedules start them. <c>API Reference, version 2016-11-23</c>.</summary>
internal sealed class ExecutionPart(AwsWorld world) : IAwsPart
{
    private readonly List<(string Machine, string Status, double Began, double Took)> all = [];

    public void Register(AwsRoutes routes) => routes.Add("states", "ListExecutions", List);

    /// <summary>A schedule started one, which is over.</summary>
    /// <param name="machine">A part of the machine's ARN: the job's name.</param>
    /// <param name="status">Such as <c>SUCCEEDED</c> or <c>FAILED</c>.</param>
    public void Add(string machine, string status, TimeSpan ago) => all.Add((machine, status, world.Now - ago.TotalSeconds, 12));

    private AwsAnswer List(AwsCall call) => Members.Make(("executions", Members.List(all
        .Where(e => call.Need("stateMachineArn").Contains(e.Machine, StringComparison.Ordinal)).OrderByDescending(e => e.Began)
        .Take(call.Number("maxResults") ?? 100).Select((e, i) => Members.Make(
            ("executionArn", $"{call.Need("stateMachineArn").Replace(":stateMachine:", ":execution:")}:{i}"),
            ("stateMachineArn", call.Need("stateMachineArn")), ("name", $"{i}"), ("status", e.Status),
            ("startDate", e.Began), ("stopDate", e.Began + e.Took))))));
}
