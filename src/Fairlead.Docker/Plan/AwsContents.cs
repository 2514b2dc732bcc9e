using System.Text.Json.Nodes;
using Fairlead.Core.Model;

namespace Fairlead.Docker.Plan;

/// <summary>What <see cref="AwsServer"/> is to hold: queues, buckets, documents.</summary>
internal static class AwsContents
{
    /// <summary>The steps after which it holds what the file says, and a text that differs where the file says something else.</summary>
    public static (string Said, IReadOnlyList<Step> Steps) Make(App app, ContainerSpec server, Values values)
    {
        var (queues, buckets) = (new JsonArray([.. Queues(app)]), new JsonArray([.. Buckets(app)]));
        var setUp = AwsServer.Json(new JsonObject { ["queues"] = queues, ["buckets"] = buckets });
        var cors = AwsServer.Json(new JsonObject(app.Resources.OfType<Bucket>().Where(b => AwsServer.Serves(b) && b.Cors.Count > 0).Select(
            b => KeyValuePair.Create(AwsServer.NameOf(app, b), (JsonNode?)new JsonArray([.. b.Cors.Select(r => Rule(r, values))])))));

        // A new release number alone is no change.
        return ($"{setUp}\n{cors}\n{AwsServer.Hash(Documents(app, values with { Release = 0 }))}\n",
        [
            new PutFiles(server.Name, [("cors.json", cors), ("documents.json", Documents(app, values))]),
            new Execute(server.Name,
                [.. AwsServer.Node(AwsServer.SetUp), setUp, $"http://{AwsServer.ServerName}:{AwsServer.Port}", app.Environment.Region],
                "make buckets and queues"),
        ]);
    }

    private static string Documents(App app, Values values) => AwsServer.Json(new JsonObject(app.Resources.OfType<Config>()
        .Select(c => KeyValuePair.Create(AwsServer.NameOf(app, c), (JsonNode?)values.Document(c)))));

    private static IEnumerable<JsonNode> Buckets(App app) =>
        app.Resources.OfType<Bucket>().Where(AwsServer.Serves).Select(b => (JsonNode)AwsServer.NameOf(app, b));

    // Those that get dead letters first, so that a queue never names one that is not there.
    private static IEnumerable<JsonNode> Queues(App app)
    {
        var queues = app.Resources.OfType<Queue>().Where(AwsServer.Serves).ToList();
        foreach (var queue in queues.Where(q => q.DeadLetter is { Queue: null }))
        {
            // A message's age counts from when it was first sent: it is kept as long as can be.
            var kept = new JsonObject { ["MessageRetentionPeriod"] = Seconds(TimeSpan.FromDays(14)) };
            yield return Described(AwsServer.DeadLetterOf(app, queue), queue.Fifo, kept);
        }

        foreach (var queue in queues.OrderBy(q => q.DeadLetter is not null))
        {
            yield return Described(AwsServer.NameOf(app, queue), queue.Fifo, new JsonObject
            {
                ["DelaySeconds"] = Seconds(queue.Delay),
                ["MessageRetentionPeriod"] = Seconds(queue.Keep),
                ["ReceiveMessageWaitTimeSeconds"] = Seconds(queue.Poll),
                ["VisibilityTimeout"] = Seconds(queue.Visibility),
                ["RedrivePolicy"] = queue.DeadLetter is { } dead ? AwsServer.Json(new JsonObject
                {
                    ["deadLetterTargetArn"] = AwsServer.ArnOf(app, AwsServer.DeadLetterOf(app, queue)), ["maxReceiveCount"] = dead.After,
                }) : "",
            });
        }
    }

    private static JsonObject Described(string name, bool isFifo, JsonObject attributes)
    {
        if (isFifo)
        {
            attributes["ContentBasedDeduplication"] = "true";
        }

        return new JsonObject { ["name"] = name, ["fifo"] = isFifo, ["attributes"] = attributes };
    }

    private static JsonNode Seconds(TimeSpan time) => $"{(int)time.TotalSeconds}";

    private static JsonObject Rule(CorsRule rule, Values values) => new JsonObject
    {
        ["origins"] = new JsonArray([.. rule.Origins.Select(o => (JsonNode?)OriginOf(values.Resolve(o)))]),
        ["methods"] = new JsonArray([.. rule.Methods.Select(m => (JsonNode)m)]),
        ["headers"] = new JsonArray([.. rule.Headers.Select(h => (JsonNode)h)]),
    };

    // The path of a service is no part of an origin.
    private static string? OriginOf(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Authority) : url;
}
