using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Deploy.Accounts;
using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Deploy.Observing;

/// <summary>
/// Finds out what is there: by the environment's record as far as that can be trusted, and by AWS for all that differs from what is wanted.
/// </summary>
internal sealed class EnvironmentObserver(Account account, AppId id)
{
    // Beyond so many stacks it takes fewer calls to ask for all.
    private const int MostSingly = 10;
    private const int MostServices = 10;

    private string EnvironmentStack => PhysicalName.For(NameRule.Stack, id.App, id.Environment);

    /// <param name="wanted">What is compared; null asks for nothing but what the record has, and all where that can not be trusted.</param>
    public async Task<ObservedEnvironment> Observe(EnvironmentRecord? recorded, WantedApp? wanted, CancellationToken cancel)
    {
        var record = recorded ?? new EnvironmentRecord();
        var found = new ObservedEnvironment(account.Id, account.Region, record);
        if (wanted is not null)
        {
            var needed = wanted.Stacks.SelectMany(s => s.Stack.Parameters).Concat(wanted.Definitions.SelectMany(d => d.Template.Parameters))
                .Where(p => p.Source is LookedUpValue && !ParameterValues.IsOfRelease(p) && (ParameterValues.IsReference(p)
                    || !record.LookedUp.ContainsKey(ParameterValues.KeyOf(p)))).DistinctBy(ParameterValues.KeyOf).ToList();
            var values = new Dictionary<string, string>(record.LookedUp, StringComparer.Ordinal);
            foreach (var (key, value) in await new Lookups(account.Connection, wanted.App).Find(needed, cancel))
            {
                values[key] = value;
            }

            found = found with { LookedUp = values };
        }

        string[]? names = wanted is null ? null : [.. wanted.App.Services.Select(s => s.Name)];
        var isTrusted = recorded is { InProgress: null };
        var looked = await WithServices(await AskOfStacks(found, wanted, isTrusted, cancel), names, cancel);

        // Somebody took a service away behind the record's back: then no word of it is believed any more.
        return looked.IsComplete || !ServicesOnRecord(looked, names).Any(s => !looked.Services.ContainsKey(s.Name)) ? looked
            : await WithServices(await AskOfStacks(found, wanted, isTrusted: false, cancel), names, cancel);
    }

    private async Task<ObservedEnvironment> WithServices(ObservedEnvironment found, string[]? names, CancellationToken cancel) =>
        found with { Services = await Services(found, names, cancel) };

    private IEnumerable<(string Name, string Service)> ServicesOnRecord(ObservedEnvironment found, string[]? names) =>
        from name in names ?? found.Live?.Workloads.Select(w => w.Name) ?? []
        let service = found.FindStack(PhysicalName.For(NameRule.Stack, id.App, id.Environment, name))?.Outputs.GetValueOrDefault("Name")
        where service is not null
        select (name, service);

    private async Task<ObservedEnvironment> AskOfStacks(ObservedEnvironment found, WantedApp? wanted, bool isTrusted,
        CancellationToken cancel)
    {
        if (!isTrusted)
        {
            return With(found, await All(wanted, cancel)) with { IsComplete = true };
        }

        var values = ParameterValues.From(found);
        var differing = wanted?.Stacks.Where(s => s.Differs(found.FindStack(s.Name), values)).ToList() ?? [];
        if (differing.Count > MostSingly)
        {
            return With(found, await All(wanted, cancel)) with { IsComplete = true };
        }

        var looked = await Task.WhenAll(differing.Select(async s => (s.Name, await account.In(s.Stack.Region ?? account.Region)
            .CloudFormation.DescribeStack(s.Name, cancel))));
        return With(found, looked.ToDictionary(l => l.Name, l => l.Item2, StringComparer.Ordinal));
    }

    private static ObservedEnvironment With(ObservedEnvironment found, IReadOnlyDictionary<string, StackDescription?> looked) => found with
    {
        Looked = looked.ToDictionary(l => l.Key, l => Recorded(l.Value), StringComparer.Ordinal),
        Hindered = looked.Where(l => StackConditions.Read(l.Value?.StackStatus) is StackCondition.Busy or StackCondition.Stuck)
            .ToDictionary(l => l.Key, l => l.Value!.StackStatus, StringComparer.Ordinal),
    };

    // Of the environment and of the account's tier, in its own region and in that of CloudFront.
    private async Task<IReadOnlyDictionary<string, StackDescription?>> All(WantedApp? wanted, CancellationToken cancel)
    {
        var names = wanted?.Stacks.Select(s => s.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        string[] regions = account.Region == StackScope.CloudFrontRegion ? [account.Region] : [account.Region, StackScope.CloudFrontRegion];
        var hasCdn = wanted?.Stacks.Any(s => s.Stack.Region is not null) ?? true;
        var pages = await Task.WhenAll(regions.Take(hasCdn ? 2 : 1).Select(r => All(account.In(r).CloudFormation, cancel)));
        var all = new Dictionary<string, StackDescription?>(StringComparer.Ordinal);
        foreach (var stack in pages.SelectMany(p => p).Where(s => names.Contains(s.StackName) || IsOurs(s)))
        {
            all[stack.StackName] = stack;
        }

        return all;
    }

    private bool IsOurs(StackDescription stack) => stack.Tags.GetValueOrDefault("fairlead:app") == id.App
        && (stack.Tags.GetValueOrDefault("fairlead:environment") is not { } environment || environment == id.Environment);

    private static async Task<IReadOnlyList<StackDescription>> All(CloudFormationClient client, CancellationToken cancel)
    {
        var all = new List<StackDescription>();
        string? next = null;
        do
        {
            (var page, next) = await client.DescribeStacks(null, next, cancel);
            all.AddRange(page);
        }
        while (next is not null);
        return all;
    }

    /// <summary>A stack that can be built on; one that was never made is none.</summary>
    public static RecordedStack? Recorded(StackDescription? stack) =>
        stack is null || StackConditions.Read(stack.StackStatus) is StackCondition.Absent or StackCondition.NeverMade ? null
        : new RecordedStack(
            StackConditions.Read(stack.StackStatus) == StackCondition.Ready ? stack.Tags.GetValueOrDefault(WantedStack.HashTag, "") : "",
            stack.Parameters, stack.Outputs);

    private async Task<IReadOnlyDictionary<string, ObservedService>> Services(ObservedEnvironment found, string[]? names,
        CancellationToken cancel)
    {
        if (found.FindStack(EnvironmentStack)?.Outputs.GetValueOrDefault("Cluster") is not { } cluster)
        {
            return new Dictionary<string, ObservedService>();
        }

        var asked = ServicesOnRecord(found, names).ToDictionary(s => s.Service, s => s.Name, StringComparer.Ordinal);
        var pages = await Task.WhenAll(asked.Keys.Chunk(MostServices).Select(some =>
            account.Connection.Ecs.DescribeServices(new DescribeServicesRequest(cluster, some), cancel)));
        return pages.SelectMany(p => p.Services ?? []).Where(s => s.Status == "ACTIVE")
            .Select(s => Read(asked[s.ServiceName], s)).ToDictionary(s => s.Name, StringComparer.Ordinal);
    }

    private static ObservedService Read(string name, EcsService service)
    {
        var primary = service.Deployments?.FirstOrDefault(d => d.Status == "PRIMARY");
        return new ObservedService(name, service.ServiceName, service.TaskDefinition ?? "", service.DesiredCount, service.RunningCount)
        {
            IsSteady = primary?.RolloutState is null or "COMPLETED" && service.RunningCount == service.DesiredCount,
            HasFailed = primary?.RolloutState == "FAILED",
        };
    }
}
