using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Aws.Stacks.Network;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>A security group for each name, and a path for each link.</summary>
internal static class SecurityGroups
{
    public const string Edge = VisitorAuth.Edge;

    /// <summary>No name of the app file begins with a digit.</summary>
    public const string EdgePlain = "80";

    private const string Cdn = "cdn";

    private const int FilePort = 2049;

    /// <summary>Answers the groups, so that what is open can be listed.</summary>
    public static SecurityGroupSet Add(StackScope site, Stack stack, Value vpc)
    {
        var app = site.App;
        var groups = new SecurityGroupSet(vpc);
        foreach (var workload in app.Workloads)
        {
            groups.Add(workload.Name, $"{workload.Name} of {app.Id}", callsOut: true, StackScope.CauseOf(workload.Origin, workload.Name));
            stack.Add(new StackOutput(LogicalId.For(LogicalIdPrefix.Group, workload.Name), groups.Find(workload.Name)));
        }

        var reached = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in app.Resources.Where(r => PortOf(site, r) is not null))
        {
            AddResource(site, stack, groups, resource, reached);
        }

        AddLinks(site, groups, reached);
        AddEdge(site, stack, groups);
        VpcEndpoints.AddGroup(site, groups);
        groups.AddTo(stack);
        return groups;
    }

    private static void AddResource(StackScope site, Stack stack, SecurityGroupSet groups, Core.Model.Resource resource, HashSet<string> reached)
    {
        if (resource.Existing is null)
        {
            groups.Add(resource.Name, $"{resource.Name} of {site.App.Id}", callsOut: false, StackScope.CauseOf(resource.Origin, resource.Name));
            stack.Add(new StackOutput(LogicalId.For(LogicalIdPrefix.Group, resource.Name), groups.Find(resource.Name)));
            reached.Add(resource.Name);
        }
        else if (resource.Existing.SecurityGroup is { } group)
        {
            groups.AddExisting(resource.Name, TextValues.Render(site, stack, group));
            reached.Add(resource.Name);
        }
    }

    private static void AddLinks(StackScope site, SecurityGroupSet groups, HashSet<string> reached)
    {
        var app = site.App;
        foreach (var workload in app.Workloads)
        {
            foreach (var grant in site.GrantsOf(workload))
            {
                var cause = new Cause(grant.Cause, $"{workload.Name} uses {grant.Target}");
                if (app.Services.Find(grant.Target) is { Port: { } port })
                {
                    groups.AddIngress(workload.Name, grant.Target, port, cause);
                }
                else if (reached.Contains(grant.Target))
                {
                    groups.AddIngress(workload.Name, grant.Target, PortOf(site, app.Resources[grant.Target])!.Value, cause);
                }
            }
        }
    }

    private static void AddEdge(StackScope site, Stack stack, SecurityGroupSet groups)
    {
        var app = site.App;
        var routed = app.Services.Where(s => s.Route is not null).ToList();
        if (routed.Count == 0)
        {
            return;
        }

        groups.Add(Edge, $"Load balancer of {app.Id}", callsOut: true, StackScope.CauseOf(routed[0].Origin, $"{routed[0].Name} has a route"));
        OpenEdge(site, stack, groups);
        foreach (var service in routed)
        {
            groups.AddIngress(Edge, service.Name, service.Port!.Value, new Cause(service.Origin.Of("route"), $"{service.Name} has a route"));
            if (service.Health?.Port is { } port && port != service.Port)
            {
                groups.AddIngress(Edge, service.Name, port, new Cause(service.Origin.Of("health", "port"), $"{service.Name} is checked there"));
            }
        }
    }

    // A list of addresses has a group for each port, so that each has room for as many as AWS takes.
    private static void OpenEdge(StackScope site, Stack stack, SecurityGroupSet groups)
    {
        var (app, isSecure) = (site.App, DnsAndCertificates.IsSecure(site.App));
        if (site.IsBehindCdn)
        {
            groups.AddIngressFromPrefixList(Cdn, StackScope.Parameter(stack, "CdnAddresses"), Edge, isSecure ? 443 : 80, new Cause(StackScope.EdgePlace(app, "cdn"), "visitors come through the content delivery network"));
            return;
        }

        var isListed = AllowLists.AreInSecurityGroups(app);
        var plain = isListed && isSecure ? EdgePlain : Edge;
        var cause = new Cause(isListed ? StackScope.EdgePlace(app, "allow") : app.Services.First(s => s.Route is not null).Origin.Name, isListed ? "these addresses may come" : "everybody may come");
        if (plain == EdgePlain)
        {
            groups.Add(EdgePlain, $"Load balancer of {app.Id}: sends on to HTTPS", callsOut: false, cause, shownAs: Edge);
        }

        foreach (var source in isListed ? AllowLists.Ranges(app) : ["0.0.0.0/0"])
        {
            groups.AddIngressFromAddresses(source, plain, 80, cause);
            if (isSecure)
            {
                groups.AddIngressFromAddresses(source, Edge, 443, cause);
            }
        }
    }

    private static int? PortOf(StackScope site, Core.Model.Resource resource) => resource switch
    {
        Postgres { Existing: { } existing } => existing.Port ?? Postgres.Port,
        Postgres => PostgresStack.PortOf(site),
        Redis r => r.Existing?.Port ?? Redis.Port,
        Search s => s.Existing?.Port ?? Search.Port,
        Volume => FilePort,
        _ => null,
    };
}
