using System.Globalization;
using System.Text;
using Fairlead.Aws.Tests.Endpoint.Stacks;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>
/// What a deploy waited for, one thing after the other, as text: of each stack the resource that was done last, what that waited for and
/// so on; then the calls of the release. Times are seconds of the account's time since a moment.
/// </summary>
internal sealed class CriticalPath(AwsApp app, DateTimeOffset began)
{
    private readonly StringBuilder text = new();

    /// <param name="stacks">In their order.</param>
    public string Render(string[] stacks, (string What, DateTimeOffset At) end)
    {
        foreach (var stack in stacks.Select(n => app.Aws.Parts.Stacks.Find(n)!))
        {
            Add(FirstCall("CreateChangeSet", c => $"{c["StackName"]}" == stack.Name), $"{stack.Name}: CreateChangeSet");
            Add(FirstCall("ExecuteChangeSet", c => $"{c["ChangeSetName"]}" == stack.ChangeSets[0].Id), "ExecuteChangeSet");
            foreach (var resource in Chain(stack))
            {
                Add(Ended(stack, resource), $"{resource.LogicalId} ({resource.Type})");
            }

            Add(TimeOf(stack.Events.First(e => e is { Type: "AWS::CloudFormation::Stack", Status: "CREATE_COMPLETE" })), "CREATE_COMPLETE");
        }

        Add(FirstCall("RegisterTaskDefinition", static _ => true), "RegisterTaskDefinition");
        Add(FirstCall("UpdateService", static _ => true), "UpdateService");
        Add(end.At, end.What);
        return text.ToString();
    }

    private DateTimeOffset FirstCall(string operation, Func<System.Text.Json.Nodes.JsonObject, bool> isIt) => app.Aws.Clock.GetUtcNow()
        - app.Aws.Clock.Passed + app.Aws.Calls.First(c => c.Operation == operation && c.Refusal is null && isIt(c.Input)).At;

    // From the last that was done back to what waited for nothing, in the order in which they were done.
    private static IEnumerable<LiveResource> Chain(LiveStack stack)
    {
        var chain = new Stack<LiveResource>();
        for (var next = Latest(stack, stack.Resources.Values); next is not null;
            next = Latest(stack, stack.Resources.Values.Where(r => chain.Peek().DependsOn.Contains(r.LogicalId))))
        {
            chain.Push(next);
        }

        return chain;
    }

    private static LiveResource? Latest(LiveStack stack, IEnumerable<LiveResource> resources) =>
        resources.OrderBy(r => r.LogicalId, StringComparer.Ordinal).MaxBy(r => Ended(stack, r));

    private static DateTimeOffset Ended(LiveStack stack, LiveResource resource) => TimeOf(stack.Events.First(e =>
        e.LogicalId == resource.LogicalId && e.Status == "CREATE_COMPLETE"));

    private static DateTimeOffset TimeOf(LiveStackEvent one) => DateTimeOffset.Parse(one.At, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal);

    private void Add(DateTimeOffset at, string what) =>
        text.Append(CultureInfo.InvariantCulture, $"{(at - began).TotalSeconds,4:0} s  {what}\n");
}
