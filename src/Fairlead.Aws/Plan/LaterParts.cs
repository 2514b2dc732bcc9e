using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Plan;

/// <summary>
/// What may stand in the file and is planned and rendered, but not carried out yet: refused plainly, with its line.
/// </summary>
internal static class LaterParts
{
    public static IEnumerable<Problem> Find(App app)
    {
        var lines = new FilePlaces(app);
        if (app.Environment.Release.Hold)
        {
            yield return Refuse(lines, "hold", "a release that waits to be promoted",
                "take the key out: releases serve as soon as they are well");
        }

        if (app.Environment.Release.Approve)
        {
            yield return Refuse(lines, "approve", "a release that waits for somebody's approval",
                "take the key out, and protect the environment of the pipeline instead");
        }

        if (app.Environment.Release.From is FromPush)
        {
            yield return Refuse(lines, "from", "a release by pushing an image",
                "take the key out, and run 'fairlead deploy' after the push");
        }

        foreach (var service in app.Services.Where(s => s.Deploy.Strategy == Strategy.Canary))
        {
            yield return new Problem(Codes.NoWayThere, Severity.Error, service.Origin.PlaceOf("deploy"),
                $"{service.Name}: a canary is not deployed to AWS by this version", "say rolling or blue-green");
        }
    }

    private static Problem Refuse(FilePlaces lines, string key, string what, string instead) => new(Codes.NoWayThere, Severity.Error,
        lines.OfEnvironment("release", key), $"{what} is not deployed to AWS by this version", instead);
}
