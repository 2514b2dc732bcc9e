using System.Globalization;
using System.Text;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;
using Fairlead.Docker.Run.Observing;
using Fairlead.Docker.Run.State;

namespace Fairlead.Docker.Run;

/// <summary>
/// Ways from this machine into the network of an app: a container that listens on its loopback and passes on, for as long as somebody is
/// connected to the container itself. It works wherever the engine runs, and needs no program in the image of what it leads to.
/// </summary>
/// <param name="recorded">The app of the release that serves; null where there is none.</param>
internal sealed class Tunnels(Engine engine, Scope scope, Observer observer, SecretFile secrets, Func<Observed, App?> recorded) : ITunnels
{
    private const int First = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    public async Task<ITunnel> Open(App? app, IReadOnlyList<string> names, int? port, CancellationToken cancel)
    {
        var observed = await observer.Observe(scope.Id, cancel);
        var known = app ?? recorded(observed)
            ?? throw new FailureException($"{scope.Id.App} is not deployed", "there is nothing to connect to", "fairlead deploy");
        var (web, aws) = (HostPort.Choose(known, scope, observed), HostPort.ChooseForAws(known, scope, observed));
        var values = new Values(known, await secrets.Values(cancel), new ReleaseIdentity(null, null, ""), 0, web) { AwsPort = aws };
        var wanted = names.Count > 0 ? names : [.. known.Resources.Where(Supported.Runs).Select(r => r.Name)];
        var inside = wanted.Select(n => Inside.Find(known, observed, n)).ToList();
        var taken = observed.BusyPorts.Concat(observed.PromisedPorts).Append(web).Append(aws).ToHashSet();
        var ends = new List<TunnelEnd>();
        foreach (var place in inside)
        {
            var chosen = place.Port is null ? aws : port ?? Enumerable.Range(place.Usual, 10_000).First(taken.Add);
            ends.Add(EndOf(place, chosen, values));
        }

        var outside = ends.ToDictionary(e => e.Name, e => e.Port, StringComparer.Ordinal);
        var connection = inside.Exists(p => p.Port is not null) ? await Start([.. inside.Zip(ends)], cancel) : null;
        return new Tunnel(connection, ends, values with { Outside = outside });
    }

    private static TunnelEnd EndOf(Inside place, int port, Values values)
    {
        var address = $"127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";
        var url = place.Kind switch
        {
            Kind.Postgres => $"postgres://{values.DatabaseName}@{address}/{values.DatabaseName}",
            Kind.Redis => $"redis://{address}",
            _ => $"http://{address}",
        };
        return new TunnelEnd(place.Name, place.Kind, port, url)
        {
            Login = place.Kind == Kind.Postgres
                ? (values.DatabaseName, values.Secrets.GetValueOrDefault(Values.PasswordOf(place.Name), ""), values.DatabaseName)
                : null,
        };
    }

    private async Task<Hijacked> Start(IReadOnlyList<(Inside Place, TunnelEnd End)> ways, CancellationToken cancel)
    {
        var listed = ways.Where(w => w.Place.Port is not null).ToList();
        var spec = new ContainerSpec($"{scope.Prefix}__tunnel_{Guid.NewGuid():N}", Role.Tunnel, "tunnel", HaproxyConfig.Image)
        {
            Entrypoint = ["sh", "-c"],
            Command = ["printf %s \"$CONFIG\" > /tmp/cfg && haproxy -D -f /tmp/cfg && touch /tmp/ready && exec cat"],
            Env = [new("CONFIG", Config(listed.Select(w => w.Place)))],
            Input = true,
            Passing = true,
            Network = scope.Network,
            Labels = scope.BaseLabels,
            Ports = [.. listed.Select((w, i) => (First + i, w.End.Port))],
        };
        var id = await ContainerRequest.Create(engine, spec, cancel);
        try
        {
            var connection = await engine.Attach(id, cancel);
            await engine.Start(id, cancel);
            await WaitUntilReady(id, cancel);
            return connection;
        }
        catch (EngineException e)
        {
            await engine.Remove(id, CancellationToken.None);
            throw new FailureException(await PortHolder.Explain(engine, ways[0].End.Name, e.Reason, cancel), e);
        }
        catch
        {
            await engine.Remove(id, CancellationToken.None);
            throw;
        }
    }

