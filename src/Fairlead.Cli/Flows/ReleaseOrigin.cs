using System.Text.RegularExpressions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>Where releases of an environment come from, as its file says it. A release that goes back came from there already.</summary>
internal static class ReleaseOrigin
{
    /// <exception cref="FailureException">This state of the source is none of those.</exception>
    public static void Need(Goal goal)
    {
        if (goal.Recorded is not null)
        {
            return;
        }

        var (name, identity) = (goal.App.Environment.Name, goal.Identity);
        switch (goal.App.Environment.Release.From)
        {
            case FromBranch { Branch: var branch } when identity.Branch != branch:
                throw new FailureException($"releases of {name} come from {branch} only",
                    identity.Branch is null ? "no branch is checked out here" : $"this is {identity.Branch}", $"git switch {branch}");
            case FromTag { Pattern: var pattern } when identity.Tag is null || !Fits(pattern, identity.Tag):
                throw new FailureException($"releases of {name} are commits with a tag like {pattern}",
                    identity.Tag is null ? "this commit has none" : $"this one is {identity.Tag}", "git tag NAME, then: fairlead deploy");
        }
    }

    private static bool Fits(string pattern, string tag) => Regex.IsMatch(tag,
        $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.None, TimeSpan.FromSeconds(1));
}
