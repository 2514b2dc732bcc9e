using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>What is there against what is wanted: what changes for each name of the file, and what may not.</summary>
internal sealed class Comparison
{
    private readonly App app;
    private readonly CloudFormationFacts facts;
    private readonly FilePlaces lines;
    private readonly RenderedBaseline earlier;
    private readonly TemplateSurvey wanted;
    private readonly IReadOnlyList<string> mayReplace;
    private readonly List<Change> changes = [];
    private readonly List<Problem> refusals = [];
    private readonly List<Note> notes = [];

    // Stacks as they were and as they are wanted, those of extras as far as they can be read.
    private readonly Dictionary<string, Stack> before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Stack> after = new(StringComparer.Ordinal);
    private IReadOnlyList<StackChange> stacks = [];

    private Comparison(App app, CloudFormationFacts facts, RenderedBaseline earlier, TemplateSurvey wanted,
        IReadOnlyList<string> mayReplace)
    {
        (this.app, this.facts, this.earlier, this.wanted, this.mayReplace) = (app, facts, earlier, wanted, mayReplace);
        lines = new FilePlaces(app);
    }

    public IReadOnlyList<Change> Changes => changes;

    public IReadOnlyList<Problem> Refusals => refusals;

    /// <summary>What users will notice of a change.</summary>
    public IReadOnlyList<Note> Notes => notes;

    /// <summary>Only those that differ.</summary>
    public IReadOnlyList<StackChange> Stacks => stacks;

    /// <summary>Rights and network rules that come, and those that go.</summary>
    public IReadOnlyList<AccessRight> AccessRights { get; private set; } = [];

    public static Comparison Make(
        App app, CloudFormationFacts facts, RenderedBaseline earlier, TemplateSurvey wanted, IReadOnlyList<string> mayReplace)
    {
        var comparison = new Comparison(app, facts, earlier, wanted, mayReplace);
        if (earlier.Manifest.IsOf(app))
        {
            comparison.Compare();
        }
        else
        {
            comparison.SayAnother();
        }

        return comparison;
    }

    private void Compare()
    {
        var then = earlier.Templates.Select(s => s.Stack).ToList();
        foreach (var stack in then.Where(s => s.RawTemplate is null))
        {
            before.Add(stack.Name, stack);
        }

        foreach (var stack in wanted.Templates.Where(s => s.RawTemplate is null))
        {
            after.Add(stack.Name, stack);
        }

        var found = StacksDiff.Compare(facts, before.Values, after.Values).ToList();
        foreach (var (change, old, now) in ExtrasDiff.Compare(facts, then, wanted.Templates))
        {
            found.Add(change);
            before[change.Stack] = old ?? new Stack(change.Stack);
            after[change.Stack] = now ?? new Stack(change.Stack);
        }

        stacks = found;
        var differing = stacks.ToDictionary(s => s.Stack, StringComparer.Ordinal);
        var labels = wanted.Labels.Concat(earlier.Templates.Select(s => s.Label).Where(l => wanted.Labels.All(w => w.Stack != l.Stack)))
            // A zone that is asked for no more stays: others may have been told of it.
            .Where(l => l.Kind != StackLabels.Zone || wanted.Labels.Any(w => w.Stack == l.Stack)).ToList();
        foreach (var named in labels.GroupBy(l => l.Name, StringComparer.Ordinal))
        {
            // What is made inside of a database is told by what it is, and not by its task.
            var mine = named.Where(l => !(l.IsTaskDefinition && app.Resources.Find(l.Name) is not null))
                .Select(l => (Label: l, Change: differing.GetValueOrDefault(l.Stack)))
                .Where(s => s.Change is not null || IsCountChanged(s.Label)).ToList();
            if (mine.Count > 0)
            {
                Compare(named.Key, mine);
            }
        }

        AccessRights = AccessRightChanges();
    }

    private void Compare(string name, List<(StackLabel Label, StackChange? Change)> mine)
    {
        var unsupported = mine
            .SelectMany(s => s.Change is { Verb: StackVerb.Changed } c ? Updates.Unsupported(before[c.Stack], after[c.Stack], c) : [])
            .ToList();
        var risks = mine
            .SelectMany(s => s.Change is { Verb: not StackVerb.Added } c ? DataRisk.Find(facts, s.Label, before[c.Stack], c) : [])
            .OrderBy(r => r.Rank).ToList();
        foreach (var update in unsupported.DistinctBy(w => w.Message))
        {
            refusals.Add(
                new Problem(Codes.NoWayThere, Severity.Error, PlaceOf(name, update.Resource.Type, update.Path), $"{name}: {update.Message}",
                    update.Suggestion));
        }

        if (unsupported.Count == 0)
        {
            notes.AddRange(mine.SelectMany(s => s.Change is { Verb: StackVerb.Changed } c ? Updates.Disruptive(c) : [])
                .Distinct(StringComparer.Ordinal).Select(t => new Note(name, t)));
        }

        var guarded = risks.Where(r => r.IsProtected).ToList();
        if (guarded.Count > 0 && unsupported.Count == 0 && !mayReplace.Contains(name, StringComparer.Ordinal))
        {
            Refuse(name, guarded);
        }

        changes.AddRange(ChangeText.Describe(app, name, mine, CountChangeOf(mine)).Select(c => c with
        {
            Place = c.Place ?? (risks.Count > 0 && c.Verb == Verb.Delete ? PlaceOf(risks[0]) : null),
            DataAtRisk = guarded.Count > 0 && c.Verb != Verb.Add,
        }));
    }