    private async Task WaitUntilReady(string id, CancellationToken cancel)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while ((await ContainerExec.Run(engine, id, ["test", "-f", "/tmp/ready"], cancel)).Code != 0)
        {
            if (clock.Elapsed > Longest)
            {
                throw new FailureException("no way into the network opens", $"not within {Longest.TotalSeconds:0} s", "docker info");
            }

            await Task.Delay(Beat, cancel);
        }
    }

    // Names are asked for again while it runs: what is replaced has another address.
    private static string Config(IEnumerable<Inside> places)
    {
        var text = new StringBuilder("""
            defaults
              mode tcp
              timeout connect 5s
              timeout client 24h
              timeout server 24h
            resolvers engine
              nameserver engine 127.0.0.11:53

            """);
        foreach (var (place, index) in places.Select((p, i) => (p, i)))
        {
            text.Append(CultureInfo.InvariantCulture, $"listen way{index}\n  bind :{First + index}\n");
            text.Append(CultureInfo.InvariantCulture, $"  server it {place.Host}:{place.Port} resolvers engine init-addr libc,none\n");
        }

        return text.ToString();
    }

    /// <summary>Where something is inside of the network.</summary>
    /// <param name="Port">Null where it is reached from this machine without a way of its own.</param>
    private sealed record Inside(string Name, Kind Kind, string Host, int? Port)
    {
        /// <summary>The port that is tried first on this machine.</summary>
        public int Usual => Port is { } port and >= 1024 ? port : 8000;

        public static Inside Find(App app, Observed observed, string name)
        {
            var scope = new Scope(app.Id);
            if (app.Services.Find(name) is { Port: { } port })
            {
                var task = observed.Named(Role.Task, name).FirstOrDefault(c => c.Runs) ?? throw NotRunning(name);
                return new Inside(name, Kind.Service, task.Handle, port);
            }

            var resource = Supported.Find(app, name) ?? throw new FailureException(
                $"there is nothing to connect to at '{name}'", $"{app.Name} has no resource, or service with a port, of that name",
                "fairlead status");
            var isServed = resource is AwsServer || AwsServer.Serves(resource);
            var inside = resource switch
            {
                _ when isServed => new Inside(name, resource.Kind, AwsServer.ServerName, null),
                { Existing: { Host: not null } } => throw new FailureException(
                    $"{name} does not run on this engine", "the file says where it is", "connect to that with its own program"),
                Postgres => new Inside(name, resource.Kind, name, Postgres.Port),
                Redis => new Inside(name, resource.Kind, name, Redis.Port),
                Search => new Inside(name, resource.Kind, name, Plan.Containers.SearchPort),
                _ => throw new FailureException($"there is nothing to connect to at '{name}'",
                    $"it is {Attributes.Describe(resource.Kind)}", "fairlead status"),
            };
            var container = scope.Resource(isServed ? AwsServer.ServerName : name);
            return observed.Find(container) is { Runs: true } ? inside : throw NotRunning(name);
        }

        private static FailureException NotRunning(string name) =>
            new($"{name} does not run", "there is nothing to connect to", "fairlead deploy");
    }

    private sealed class Tunnel(Hijacked? connection, IReadOnlyList<TunnelEnd> ends, Values values) : ITunnel
    {
        public IReadOnlyList<TunnelEnd> Ends => ends;

        public IReadOnlyList<KeyValuePair<string, string>> Variables(string workload) =>
            values.App.FindWorkload(workload) is { } found ? values.Env(found) : [];

        public async Task WaitUntilClosed(CancellationToken cancel)
        {
            if (connection is null)
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            else
            {
                await connection.Stream.CopyToAsync(Stream.Null, cancel);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (connection is not null)
            {
                await connection.DisposeAsync();
            }
        }
    }
}
