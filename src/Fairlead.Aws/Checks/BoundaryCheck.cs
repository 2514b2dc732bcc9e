using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>An organisation's boundary has to lie where the roles are: IAM takes a policy of their account, or one of AWS's own.</summary>
internal static class BoundaryCheck
{
    public static void Check(App app, ProblemList problems)
    {
        if (app.Security.Boundary is { Constant: { } arn } text && app.Environment.Account is { } account
            && arn.Split(':')[4] is var owner && owner != "aws" && owner != account)
        {
            problems.Add(Codes.AwsLimit, text.Span,
                $"the boundary is of account {owner}, and {app.Environment.Name} is in {account}: a role takes one of its own account",
                "name the policy of that account; ${environment.account} in the ARN is the right one everywhere");
        }
    }
}