    private void Refuse(string name, List<DataRisk> risks)
    {
        var first = risks[0];
        var what = string.Join(" and ", risks.Select(r => r.What).Distinct(StringComparer.Ordinal).Take(3));
        var kind = earlier.Templates.First(s => s.Label.Name == name).Label.Kind;
        var heir =
            first.Goes
            ? app.Resources.FirstOrDefault(r => StackLabels.KindOf(r) == kind && !earlier.Templates.Any(s => s.Label.Name == r.Name))
            : null;
        var message = first.Goes
            ? $"{name}: {what} would go, as the file asks for it no more; {first.Fate}"
            : $"{name}: {what} would be replaced by an empty one, because {KeyOf(first)} changes; {first.Fate}";
        var suggestion = heir is null
            ? $"take the change back, or say --allow-replace {name} to go on without this data"
            : $"'{heir.Name}' would be a new and empty one: keep the name '{name}', or say --allow-replace {name} to go on without this"
            + " data";
        refusals.Add(new Problem(Codes.DataAtRisk, Severity.Error, heir?.Origin.Name ?? PlaceOf(first), message, suggestion));
    }

    // In another region, account, environment or app everything is made anew, and what is there stays where it is.
    private void SayAnother()
    {
        var (then, place) = earlier.Manifest switch
        {
            var m when m.App != app.Name => ($"of the app '{m.App}'", lines.At([])),
            var m when m.Environment != app.Environment.Name => ($"of the environment '{m.Environment}'", lines.OfEnvironment()),
            var m when m.Region != app.Environment.Region => ($"in {m.Region}", lines.OfEnvironment("region")),
            var m => ($"in the account {m.Account}", lines.OfEnvironment("account")),
        };
        var (stays, names) = ($"what is there is {then}; here it would be made a second time, empty", DataNames());
        changes.AddRange(ChangeText.AllNew(app));
        if (!mayReplace.Contains(StackLabels.Environment, StringComparer.Ordinal))
        {
            refusals.Add(
                new Problem(Codes.DataAtRisk, Severity.Error, place,
                    names.Length == 0 ? stays : $"{stays}, and nothing moves along: {names}",
                "take the change back, or say --allow-replace environment to begin anew"));
        }

        AccessRights = wanted.AccessRights;
    }

    private string DataNames() => string.Join(", ", earlier.Templates
        .Where(s => s.Stack.Resources.Any(r => facts.Find(r.Type)?.IsStateful == true && new DataRisk(s.Label.Name, r, "").IsProtected))
        .Select(s => s.Label.Name)
        .Distinct(StringComparer.Ordinal));

    private IReadOnlyList<AccessRight> AccessRightChanges()
    {
        var permits = new List<AccessRight>();
        foreach (var (label, stack) in earlier.Templates)
        {
            AccessRightReader.Read(label, stack, permits, all: true);
        }

        return AccessRightChange.Compare(permits, wanted.AccessRights);
    }

    private bool IsCountChanged(StackLabel label) =>
        !label.IsTaskDefinition && earlier.Find(label.Stack) is { Label.Count: { } before } && label.Count is { } after && before != after;

    private CountChange? CountChangeOf(List<(StackLabel Label, StackChange? Change)> mine) =>
        mine.Find(s => IsCountChanged(s.Label)).Label is { } label
        ? new CountChange(earlier.Find(label.Stack)!.Value.Label.Count!.Value, label.Count!.Value) : null;

    private static string KeyOf(DataRisk risk) => KeyOfProperty.Find(risk.Before.Type, risk.Path) ?? risk.Path;

    private Span PlaceOf(DataRisk risk) => PlaceOf(risk.Name, risk.Before.Type, risk.Path);

    private Span PlaceOf(string name, string type, string path) => name == StackLabels.Environment
        ? type switch
        {
            "AWS::EC2::VPC" => lines.At("network", path.Length > 0 ? "cidr" : "vpc"),
            "AWS::Cognito::UserPool" => lines.At("edge", "auth"),
            _ => lines.At([]),
        }
        : app.Resources.Find(name) is not null || app.FindWorkload(name) is not null
            ? lines.OfName(name, KeyOfProperty.Find(type, path) ?? "type")
        : type == "AWS::ECR::Repository" ? lines.At("images")
        : name.StartsWith("x-", StringComparison.Ordinal) ? lines.OfExtra(name)
        : lines.At("resources");
}
