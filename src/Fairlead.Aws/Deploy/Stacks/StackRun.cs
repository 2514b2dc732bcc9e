using System.Collections.Concurrent;
using System.Text;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Deploy.Accounts;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Stacks;

/// <summary>Who makes stacks, and with what.</summary>
/// <param name="Person">For what a person makes with rights of his own.</param>
/// <param name="Deployer">For all else, once it may act.</param>
/// <param name="Upload">Puts a template that is too large for a call where CloudFormation reads it.</param>
internal sealed record StackMakers(Account Person, Func<CancellationToken, Task<Account>> Deployer,
    Func<RenderedStack, CancellationToken, Task<string>> Upload)
{
    /// <summary>What an earlier life kept; null where there was none, as far as is known. Asked with true a name is taken: then it may be
    /// ours all the same.</summary>
    public Func<bool, KeptResources?> KeptResources { get; init; } = static _ => null;
}

/// <summary>
/// Makes all stacks that are wanted, each as soon as those are there whose outputs it takes. What is as it should be is not asked about.
/// </summary>
internal sealed class StackRun
{
    private readonly ReleaseWork work;
    private readonly ParameterValues values;
    private readonly StackMakers makers;
    private readonly CloudFormationFacts facts;
    private readonly EventStream events;
    private readonly Dictionary<string, Task<RecordedStack>> begun = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RecordedStack> done = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RenderedStack> wanted;
    private readonly StackScope scope;

    public StackRun(ReleaseWork work, ParameterValues values, StackMakers makers, CloudFormationFacts facts, EventStream events)
    {
        (this.work, this.values, this.makers, this.facts, this.events) = (work, values, makers, facts, events);
        wanted = work.Wanted.Stacks.ToDictionary(s => s.Name, StringComparer.Ordinal);
        scope = new StackScope(work.Wanted.App);
    }

    /// <summary>What those that are done came to, by name.</summary>
    public IReadOnlyDictionary<string, RecordedStack> Done => done;

    /// <summary>All of some kinds; the first that fails is told, and the others come to their end.</summary>
    public Task MakeAll(Func<RenderedStack, bool> which, CancellationToken cancel) =>
        Task.WhenAll(work.Wanted.Stacks.Where(which).Select(s => Make(s.Name, cancel)));

    /// <summary>One of them, after all whose outputs it takes; made once, whoever asks.</summary>
    public Task<RecordedStack> Make(string name, CancellationToken cancel)
    {
        lock (begun)
        {
            return begun.TryGetValue(name, out var making) ? making : begun[name] = Task.Run(() => MakeNew(wanted[name], cancel), cancel);
        }
    }

    /// <summary>One again, with other values of what a release moves.</summary>
    public async Task<RecordedStack> Switch(RenderedStack stack, IReadOnlyDictionary<string, string> live, CancellationToken cancel)
    {
        var there = await Make(stack.Name, cancel);
        var parameters = new Dictionary<string, string>(there.Parameters, StringComparer.Ordinal);
        foreach (var (name, value) in live)
        {
            parameters[name] = value;
        }

        return done[stack.Name] = await Apply(stack, there with { Parameters = parameters }, isForced: true, cancel);
    }

    /// <summary>What all shared for names that are gone goes too.</summary>
    public async Task Shrink(CancellationToken cancel)
    {
        foreach (var stack in wanted.Values.Where(s => IsWidened(s) && done[s.Name].Hash != s.Hash))
        {
            done[stack.Name] = await Apply(stack, done[stack.Name], isForced: false, cancel);
        }
    }

    // Of a name that goes, the group and the target group are in use until its stack is gone.
    private bool IsWidened(RenderedStack stack) => work.Gone.Count > 0 && stack.Label.Kind == StackLabels.Environment;

    private async Task<RenderedStack> Widened(RenderedStack stack, CancellationToken cancel)
    {
        var maker = await makers.Deployer(cancel);
        var text = await maker.In(stack.Stack.Region ?? maker.Region).CloudFormation.GetTemplate(stack.Name, cancel);
        var before = StackReader.Read(stack.Name, Encoding.UTF8.GetBytes(text), out var fault)
            ?? throw new FailureException($"the template of {stack.Name} can not be read", fault!);
        var joined = StackUnion.Join(stack.Stack, before);
        return new RenderedStack(stack.Label, joined, StackJson.Render(joined));
    }

    private async Task<RecordedStack> MakeNew(RenderedStack stack, CancellationToken cancel)
    {
        await Task.WhenAll(stack.Stack.Parameters.Select(p => p.Source).OfType<ImportedOutput>().Select(i => i.Stack)
            .Where(wanted.ContainsKey).Distinct(StringComparer.Ordinal).Select(s => Make(s, cancel)));
        var there = work.Before.FindStack(stack.Name);
        if (there is not null && !stack.Differs(there, values))
        {
            return done[stack.Name] = there;
        }

        var applied = await Apply(there is not null && IsWidened(stack) ? await Widened(stack, cancel) : stack, there, isForced: false,
            cancel);
        values.Add(stack.Name, applied.Outputs);
        return done[stack.Name] = applied;
    }

