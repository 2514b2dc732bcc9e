using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class LifecycleRuleKeys
{
    private static readonly Shape<TimeSpan?> Age = Shapes.Optional(
        Shapes.DurationFrom(TimeSpan.FromDays(1), TimeSpan.FromDays(3650), "a duration from 1d to 3650d", "90d"));

    public static readonly Section Section = new("a lifecycle rule", "lifecycle-rule");

    public static readonly Key<string?> Prefix = Section.Add(
        "prefix", Shapes.Word with { Example = "tmp/" }, null,
        "Only objects whose names start with it.", "all");
    public static readonly Key<TimeSpan?> Archive = Section.Add("archive", Age, null, "The age at which objects move to cheaper storage.");
    public static readonly Key<TimeSpan?> Expire = Section.Add("expire", Age, null, "The age at which objects are deleted.");
}

/// <summary>Reads what becomes of objects with time.</summary>
internal static class LifecycleReader
{
    private static readonly Shape<bool> Tags = Shapes.Choice(("tags", true));
    private static readonly Shape<IReadOnlyList<LifecycleRule>> Rules = Forms.Some(
        Forms.Present(Forms.Map(() => LifecycleRuleKeys.Section, Rule, "{expire: 90d}")), "a rule or a list of rules");

    public static readonly Shape<Lifecycle?> Shape = new(
        "tags, a rule or a list of rules", ReadLifecycle, "{expire: 90d}", new EitherForm(Tags.Form, Rules.Form));

    private static LifecycleRule Rule(Fields fields, Reading reading)
    {
        var rule = new LifecycleRule(
            fields.Read(LifecycleRuleKeys.Prefix), fields.Read(LifecycleRuleKeys.Archive), fields.Read(LifecycleRuleKeys.Expire));
        if (!fields.Has(LifecycleRuleKeys.Archive) && !fields.Has(LifecycleRuleKeys.Expire))
        {
            reading.Problems.Add(Codes.MissingKey, fields.Span, "the lifecycle rule does nothing", "add 'expire: 90d' or 'archive: 30d'");
        }
        else if (rule.Archive >= rule.Expire)
        {
            reading.Problems.Add(
                Codes.WrongValue, fields.SpanOf(LifecycleRuleKeys.Archive),
                "objects are deleted before they would move",
                "let 'archive' be less than 'expire'");
        }

        return rule;
    }

    private static bool ReadLifecycle(Node node, Reading reading, out Lifecycle? value)
    {
        if (node is ScalarNode)
        {
            value = Tags.Read(node, reading, out _) ? new TagLifecycle() : null;
            return value is not null;
        }

        var read = Rules.Read(node, reading, out var rules);
        value = new RuleLifecycle(rules);
        return read;
    }
}
