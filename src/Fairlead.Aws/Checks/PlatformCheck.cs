using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>Images for processors that AWS runs no tasks on.</summary>
internal static class PlatformCheck
{
    public static void Check(App app, ProblemList problems)
    {
        foreach (var image in app.Images.Where(i => Platforms.Architecture(i) is null && app.Workloads.Any(w => w.Image == i.Name)))
        {
            problems.Add(Codes.AwsLimit, image.Origin.PlaceOf("platform"), $"AWS runs no tasks for {image.Platform}",
                $"write linux/arm64 or {Platforms.Usual}");
        }
    }
}
