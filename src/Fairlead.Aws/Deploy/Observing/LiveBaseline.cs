using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Deploy.Accounts;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Observing;

/// <summary>
/// The templates that are there, to compare with those that are wanted: CloudFormation is asked only for those that differ or go.
/// </summary>
internal sealed class LiveBaseline(Account account, CloudFormationFacts facts)
{
    /// <param name="live">The app of the release that serves.</param>
    public async Task<RenderedBaseline> Read(App live, ReleaseWork work, CancellationToken cancel)
    {
        var labels = new StackLabels(new StackScope(live));
        var there = await Task.WhenAll(work.Before.Stacks.Select(s => s.Key).Order(StringComparer.Ordinal).Select(async name =>
            (Label: labels[name], Stack: await Template(name, work, cancel))));
        var definitions = WantedApp.Render(live, facts, work.Before.Record.Rules).Definitions
            .Select(d => (Label: labels[d.Template.Name], Stack: d.Template));
        (StackLabel, Stack)[] all = [.. there.Where(t => t.Stack is not null).Select(t => (t.Label, t.Stack!)), .. definitions];
        return new RenderedBaseline(new Manifest(live.Name, live.Environment.Name, account.Region, account.Id,
            [.. all.Select(a => a.Item1)]), all);
    }

    private async Task<Stack?> Template(string name, ReleaseWork work, CancellationToken cancel)
    {
        if (work.Wanted.FindStack(name) is { } wanted && work.Before.FindStack(name)?.Hash == wanted.Hash)
        {
            return wanted.Stack;
        }

        if (work.Wanted.FindStack(name) is null && !work.Gone.Contains(name, StringComparer.Ordinal))
        {
            return null;
        }

        var region = work.Wanted.FindStack(name)?.Stack.Region ?? account.Region;
        var text = await account.In(region).CloudFormation.GetTemplate(name, cancel);
        return work.Wanted.FindStack(name) is { Label.Kind: StackLabels.Extras } ? new Stack(name) { RawTemplate = text }
            : StackReader.Read(name, Encoding.UTF8.GetBytes(text), out var fault)
                ?? throw new FailureException($"the template of {name} can not be read", fault!);
    }
}
