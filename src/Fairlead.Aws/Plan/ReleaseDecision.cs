using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

namespace Fairlead.Aws.Plan;

/// <summary>Decides what a deploy has to do. Everything the world had to say is known already.</summary>
internal sealed class ReleaseDecision
{
    private readonly Goal goal;
    private readonly WantedApp wanted;
    private readonly ObservedEnvironment before;
    private readonly ImageChoices images;
    private readonly ParameterValues values;
    private readonly HashSet<string> unset;

    private ReleaseDecision(Goal goal, WantedApp wanted, ObservedEnvironment before, ImageChoices images)
    {
        (this.goal, this.wanted, this.before, this.images) = (goal, wanted, before, images);
        values = ValuesOf(wanted, before, images.Images, goal.Identity);
        unset = UnsetIn(wanted.App, before.Record.Secrets);
    }

    private App App => wanted.App;

    public static ReleaseWork Decide(Goal goal, WantedApp wanted, ObservedEnvironment before, ImageChoices images) =>
        new ReleaseDecision(goal, wanted, before, images).Decide();

    /// <summary>What parameters stand for before anything is changed.</summary>
    public static ParameterValues ValuesOf(WantedApp wanted, ObservedEnvironment before,
        IReadOnlyDictionary<string, ReleaseImage> images, ReleaseIdentity identity)
    {
        var known = ParameterValues.From(before) with { Release = (identity, before.NextRelease) };
        known.AddPasswords(wanted.App, before.Record.Secrets);
        foreach (var (name, image) in images)
        {
            known.AddDigest(name, image.Id);
        }

        // Of those that others name: a release that leaves them alone names the same.
        foreach (var workload in before.Live?.Workloads ?? [])
        {
            if (workload.TaskDefinition is { } definition)
            {
                known.Add(wanted.DocumentOf(workload.Name), definition);
            }
        }

        return known;
    }

    /// <summary>Optional secrets without a value: whoever names one does without its variable.</summary>
    public static HashSet<string> UnsetIn(App app, IReadOnlyDictionary<string, long> set) => app.Secrets
        .Where(s => s.Source == SecretSource.Optional && !set.ContainsKey(s.Name)).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Versions of the secrets that a workload is started with, and of what is put together for it, by name.</summary>
    public static IReadOnlyDictionary<string, string> VersionsFor(Workload workload, IReadOnlyDictionary<string, long> set) => workload.Env
        .Where(v => v.Value.IsSecret)
        .SelectMany(v => v.Value.Parts.OfType<SecretPart>().Select(p => p.Name).Append(SecretValues.ComposedName(workload, v.Name)))
        .Distinct(StringComparer.Ordinal).Where(set.ContainsKey)
        .ToDictionary(n => n, n => StackScope.Number(set[n]), StringComparer.Ordinal);

    /// <summary>What documents of values are written from, by their name: their texts, and the versions of the secrets in them.</summary>
    public static IReadOnlyDictionary<string, string> DocumentsOf(App app, IReadOnlyDictionary<string, long> set) => app.Resources
        .OfType<Config>().Where(c => c.Existing is null && c.Values.Count > 0).ToDictionary(c => c.Name, c => TemplateHash.Compute(
            Encoding.UTF8.GetBytes(string.Join('\n', c.Values.Select(v => $"{v.Name}={v.Value}"
                + string.Concat(v.Value.Parts.OfType<SecretPart>().Select(p => $" {set.GetValueOrDefault(p.Name)}")))))),
            StringComparer.Ordinal);

    /// <summary>Tells apart what is made inside of a database: the statements, the users' passwords, and which database it is.</summary>
    public static string ContentsOf(App app, Postgres database, ParameterValues values, IReadOnlyDictionary<string, long> set) =>
        TemplateHash.Compute(Encoding.UTF8.GetBytes(string.Join('\n', DatabaseContents.UsersOf(database)
            .Select(u => StackScope.Number(set.GetValueOrDefault(DatabaseContents.PasswordName(database.Name, u.Name))))
            .Append(DatabaseContents.Script(database)).Append(values.FindOutput(new StackScope(app).StackNameOf(database.Name), "Host")))));

