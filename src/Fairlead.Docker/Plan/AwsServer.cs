using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Core.Model;

namespace Fairlead.Docker.Plan;

/// <summary>
/// The one server of an app that stands in for what AWS runs: buckets, queues and documents. To a plan it is a resource that no file
/// names. Inside it is the program of <see cref="Image"/> with a script before it (<c>aws-server.mjs</c>).
/// </summary>
internal sealed record AwsServer(Origin Origin) : Resource(ServerName, Origin)
{
    /// <summary>Its name for people, on the network and of its volume; none in a file begins so.</summary>
    public const string ServerName = "x-aws";

    /// <summary>
    /// The same address inside of the network and in a browser of this machine, so that what a service signs can be opened there. Names
    /// below "localhost" lead to the machine itself (RFC 6761), in browsers at least; inside, the engine knows it as a name of the server.
    /// </summary>
    public const string BrowserName = "aws.localhost";

    public const string Image = "kibertoad/fauxqs:2.4.1";

    /// <summary>Where it listens inside of the network.</summary>
    public const int Port = 4566;

    public const string ScriptFile = "aws-server.mjs";

    public const string Account = "000000000000";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override Kind Kind => Kind.Config;

    public static string Script { get; } = Read(ScriptFile);

    /// <summary>Makes queues and buckets, or brings them to what is said; nothing that is there is lost.</summary>
    public static string SetUp { get; } = Read("aws-set-up.mjs");

    /// <summary>It answers, and not only its port.</summary>
    public static IReadOnlyList<string> Probe { get; } = Node(
        $"fetch('http://127.0.0.1:{Port}/health').then(answer => process.exit(answer.ok ? 0 : 1))");

    public static bool Serves(Resource resource) => resource is Bucket or Queue or Config && resource.Existing is null;

    /// <summary>Null where the app has nothing that it would serve.</summary>
    public static AwsServer? In(App app) =>
        app.Resources.Where(Serves).ToList() is { Count: > 0 } served
            ? new AwsServer(served[0].Origin) { Protect = served.Exists(r => r.Protect) }
            : null;

    /// <summary>All that it is called inside: buckets have names of their own below both, as SDKs ask for them.</summary>
    public static IReadOnlyList<string> Aliases(App app) =>
    [
        ServerName, BrowserName, QueueHost(app),
        .. app.Resources.OfType<Bucket>().Where(Serves).Select(b => NameOf(app, b))
            .SelectMany(b => new[] { $"{b}.{ServerName}", $"{b}.{BrowserName}" }),
    ];

    public static string NameOf(App app, Bucket bucket) => bucket.FixedName ?? Fit($"{Prefix(app)}-{bucket.Name}", 50) + "-" + Account;

    public static string NameOf(App app, Queue queue) =>
        queue.FixedName ?? Fit($"{Prefix(app)}-{queue.Name}", 75) + (queue.Fifo ? ".fifo" : "");

    public static string NameOf(App app, Config config) => config.FixedName ?? $"/{app.Name}/{app.Environment.Name}/{config.Name}";

    /// <summary>A queue's address; a program outside of the network says another host.</summary>
    public static string UrlOf(App app, Queue queue) => $"http://{QueueHost(app)}:{Port}/{Account}/{NameOf(app, queue)}";

    /// <summary>The queue that gets what another received in vain.</summary>
    public static string DeadLetterOf(App app, Queue queue) => queue.DeadLetter switch
    {
        { Queue: { } other } => NameOf(app, (Queue)app.Resources[other]),
        { FixedName: { } name } => name,
        _ => Fit($"{Prefix(app)}-{queue.Name}-dead", 75) + (queue.Fifo ? ".fifo" : ""),
    };

    public static string ArnOf(App app, string queue) => $"arn:aws:sqs:{app.Environment.Region}:{Account}:{queue}";

    /// <summary>What services and jobs that use it are told, as AWS's SDKs read it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Variables(App app, int port, bool isOutside) =>
    [
        new("AWS_ACCESS_KEY_ID", "test"),
        new("AWS_DEFAULT_REGION", app.Environment.Region),
        new("AWS_ENDPOINT_URL", isOutside ? $"http://127.0.0.1:{port}" : $"http://{ServerName}:{Port}"),
        new("AWS_ENDPOINT_URL_S3", isOutside ? $"http://127.0.0.1:{port}" : $"http://{BrowserName}:{port}"),
        new("AWS_REGION", app.Environment.Region),
        new("AWS_SECRET_ACCESS_KEY", "test"),
    ];

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    public static IReadOnlyList<string> Node(string script) => ["node", "--input-type=module", "-e", script];

    // As the program writes it.
    private static string QueueHost(App app) => $"sqs.{app.Environment.Region}.{ServerName}";

    private static string Prefix(App app) => $"{app.Name}-{app.Environment.Name}";

    private static string Fit(string name, int room) => name.Length <= room ? name : $"{name[..(room - 9)].TrimEnd('-')}-{Hash(name)[..8]}";

    public static string Json(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            node.WriteTo(json);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Read(string name)
    {
        using var stream = typeof(AwsServer).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
