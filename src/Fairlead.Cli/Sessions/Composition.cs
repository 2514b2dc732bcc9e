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
    public static Task<IReadOnlyList<EngineApp>> EngineApps(HostEnvironment host, CancellationToken cancel) =>
        Docker.EngineApps.List(EngineAddress.Find(host.Variable, host.HomeFolder), cancel);

    public static ITarget TargetOf(Place place, string folder, HostEnvironment host)
    {
        if (!place.IsLocal)
        {
            return new AwsTarget(place);
        }

        var owner = $"{host.User}@{host.Machine}, process {host.Process}";
        return new DockerTarget(
            new DockerSurroundings(place.Id, EngineAddress.Find(host.Variable, host.HomeFolder), folder, owner, host.Variable, host.Clock));
    }
}
