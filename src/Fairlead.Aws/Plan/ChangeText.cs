using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>Another number of tasks.</summary>
internal sealed record CountChange(int Before, int After);

/// <summary>Changes of stacks in users' words.</summary>
internal static class ChangeText
{
    private const int MostProperties = 3;
    private const string NetworkRules = "network rules";

    // What stands in the environment's stack, by type: the first that fits.
    private static readonly (string Prefix, string Area)[] Areas =
    [
        ("AWS::EC2::SecurityGroup", NetworkRules), ("AWS::EC2::", "network"), ("AWS::Logs::", "network"), ("AWS::IAM::", "network"),
        ("AWS::ElasticLoadBalancingV2::", "edge"), ("AWS::CertificateManager::", "edge"), ("AWS::Route53::", "edge"),
        ("AWS::CloudFront::", "edge"), ("AWS::WAFv2::", "edge"), ("AWS::Cognito::", "edge"),
    ];

    /// <summary>Of an app that is not there yet.</summary>
    public static IEnumerable<Change> AllNew(App app)
    {
        var lines = new FilePlaces(app);
        var scope = new StackScope(app);
        yield return new Change(Verb.Add, scope.AccountStack, StackLabels.Account, Summaries.Account);
        if (DomainNames.NewZone(app) is { } zone)
        {
            yield return new Change(Verb.Add, zone, StackLabels.Zone, Summaries.Zone, StackScope.EdgePlace(app, "zone"));
        }

        yield return new Change(Verb.Add, scope.AccessStack, StackLabels.Access, Summaries.Access);
        yield return new Change(Verb.Add, StackLabels.Environment, "network", Summaries.Network(app), lines.At("network"));
        if (app.Services.Any(s => s.Route is not null))
        {
            yield return new Change(Verb.Add, StackLabels.Environment, "edge", Summaries.Edge(app), lines.At("edge"));
        }

        yield return new Change(Verb.Add, StackLabels.Environment, "shared", Summaries.Shared(app));
        foreach (var resource in app.Resources.Where(r => r.Existing is null))
        {
            yield return new Change(Verb.Add, resource.Name, StackLabels.KindOf(resource), Summaries.Summarize(resource),
                resource.Origin.Name);
        }

        foreach (var workload in app.Workloads)
        {
            yield return new Change(Verb.Add, workload.Name, workload is Service ? "service" : "job", Summaries.Summarize(app, workload),
                workload.Origin.Name);
        }

        foreach (var extra in app.Extras)
        {
            yield return new Change(Verb.Add, extra.Name, StackLabels.Extras, Summaries.Extras, extra.Span);
        }
    }

    /// <summary>Of one name: one change, or for what all share one for each area.</summary>
    public static IEnumerable<Change> Describe(App app, string name, List<(StackLabel Label, StackChange? Change)> mine, CountChange? count)
    {
        var lines = new FilePlaces(app);
        var first = mine[0].Label;
        if (name == StackLabels.Environment)
        {
            return mine.SelectMany(s => DescribeShared(lines, s.Change!));
        }

        if (mine.Exists(s => s.Change?.Verb == StackVerb.Added && !s.Label.IsTaskDefinition))
        {
            var described = first.Kind switch
            {
                StackLabels.Account => Summaries.Account,
                StackLabels.Access => Summaries.Access,
                StackLabels.Zone => Summaries.Zone,
                StackLabels.Extras => Summaries.Extras,
                _ => app.Resources.Find(name) is { } resource ? Summaries.Summarize(resource)
                    : Summaries.Summarize(app, app.FindWorkload(name)!),
            };
            return [new Change(Verb.Add, name, first.Kind, described, lines.OfName(name))];
        }

        if (mine.Exists(s => s.Change?.Verb == StackVerb.Deleted && !s.Label.IsTaskDefinition))
        {
            return [
                new Change(Verb.Delete, name, first.Kind,
                    first.Kind is "service" or "job" ? "the file asks for it no more; its log goes with it"
                        : "the file asks for it no more")];
        }

        var said = mine.SelectMany(s => s.Change is null ? [] : Said(s.Change)).Distinct(StringComparer.Ordinal).ToList();
        if (count is { } tasks)
        {
            said.Insert(0, $"{(tasks.Before < tasks.After ? "more" : "fewer")} tasks: {tasks.Before} → {tasks.After}");
        }

        var verb =
            mine.Exists(
            s => !s.Label.IsTaskDefinition && s.Change is { Replaced.Count: > 0 } c
            && c.Replaced.Any(r => r.IsStateful || r.Type == "AWS::ECS::Service")) ? Verb.Replace : Verb.Change;
        return [new Change(verb, name, first.Kind, Shortened(said), lines.OfName(name, FirstKey(mine)))];
    }

