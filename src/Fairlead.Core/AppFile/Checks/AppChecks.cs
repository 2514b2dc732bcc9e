using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>What can only be seen when the whole app is read: what takes two places, or a table of AWS.</summary>
internal static class AppChecks
{
    public static void Check(App app, ProblemList problems)
    {
        RouteCheck.Check(app, problems);
        ReleaseCheck.Check(app, problems);
        QueueCheck.Check(app, problems);
        ClearSecretCheck.Check(app, problems);
        if (!app.Environment.IsLocal)
        {
            SizeCheck.Check(app, problems);
            NameLengthCheck.Check(app, problems);
            EdgeCheck.Check(app, problems);
            NetworkCheck.Check(app, problems);
            AwsKeysCheck.Check(app, problems);
            MountCheck.Check(app, problems);
            ComputeCheck.Check(app, problems);
        }
    }
}
