using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>What of an app the local engine can not run yet. It is said before anything is done, with the place.</summary>
internal static class Supported
{
    /// <summary>Whether a container runs for it: not where it is already there, and not for what is left out on this engine.</summary>
    public static bool Runs(Resource resource) => resource is Postgres or Redis or Search && resource.Existing is null;

    /// <summary>All that containers run for: those of the file, and the server that stands in for what AWS runs.</summary>
    public static IEnumerable<Resource> Running(App app) =>
        app.Resources.Where(Runs).Concat(AwsServer.In(app) is { } server ? [server] : Array.Empty<Resource>());

    /// <summary>The one of a name, whether or not a container runs for it.</summary>
    public static Resource? Find(App app, string name) =>
        name == AwsServer.ServerName ? AwsServer.In(app) : app.Resources.Find(name);

    public static void Check(App app)
    {
        foreach (var resource in app.Resources)
        {
            if (resource is { Existing: { Host: null, Secret: not null } })
            {
                throw new FailureException(new Failure($"{resource.Name} is in a secret store of AWS", "the local engine does not read it")
                {
                    Place = resource.Origin.PlaceOf("existing"),
                    Next = "give a host, or null to run one, under "
                        + $"environments: {{local: {{resources: {{{resource.Name}: {{existing: …}}}}}}}}",
                });
            }

            if (resource is Volume or Bucket && resource.Existing is not null)
            {
                var (what, why) = resource is Volume
                    ? ("file system", "the local engine does not mount it")
                    : ("bucket", "nothing that runs on the local engine is given rights to it");
                throw new FailureException(new Failure($"{resource.Name} is a {what} of AWS", why)
                {
                    Place = resource.Origin.PlaceOf("existing"),
                    Next = $"say null, and it is one of this engine, under "
                        + $"environments: {{local: {{resources: {{{resource.Name}: {{existing: null}}}}}}}}",
                });
            }
        }

        foreach (var image in app.Images.Where(i => i.Dotnet is not null))
        {
            throw new FailureException(new Failure($"{image.Name}: dotnet is not run on local yet",
                "this version of fairlead has nothing that stands in for it")
            {
                Place = image.Origin.PlaceOf("dotnet"),
                Next = "name an image with use under environments: {local: …}",
            });
        }
    }

    /// <summary>What the file says and this engine does not do, each with its line: nothing is left out in silence.</summary>
    public static IReadOnlyList<string> Warnings(App app)
    {
        var warnings = new List<string>();
        foreach (var service in app.Services)
        {
            if (HaproxyGate.NeedsLogin(app, service) && HaproxyBackends.IsPublic(service))
            {
                var place = service.Auth is CognitoAuth ? service.Origin.PlaceOf("auth") : PlaceOf(app, "edge", "auth");
                warnings.Add($"{place}: nobody is asked for a login on local: '{service.Name}' is open to whoever reaches this machine");
            }

            if (service.Scale is not null)
            {
                warnings.Add($"{service.Origin.PlaceOf("scale")}: on local nothing scales '{service.Name}': it stays at its"
                    + $" {service.Count} task{(service.Count == 1 ? "" : "s")}");
            }

            if (service.Deploy.Strategy is Strategy.BlueGreen or Strategy.Canary)
            {
                warnings.Add($"{service.Origin.PlaceOf("deploy")}: on local '{service.Name}' rolls out like 'rolling': nothing waits");
            }
        }

        if (app.Environment.Release is { Hold: true })
        {
            warnings.Add($"{PlaceOf(app, "release", "hold")}: on local a release is not held: it serves as soon as it is healthy");
        }

        if (app.Edge.Allow.Count > 0)
        {
            warnings.Add($"{PlaceOf(app, "edge", "allow")}: on local a visitor's address is that of the network's gateway, so the list "
                + "hardly ever lets anybody in; write environments: {local: {edge: {allow: null}}} to do without");
        }

        return warnings;
    }

    private static Span PlaceOf(App app, params ReadOnlySpan<string> path) =>
        new Origin(app.Document.Span, app.Document).PlaceOf(path);
}
