using System.Text.RegularExpressions;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

namespace Fairlead.Aws.Deploy.Images;

/// <summary>
/// Why ECR takes no image: the login, the account or a right. Its own word says which, in the same form for all actions
/// (<c>IAM User Guide, "Troubleshoot access denied error messages"</c>).
/// </summary>
internal static partial class PushRefusal
{
    private const string WhoAmI = "fairlead whoami";

    /// <summary>Who calls is not let in; nothing else is meant by it.</summary>
    public static bool IsRefusal(string said) =>
        ImageRegistry.IsRefusal(said) || Denial().IsMatch(said)
        || said.Contains("authorization token has expired", StringComparison.Ordinal);

    /// <param name="what">What failed.</param>
    /// <param name="said">The registry's word.</param>
    /// <param name="host">The registry.</param>
    public static Failure Explain(string what, string said, string host, EcrSurroundings surroundings)
    {
        if (Denial().Match(said) is { Success: true } denial)
        {
            var (arn, action, resource) = (denial.Groups["arn"].Value, denial.Groups["action"].Value, denial.Groups["resource"].Value);
            return AccountOf(arn) is { } own && own != (AccountOf(resource) ?? surroundings.Account)
                ? new Failure(
                    what, $"{arn} is of account {own}; the images are in account {surroundings.Account}, which does not let it {action}")
                {
                    Evidence = [said], Next = WhoAmI,
                }
                : new Failure(what, $"{arn} has no right to {action}"
                    + (resource.Length > 0 ? $" on {resource}" : "") + $" in account {surroundings.Account}")
                {
                    Evidence = [said],
                    Next = WhoAmI,
                };
        }

        // A login of another account is as good as none.
        return AccountOf(surroundings.Caller) is { } caller && caller != surroundings.Account
            ? WrongAccount(what, caller, surroundings)
            : new Failure(what, $"{host} does not take the login of {surroundings.Caller} for account {surroundings.Account}: {said}")
            {
                Next = "aws sso login",
            };
    }

    /// <param name="account">Whose the credentials are.</param>
    public static Failure WrongAccount(string what, string account, EcrSurroundings surroundings) => new(
        what, $"the credentials of {surroundings.Caller} are of account {account}; the images are in account {surroundings.Account}")
    {
        Next = WhoAmI,
    };

    private static string? AccountOf(string arn) =>
        arn.Split(':') is ["arn", _, _, _, { Length: 12 } account, ..] ? account : null;

    [GeneratedRegex(
        @"User: (?<arn>arn:\S+) is not authorized to perform: (?<action>[\w-]+:\w+)( on resource: (?<resource>arn:\S+|\*))?",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Denial();
}
