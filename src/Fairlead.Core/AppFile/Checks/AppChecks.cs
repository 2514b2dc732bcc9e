using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>What can only be seen when the whole app is read, wherever it runs.</summary>
internal static class AppChecks
{
    public static void Check(App app, ProblemList problems)
    {
        RouteCheck.Check(app, problems);
        ReleaseCheck.Check(app, problems);
        QueueCheck.Check(app, problems);
        ClearSecretCheck.Check(app, problems);
        DatabaseUserCheck.Check(app, problems);
    }
}
