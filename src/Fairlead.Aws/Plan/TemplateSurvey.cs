using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Plan.Cost;
using Fairlead.Aws.Stacks;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>
/// Everything a plan says of an app's stacks, found in one walk: each stack is made, checked, measured, priced and let go while the processor has it at
/// hand. Only who compares or asks the controls keeps them.
/// </summary>
internal sealed class TemplateSurvey
{
    private readonly List<Stack> stacks = [];
    private readonly List<StackLabel> labels = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly List<Permit> accessRights = [];
    private readonly CostUsage usage = new();
    private readonly QuotaCheck crowding = new();

    private TemplateSurvey()
    {
    }

    /// <summary>The stacks themselves, where they were to be kept.</summary>
    public IReadOnlyList<Stack> Stacks => stacks;

    public IReadOnlyList<StackLabel> Labels => labels;

    public IReadOnlyList<Permit> AccessRights => accessRights;

    /// <summary>What AWS's schemas do not allow.</summary>
    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    /// <summary>What there is too much of.</summary>
    public IReadOnlyList<Fault> TooMany => crowding.Found;

    public Estimate Estimate { get; private set; } = new("", "", []);

    /// <summary>How many resources the stacks of a name have.</summary>
    public int CountOf(string name) => counts.GetValueOrDefault(name);

    public static TemplateSurvey Run(App app, CloudFormationFacts facts, bool keeps)
    {
        var (survey, validation, known) = (new TemplateSurvey(), new Validation(facts), new StackLabels(new StackScope(app)));
        foreach (var (stack, bytes) in StackJson.Measure(AppStacks.Make(app, facts)))
        {
            validation.Check(stack);
            survey.Visit(known[stack.Name], stack, bytes);
            if (keeps)
            {
                survey.stacks.Add(stack);
            }
        }

        survey.crowding.Finish();
        survey.Faults = validation.Faults;
        survey.Estimate = Estimate.Calculate(survey.usage.All, Prices.Load(app.Environment.Region));
        return survey;
    }

    /// <summary>What templates that were rendered earlier cost.</summary>
    public static Estimate EstimateOf(IEnumerable<(StackLabel Label, Stack Stack)> earlier, string region)
    {
        var all = new CostUsage();
        foreach (var (label, stack) in earlier)
        {
            all.Visit(label, stack);
        }

        return Estimate.Calculate(all.All, Prices.Load(region));
    }

    private void Visit(StackLabel label, Stack stack, int bytes)
    {
        labels.Add(label);
        usage.Visit(label, stack);
        if (label.IsRelease)
        {
            return;
        }

        counts[label.Name] = CountOf(label.Name) + stack.Resources.Count;
        crowding.Visit(stack, bytes);
        AccessRightReader.Read(label, stack, accessRights);
    }
}
