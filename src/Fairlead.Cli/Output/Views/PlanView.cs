using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Output.Views;

/// <summary>A plan that is only shown: as JSON, as a page for a review, or as text.</summary>
internal static class PlanView
{
    public static async Task Write(Screen screen, Plan plan, bool asReview)
    {
        if (screen.Json)
        {
            await screen.WriteJson(json => PlanJson.Write(json, plan));
        }
        else if (asReview)
        {
            await screen.WriteText(ReviewText.Render(plan, screen.Verbose));
        }
        else
        {
            await PlanText.Write(screen, plan);
            plan.Dangers.ToList().ForEach(screen.Alarm);
            plan.Warnings.ToList().ForEach(screen.Warn);
        }
    }
}
