using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>What a release changes beside stacks, in users' words.</summary>
internal sealed class ReleaseChanges(ReleaseWork work)
{
    private App App => work.Wanted.App;

    /// <param name="said">Of the stacks: a name that changes there is not told twice.</param>
    public IReadOnlyList<Change> With(IReadOnlyList<Change> said)
    {
        var names = said.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. work.Builds.Select(b => new Change(Verb.Build, b.Image.Name, "image", b.Content is null ? b.Reference : "its source differs",
                b.Image.Origin.Name)),
            .. said.Select(WithContents),
            .. work.Generated.Select(s => new Change(Verb.Add, s, "secret", "made up, as it has no value yet",
                App.Secrets[s].Origin.Name)),
            .. work.Documents.Where(d => !names.Contains(d)).Select(d => new Change(Verb.Change, d, "config", "its values differ",
                App.Resources[d].Origin.Name)),
            .. work.Passwords.Where(p => !names.Contains(p)).Select(PasswordOf),
            .. work.Subscribed + work.Unsubscribed > 0 ? [new Change(Verb.Change, "alerts", "addresses", Addresses(),
                new FilePlaces(App).At("alerts"))] : (Change[])[],
            .. work.Rotated.Select(d => new Change(Verb.Change, d, "postgres", "a new password, told to all that use it",
                App.Resources[d].Origin.Name)),
            .. work.Filled.Where(d => !names.Contains(d.Name)).Select(d => new Change(Verb.Change, d.Name, StackLabels.KindOf(d),
                Inside(d), PostgresStack.PlaceOfContents(d))),
            .. App.Workloads.Where(w => !names.Contains(w.Name)).Select(Find).OfType<Change>(),
            .. work.Jobs.Select(j => new Change(Verb.Run, j.Name, "job", j.When switch
            {
                When.BeforeDeploy => "before the new version",
                When.AfterDeploy => "after the new version serves",
                _ => "once",
            }, j.Origin.Name)),
            .. work is { IsUnsettled: true, Stacks.Count: 0 } ? [new Change(Verb.Change, StackLabels.Environment, "protection",
                "is switched on, as the last deploy did not get that far")] : (Change[])[],
        ];
    }

    private Change PasswordOf(string key) => new(work.Before.Record.Passwords.ContainsKey(key) ? Verb.Change : Verb.Add, key, "password",
        "is written to the firewall, as it differs or was not written yet", PatternSetStack.PlaceOf(App, key));

    private string Addresses() => string.Join("; ", new[]
    {
        work.Subscribed > 0 ? $"AWS asks {StackScope.Number(work.Subscribed)} to confirm" : null,
        work.Unsubscribed > 0 ? $"{StackScope.Number(work.Unsubscribed)} told no more" : null,
    }.OfType<string>());

    private Change WithContents(Change change) =>
        change.Verb == Verb.Change && work.Filled.FirstOrDefault(d => d.Name == change.Name) is { } database
            ? change with { Why = $"{Inside(database)}; {change.Why}" } : change;

    private static string Inside(Postgres database) => $"{DatabaseTask.Describe(database)}, inside of it";

    private Change? Find(Workload workload)
    {
        var kind = workload is Service ? "service" : "job";
        var place = workload.Origin.Name;
        if (work.Renewed.Contains(workload.Name, StringComparer.Ordinal))
        {
            return new Change(Verb.Restart, workload.Name, kind,
                work.Goal.ForcesNewTasks ? "new tasks of the same release" : "a secret has another value", place);
        }

        var why = Why(workload);
        return why is null ? null : new Change(Verb.Change, workload.Name, kind, why, place);
    }

    private string? Why(Workload workload)
    {
        var live = work.Before.Live?.FindWorkload(workload.Name);
        if (work.Changed.Contains(workload.Name, StringComparer.Ordinal))
        {
            return live is null ? "its first version" : IsOtherImage(workload, live) ? "another image" : "its definition differs";
        }

        if (!work.Moved.Contains(workload.Name, StringComparer.Ordinal))
        {
            return null;
        }

        return work.Before.Services.GetValueOrDefault(workload.Name) switch
        {
            null => "it is not there",
            var now when now.TaskDefinition != live?.TaskDefinition =>
                $"runs {now.TaskDefinition.Split('/')[^1]}, which no release of Fairlead's is; it returns to"
                + $" {live?.TaskDefinition?.Split('/')[^1]}",
            var now when workload is Service { Scale: null } service && now.Desired != service.Count =>
                $"was set to {StackScope.Number(now.Desired)} tasks by hand; it returns to {StackScope.Number(service.Count)}",
            { HasFailed: true } => "its last deployment failed",
            _ => "is not steady",
        };
    }

    private bool IsOtherImage(Workload workload, ReleaseWorkload live) =>
        work.Images.GetValueOrDefault(workload.Image) is not { Id.Length: > 0 } image
        || work.Before.Live!.FindImage(live.Image)?.Id != image.Id;
}
