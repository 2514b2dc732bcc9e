using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Fairlead.Aws.Tests.Support;

/// <summary>A Docker engine that has the one image that was built, and pushes it as a test says.</summary>
internal sealed class StubEngine : IDisposable
{
    private readonly StubRegistry server;

    public StubEngine() => server = new StubRegistry(Answer);

    public string Address => $"tcp://{server.Host}";

    /// <summary>What machine the image is for.</summary>
    public string Architecture { get; set; } = "amd64";

    /// <summary>What is said to each push, by its number, from 1: lines of JSON; null is a connection that is cut.</summary>
    public Func<StubPush, string?> Pushes { get; set; } = _ => Done("sha256:" + new string('a', 64));

    public List<StubPush> Pushed { get; } = [];

    /// <summary>Names that were given to it and taken again.</summary>
    public List<string> Untagged { get; } = [];

    public static string Done(string digest) => """{"status":"Preparing","id":"l1"}""" + "\n"
        + """{"status":"Pushing","id":"l1","progressDetail":{"current":1,"total":2}}""" + "\n" + """{"status":"Pushed","id":"l1"}""" + "\n"
        + $$"""{"progressDetail":{},"aux":{"Tag":"t","Digest":"{{digest}}","Size":1} }""" + "\n";

    public static string Failed(string message) =>
        new JsonObject { ["errorDetail"] = new JsonObject { ["message"] = message }, ["error"] = message }.ToJsonString() + "\n";

    public void Dispose() => server.Dispose();

    private StubAnswer Answer(HttpListenerRequest request)
    {
        var path = request.Url!.AbsolutePath;
        if (path == "/_ping")
        {
            return new StubAnswer(200, "OK") { Headers = new() { ["Api-Version"] = "1.41" } };
        }

        if (path.EndsWith("/push", StringComparison.Ordinal))
        {
            var push = new StubPush(Pushed.Count + 1, path["/v1.41/images/".Length..^"/push".Length], request.QueryString["tag"]!,
                JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(
                    request.Headers["X-Registry-Auth"]!.Replace('-', '+').Replace('_', '/'))))!);
            Pushed.Add(push);
            return Pushes(push) is { } said ? new StubAnswer(200, said) : new StubAnswer(200, "{}\n") { IsCut = true };
        }

        if (request.HttpMethod == "DELETE")
        {
            Untagged.Add(path["/v1.41/images/".Length..]);
        }

        return path.EndsWith("/json", StringComparison.Ordinal)
            ? new StubAnswer(200, $$"""{"Id":"sha256:built","Os":"linux","Architecture":"{{Architecture}}"}""") : new StubAnswer(201);
    }
}

/// <param name="Number">From 1.</param>
/// <param name="Login">What the registry would be shown.</param>
internal sealed record StubPush(int Number, string Name, string Tag, JsonNode Login);
