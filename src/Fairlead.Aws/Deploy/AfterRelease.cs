using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Deploy.Values;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>What can only be done once the new version serves: what protects it, who is told of trouble, and what nobody wants any more.
/// </summary>
internal sealed class AfterRelease(ReleaseWork work, CarriedOut run, AlertSubscriptions alerts, EventStream events)
{
    private readonly StackScope scope = new(work.Wanted.App);

    public async Task Settle(CancellationToken cancel)
    {
        var before = run.Stacks.Done.ToDictionary();
        await Switch(cancel);
        await Remove(cancel);
        var there = work.Before.Record.Subscriptions;
        if (work.Gone.Count > 0 || run.Stacks.Done.Any(d => before.GetValueOrDefault(d.Key) != d.Value))
        {
            await run.Ledger.Settle(work.Gone, run.Stacks.Done, there, cancel);
        }

        var wanted = AlertAddresses.Find(work.Wanted.App, run.Ledger.Secrets.ToDictionary());
        if (!wanted.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(there.Keys))
        {
            await Subscribe(wanted, there, cancel);
        }
    }

    private async Task Subscribe(IReadOnlyDictionary<string, Core.Model.Text> wanted, IReadOnlyDictionary<string, string> there,
        CancellationToken cancel)
    {
        var topic = run.Values.FindOutput(scope.EnvironmentStack, "AlertTopic")
            ?? throw new InvalidOperationException($"{scope.EnvironmentStack} says no topic of alerts.");
        var subscriptions = await alerts.Make(topic, wanted, there, cancel);
        await run.Ledger.Settle(work.Gone, run.Stacks.Done, subscriptions, cancel);
        if (subscriptions.Values.Except(there.Values, StringComparer.Ordinal).Count() is > 0 and var asked)
        {
            events.Warned("alerts", $"{StackScope.Number(asked)} asked by AWS to confirm, and told nothing before");
        }
    }

    // What a failed creation could not have taken back, and least numbers of tasks.
    private async Task Switch(CancellationToken cancel)
    {
        var done = run.Stacks.Done;
        await Task.WhenAll(Settlement.Find(work.Wanted, done.GetValueOrDefault).GroupBy(s => s.Stack.Name, StringComparer.Ordinal)
            .Select(g => run.Stacks.Switch(g.First().Stack, g.ToDictionary(s => s.Parameter, s => s.Value, StringComparer.Ordinal),
                cancel)));
    }

    // The stacks of names that are gone, consumers first, then what all shared for them, and last what that used.
    private async Task Remove(CancellationToken cancel)
    {
        if (work.Gone.Count == 0)
        {
            return;
        }

        var live = work.Before.Live?.Workloads.Select(w => scope.StackNameOf(w.Name)).ToHashSet(StringComparer.Ordinal) ?? [];
        var used = work.Gone.Where(s => PatternSetStack.IsName(NameOf(s))).ToList();
        foreach (var tier in work.Gone.Except(used, StringComparer.Ordinal).GroupBy(s => live.Contains(s)).OrderByDescending(g => g.Key))
        {
            await Delete(tier, cancel);
        }

        await run.Stacks.Shrink(cancel);
        await Delete(used, cancel);
    }

    private Task Delete(IEnumerable<string> stacks, CancellationToken cancel)
    {
        var removal = new StackRemoval(run.Deployer.Connection, run.Values.FindOutput(scope.AccessStack, "CloudFormationRole"), events);
        return Task.WhenAll(stacks.Select(s => removal.Delete(NameOf(s), s, cancel)));
    }

    // Behind app and environment.
    private string NameOf(string stack) => stack[(scope.EnvironmentStack.Length + 1)..];
}
