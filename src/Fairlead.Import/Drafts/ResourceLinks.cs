using System.Text.RegularExpressions;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Drafts;

/// <summary>Values that lead to a database or cache of the app, as references to it: <c>${db.url}</c>. The password in them goes.</summary>
/// <param name="hasOthers">The app has a database of another kind too: a name alone does not tell which is meant.</param>
internal sealed partial class ResourceLinks(IReadOnlyList<FoundResource> resources, bool hasOthers)
{
    private static readonly string[] HostWords =
        ["HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS", "ENDPOINT", "PGHOST", "DBHOST", "URL", "URI"];
    private static readonly string[] DatabaseWords =
    [
        "DB", "DATABASE", "PG", "POSTGRES", "POSTGRESQL", "SQL", "RDS", "TYPEORM", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGPORT", "JDBC",
        "DATASOURCE", "DBUSER", "DBPASSWORD", "DBPASS", "DBNAME", "DBPORT", "DBHOST", "PGHOST",
    ];

    private static readonly string[] UrlWords = ["URL", "URI"];

    /// <summary>A name that tells of a host: the value may be one.</summary>
    public static bool IsHostName(string name) =>
        SecretSigns.WordsOf(name) is [.., var last] words
            && (HostWords.Contains(last)
                || last.EndsWith("HOST", StringComparison.Ordinal)
                || words is [.., "HOST", "NAME"]
                || words is [.., "CONNECTION", "STRING"]
                || words.Contains("BROKER"));

    private static bool IsHost(FoundVariable variable) =>
        IsHostName(variable.Name) && !UrlWords.Contains(SecretSigns.WordsOf(variable.Name)[^1]);

    /// <summary>Null where the value leads to no resource.</summary>
    /// <param name="neighbours">The other variables of the workload, which tell of which database a name without host speaks.</param>
    /// <param name="isOwn">Whether the workload is the project's own: a server of others has databases of its own.</param>
    public string? LinkOf(string name, string value, IReadOnlyList<FoundVariable> neighbours, bool isOwn) =>
        InUrl(value) ?? InPairs(value) ?? Host(name, value) ?? (isOwn ? Part(name, value, neighbours) : null);

    /// <summary>Of a variable whose value is not known: the only database, where the name can mean nothing else.</summary>
    public string? Guess(string name)
    {
        var type = name.ToUpperInvariant() switch
        {
            "DATABASE_URL" or "POSTGRES_URL" or "DB_URL" => "postgres",
            "REDIS_URL" => "redis",
            _ => null,
        };
        return type is not null && resources.Where(r => r.Type == type).ToList() is [var only]
            ? Interpolation.Link($"{only.Name}.url")
            : null;
    }

    /// <summary>A password for a Redis: here it has none.</summary>
    public bool IsRedisPassword(string name) =>
        SecretSigns.WordsOf(name) is [.., "PASSWORD" or "PASS" or "AUTH"] words
            && words.Contains("REDIS")
            && resources.Any(r => r.Type == "redis");

    private FoundResource? Find(string host) => Find(host, _ => false);

    // On this machine everything is called alike; then the rest of the value has to tell.
    private FoundResource? Find(string host, Func<FoundResource, bool> isMeant) =>
        resources.FirstOrDefault(r => r.Aliases.Contains(host, StringComparer.Ordinal))
            ?? (host is "localhost" or "127.0.0.1" ? resources.FirstOrDefault(r => r.IsAssumed && isMeant(r)) : null);

    private static bool IsPostgres(string scheme) =>
        scheme.Contains("postg", StringComparison.OrdinalIgnoreCase)
            || scheme.Contains("pgsql", StringComparison.OrdinalIgnoreCase)
            || scheme.Contains("psql", StringComparison.OrdinalIgnoreCase);