    private static IEnumerable<Change> DescribeShared(FilePlaces lines, StackChange change)
    {
        var parts = change.Added.Select(r => (Area: AreaOf(r.Type), Verb: Verb.Add, Said: $"{r.Id} is added", r.Cause))
            .Concat(change.Changed
            .Select(
            c => (Area: AreaOf(c.Type), Verb: Verb.Change, Said: $"{c.Id}: {Shortened([.. c.Properties.Select(Said)])}",
            Cause: (Span?)null)))
            .Concat(change.Replaced
            .Select(
            c => (Area: AreaOf(c.Type), Verb: Verb.Replace,
            Said: $"{c.Id} is made anew: {Shortened([.. c.Properties.Where(p => p.Behavior == UpdateBehavior.Replaces).Select(Said)])}",
            Cause: (Span?)null)))
            .Concat(change.Deleted.Select(r => (Area: AreaOf(r.Type), Verb: Verb.Delete, Said: $"{r.Id} goes", Cause: (Span?)null)))
            .ToList();
        if (parts.Count == 0)
        {
            parts.Add(("shared", Verb.Change, $"outputs: {Shortened(change.Outputs)}", null));
        }

        foreach (var area in parts.GroupBy(p => p.Area, StringComparer.Ordinal))
        {
            var verbs = area.Select(p => p.Verb).Distinct().ToList();
            if (area.Key == NetworkRules)
            {
                yield return new Change(verbs.Count == 1 ? verbs[0] : Verb.Change, StackLabels.Environment, "network",
                    $"who may reach what: {area.Count(p => p.Verb != Verb.Delete)} come, {area.Count(p => p.Verb == Verb.Delete)} go");
                continue;
            }

            var verb = verbs.Count == 1 ? verbs[0] : verbs.Contains(Verb.Replace) ? Verb.Replace : Verb.Change;
            yield return new Change(verb, StackLabels.Environment, area.Key,
                Shortened([.. area.Select(p => p.Said)]),
                area.Select(p => p.Cause).FirstOrDefault(c => c is not null)
                    ?? (area.Key is "network" or "edge" ? lines.At(area.Key) : null));
        }
    }

    private static string AreaOf(string type) =>
        Array.Find(Areas, a => type.StartsWith(a.Prefix, StringComparison.Ordinal)).Area ?? "shared";

    private static string? FirstKey(List<(StackLabel Label, StackChange? Change)> mine) => mine
        .SelectMany(s => s.Change is null ? [] : s.Change.Replaced.Concat(s.Change.Changed))
        .SelectMany(c => c.Properties.Select(p => KeyOfProperty.Find(c.Type, p.Path)))
        .FirstOrDefault(k => k is not null);

    private static IEnumerable<string> Said(StackChange change)
    {
        if (change.IsOtherText)
        {
            yield return "its file differs";
        }

        foreach (var changed in change.Replaced.Concat(change.Changed))
        {
            if (changed.Type == "AWS::IAM::Role")
            {
                yield return "rights";
                continue;
            }

            foreach (var property in changed.Properties)
            {
                var key = KeyOfProperty.Find(changed.Type, property.Path);
                yield return key is null ? $"{changed.Id} {Said(property)}" : Said(property, key);
            }
        }

        foreach (var (resources, verb) in new[] { (change.Added, "is added"), (change.Deleted, "goes") })
        {
            foreach (var resource in resources)
            {
                yield return $"{resource.Id} {verb}";
            }
        }

        if (change.Added.Count + change.Deleted.Count + change.Changed.Count + change.Replaced.Count == 0 && change.Outputs.Count > 0)
        {
            yield return $"outputs: {Shortened(change.Outputs)}";
        }
    }

    private static string Said(PropertyChange property) => Said(property, property.Path);

    // Only plain values are told; lists and maps by their name.
    private static string Said(PropertyChange property, string name) => (Plain(property.Before), Plain(property.After)) switch
    {
        ({ } before, { } after) => $"{name} {before} → {after}",
        (null, { } after) when property.Before is null => $"{name} {after}",
        ({ }, null) when property.After is null => $"{name} goes",
        _ => name,
    };

    private static string? Plain(Value? value) => value switch
    {
        TextValue { Text: { Length: > 0 and <= 40 } text } => text,
        NumberValue number => number.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        FlagValue flag => flag.Flag ? "true" : "false",
        _ => null,
    };

    private static string Shortened(IReadOnlyList<string> said) =>
        said.Count <= MostProperties ? string.Join(", ", said)
        : $"{string.Join(", ", said.Take(MostProperties - 1))} and {said.Count - MostProperties + 1} more";
}
