using System.Text.RegularExpressions;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Dockerfiles;

/// <summary>What a published image is for.</summary>
internal enum ImageRole
{
    /// <summary>The user's own, or one we do not know.</summary>
    App,
    Postgres,
    Redis,

    /// <summary>Leads requests to the others, as Fairlead's own load balancer does.</summary>
    Balancer,

    /// <summary>A tool for developers, such as a page to look into the database.</summary>
    Tool,

    /// <summary>A server of others that is no kind of resource here: it runs as a service.</summary>
    Server,
}

/// <param name="Port">Where it listens.</param>
/// <param name="Memory">What it needs, where the usual 512M is not enough.</param>
/// <param name="HoldsData">What it keeps is lost with its container.</param>
internal sealed record KnownImage(ImageRole Role, int? Port = null, string? Memory = null, bool HoldsData = false);

/// <summary>An image reference in its parts.</summary>
/// <param name="Path">Without registry, tag and digest: <c>postgis/postgis</c>.</param>
internal sealed partial record ImageName(string Path, string Tag)
{
    /// <summary>The last part of the path.</summary>
    public string Repository => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The first number of the tag: 15 in <c>15.4-alpine</c> and <c>pg15</c>.</summary>
    public int? Major =>
        Number().Match(Tag) is { Success: true } match ? int.Parse(match.Value, System.Globalization.CultureInfo.InvariantCulture) : null;

    public static ImageName Read(string reference)
    {
        var name = reference.Split('@')[0];
        var colon = name.LastIndexOf(':');
        var (path, tag) = colon > name.LastIndexOf('/') ? (name[..colon], name[(colon + 1)..]) : (name, "");
        var parts = path.Split('/').ToList();
        if (parts.Count > 1
            && (parts[0].Contains('.', StringComparison.Ordinal)
                || parts[0].Contains(':', StringComparison.Ordinal)
                || parts[0] == "localhost"))
        {
            parts.RemoveAt(0);
        }

        return new ImageName(string.Join('/', parts.SkipWhile((p, i) => i < parts.Count - 1 && p is "library" or "docker")), tag);
    }

