using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>What only AWS refuses, as far as the file alone decides it.</summary>
public static class AwsChecks
{
    /// <summary>Problems of an app on AWS; none of one that runs elsewhere.</summary>
    public static IReadOnlyList<Problem> Check(App app)
    {
        if (app.Environment.IsLocal)
        {
            return [];
        }

        var problems = new ProblemList();
        FargateSizeCheck.Check(app, problems);
        NameLengthCheck.Check(app, problems);
        NamesThatMeetCheck.Check(app, problems);
        EdgeCheck.Check(app, problems);
        NetworkCheck.Check(app, problems);
        CredentialsCheck.Check(app, problems);
        BoundaryCheck.Check(app, problems);
        AccessPointCheck.Check(app, problems);
        ComputeCheck.Check(app, problems);
        TaskCheck.Check(app, problems);
        TaskSizeCheck.Check(app, problems);
        PlatformCheck.Check(app, problems);
        ReservedNameCheck.Check(app, problems);
        EngineVersionCheck.Check(app, problems);
        ExtensionCheck.Check(app, problems);
        ContainerLimitCheck.Check(app, problems);
        return problems.InOrder();
    }
}
