using System.Text;
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

    /// <summary>What is enough to tell the addresses of an app.</summary>
    public static Values Addresses(App app, int hostPort) =>
        new(app, new Dictionary<string, string>(StringComparer.Ordinal), new ReleaseIdentity(null, null, ""), 0, hostPort);

    /// <summary>The secret store's name for a resource's password.</summary>
    public static string PasswordOf(string resource) => $"{resource}.password";

    /// <summary>A name that PostgreSQL takes without quotes, for its user and database.</summary>
    public string DatabaseName => Core.Model.Derived.DatabaseName.For(App);

    /// <summary>The variables of a workload. One that names an unset optional secret is absent.</summary>
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
        Kind.Redis => part.Attribute switch
        {
            Attribute.Host => part.Target,
            Attribute.Port => $"{Redis.Port}",
            _ => $"{ResourceAddress.Scheme(Kind.Redis, isEncrypted: false)}{part.Target}:{Redis.Port}",
        },
        _ => throw new InvalidOperationException($"no value for {part}"),
    };

    private string? PostgresValue(string name, Attribute attribute)
    {
        var password = Secrets.GetValueOrDefault(PasswordOf(name), "");
        return attribute switch
        {
            Attribute.Host => name,
            Attribute.Port => $"{Postgres.Port}",
            Attribute.Name or Attribute.User => DatabaseName,
            Attribute.Password => password,
            Attribute.Json => ConnectionDocument.Render(name, $"{Postgres.Port}", DatabaseName, DatabaseName, password),
            _ => ResourceAddress.Scheme(Kind.Postgres, isEncrypted: false)
                + $"{DatabaseName}:{InUrl(password)}@{name}:{Postgres.Port}/{DatabaseName}",
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
