namespace Fairlead.Core.Model;

/// <summary>What a name of the file stands for.</summary>
public enum Kind
{
    Service,
    Job,

    /// <summary>A job on a machine with a GPU, which the app submits while it runs.</summary>
    GpuJob,
    Postgres,
    Redis,
    Search,
    Bucket,
    Queue,
    Volume,
    Config,
    Endpoint,
}

public enum Attribute
{
    Url,
    UrlScheme,
    UrlHost,
    UrlPort,
    Host,
    Port,
    Address,
    Name,
    User,
    Password,
    Json,
    Arn,

    /// <summary>The encryption key of a bucket.</summary>
    Key,

    /// <summary>The queue that a GPU job is submitted to.</summary>
    Queue,

    /// <summary>The definition that a GPU job is submitted with.</summary>
    Definition,
}

/// <summary>Which attributes each kind of thing has, and how they are written.</summary>
public static class Attributes
{
    public static IReadOnlyList<Attribute> ForKind(Kind kind) => kind switch
    {
        Kind.Service =>
            [Attribute.Host, Attribute.Port, Attribute.Address, Attribute.Url, Attribute.UrlScheme, Attribute.UrlHost, Attribute.UrlPort],
        Kind.GpuJob => [Attribute.Queue, Attribute.Definition],
        Kind.Postgres =>
            [Attribute.Url, Attribute.Host, Attribute.Port, Attribute.Name, Attribute.User, Attribute.Password, Attribute.Json],
        Kind.Redis => [Attribute.Url, Attribute.Host, Attribute.Port],
        Kind.Search => [Attribute.Host, Attribute.Url],
        Kind.Bucket => [Attribute.Name, Attribute.Arn, Attribute.Key],
        Kind.Queue => [Attribute.Name, Attribute.Url, Attribute.Arn],
        Kind.Config or Kind.Endpoint => [Attribute.Name],
        _ => [],
    };

    public static string NameOf(Attribute attribute) => attribute switch
    {
        Attribute.UrlScheme => "url.scheme",
        Attribute.UrlHost => "url.host",
        Attribute.UrlPort => "url.port",
        _ => attribute.ToString().ToLowerInvariant(),
    };

    /// <summary>A kind in one word, as the app file and names of targets write it: "postgres", "gpu-job".</summary>
    public static string WordFor(Kind kind) => kind == Kind.GpuJob ? "gpu-job" : kind.ToString().ToLowerInvariant();

    /// <summary>As a sentence names it: "a GPU job", "a postgres".</summary>
    public static string Describe(Kind kind) => kind switch
    {
        Kind.GpuJob => "a GPU job",
        Kind.Endpoint => "an endpoint",
        _ => "a " + WordFor(kind),
    };
}
