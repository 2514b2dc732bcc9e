using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads the services.</summary>
internal sealed class ServiceReader(Reading reading, WorkloadReader workloads, TimeSpan edgeTimeout)
{
    public Service? Read(Entry entry)
    {
        if (workloads.Open(entry, Keys.Service.Section, Keys.Job.Section) is not { } fields)
        {
            return null;
        }

        var origin = new Origin(entry.KeySpan, entry.Value);
        var route = fields.Read(Keys.Service.Route) is { } text ? RouteText.Read(text, fields.ValueOf(Keys.Service.Route), reading) : null;
        var service = workloads.Read(new Service(entry.Key, origin)
        {
            Image = workloads.Image(fields, entry.Key, origin),
            Spot = fields.Read(Keys.Workload.Spot),
            Health = route is not null ? new Health { Path = "/" } : null,
            Port = fields.Read(Keys.Service.Port),
            Route = route,
            Auth = fields.Read(Keys.Service.Auth),
            Timeout = fields.Read(Keys.Service.Timeout) ?? edgeTimeout,
            Sticky = fields.Read(Keys.Service.Sticky),
            HostPort = fields.Read(Keys.Service.HostPort),
            FixedCount = fields.Read(Keys.Service.Count),
            Scale = fields.Read(Keys.Service.Scale),
            Deploy = fields.Read(Keys.Service.Deploy) ?? new Rollout(Strategy.Rolling),
        }, fields);
        CheckRoute(service, fields);
        CheckTasks(service, fields);
        return service;
    }

    private void CheckRoute(Service service, Fields fields)
    {
        if (fields.Has(Keys.Service.Route) && !fields.Has(Keys.Service.Port))
        {
            reading.Problems.Add(Codes.MissingKey, fields.SpanOf(Keys.Service.Route), $"'{service.Name}' has a route but no port", "add the port the process listens on: 'port: 8080'", service.Origin.Inherits(fields.SpanOf(Keys.Service.Route)) ? new Related(service.Origin.Name, $"'{service.Name}' stands here, and inherits the route") : null);
        }

        if (!fields.Has(Keys.Service.Route))
        {
            fields.Refuse("{0} is about visitors, and without a route there are none", "add 'route', or remove it", Keys.Service.Auth, Keys.Service.Sticky);
        }

        if (!fields.Has(Keys.Service.Port))
        {
            fields.Refuse("{0} leads to the service's port, and there is none", "add 'port'", Keys.Service.HostPort);
        }

        if (service.Health is { Path: null, Command: null } && fields.Has(Keys.Workload.Health) && service.Route is null)
        {
            reading.Problems.Add(Codes.MissingKey, fields.SpanOf(Keys.Workload.Health), "the health check says neither path nor command", "add 'path: /health' or 'command: …'");
        }
    }

    private void CheckTasks(Service service, Fields fields)
    {
        if (service.FixedCount is not null && service.Scale is not null)
        {
            reading.Problems.Add(Codes.KeysTogether, fields.SpanOf(Keys.Service.Count), "'count' and 'scale' both say how many tasks run", "keep one of them");
        }

        if (service.Scale is { Requests: not null } && !fields.Has(Keys.Service.Route))
        {
            reading.Problems.Add(Codes.KeysTogether, service.Origin.Of("scale", "requests"), $"'{service.Name}' has no route, so the load balancer counts no requests of it", "scale on cpu, memory or a queue");
        }

        var most = service.Scale?.Max ?? service.FixedCount ?? 1;
        if (service.Spot is { Above: var above } && above >= most && !reading.Environment.IsLocal)
        {
            reading.Problems.Warn(Codes.NoSpot, fields.SpanOf(Keys.Workload.Spot), $"up to {above} {(above == 1 ? "task is" : "tasks are")} on demand, and there {(most == 1 ? "is" : "are")} at most {most}: none is on Spot", "write spot: {above: 0}, or let more tasks run");
        }
    }
}
