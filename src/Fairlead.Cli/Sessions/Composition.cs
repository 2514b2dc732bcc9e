using Fairlead.Aws;
using Fairlead.Cli.Console;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker;
using Fairlead.Docker.Api;

namespace Fairlead.Cli.Sessions;

/// <summary>The only place that puts targets together.</summary>
internal static class Composition
{
    public static ITarget TargetOf(Place place, string folder, HostEnvironment host)
    {
        if (!place.IsLocal)
        {
            return new AwsTarget(place);
        }

        var locks = Path.Combine(host.Variable("XDG_RUNTIME_DIR") ?? Path.GetTempPath(), $"fairlead-{host.User}");
        return new DockerTarget(
            new DockerSurroundings(place.Id, EngineAddress.Find(host.Variable, host.HomeFolder), folder, locks, host.Variable, host.Clock));
    }
}