    private async Task<RecordedStack> Apply(RenderedStack stack, RecordedStack? there, bool isForced, CancellationToken cancel)
    {
        var maker = stack.IsOfPerson ? makers.Person : await makers.Deployer(cancel);
        there = await new LiveParameters(scope, values, events.Now).Read(stack, there, maker.Connection, cancel);
        var kept = there is null ? await Kept(stack, isTaken: false, cancel) : [];
        try
        {
            return await Apply(stack, there, (kept, isForced), maker, cancel);
        }
        catch (NameTakenException) when (there is null && kept.Count == 0)
        {
            // What is in the way may be the environment's own, of a life that no record tells of any more.
            kept = await Kept(stack, isTaken: true, cancel);
            if (kept.Count == 0)
            {
                throw;
            }

            events.Warned(stack.Label.Name, $"{string.Join(", ", kept.Select(k => k.Value))} is there already, with this environment's"
                + " tags: it is taken up");
            return await Apply(stack, there, (kept, isForced), maker, cancel);
        }
    }

    private async Task<IReadOnlyList<ResourceToImport>> Kept(RenderedStack stack, bool isTaken, CancellationToken cancel) =>
        !stack.IsOfPerson && makers.KeptResources(isTaken) is { } leftovers ? await leftovers.Find(stack, values, cancel) : [];

    private async Task<RecordedStack> Apply(RenderedStack stack, RecordedStack? there,
        (IReadOnlyList<ResourceToImport> Kept, bool IsForced) how, Account maker, CancellationToken cancel)
    {
        if (how.Kept.Count > 0)
        {
            await TakeUp(stack, how.Kept, maker, cancel);
        }

        var parameters = stack.Stack.Parameters.Select(p => KeyValuePair.Create(p.Name, values.Find(p, there)
            ?? throw Unknown(stack, p))).ToList();
        var deployment = new StackDeployment(maker.In(stack.Stack.Region ?? maker.Region), facts, events, Replaceable(stack));
        var next = new WantedStack(stack.Label.Name, stack.Stack, stack.Template)
        {
            Parameters = parameters, Tags = TagsOf(stack),
            RoleArn = stack.IsOfPerson ? null : values.FindOutput(scope.AccessStack, "CloudFormationRole"),
            TemplateUrl = stack.Template.Length > WantedStack.MostInline ? await makers.Upload(stack, cancel) : null,
            IsForced = how.IsForced, IsExpress = stack.Label.Kind == StackLabels.Environment && ExpressCreation.Suits(stack.Stack),
        };
        var answer = await LinkedRoleDelay.Endure(() => deployment.Apply(next, cancel), stack.Label.Name, events, cancel);
        return new RecordedStack(stack.Hash, answer.Parameters, answer.Outputs);
    }

    // With no more than what can never be changed: the change that follows says all the rest anew.
    private async Task TakeUp(RenderedStack stack, IReadOnlyList<ResourceToImport> kept, Account maker,
        CancellationToken cancel)
    {
        var all = Adoption.KeptBy(stack.Stack, facts).Where(k => kept.Any(i => i.LogicalResourceId == k.Id)).ToList();
        var import = Adoption.ImportTemplate(stack.Stack, all, facts);
        await new StackDeployment(maker.In(stack.Stack.Region ?? maker.Region), facts, events, []).Apply(
            new WantedStack(stack.Label.Name, import, StackJson.Render(import))
            {
                Imports = kept, Tags = TagsOf(stack), RoleArn = values.FindOutput(scope.AccessStack, "CloudFormationRole"),
            }, cancel);
    }

    // What a task wrote that made extensions goes with the last of them.
    private string[] Replaceable(RenderedStack stack) =>
        work.Goal.AllowReplace.Contains(stack.Label.Name, StringComparer.Ordinal) ? [.. stack.Stack.Resources.Select(r => r.Id)]
        : work.Wanted.App.Resources.Find(stack.Label.Name) is Postgres ? [StackScope.LogId] : [];

    private IReadOnlyList<KeyValuePair<string, string>> TagsOf(RenderedStack stack) => stack.Label.Kind switch
    {
        StackLabels.Account or StackLabels.Zone => scope.AccountTags,
        StackLabels.Access or StackLabels.Environment => scope.Tags(null),
        _ => scope.Tags(stack.Label.Name),
    };

    private static FailureException Unknown(RenderedStack stack, StackParameter parameter) =>
        new(new Failure($"{stack.Label.Name}: nobody knows the value of {parameter.Name}", "the account has nothing that gives it")
        {
            Outcome = $"{stack.Name} was not changed", Next = "fairlead plan",
        });
}
