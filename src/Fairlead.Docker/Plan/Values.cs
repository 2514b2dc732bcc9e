using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Targets;
using Attribute = Fairlead.Core.Model.Attribute;

namespace Fairlead.Docker.Plan;

/// <summary>What the references of an app stand for on the local engine.</summary>
/// <param name="Secrets">All values, passwords of resources (<c>db.password</c>) included.</param>
internal sealed record Values(App App, IReadOnlyDictionary<string, string> Secrets, ReleaseIdentity Identity, int Release, int HostPort)
{
    /// <summary>Writes a user or password in a URL.</summary>
    public Func<string, string> InUrl { get; init; } = Uri.EscapeDataString;

    /// <summary>The port of this machine on which what stands in for AWS answers.</summary>
    public int AwsPort { get; init; }

    /// <summary>For a process on this machine: the ports there that lead to resources. Null inside of the network.</summary>
    public IReadOnlyDictionary<string, int>? Outside { get; init; }

    /// <summary>What is enough to tell the addresses of an app.</summary>
    public static Values Addresses(App app, int hostPort) =>
        new(app, new Dictionary<string, string>(StringComparer.Ordinal), new ReleaseIdentity(null, null, ""), 0, hostPort);

    /// <summary>The secret store's name for a resource's password.</summary>
    public static string PasswordOf(string resource) => $"{resource}.password";

    /// <summary>A name that PostgreSQL takes without quotes, for its user and database.</summary>
    public string DatabaseName => Core.Model.Derived.DatabaseName.For(App);

    /// <summary>
    /// The variables of a workload. One that names an unset optional secret is absent. Who uses a bucket, a queue or a document is told
    /// where they are as AWS's SDKs read it, unless its own variables say so.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Env(Workload workload)
    {
        var env = new List<KeyValuePair<string, string>>(workload.Env.Count);
        foreach (var variable in workload.Env)
        {
            if (Resolve(variable.Value) is { } value)
            {
                env.Add(new(variable.Name, value));
            }
        }

        if (App.GrantsOf(workload).Any(g => App.Resources.Find(g.Target) is { } resource && AwsServer.Serves(resource)))
        {
            var own = workload.Env.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
            env.AddRange(AwsServer.Variables(App, AwsPort, isOutside: Outside is not null).Where(v => !own.Contains(v.Key)));
        }

        return env;
    }

    /// <summary>Addresses of a public service that work from this machine; the first is the one to show.</summary>
    public IReadOnlyList<string> Urls(Service service)
    {
        if (service.Route is not { } route)
        {
            return service.HostPort is { } only ? [$"http://localhost:{only}/"] : [];
        }

        var urls = new List<string>();
        if (route.Host is { } host)
        {
            urls.Add($"http://{host}:{HostPort}{route.Path}");
        }

        if (route.Host is null || route.Host == App.Environment.Domain)
        {
            urls.Add($"http://localhost:{HostPort}{route.Path}");
        }

        urls.AddRange(service.MoreHosts.Select(h => $"http://{h}:{HostPort}{route.Path}"));
        if (service.HostPort is { } port)
        {
            urls.Add($"http://localhost:{port}/");
        }

        return urls;
    }

    public string? Resolve(Text text)
    {
        var value = new StringBuilder();
        foreach (var part in text.Parts)
        {
            var piece = part switch
            {
                Literal literal => literal.Value,
                SecretPart secret => Secrets.GetValueOrDefault(secret.Name),
                ReleasePart release => ReleaseValue(release.Field),
                AttributePart attribute => AttributeValue(attribute),
                _ => throw new InvalidOperationException($"no value for {part}"),
            };
            if (piece is null)
            {
                return null;
            }

            value.Append(piece);
        }

        return value.ToString();
    }

    /// <summary>A document as whoever asks for it gets it; what is not set is left out.</summary>
    public JsonObject Document(Config config) => new(config.Values
        .Select(v => KeyValuePair.Create(v.Name, (JsonNode?)Resolve(v.Value))).Where(v => v.Value is not null));

