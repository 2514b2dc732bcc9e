using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>Directories of volumes: each becomes an access point on EFS, whose path AWS limits.</summary>
internal static class AccessPointCheck
{
    // A path takes four directories and 100 characters; the first is ours.
    private const int Deepest = 3;
    private const int Longest = 94;

    public static void Check(App app, ProblemList problems)
    {
        foreach (var mount in app.Workloads.SelectMany(w => w.Mounts).OfType<VolumeMount>())
        {
            if (mount.Directory is not { } directory || app.Resources.Find(mount.Volume)?.Existing is not null)
            {
                continue;
            }

            var depth = directory.Count(c => c == '/') + 1;
            if (depth > Deepest)
            {
                problems.Add(Codes.WrongValue, mount.Span,
                    $"'{directory}' is {depth} directories deep, and an access point of EFS takes {Deepest} below a volume",
                    "mount one further up, or move it");
            }
            else if (directory.Length > Longest)
            {
                problems.Add(Codes.WrongValue, mount.Span,
                    $"'{directory}' has {directory.Length} characters, and an access point of EFS takes {Longest} below a volume",
                    "use shorter names");
            }
        }
    }
}
