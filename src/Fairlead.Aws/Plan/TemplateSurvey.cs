using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Plan.Cost;
using Fairlead.Aws.Stacks;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>
/// Everything a plan says of an app's templates, found in one walk: each is made, checked, measured, priced and let go while the processor
/// has it at hand. Only who compares, asks the controls or wants details keeps them.
/// </summary>
internal sealed class TemplateSurvey
{
    private readonly List<Stack> templates = [];
    private readonly List<StackLabel> labels = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly List<AccessRight> accessRights = [];
    private readonly CostUsage usage = new();
    private readonly QuotaCheck quotas = new();
    private readonly bool keeps;

    private TemplateSurvey(bool keeps) => this.keeps = keeps;

    /// <summary>Stacks, then task definitions, where they were to be kept.</summary>
    public IReadOnlyList<Stack> Templates => templates;

    public IReadOnlyList<StackLabel> Labels => labels;

    public IReadOnlyList<AccessRight> AccessRights => accessRights;

    /// <summary>What AWS's schemas do not allow.</summary>
    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    /// <summary>What there is too much of.</summary>
    public IReadOnlyList<Fault> TooMany => quotas.Found;

    public Estimate Estimate { get; private set; } = new("", "", []);

    /// <summary>How many resources the stacks of a name have.</summary>
    public int CountOf(string name) => counts.GetValueOrDefault(name);

    public static TemplateSurvey Run(App app, CloudFormationFacts facts, bool keeps) =>
        Run(app, facts, AppTemplates.Make(app, facts), keeps);

    /// <param name="made">Of the app.</param>
    public static TemplateSurvey Run(App app, CloudFormationFacts facts, AppTemplates made, bool keeps)
    {
        var (survey, validation, known) = (new TemplateSurvey(keeps), new Validation(facts), new StackLabels(new StackScope(app)));
        foreach (var (stack, bytes) in StackJson.Measure(made.Stacks))
        {
            validation.Check(stack);
            survey.Visit(known[stack.Name], stack, bytes);
            if (keeps)
            {
                survey.templates.Add(stack);
            }
        }

        foreach (var definition in made.TaskDefinitions)
        {
            validation.Check(definition.Template);
            survey.Visit(known[definition.Template.Name], definition);
            if (keeps)
            {
                survey.templates.Add(definition.Template);
            }
        }

        survey.quotas.Finish();
        survey.Faults = validation.Faults;
        survey.Estimate = Estimate.Calculate(survey.usage.All(), Prices.Load(app.Environment.Region));
        return survey;
    }

    /// <summary>What templates that were rendered earlier cost.</summary>
    public static Estimate EstimateOf(RenderedBaseline baseline)
    {
        var all = new CostUsage();
        foreach (var (label, template) in baseline.Templates)
        {
            if (label.IsTaskDefinition)
            {
                all.Visit(label, new TaskDefinition(label.Name, template));
            }
            else
            {
                all.Visit(label, template);
            }
        }

        return Estimate.Calculate(all.All(), Prices.Load(baseline.Manifest.Region));
    }

    private void Visit(StackLabel label, Stack stack, int bytes)
    {
        labels.Add(label);
        usage.Visit(label, stack);
        counts[label.Name] = CountOf(label.Name) + stack.Resources.Count;
        quotas.Visit(stack, bytes);
        AccessRightReader.Read(label, stack, accessRights, all: keeps);
    }

    private void Visit(StackLabel label, TaskDefinition definition)
    {
        labels.Add(label);
        usage.Visit(label, definition);
    }
}
