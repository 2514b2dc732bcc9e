using Fairlead.Aws;
using Fairlead.Cli.Console;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker;
using Fairlead.Docker.Api;
using Fairlead.Images.Registry;

namespace Fairlead.Cli.Sessions;

/// <summary>The only place that puts targets together.</summary>
internal static class Composition
{
    public static Task<IReadOnlyList<EngineApp>> EngineApps(HostEnvironment host, CancellationToken cancel) =>
        Docker.EngineApps.List(EngineAddress.Find(host.Variable, host.HomeFolder), cancel);

    public static string PolicyFor(App app, string account) => AwsTarget.PersonPolicy(app, account);

    public static ITarget TargetOf(Place place, string folder, HostEnvironment host)
    {
        var owner = $"{host.User}@{host.Machine}, process {host.Process}";
        if (!place.IsLocal)
        {
            var surroundings = new AwsSurroundings(place, folder, host.Variable, host.Clock)
            {
                Owner = owner, Engine = () => EngineAddress.Find(host.Variable, host.HomeFolder).ToString(),
                Logins = new RegistryLogins(host.Variable, host.HomeFolder),
            };
            return new AwsTarget(host.NameServers is { } ask ? surroundings with { NameServers = ask } : surroundings);
        }

        var engine = EngineAddress.Find(host.Variable, host.HomeFolder);
        return new DockerTarget(new DockerSurroundings(place.Id, engine, folder, owner, host.Variable, host.Clock)
        {
            Logins = new RegistryLogins(host.Variable, host.HomeFolder),
        });
    }
}
