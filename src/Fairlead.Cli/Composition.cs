using Fairlead.Aws;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker;
using Fairlead.Docker.Api;

namespace Fairlead.Cli;

/// <summary>The only place that puts targets together.</summary>
internal static class Composition
{
    public static ITarget TargetOf(App app, string folder, Surroundings surroundings)
    {
        if (!app.Environment.IsLocal)
        {
            return new AwsTarget();
        }

        var locks = Path.Combine(surroundings.Variable("XDG_RUNTIME_DIR") ?? Path.GetTempPath(), $"fairlead-{surroundings.User}");
        return new DockerTarget(new DockerSurroundings(EngineAddress.Find(surroundings.Variable, surroundings.HomeFolder), folder, locks, surroundings.Variable, surroundings.Clock));
    }
}
