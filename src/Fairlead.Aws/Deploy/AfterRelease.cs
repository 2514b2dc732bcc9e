using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>What can only be done once the new version serves: what protects it, and what nobody wants any more.</summary>
internal sealed class AfterRelease(ReleaseWork work, CarriedOut run, EventStream events)
{
    public async Task Settle(CancellationToken cancel)
    {
        var before = run.Stacks.Done.ToDictionary();
        await Switch(cancel);
        await Remove(cancel);
        if (work.Gone.Count > 0 || run.Stacks.Done.Any(d => before.GetValueOrDefault(d.Key) != d.Value))
        {
            await run.Ledger.Settle(work.Gone, run.Stacks.Done, cancel);
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

    // The stacks of names that are gone, consumers first, and then what all shared for them.
    private async Task Remove(CancellationToken cancel)
    {
        if (work.Gone.Count == 0)
        {
            return;
        }

        var scope = new StackScope(work.Wanted.App);
        var removal = new StackRemoval(run.Deployer.Connection, run.Values.FindOutput(scope.AccessStack, "CloudFormationRole"), events);
        var live = work.Before.Live?.Workloads.Select(w => scope.StackNameOf(w.Name)).ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (var tier in work.Gone.GroupBy(s => live.Contains(s)).OrderByDescending(g => g.Key))
        {
            await Task.WhenAll(tier.Select(s => removal.Delete(s[(scope.EnvironmentStack.Length + 1)..], s, cancel)));
        }

        await run.Stacks.Shrink(cancel);
    }
}