    [GeneratedRegex(@"(?<![0-9])[0-9]{1,4}(?![0-9])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}

/// <summary>Images that many projects use, by the last part of their name.</summary>
internal static class KnownImages
{
    private static readonly (string Names, KnownImage Image)[] Groups =
    [
        ("postgres postgresql postgis pgvector timescaledb timescaledb-ha pgautoupgrade", new(ImageRole.Postgres)),
        ("redis redis-stack redis-stack-server redismod valkey keydb dragonfly", new(ImageRole.Redis)),
        ("nginx nginx-proxy httpd caddy traefik haproxy envoy acme-companion certbot", new(ImageRole.Balancer, 80)),
        ("nginx-unprivileged", new(ImageRole.Balancer, 8080)),
        ("adminer pgadmin4 pgweb phpmyadmin mongo-express redis-commander redisinsight portainer portainer-ce watchtower",
            new(ImageRole.Tool)),
        ("mysql mariadb percona", new(ImageRole.Server, 3306, "1G", HoldsData: true)),
        ("mongo mongodb", new(ImageRole.Server, 27017, "1G", HoldsData: true)),
        ("mssql azure-sql-edge", new(ImageRole.Server, 1433, "2G", HoldsData: true)),
        ("elasticsearch opensearch", new(ImageRole.Server, 9200, "2G", HoldsData: true)),
        ("cassandra scylla", new(ImageRole.Server, 9042, "2G", HoldsData: true)),
        ("couchdb", new(ImageRole.Server, 5984, HoldsData: true)),
        ("neo4j", new(ImageRole.Server, 7687, "2G", HoldsData: true)),
        ("cockroach", new(ImageRole.Server, 26257, "2G", HoldsData: true)),
        ("typesense", new(ImageRole.Server, 8108, HoldsData: true)),
        ("qdrant", new(ImageRole.Server, 6333, "1G", HoldsData: true)),
        ("redpanda", new(ImageRole.Server, 9092, "2G", HoldsData: true)),
        ("clickhouse-server", new(ImageRole.Server, 8123, "2G", HoldsData: true)),
        ("meilisearch", new(ImageRole.Server, 7700, HoldsData: true)),
        ("influxdb", new(ImageRole.Server, 8086, HoldsData: true)),
        ("minio", new(ImageRole.Server, 9000, HoldsData: true)),
        ("rabbitmq", new(ImageRole.Server, 5672, HoldsData: true)),
        ("kafka cp-kafka", new(ImageRole.Server, 9092, "1G", HoldsData: true)),
        ("zookeeper cp-zookeeper", new(ImageRole.Server, 2181, HoldsData: true)),
        ("nats", new(ImageRole.Server, 4222)),
        ("memcached", new(ImageRole.Server, 11211)),
        ("mailhog mailpit mailcatcher maildev", new(ImageRole.Server, 1025)),
        ("localstack", new(ImageRole.Server, 4566, "1G")),
        ("wordpress", new(ImageRole.App, 80)),
        ("grafana", new(ImageRole.App, 3000)),
        ("tomcat", new(ImageRole.App, 8080)),
        ("keycloak", new(ImageRole.App, 8080, "1G")),
    ];

    private static readonly Dictionary<string, KnownImage> All =
        Groups.SelectMany(g => g.Names.Split(' ').Select(n => (Name: n, g.Image)))
            .ToDictionary(p => p.Name, p => p.Image, StringComparer.Ordinal);

    // What each adds to PostgreSQL, and has to be asked for by name.
    private static readonly Dictionary<string, string> Extensions = new(StringComparer.Ordinal)
    {
        ["postgis"] = "postgis",
        ["pgvector"] = "vector",
        ["timescaledb"] = "timescaledb",
    };

    public static KnownImage Find(string reference)
    {
        var name = ImageName.Read(reference);
        if (name.Path is "mssql/server")
        {
            return All["mssql"];
        }

        // Somebody's fork of a known name is still that; somebody's "redis-worker" is not.
        return All.GetValueOrDefault(name.Repository, new KnownImage(ImageRole.App));
    }

    // The image of PostgreSQL itself, or one of a known builder of the same.
    private static bool IsPlain(ImageName name) => name.Path is "postgres" or "bitnami/postgresql" or "pgautoupgrade/pgautoupgrade"
        || (name.Repository == "postgres" && !name.Tag.Any(char.IsAsciiLetterLower));

    /// <summary>Whether a variable is named after a server, such as MINIO_ROOT_PASSWORD.</summary>
    public static bool IsNamedFor(string reference, string variable)
    {
        var repository = ImageName.Read(reference).Repository;
        var name = repository switch
        {
            "mariadb" or "percona" => $"{repository} mysql",
            "azure-sql-edge" or "server" when reference.Contains("sql", StringComparison.Ordinal) => "mssql accept eula",
            _ => repository,
        };
        return SecretSigns.WordsOf(variable).Any(w => w.Length > 3 && name.Contains(w, StringComparison.OrdinalIgnoreCase))
            || (name.StartsWith("mssql", StringComparison.Ordinal) && variable is "SA_PASSWORD" or "ACCEPT_EULA");
    }

    /// <summary>Where a container on this image listens unless it is told otherwise.</summary>
    public static int? PortOf(string reference)
    {
        var name = ImageName.Read(reference);
        return name.Path switch
        {
            "dotnet/aspnet" => name.Major is < 8 ? 80 : 8080,
            "php" => name.Tag.Contains("apache", StringComparison.Ordinal) ? 80
                : name.Tag.Contains("fpm", StringComparison.Ordinal) ? 9000 : null,
            _ => Find(reference).Port,
        };
    }

    /// <summary>A resource instead of a container of this image; null where it is neither PostgreSQL nor Redis.</summary>
    public static FoundResource? Resource(string service, string reference)
    {
        var name = ImageName.Read(reference);
        switch (Find(reference).Role)
        {
            case ImageRole.Postgres:
                var extension = Extensions.GetValueOrDefault(name.Repository);
                return new FoundResource(service, "postgres")
                {
                    Version = name.Major is >= 9 and <= 99 ? name.Major : null,
                    Extension = extension,
                    Image = extension is null && IsPlain(name) ? null : reference,
                };
            case ImageRole.Redis:
                var version = name.Repository == "redis" && name.Major is >= 3 and <= 99 ? name.Major : null;
                return new FoundResource(service, "redis")
                {
                    Version = version,
                    Image = name.Repository is "redis" or "valkey" or "keydb" or "dragonfly" ? null : reference,
                };
            default:
                return null;
        }
    }
}
