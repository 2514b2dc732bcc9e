using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>What of an app the local engine can not run yet. It is said before anything is done, with the place.</summary>
internal static class Supported
{
    /// <summary>Whether a container runs for it: not where it is already there, and not for what is left out on this engine.</summary>
    public static bool Runs(Resource resource) => resource is Postgres or Redis && resource.Existing is null;

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

            if (resource is Volume { Existing: not null })
            {
                throw new FailureException(new Failure($"{resource.Name} is a file system of AWS", "the local engine does not mount it")
                {
                    Place = resource.Origin.PlaceOf("existing"),
                    Next = "say null, and it is a volume of this engine, under "
                        + $"environments: {{local: {{resources: {{{resource.Name}: {{existing: null}}}}}}}}",
                });
            }

            if (resource is not (Postgres or Redis or Endpoint or Volume) && resource is not Search { Existing: not null })
            {
                Refuse(
                    Foundation.Type(resource),
                    $"{resource.Name}",
                    resource.Origin.Name,
                    resource is Search ? "name one with existing, or remove it" : "remove it");
            }
        }

        foreach (var image in app.Images.Where(i => i.Dotnet is not null))
        {
            Refuse("dotnet", image.Name, image.Origin.PlaceOf("dotnet"), "name an image with use");
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

    private static void Refuse(string what, string name, Span place, string hint) =>
        throw new FailureException(new Failure($"{name}: {what} is not run on local yet",
            "this version of fairlead has nothing that stands in for it")
    {
        Place = place,
        Next = $"{hint} under environments: {{local: …}}",
    });
}
