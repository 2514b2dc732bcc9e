using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads the services.</summary>
internal sealed class ServiceReader(Reading reading, WorkloadReader workloads, TimeSpan edgeTimeout)
{
    public Service? Read(Entry entry)
    {
        if (Fields.Open(entry.Value, Keys.Service.Section, reading, Keys.Job.Section) is not { } fields)
        {
            return null;
        }

        var origin = new Origin(entry.KeySpan, entry.Value);
        var route = Route(fields);
        var port = fields.Read(Keys.Service.Port);
        var service = new Service(entry.Key, origin)
        {
            Image = workloads.Image(fields, entry.Key, origin),
            Command = fields.Read(Keys.Workload.Command),
            Entrypoint = fields.Read(Keys.Workload.Entrypoint),
            Env = workloads.Env(fields),
            Cpu = fields.Read(Keys.Workload.Cpu),
            Memory = fields.Read(Keys.Workload.Memory),
            Spot = fields.Read(Keys.Workload.Spot),
            Mounts = workloads.Mounts(fields),
            User = fields.Read(Keys.Workload.User),
            Stop = fields.Read(Keys.Workload.Stop),
            Health = fields.Read(Keys.Workload.Health) ?? (route is not null ? new Health { Path = "/" } : null),
            Port = port,
            Route = route,
            Timeout = fields.Read(Keys.Service.Timeout) ?? edgeTimeout,
            HostPort = fields.Read(Keys.Service.HostPort),
            FixedCount = fields.Read(Keys.Service.Count),
            Scale = fields.Read(Keys.Service.Scale),
            Deploy = fields.Read(Keys.Service.Deploy),
        };
        Check(service, fields);
        return service;
    }

    private void Check(Service service, Fields fields)
    {
        if (fields.Has(Keys.Service.Route) && !fields.Has(Keys.Service.Port))
        {
            reading.Problems.Add(Codes.MissingKey, fields.SpanOf(Keys.Service.Route), $"'{service.Name}' has a route but no port", "add the port the process listens on: 'port: 8080'");
        }

        if (service.FixedCount is not null && service.Scale is not null)
        {
            reading.Problems.Add(Codes.KeysTogether, fields.SpanOf(Keys.Service.Count), "'count' and 'scale' both say how many tasks run", "keep one of them");
        }

        if (service.HostPort is not null && !fields.Has(Keys.Service.Port))
        {
            reading.Problems.Add(Codes.KeysTogether, fields.SpanOf(Keys.Service.HostPort), "'host_port' leads to the service's port, and there is none", "add 'port'");
        }

        if (service.Health is { Path: null, Command: null } && fields.Has(Keys.Workload.Health) && service.Route is null)
        {
            reading.Problems.Add(Codes.MissingKey, fields.SpanOf(Keys.Workload.Health), "the health check says neither path nor command", "add 'path: /health' or 'command: …'");
        }
    }

    private Route? Route(Fields fields)
    {
        if (fields.Read(Keys.Service.Route) is not { } text)
        {
            return null;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];
        var path = slash < 0 ? "/" : text[slash..];
        var span = fields.Node(Keys.Service.Route)!.Span;
        if (text.Contains("://", StringComparison.Ordinal))
        {
            return Wrong("a route has no scheme", $"write {text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..]}");
        }

        if (host.Contains(':', StringComparison.Ordinal))
        {
            return Wrong("a route has no port", "leave the port out; the process's own port stands in 'port'");
        }

        if (host.Length > 0 && !IsHost(host))
        {
            return Wrong($"'{host}' is not a host name", "use letters, digits, hyphens and dots, or start with / to answer for any host");
        }

        if (path.Any(c => c <= ' ' || c > '~' || c is '?' or '#' or '"' or '\\' or '*'))
        {
            return Wrong($"'{path}' is not a path prefix", "a path prefix has no query, wildcards or spaces");
        }

        return new Route(host.Length == 0 ? null : host.ToLowerInvariant(), path.Length > 1 ? path.TrimEnd('/') : path);

        Route? Wrong(string message, string hint)
        {
            reading.Problems.Add(Codes.WrongValue, span, message, hint);
            return null;
        }
    }

    private static bool IsHost(string host) =>
        host.Length <= 253 && host.Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
}