    private string? InUrl(string value)
    {
        bool Speaks(FoundResource resource, string scheme) =>
            resource.Type == "redis" ? scheme.StartsWith("redis", StringComparison.Ordinal) : IsPostgres(scheme);
        if (Url().Match(value) is not { Success: true } match
            || Find(match.Groups["host"].Value, r => Speaks(r, match.Groups["scheme"].Value)) is not { } resource)
        {
            return null;
        }

        var (scheme, path, query) = (match.Groups["scheme"].Value, match.Groups["path"].Value,
            Query(match.Groups["query"].Value, resource));
        string Link(string attribute) => Interpolation.Link($"{resource.Name}.{attribute}");
        if (resource.Type == "redis" || !IsPostgres(scheme))
        {
            return (scheme is "redis" or "rediss" ? Link("url") : $"{scheme}://{Link("host")}:{Link("port")}")
                + (path.Length > 0 ? $"/{path}" : "") + query;
        }

        return scheme == "postgres" ? Link("url") + query
            : scheme.StartsWith("jdbc:", StringComparison.Ordinal) ? $"{scheme}://{Link("host")}:{Link("port")}/{Link("name")}{query}"
            : $"{scheme}://{Link("user")}:{Link("password")}@{Link("host")}:{Link("port")}/{Link("name")}{query}";
    }

