using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Deploy.Observing;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Operating;

/// <summary>What has to go of an environment: its stacks, and data only where that is asked for.</summary>
/// <param name="Stacks">By name, each with its name in the file; the first group goes first.</param>
/// <param name="Data">What becomes of it.</param>
/// <param name="Images">The repositories go too.</param>
internal sealed record AwsDestroyPlan(AppId Id, ObservedEnvironment Before,
    IReadOnlyList<IReadOnlyList<(string Name, string Stack)>> Stacks,
    DataChoice Data, bool Images) : Core.Targets.Plan(Id)
{
    public override IReadOnlyList<string> Details => [.. Stacks.SelectMany(g => g).Select(s => $"stack {s.Stack}: delete")];
}

/// <summary>Decides what has to go.</summary>
internal sealed class DestroyPlanner(AwsEnvironment environment)
{
    public async Task<AwsDestroyPlan> Plan(DataChoice data, bool images, CancellationToken cancel)
    {
        var record = await environment.Records.FindEnvironment(cancel);
        var found = await new EnvironmentObserver(environment.Caller, environment.Id).Observe(record, null, cancel);
        var app = environment.AppOf(record?.Live);
        var prefix = environment.StackNameOf();
        var own = found.Stacks.Select(s => s.Key).Where(s => s == prefix || s.StartsWith(prefix + "-", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(s => (Name: s == prefix ? StackLabels.Environment : s[(prefix.Length + 1)..], Stack: s)).ToList();
        var workloads = record?.Live?.Workloads.Select(w => w.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        IReadOnlyList<(string, string)>[] groups =
        [
            [.. own.Where(s => workloads.Contains(s.Name))],
            [.. own.Where(s => !workloads.Contains(s.Name) && s.Name is not (StackLabels.Environment or StackLabels.Access)
                && !PatternSetStack.IsName(s.Name))],
            [.. own.Where(s => s.Name == StackLabels.Environment)], [.. own.Where(s => PatternSetStack.IsName(s.Name))],
            [.. own.Where(s => s.Name == StackLabels.Access)],
        ];
        var removal = new ImageRemoval(environment);
        var other = images ? await removal.FindOther(cancel) : null;
        var repositories = images && other is null ? await removal.Find(cancel) : [];
        return new AwsDestroyPlan(environment.Id, found, [.. groups.Where(g => g.Count > 0)], data, repositories.Count > 0)
        {
            Base = new Observation(found.Facts(), []),
            Changes = [.. own.Select(s => ChangeOf(s.Name, app, data)),
                .. repositories.Select(r => new Change(Verb.Delete, r, "repository", "asked for with --images"))],
            Notes = [.. Kept(app, data, images), .. other is null ? [] : new[] { new Note("images",
                $"they stay: the environment '{other}' has them, too") }],
        };
    }

    private static Change ChangeOf(string name, App? app, DataChoice data)
    {
        var resource = app?.Resources.Find(name);
        var kind = resource is null ? app?.FindWorkload(name) is Service ? "service" : app?.FindWorkload(name) is Job ? "job"
            : PatternSetStack.IsName(name) ? "password" : name
            : StackLabels.KindOf(resource);
        var isLost = resource is { Protect: true } && data == DataChoice.Remove;
        return new Change(Verb.Delete, name, kind, isLost ? "its data goes" : resource is { Protect: true } ? "its data stays"
            : "is no more wanted", resource?.Origin.Name, DataAtRisk: isLost || resource is { Protect: false });
    }

    private IEnumerable<Note> Kept(App? app, DataChoice data, bool images)
    {
        if (data != DataChoice.Remove)
        {
            foreach (var resource in app?.Resources.Where(r => r is { Existing: null, Protect: true }) ?? [])
            {
                yield return new Note(resource.Name, resource is Postgres ? "a last snapshot and its secret stay"
                    : "stays, and the next deploy takes it up");
            }
        }

        var stack = PhysicalName.For(NameRule.Stack, "fairlead", environment.Place.App);
        yield return new Note("account", $"{(images ? "releases" : "images and releases")} stay in the stack {stack},"
            + $" values of secrets under {PhysicalName.For(NameRule.ParameterPath, environment.Place.App, environment.Place.Environment)}"
            + " in Systems Manager");
    }
}
