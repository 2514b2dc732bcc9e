using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>Whether releases can go as the file wants them to: held ones, and jobs of the first deploy.</summary>
internal static class ReleaseCheck
{
    public static void Check(App app, ProblemList problems)
    {
        if (app.Environment.Release.Hold)
        {
            foreach (var service in app.Services.Where(s => s is { Route: not null, Deploy.Strategy: Strategy.Replace }))
            {
                problems.Add(
                    Codes.KeysTogether, service.Origin.PlaceOf("deploy"),
                    $"releases of {app.Environment.Name} are held on a test address, and '{service.Name}' never runs beside its old "
                        + "version",
                    "use another strategy, or take 'hold' out of the release");
            }
        }

        foreach (var job in app.Jobs.Where(j => j.When == When.Create))
        {
            if (app.HoldsBack(job) is { } resource)
            {
                problems.Warn(
                    Codes.CreateHeldBack, job.Origin.PlaceOf("when"),
                    $"'{job.Name}' will not run by itself, because '{resource.Name}' is older than the app",
                    $"run it by hand if it is meant: fairlead run {job.Name}");
            }
        }
    }
}