    private static string Query(string query, FoundResource resource)
    {
        var pairs = query.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)[0].ToLowerInvariant() switch
        {
            "user" or "username" => $"{p.Split('=')[0]}={Interpolation.Link($"{resource.Name}.user")}",
            "password" => $"{p.Split('=')[0]}={Interpolation.Link($"{resource.Name}.password")}",
            _ => p,
        }).Where(p => !SecretSigns.IsValue(p)).ToList();
        return pairs.Count == 0 ? "" : "?" + string.Join('&', pairs);
    }

    // host=db port=5432 …, or Host=db;Port=5432;…
    private string? InPairs(string value)
    {
        var hosts = Pair().Matches(value).Where(m => Attribute(m) == "host");
        var resource = hosts.Select(m => Find(m.Groups["value"].Value)).FirstOrDefault(r => r is not null);
        return resource is not { Type: "postgres" } ? null
            : Pair().Replace(value, m => Attribute(m) is { } attribute
                ? $"{m.Groups["key"].Value}={Interpolation.Link($"{resource.Name}.{attribute}")}"
                : m.Value);
    }

    private static string? Attribute(Match pair) => pair.Groups["key"].Value.Trim().ToLowerInvariant() switch
    {
        "host" or "server" or "data source" => "host",
        "port" => "port",
        "database" or "dbname" or "initial catalog" => "name",
        "user" or "username" or "user id" or "user name" or "uid" => "user",
        "password" or "pwd" => "password",
        _ => null,
    };

    private string? Host(string name, string value)
    {
        var parts = value.Split(':');
        var words = SecretSigns.WordsOf(name);
        bool IsTold(FoundResource resource) =>
            resource.Type == "redis" ? words.Contains("REDIS") : words.Any(w => DatabaseWords.Contains(w));
        if (parts.Length > 2 || Find(parts[0], IsTold) is not { } resource || (parts.Length == 1 && !IsHostName(name)))
        {
            return null;
        }

        var host = Interpolation.Link($"{resource.Name}.host");
        return parts.Length == 1 ? host : parts[1] == resource.Port ? $"{host}:{Interpolation.Link($"{resource.Name}.port")}" : null;
    }

    // DB_USER, POSTGRES_PASSWORD, PGDATABASE, REDIS_PORT: by the name, where the value does not speak against it.
    private string? Part(string name, string value, IReadOnlyList<FoundVariable> neighbours)
    {
        var words = SecretSigns.WordsOf(name);
        if (words.Count == 0)
        {
            return null;
        }

        if (words[^1] == "PORT" && words.Contains("REDIS"))
        {
            return value == "6379" && resources.FirstOrDefault(r => r.Type == "redis") is { } redis
                ? Interpolation.Link($"{redis.Name}.port")
                : null;
        }

        if (!words.Any(w => DatabaseWords.Contains(w)) || Database(name, words, value, neighbours) is not { } db)
        {
            return null;
        }

        // Of a login all is the database's own, or nothing.
        var family = neighbours.Where(v => IsFamily(SecretSigns.WordsOf(v.Name), words)).ToList();
        var isLogin = value.Length == 0
            || family.Exists(v => v.Name != name && Attribute(SecretSigns.WordsOf(v.Name)[^1]) == "password")
            || family.Exists(v => IsHost(v) && Find((v.Value ?? v.Hint ?? "").Split(':')[0]) == db);
        var attribute = Attribute(words[^1]) switch
        {
            "user" when value != db.User && !isLogin => null,
            "name" when value != db.Database && !isLogin => null,
            "port" when value != db.Port => null,
            var other => other,
        };
        return attribute is null ? null : Interpolation.Link($"{db.Name}.{attribute}");
    }

    private static string? Attribute(string word) => word switch
    {
        "PASSWORD" or "PASS" or "PWD" or "PASSWD" or "PGPASSWORD" or "DBPASSWORD" or "DBPASS" => "password",
        "USER" or "USERNAME" or "PGUSER" or "DBUSER" => "user",
        "NAME" or "DB" or "DATABASE" or "DBNAME" or "PGDATABASE" => "name",
        "PORT" or "PGPORT" or "DBPORT" => "port",
        _ => null,
    };

    // The same words but for the last: DB_HOST and DB_PASSWORD; PGHOST and PGUSER; DB and DBPASSWORD.
    private static bool IsFamily(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        one.Count > 0 && one.SkipLast(1).SequenceEqual(other.SkipLast(1), StringComparer.Ordinal)
            && (one.Count > 1 || one[0][..Math.Min(2, one[0].Length)] == other[0][..Math.Min(2, other[0].Length)]);

    // The one that the host variable of the same family names; else the only one, or of several the one whose values these are.
    private FoundResource? Database(string name, IReadOnlyList<string> words, string value, IReadOnlyList<FoundVariable> neighbours)
    {
        var all = resources.Where(r => r.Type == "postgres").ToList();
        var host = neighbours.FirstOrDefault(v => IsHost(v) && IsFamily(SecretSigns.WordsOf(v.Name), words) && Text(v) is { Length: > 0 });
        var address = host is null ? null : Text(host)!.Split(':')[0];
        if (address is not null && Find(address, r => r.Type == "postgres") is var named && (named is not null || !IsLocal(address)))
        {
            return named is { Type: "postgres" } ? named : null;
        }

        if (all.Count < 2)
        {
            return hasOthers && !words.Any(w => w.StartsWith("PG", StringComparison.Ordinal)
                || w.StartsWith("POSTGRES", StringComparison.Ordinal))
                ? null
                : all.FirstOrDefault();
        }

        var hosts = neighbours.Where(v => IsHostName(v.Name) && Find(Text(v) ?? "") is { Type: "postgres" }).ToList();
        var nearest = hosts.OrderByDescending(v => v.Name.Zip(name).TakeWhile(p => p.First == p.Second).Count()).FirstOrDefault();
        return nearest is not null
            ? Find(Text(nearest) ?? "")
            : all.Find(r => value.Length > 0 && (value == r.Password || value == r.Database));
    }

    private static bool IsLocal(string host) => host is "localhost" or "127.0.0.1" or "host.docker.internal";

    // Null where it depends on what is not known.
    private static string? Text(FoundVariable variable) =>
        variable.Value is { } value && !Interpolation.HasMarks(value) ? value : variable.Hint;

    [GeneratedRegex(
        @"^(?<scheme>(?:jdbc:)?[A-Za-z][A-Za-z0-9+.-]*)://(?:[^@/]*@)?(?<host>[A-Za-z0-9_.-]+)"
        + @"(?::[^/?]*)?(?:/(?<path>[^?]*))?(?<query>\?.*)?$",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Url();

    [GeneratedRegex(@"(?<![\w-])(?<key>(?:User |Data |Initial )?[A-Za-z]+)\s*=\s*(?<value>'[^']*'|[^\s;']+)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Pair();
}
