using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class ServiceKeys
{
    public static readonly Section Section = new Section("a service") { OtherWords = OtherToolsKeys.OfService }.With(WorkloadKeys.Section);

    public static readonly Key<int?> Port = Section.Add("port", Shapes.Port, null, "The port the process listens on.");
    public static readonly Key<IReadOnlyList<WrittenRoute>> Route = Section.Add(
        "route",
        Forms.Some(Forms.Present(RouteReader.Shape), "a path, a host, or a host and a path; or a list of hosts and redirects"),
        [], "The host, path or both that lead to this service; makes it public. Of several hosts, URLs say the first. \"*.example.org\" is "
            + "every host below example.org that no other route names; on AWS its certificate is for one part in place of the star.");
    public static readonly Key<Auth?> Auth = Section.Add(
        "auth", AuthReader.OfService, null,
        "What visitors of this service have to show, where that differs from the edge: none, basic, cognito, or open_to for the pages "
            + "of other services.",
        "the edge's");
    public static readonly Key<TimeSpan?> Timeout = Section.Add(
        "timeout", Shapes.Optional(Shapes.RequestTime), null, "The longest request.", "the edge's");
    public static readonly Key<TimeSpan?> Sticky = Section.Add(
        "sticky", Shapes.Optional(Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromDays(7), "a duration from 1s to 7d", "1h")),
        null, "A visitor stays with one task for so long.", "not at all");
    public static readonly Key<int?> Count = Section.Add("count", ScaleReader.Count, null, "How many tasks run.", "1");
    public static readonly Key<Scale?> Scale = Section.Add(
        "scale", ScaleReader.Shape, null, "Between how many tasks the service scales, and on what; local runs min.");
    public static readonly Key<Rollout?> Deploy = Section.Add(
        "deploy", DeployReader.Shape, null,
        "How a new version takes over: rolling, replace (never two copies), blue-green, canary, or a map.", "rolling");
    public static readonly Key<int?> HostPort = Section.Add(
        "host_port", Shapes.Port, null, "A port of the host that leads straight to this service.", only: KeyTarget.Local);
}

/// <summary>Reads the services.</summary>
internal sealed class ServiceReader(Reading reading, WorkloadReader workloads, Edge edge)
{
    public Service? Read(Entry entry)
    {
        if (workloads.Open(entry, ServiceKeys.Section, JobKeys.Section) is not { } fields)
        {
            return null;
        }

        var origin = new Origin(entry.KeySpan, entry.Value);
        var routes = RouteReader.ReadAll(fields.Read(ServiceKeys.Route), fields.Node(ServiceKeys.Route), reading);
        var route = routes.Main;
        var service = workloads.Read(new Service(entry.Key, origin)
        {
            Spot = fields.Read(WorkloadKeys.Spot),
            Health = route is not null ? HealthReader.Usual with { Path = "/" } : null,
            Probe = HealthReader.Usual,
            Port = fields.Read(ServiceKeys.Port),
            Route = route,
            MoreHosts = [.. routes.Plain.Where(r => r != route).Select(r => r.Host!)],
            Redirects = routes.Redirects,
            Auth = fields.Read(ServiceKeys.Auth),
            Timeout = fields.Read(ServiceKeys.Timeout) ?? edge.Timeout,
            SaysTimeout = fields.Has(ServiceKeys.Timeout) || edge.SaysTimeout,
            Sticky = fields.Read(ServiceKeys.Sticky),
            HostPort = fields.Read(ServiceKeys.HostPort),
            FixedCount = fields.Read(ServiceKeys.Count),
            Scale = fields.Read(ServiceKeys.Scale),
            Deploy = fields.Read(ServiceKeys.Deploy) ?? DeployReader.Usual,
        }, fields);
        service = service with { Probe = service.Health ?? service.Probe };
        CheckRoute(service, fields);
        CheckTasks(service, fields);
        return service;
    }

    private void CheckRoute(Service service, Fields fields)
    {
        if (fields.Has(ServiceKeys.Route) && !fields.Has(ServiceKeys.Port))
        {
            reading.Problems.Add(
                Codes.MissingKey, fields.SpanOf(ServiceKeys.Route),
                $"'{service.Name}' has a route but no port",
                "add the port the process listens on: 'port: 8080'",
                service.Origin.Inherits(fields.SpanOf(ServiceKeys.Route))
                    ? new Related(service.Origin.Name, $"'{service.Name}' stands here, and inherits the route")
                    : null);
        }

        if (!fields.Has(ServiceKeys.Route))
        {
            fields.Refuse(
                "{0} is about visitors, and without a route there are none", "add 'route', or remove it", ServiceKeys.Auth,
                ServiceKeys.Sticky);
        }

        if (!fields.Has(ServiceKeys.Port))
        {
            fields.Refuse("{0} leads to the service's port, and there is none", "add 'port'", ServiceKeys.HostPort);
        }

        if (service.Health is { Path: null, Command: null } && service.Route is null && fields.Node(WorkloadKeys.Health) is MapNode said
            && said[HealthKeys.Path.Name] is null && said[HealthKeys.Command.Name] is null)
        {
            reading.Problems.Add(
                Codes.MissingKey, fields.SpanOf(WorkloadKeys.Health),
                "the health check says neither path nor command",
                "add 'path: /health' or 'command: …'");
        }
    }

    private void CheckTasks(Service service, Fields fields)
    {
        if (service.FixedCount is not null && service.Scale is not null)
        {
            reading.Problems.Add(
                Codes.KeysTogether, fields.SpanOf(ServiceKeys.Count),
                "'count' and 'scale' both say how many tasks run", "keep one of them");
        }

        if (service.Scale is { Requests: not null } && !fields.Has(ServiceKeys.Route))
        {
            reading.Problems.Add(
                Codes.KeysTogether, service.Origin.PlaceOf("scale", "requests"),
                $"'{service.Name}' has no route, so the load balancer counts no requests of it",
                "scale on cpu, memory or a queue");
        }

        var most = service.Scale?.Max ?? service.FixedCount ?? 1;
        if (service.Spot is { Above: var above } && above >= most && !reading.Environment.IsLocal)
        {
            reading.Problems.Warn(
                Codes.NoSpot, fields.SpanOf(WorkloadKeys.Spot),
                $"up to {above} {(above == 1 ? "task is" : "tasks are")} on demand, and there {(most == 1 ? "is" : "are")} at most {most}: "
                    + "none is on Spot",
                "write spot: {above: 0}, or let more tasks run");
        }
    }
}
