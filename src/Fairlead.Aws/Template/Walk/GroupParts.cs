using Fairlead.Aws.Template.Access;
using Fairlead.Aws.Template.Network;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>A security group for each name, and a path for each link.</summary>
internal static class GroupParts
{
    public const string Edge = "edge";

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
        AddEdge(app, groups);
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
            foreach (var grant in app.GrantsOf(workload))
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

    private static void AddEdge(App app, SecurityGroups groups)
    {
        var routed = app.Services.Where(s => s.Route is not null).ToList();
        if (routed.Count == 0)
        {
            return;
        }

        var first = Site.CauseOf(routed[0].Origin, $"{routed[0].Name} has a route");
        groups.Add(Edge, $"Load balancer of {app.Id}", callsOut: true, first);
        var sources = app.Edge.Allow.Count == 0 ? ["0.0.0.0/0"] : app.Edge.Allow.SelectMany(a => a.Cidrs).Distinct(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            groups.LinkAddresses(source, Edge, 80, first);
            if (BalancerParts.IsSecure(app))
            {
                groups.LinkAddresses(source, Edge, 443, first);
            }
        }

        foreach (var service in routed)
        {
            groups.Link(Edge, service.Name, service.Port!.Value, new Cause(service.Origin.Of("route"), $"{service.Name} has a route"));
            if (service.Health?.Port is { } port && port != service.Port)
            {
                groups.Link(Edge, service.Name, port, new Cause(service.Origin.Of("health", "port"), $"{service.Name} is checked there"));
            }
        }
    }

    private static int? PortOf(Site site, Core.Model.Resource resource) => resource switch
    {
        Postgres { Existing: { } existing } => existing.Port ?? Postgres.Port,
        Postgres => PostgresStack.PortOf(site),
        Redis r => r.Existing?.Port ?? Redis.Port,
        Search s => s.Existing?.Port ?? Search.Port,
        Volume => FilePort,
        _ => null,
    };
}
