using Fairlead.Aws.Template.Access;
using Fairlead.Aws.Template.Network;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>A security group for each name, and a path for each link.</summary>
internal static class GroupParts
{
    public const string Edge = Gates.Edge;

    /// <summary>No name of the app file begins with a digit.</summary>
    public const string EdgePlain = "80";

    private const string Cdn = "cdn";

    private const int FilePort = 2049;

    /// <summary>Answers the groups, so that what is open can be listed.</summary>
    public static SecurityGroups Add(Site site, Stack stack, Value vpc)
    {
        var app = site.App;
        var groups = new SecurityGroups(vpc);
        foreach (var workload in app.Workloads)
        {
            groups.Add(workload.Name, $"{workload.Name} of {app.Id}", callsOut: true, Site.CauseOf(workload.Origin, workload.Name));
            stack.Add(new Output(LogicalId.Of(Kinds.Group, workload.Name), groups.Find(workload.Name)));
        }

        var reached = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in app.Resources.Where(r => PortOf(site, r) is not null))
        {
            AddResource(site, stack, groups, resource, reached);
        }

        AddLinks(site, groups, reached);
        AddEdge(site, stack, groups);
        EndpointParts.AddGroup(site, groups);
        groups.AddTo(stack);
        return groups;
    }

    private static void AddResource(Site site, Stack stack, SecurityGroups groups, Core.Model.Resource resource, HashSet<string> reached)
    {
        if (resource.Existing is null)
        {
            groups.Add(resource.Name, $"{resource.Name} of {site.App.Id}", callsOut: false, Site.CauseOf(resource.Origin, resource.Name));
            stack.Add(new Output(LogicalId.Of(Kinds.Group, resource.Name), groups.Find(resource.Name)));
            reached.Add(resource.Name);
        }
        else if (resource.Existing.SecurityGroup is { } group)
        {
            groups.AddExisting(resource.Name, Texts.Of(site, stack, group));
            reached.Add(resource.Name);
        }
    }

    private static void AddLinks(Site site, SecurityGroups groups, HashSet<string> reached)
    {
        var app = site.App;
        foreach (var workload in app.Workloads)
        {
            foreach (var grant in site.GrantsOf(workload))
            {
                var cause = new Cause(grant.Cause, $"{workload.Name} uses {grant.Target}");
                if (app.Services.Find(grant.Target) is { Port: { } port })
                {
                    groups.Link(workload.Name, grant.Target, port, cause);
                }
                else if (reached.Contains(grant.Target))
                {
                    groups.Link(workload.Name, grant.Target, PortOf(site, app.Resources[grant.Target])!.Value, cause);
                }
            }
        }
    }

    private static void AddEdge(Site site, Stack stack, SecurityGroups groups)
    {
        var app = site.App;
        var routed = app.Services.Where(s => s.Route is not null).ToList();
        if (routed.Count == 0)
        {
            return;
        }

        groups.Add(Edge, $"Load balancer of {app.Id}", callsOut: true, Site.CauseOf(routed[0].Origin, $"{routed[0].Name} has a route"));
        OpenEdge(site, stack, groups);
        foreach (var service in routed)
        {
            groups.Link(Edge, service.Name, service.Port!.Value, new Cause(service.Origin.PlaceOf("route"), $"{service.Name} has a route"));
            if (service.Health?.Port is { } port && port != service.Port)
            {
                groups.Link(Edge, service.Name, port, new Cause(service.Origin.PlaceOf("health", "port"), $"{service.Name} is checked there"));
            }
        }
    }

    // A list of addresses has a group for each port, so that each has room for as many as AWS takes.
    private static void OpenEdge(Site site, Stack stack, SecurityGroups groups)
    {
        var (app, isSecure) = (site.App, DomainParts.IsSecure(site.App));
        if (site.IsBehindCdn)
        {
            groups.LinkPrefixList(Cdn, Site.Given(stack, "CdnAddresses"), Edge, isSecure ? 443 : 80, new Cause(Site.EdgeOf(app, "cdn"), "visitors come through the content delivery network"));
            return;
        }

        var isListed = AllowLists.AreInGroups(app);
        var plain = isListed && isSecure ? EdgePlain : Edge;
        var cause = new Cause(isListed ? Site.EdgeOf(app, "allow") : app.Services.First(s => s.Route is not null).Origin.Name, isListed ? "these addresses may come" : "everybody may come");
        if (plain == EdgePlain)
        {
            groups.Add(EdgePlain, $"Load balancer of {app.Id}: sends on to HTTPS", callsOut: false, cause, shownAs: Edge);
        }

        foreach (var source in isListed ? AllowLists.Ranges(app) : ["0.0.0.0/0"])
        {
            groups.LinkAddresses(source, plain, 80, cause);
            if (isSecure)
            {
                groups.LinkAddresses(source, Edge, 443, cause);
            }
        }
    }

    private static int? PortOf(Site site, Core.Model.Resource resource) => resource switch
    {
        { Existing: { } existing } when ResourceAddress.UsualPort(resource.Kind) is not null => ResourceAddress.PortOf(existing, resource.Kind),
        Postgres => PostgresStack.PortOf(site),
        Volume => FilePort,
        _ => ResourceAddress.UsualPort(resource.Kind),
    };
}