    private string ReleaseValue(ReleaseField field) => field switch
    {
        ReleaseField.Commit => Identity.Commit ?? "unknown",
        ReleaseField.Tag => Identity.Tag ?? "",
        _ => $"{Release}",
    };

    private string? AttributeValue(AttributePart part) => part.Holds switch
    {
        Kind.Service => ServiceValue(App.Services[part.Target], part.Attribute),
        Kind.GpuJob or Kind.Endpoint => $"{App.Name}-{App.Environment.Name}-{part.Target}", // left out here; the name is what it would be
        _ when App.Resources[part.Target].Existing is { } existing => new ExistingValues(existing, Resolve, InUrl)
            .Resolve(part.Holds, part.Attribute),
        Kind.Postgres => PostgresValue(part.Target, part.Attribute),
        Kind.Bucket => BucketValue((Bucket)App.Resources[part.Target], part.Attribute),
        Kind.Queue => QueueValue((Queue)App.Resources[part.Target], part.Attribute),
        Kind.Config => AwsServer.NameOf(App, (Config)App.Resources[part.Target]),
        Kind.Search => part.Attribute == Attribute.Host
            ? HostOf(part.Target)
            : $"http://{HostOf(part.Target)}:{PortOf(part.Target, Containers.SearchPort)}",
        Kind.Redis => part.Attribute switch
        {
            Attribute.Host => HostOf(part.Target),
            Attribute.Port => $"{PortOf(part.Target, Redis.Port)}",
            _ => $"{ResourceAddress.Scheme(Kind.Redis, isEncrypted: false)}{HostOf(part.Target)}:{PortOf(part.Target, Redis.Port)}",
        },
        _ => throw new InvalidOperationException($"no value for {part}"),
    };

    private string HostOf(string resource) => Outside is null ? resource : "127.0.0.1";

    private int PortOf(string resource, int inside) => Outside?.GetValueOrDefault(resource, inside) ?? inside;

    private string BucketValue(Bucket bucket, Attribute attribute)
    {
        var name = AwsServer.NameOf(App, bucket);
        return attribute switch
        {
            Attribute.Arn => $"arn:aws:s3:::{name}",
            Attribute.Key => $"arn:aws:kms:{App.Environment.Region}:{AwsServer.Account}:key/{name}", // nothing is encrypted here
            _ => name,
        };
    }

    private string QueueValue(Queue queue, Attribute attribute) => attribute switch
    {
        Attribute.Arn => AwsServer.ArnOf(App, AwsServer.NameOf(App, queue)),
        Attribute.Url => Outside is null
            ? AwsServer.UrlOf(App, queue)
            : $"http://127.0.0.1:{AwsPort}/{AwsServer.Account}/{AwsServer.NameOf(App, queue)}",
        _ => AwsServer.NameOf(App, queue),
    };

    private string? PostgresValue(string name, Attribute attribute)
    {
        var password = Secrets.GetValueOrDefault(PasswordOf(name), "");
        var (host, port) = (HostOf(name), PortOf(name, Postgres.Port));
        return attribute switch
        {
            Attribute.Host => host,
            Attribute.Port => $"{port}",
            Attribute.Name or Attribute.User => DatabaseName,
            Attribute.Password => password,
            Attribute.Json => ConnectionDocument.Render(host, $"{port}", DatabaseName, DatabaseName, password),
            _ => ResourceAddress.Scheme(Kind.Postgres, isEncrypted: false)
                + $"{DatabaseName}:{InUrl(password)}@{host}:{port}/{DatabaseName}",
        };
    }

    private string ServiceValue(Service service, Attribute attribute)
    {
        if (ServiceAddress.Value(service, attribute, service.Name) is { } inside)
        {
            return inside;
        }

        var url = new Uri(Urls(service)[0]);
        return attribute switch
        {
            Attribute.UrlScheme => url.Scheme,
            Attribute.UrlHost => url.Host,
            Attribute.UrlPort => $"{url.Port}",
            _ => url.ToString().TrimEnd('/'),
        };
    }
}
