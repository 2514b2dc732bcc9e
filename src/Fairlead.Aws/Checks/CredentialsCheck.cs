using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>On AWS a workload has a role; keys in its env would take its place, and last for ever.</summary>
internal static class CredentialsCheck
{
    private static readonly string[] Refused =
    [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "ECS_ENGINE_AUTH_DATA", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN",
    ];

    public static void Check(App app, ProblemList problems)
    {
        foreach (var variable in app.Workloads.SelectMany(w => w.Env).Where(v => Refused.Contains(v.Name)))
        {
            problems.Add(Codes.AwsKeys, variable.Value.Span, $"{variable.Name} would take the place of the workload's own role",
                "remove it, and say in 'uses' or 'permissions' what the workload may do");
        }
    }
}
