using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>How much vCPU the services of an app have.</summary>
internal static class FargateNeed
{
    /// <summary>With the number of tasks that they start with, and at most while a version takes over.</summary>
    public static (decimal Needed, decimal Most) Count(App app, bool isSpot)
    {
        var (needed, most) = (0m, 0m);
        foreach (var service in app.Services)
        {
            var sides = Rollouts.StrategyOf(app, service) == Strategy.Replace ? 1 : 2;
            needed += Share(service.Spot, service.Count, isSpot) * service.Cpu;
            most += Share(service.Spot, sides * (service.Scale?.Max ?? service.Count), isSpot) * service.Cpu;
        }

        return (needed, most);
    }

    // So many on demand, and all others on Spot.
    private static int Share(Spot? spot, int tasks, bool isSpot)
    {
        var onDemand = spot is null ? tasks : Math.Min(tasks, spot.Above);
        return isSpot ? tasks - onDemand : onDemand;
    }
}
