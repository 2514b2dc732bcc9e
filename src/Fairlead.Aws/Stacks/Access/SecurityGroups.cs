using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Aws.Stacks.Network;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>A security group for each name, and a path for each link.</summary>
internal static class SecurityGroups
{
    public const string Edge = VisitorAuth.Edge;

    /// <summary>Its logical id.</summary>
    public static readonly string EdgeId = LogicalId.For(LogicalIdPrefix.SecurityGroup, Edge);

    /// <summary>The load balancer's second group, for HTTP; no name of the app file has a slash.</summary>
    public const string EdgeHttp = "edge/http";

    /// <summary>Its logical id.</summary>
    public const string EdgeHttpId = "HttpSecurityGroup";

    private const string Cdn = "cdn";

    private const int FilePort = 2049;

    /// <summary>Answers the groups, so that what is open can be listed.</summary>
    public static SecurityGroupSet Add(StackScope scope, Stack stack, Value vpc)
    {
        var app = scope.App;
        var groups = new SecurityGroupSet(vpc);
        foreach (var workload in app.Workloads)
        {
            groups.Add(workload.Name, $"{workload.Name} of {app.Id}", callsOut: true, StackScope.CauseOf(workload.Origin, workload.Name));
            stack.Add(new StackOutput(LogicalId.For(LogicalIdPrefix.SecurityGroup, workload.Name), groups.Find(workload.Name)));
        }

        var reached = new HashSet<string>(StringComparer.Ordinal);
        foreach (var resource in app.Resources.Where(r => PortOf(scope, r) is not null))
        {
            AddResource(scope, stack, groups, resource, reached);
        }

        AddLinks(scope, groups, reached);
        AddEdge(scope, stack, groups);
        VpcEndpoints.AddGroup(scope, groups);
        groups.AddTo(stack);
        return groups;
    }

    private static void AddResource(StackScope scope, Stack stack, SecurityGroupSet groups, Resource resource, HashSet<string> reached)
    {
        if (resource.Existing is null)
        {
            groups.Add(resource.Name, $"{resource.Name} of {scope.App.Id}", callsOut: false,
                StackScope.CauseOf(resource.Origin, resource.Name));
            stack.Add(new StackOutput(LogicalId.For(LogicalIdPrefix.SecurityGroup, resource.Name), groups.Find(resource.Name)));
            reached.Add(resource.Name);
            AddTask(scope, stack, groups, resource);
        }
        else if (resource.Existing.SecurityGroup is { } group)
        {
            groups.AddExisting(resource.Name, TextValues.Render(scope, stack, group));
            reached.Add(resource.Name);
        }
    }

    // It calls out for its image, its log and the passwords.
    private static void AddTask(StackScope scope, Stack stack, SecurityGroupSet groups, Resource resource)
    {
        if (resource is Postgres database && DatabaseContents.IsNeeded(database))
        {
            var id = TaskIdOf(database.Name);
            var group = groups.AddTask(database.Name, KnownNames.PortOf(scope), id, $"{database.Name}/task of {scope.App.Id}",
                new Cause(PostgresStack.PlaceOfContents(database), $"extensions and users of {database.Name} are made"));
            stack.Add(new StackOutput(id, group));
        }
    }

    /// <summary>The logical id, and output, of the group of what works inside of a database.</summary>
    public static string TaskIdOf(string database) => LogicalId.For(LogicalIdPrefix.DatabaseTaskSecurityGroup, database);

    private static void AddLinks(StackScope scope, SecurityGroupSet groups, HashSet<string> reached)
    {
        var app = scope.App;
        foreach (var workload in app.Workloads)
        {
            foreach (var grant in scope.GrantsOf(workload))
            {
                var cause = new Cause(grant.Cause, $"{workload.Name} uses {grant.Target}");
                if (app.Services.Find(grant.Target) is { Port: { } port })
                {
                    groups.AddIngress(workload.Name, grant.Target, port, cause);
                }
                else if (reached.Contains(grant.Target))
                {
                    groups.AddIngress(workload.Name, grant.Target, PortOf(scope, app.Resources[grant.Target])!.Value, cause);
                }
            }
        }
    }

    private static void AddEdge(StackScope scope, Stack stack, SecurityGroupSet groups)
    {
        var app = scope.App;
        var routed = app.Services.Where(s => s.Route is not null).ToList();
        if (routed.Count == 0)
        {
            return;
        }

        groups.Add(Edge, $"Load balancer of {app.Id}", callsOut: true,
            StackScope.CauseOf(routed[0].Origin, $"{routed[0].Name} has a route"));
        OpenEdge(scope, stack, groups);
        foreach (var service in routed)
        {
            groups.AddIngress(Edge, service.Name, service.Port!.Value,
                new Cause(service.Origin.PlaceOf("route"), $"{service.Name} has a route"));
            if (service.Health?.Port is { } port && port != service.Port)
            {
                groups.AddIngress(Edge, service.Name, port,
                    new Cause(service.Origin.PlaceOf("health", "port"), $"{service.Name} is checked there"));
            }
        }
    }

    // A list of addresses has a group for each port, so that each has room for as many as AWS takes.
    private static void OpenEdge(StackScope scope, Stack stack, SecurityGroupSet groups)
    {
        var (app, isSecure) = (scope.App, DomainNames.HasCertificate(scope.App));
        if (scope.IsBehindCdn)
        {
            groups.AddIngressFromPrefixList(Cdn, StackScope.Parameter(stack, "CloudFrontPrefixList"), Edge, isSecure ? 443 : 80,
                new Cause(StackScope.EdgePlace(app, "cdn"), "visitors come through the content delivery network"));
            return;
        }

        var isListed = AllowLists.AreInSecurityGroups(app);
        var plain = isListed && isSecure ? EdgeHttp : Edge;
        var cause =
            new Cause(isListed ? StackScope.EdgePlace(app, "allow") : app.Services.First(s => s.Route is not null).Origin.Name,
            isListed ? "these addresses may come" : "everybody may come");
        if (plain == EdgeHttp)
        {
            groups.AddSecond(EdgeHttp, Edge, EdgeHttpId, $"Load balancer of {app.Id}: sends on to HTTPS", cause);
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

    private static int? PortOf(StackScope scope, Resource resource) => resource switch
    {
        { Existing: { } existing } when ResourceAddress.UsualPort(resource.Kind) is not null =>
            ResourceAddress.PortOf(existing, resource.Kind),
        Postgres => KnownNames.PortOf(scope),
        Volume => FilePort,
        _ => ResourceAddress.UsualPort(resource.Kind),
    };
}
