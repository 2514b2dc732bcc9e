using Fairlead.Aws.Deploy.Observing;
using Fairlead.Aws.Deploy.Preflight;
using Fairlead.Aws.Deploy.Values;
using Fairlead.Aws.Plan;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>Looks at an environment and decides what a goal asks of it; changes nothing.</summary>
internal sealed class DeployPlanner(AwsEnvironment environment, Func<ReleaseIdentity, DeployTools> tools)
{
    public async Task<AwsPlan> Plan(Goal goal, CancellationToken cancel)
    {
        var record = await environment.Records.FindEnvironment(cancel);
        var live = environment.AppOf(record?.Live);
        var narrowed = RecordedApp.Narrow(goal, live);
        var wanted = WantedApp.Render(narrowed.App, environment.Facts, (record ?? new EnvironmentRecord()).Rules);
        var reader = new EnvironmentObserver(environment.Caller, environment.Id);
        var found = await WithSecrets(await reader.Observe(record, wanted, cancel), narrowed.App, record, cancel);
        using var images = tools(goal.Identity).Images(environment.Caller);
        var choices = await images.Choose(narrowed, found.Live, found.NextRelease, cancel);
        var work = ReleaseDecision.Decide(narrowed, wanted, found, choices);
        var baseline = live is null || work.IsEmpty || goal.MakesRelease == MakesRelease.Never ? null
            : await new LiveBaseline(environment.Caller, environment.Facts).Read(live, work, cancel);
        var plan = AwsPlan.Make(work, environment.Facts, baseline);
        var problems = work.IsEmpty ? [] : await PreflightRun.Run(new PreflightSubject(environment.Caller, work, live)
        {
            Records = environment.Records, Delegation = new ZoneDelegation(tools(goal.Identity).NameServers),
        }, cancel);
        return plan with
        {
            Status = StatusOf(narrowed.App, found),
            Refusals = [.. plan.Refusals, .. ForPipeline(work), .. problems.Where(p => p.Severity == Severity.Error)],
            Warnings = [.. plan.Warnings, .. problems.Where(p => p.Severity == Severity.Warning).Select(PreflightRun.Text)],
        };
    }

    private static Status StatusOf(App app, ObservedEnvironment found) => AwsStatus.Read(app, found.Live,
        new WorkloadPlaces(app, ParameterValues.From(found)).UrlsOf, found.Services);

    // The record knows which are set; where it can not be trusted, or one is missing, the store is asked: somebody may have set it there.
    private async Task<ObservedEnvironment> WithSecrets(ObservedEnvironment found, App app, EnvironmentRecord? record,
        CancellationToken cancel)
    {
        var needed = app.Secrets.Where(s => s.Existing is null && s.UsedBy.Count > 0).Select(s => s.Name).ToList();
        if (record is { InProgress: null } && needed.TrueForAll(record.Secrets.ContainsKey) || needed.Count == 0)
        {
            return found;
        }

        var set = await new ParameterSecrets(environment.Caller.Connection, environment.Id, environment.Records).List(cancel);
        var versions = new Dictionary<string, long>(found.Record.Secrets, StringComparer.Ordinal);
        foreach (var name in needed)
        {
            versions.Remove(name);
            if (set.TryGetValue(name, out var value))
            {
                versions[name] = value.Version;
            }
        }

        return found with { Record = found.Record with { Secrets = versions } };
    }

    // A pipeline may change neither what is the account's nor who may do what.
    private IEnumerable<Problem> ForPipeline(ReleaseWork work)
    {
        var access = work.Before.FindStack(work.Wanted.Stacks.First(s => s.Label.Kind == StackLabels.Access).Name);
        if (access is null || !environment.IsPipeline(access.Outputs))
        {
            yield break;
        }

        foreach (var stack in work.Wanted.Stacks.Where(s => s.IsOfPerson && work.Stacks.Contains(s.Name, StringComparer.Ordinal)))
        {
            yield return new Problem(Codes.NoWayThere, Severity.Error, new FilePlaces(work.Wanted.App).At("images"),
                $"{stack.Name} would change, which a pipeline may not: "
                    + (stack.Label.Kind == StackLabels.Access ? "a right of roles differs" : "an image or a zone differs"),
                $"let a person run: fairlead deploy --env {work.Wanted.App.Environment.Name}");
        }
    }
}