    private ReleaseWork Decide()
    {
        if (goal.MakesRelease == MakesRelease.Never)
        {
            return new ReleaseWork(goal, wanted, before)
            {
                Images = images.Images, Rotated = goal.Rotates, Renewed = [.. Touched().Select(s => s.Name)],
            };
        }

        var stacks = wanted.Stacks.Where(s => s.Differs(before.FindStack(s.Name), values)).Select(s => s.Name).ToList();
        var changed = App.Workloads.Where(w => goal.Touches(w.Name) && IsChanged(w, stacks)).Select(w => w.Name).ToList();
        var moved = Touched().Where(s => changed.Contains(s.Name) || IsElsewhere(s)).Select(s => s.Name).ToList();
        var gone = Gone().ToList();
        // What was begun and not ended is ended by whoever touches all that use the database.
        var rotated = goal.TouchesAll ? before.Record.Rotating.Keys.Where(d => App.Resources.Find(d) is Postgres { Existing: null })
            .Order(StringComparer.Ordinal).ToList() : [];
        var renewed = Touched().Where(s => !moved.Contains(s.Name) && (HasOtherSecrets(s) || rotated.Exists(d => Uses(s, d))))
            .Select(s => s.Name).ToList();
        var documents = DocumentsOf(App, before.Record.Secrets).Where(d => before.Record.Documents.GetValueOrDefault(d.Key) != d.Value)
            .Select(d => d.Key).ToList();
        var alerts = AlertAddresses.Find(App, before.Record.Secrets);
        var work = new ReleaseWork(goal, wanted, before)
        {
            Documents = documents, Passwords = [.. VisitorPasswords.PatternVersions(App, before.Record.Secrets)
                .Where(p => before.Record.Passwords.GetValueOrDefault(p.Key) != p.Value).Select(p => p.Key)],
            Subscribed = alerts.Keys.Count(a => !before.Record.Subscriptions.ContainsKey(a)),
            Unsubscribed = before.Record.Subscriptions.Keys.Count(a => !alerts.ContainsKey(a)),
            Filled = goal.RunsJobs ? [.. Filled()] : [], Rotated = rotated,
        };
        var makes = goal.MakesRelease == MakesRelease.Always
            || stacks.Count + changed.Count + moved.Count + gone.Count + renewed.Count + work.Written > 0;
        return work with
        {
            Stacks = stacks, Gone = gone, Images = images.Images, Builds = images.Builds, Changed = changed, Moved = moved,
            Renewed = renewed, MakesRelease = makes,
            Jobs = makes && goal.RunsJobs ? [.. Jobs()] : [],
            Generated = [.. App.Secrets.Where(s => s.Source == SecretSource.Generate && s.UsedBy.Count > 0
                && !before.Record.Secrets.ContainsKey(s.Name)).Select(s => s.Name)],
            IsUnsettled = before.Live is not null && Settlement.Find(wanted, before.FindStack).Any(),
        };
    }

    private IEnumerable<Postgres> Filled() => App.Resources.OfType<Postgres>().Where(d => DatabaseContents.IsNeeded(d)
        && goal.Touches(d.Name)
        && before.Record.Databases.GetValueOrDefault(d.Name) != ContentsOf(App, d, values, before.Record.Secrets));

    private bool Uses(Workload workload, string name) => App.GrantsOf(workload).Any(g => g.Target == name);

    private IEnumerable<Service> Touched() => App.Services.Where(s => goal.Touches(s.Name));

    // Its own definition, its image, or what a stack gives that is still to be made.
    private bool IsChanged(Workload workload, List<string> stacks)
    {
        var live = before.Live?.FindWorkload(workload.Name);
        var image = images.Images.GetValueOrDefault(workload.Image);
        return live?.TaskDefinition is null || image is null || image.Id.Length == 0
            || before.Live!.FindImage(live.Image)?.Id != image.Id
            || (workload as Job)?.Migrations?.Hash is { } migrations && migrations != live.Migrations
            || stacks.Contains(wanted.StackOf(workload.Name)) && before.FindStack(wanted.StackOf(workload.Name)) is null
            || wanted.FindDefinition(workload.Name) is { } definition
                && DefinitionRequest.Find(workload, definition, values, unset)?.Config != live.Config;
    }

    // What runs is not what the release says: a kill, a failure, or somebody's hand.
    private bool IsElsewhere(Service service) => before.Services.GetValueOrDefault(service.Name) is not { } now
        || now.TaskDefinition != before.Live?.FindWorkload(service.Name)?.TaskDefinition
        || !now.IsSteady || (service.Scale is null && now.Desired != service.Count);

    private bool HasOtherSecrets(Workload workload) => before.Live?.FindWorkload(workload.Name)?.SecretVersions is { } then
        && VersionsFor(workload, before.Record.Secrets).Any(v => then.GetValueOrDefault(v.Key) is { } old && old != v.Value);

    private IEnumerable<Job> Jobs() => App.Jobs.Where(j => goal.Touches(j.Name) && (j.When is When.BeforeDeploy or When.AfterDeploy
        || (j.When == When.Create && !before.Record.Created.Contains(j.Name, StringComparer.Ordinal) && App.HoldsBack(j) is null)));

    // Consumers first. Data stays in a release that goes back, as does what a record has no text of.
    private IEnumerable<string> Gone()
    {
        if (!goal.TouchesAll)
        {
            return [];
        }

        var names = wanted.Stacks.Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var scope = new StackScope(App);
        var prefix = scope.EnvironmentStack + "-";
        var isBack = goal.Images == ImageSource.Recorded;
        var live = before.Live?.Workloads.Select(w => prefix + w.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        return before.Stacks.Select(s => s.Key).Where(s => !names.Contains(s) && s.StartsWith(prefix, StringComparison.Ordinal)
            && (!isBack || live.Contains(s)))
            .OrderBy(s => !live.Contains(s)).ThenBy(s => s, StringComparer.Ordinal);
    }
}
