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
    public static ITarget TargetOf(AppId id, string folder, HostEnvironment host)
    {
        if (id.Environment != AppEnvironment.Local)
        {
            return new AwsTarget(id);
        }

        var locks = Path.Combine(host.Variable("XDG_RUNTIME_DIR") ?? Path.GetTempPath(), $"fairlead-{host.User}");
        return new DockerTarget(new DockerSurroundings(id, EngineAddress.Find(host.Variable, host.HomeFolder), folder, locks, host.Variable, host.Clock));
    }
}
