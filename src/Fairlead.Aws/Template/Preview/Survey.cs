using System.Text;
using Fairlead.Aws.Template.Access;
using Fairlead.Aws.Template.Checks;
using Fairlead.Aws.Template.Cost;
using Fairlead.Aws.Template.Facts;
using Fairlead.Aws.Template.Walk;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Template.Preview;

/// <summary>
/// Everything a plan says of an app's stacks, found in one walk: each stack is made, checked, measured, priced and let go while the processor has it at
/// hand. Only who compares or asks the controls keeps them.
/// </summary>
internal sealed class Survey
{
    private readonly List<Stack> stacks = [];
    private readonly List<StackLabel> labels = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly List<Permit> permits = [];
    private readonly Usages usages = new();
    private readonly Crowding crowding = new();

    private Survey()
    {
    }

    /// <summary>The stacks themselves, where they were to be kept.</summary>
    public IReadOnlyList<Stack> Stacks => stacks;

    public IReadOnlyList<StackLabel> Labels => labels;

    public IReadOnlyList<Permit> Permits => permits;

    /// <summary>What AWS's schemas do not allow.</summary>
    public IReadOnlyList<Fault> Faults { get; private set; } = [];

    /// <summary>What there is too much of.</summary>
    public IReadOnlyList<Fault> TooMany => crowding.Found;

    public Estimate Estimate { get; private set; } = new("", "", []);

    /// <summary>How many resources the stacks of a name have.</summary>
    public int CountOf(string name) => counts.GetValueOrDefault(name);

    public static Survey Of(App app, CloudFormationFacts facts, bool keeps)
    {
        var (survey, validation, known) = (new Survey(), new Validation(facts), new StackLabels(new Site(app)));
        foreach (var (stack, bytes) in StackJson.Measure(AppStacks.Of(app, facts)))
        {
            validation.Look(stack);
            survey.Look(known[stack.Name], stack, bytes);
            if (keeps)
            {
                survey.stacks.Add(stack);
            }
        }

        survey.crowding.LookAtAll();
        survey.Faults = validation.Faults;
        survey.Estimate = Estimate.Of(survey.usages.All, Prices.Load(app.Environment.Region));
        return survey;
    }

    /// <summary>What templates that were rendered earlier cost.</summary>
    public static Estimate EstimateOf(IEnumerable<(StackLabel Label, Stack Stack)> earlier, string region)
    {
        var all = new Usages();
        foreach (var (label, stack) in earlier)
        {
            all.Look(label, stack);
        }

        return Estimate.Of(all.All, Prices.Load(region));
    }

    private void Look(StackLabel label, Stack stack, int bytes)
    {
        labels.Add(label);
        usages.Look(label, stack);
        if (label.IsRelease)
        {
            return;
        }

        counts[label.Name] = CountOf(label.Name) + stack.Resources.Count;
        crowding.Look(stack, bytes);
        PermitReader.Read(label, stack, permits);
    }
}
