using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>Secrets Manager. <c>API Reference, version 2017-10-17</c>.</summary>
internal sealed class VaultPart(AwsWorld world) : IAwsPart
{
    private readonly List<StoredSecret> secrets = [];

    public void Register(AwsRoutes routes) => routes
        .Add("secretsmanager", "DescribeSecret", Describe)
        .Add("secretsmanager", "GetSecretValue", Get)
        .Add("secretsmanager", "PutSecretValue", Put);

    /// <param name="value">Null where none was ever set.</param>
    /// <param name="key">The ARN of a key of one's own; null is AWS's.</param>
    public void Add(string arn, string? value, string? key = null)
    {
        var secret = new StoredSecret(arn) { Key = key };
        if (value is not null)
        {
            secret.Versions.Add((world.Uuid(), value));
        }

        secrets.Add(secret);
    }

    public void Remove(string arn) => secrets.RemoveAll(s => s.Arn == arn);

    /// <summary>API Reference, DeleteSecret: it is there until its recovery window ends, and gives no value.</summary>
    public void Mark(string name) => secrets.Find(s => s.Is(name))!.Deleted = world.Now;

    public string? Find(string name) => secrets.Find(s => s.Is(name))?.Versions.LastOrDefault().Value;

    /// <summary>Writes without a call, as a person in the console.</summary>
    public void Put(string name, string value) => secrets.Find(s => s.Is(name))!.Versions.Add((world.Uuid(), value));

    private AwsAnswer Describe(AwsCall call)
    {
        var secret = Need(call);
        return Members.Make(("ARN", secret.Arn), ("Name", secret.Name), ("KmsKeyId", secret.Key),
            ("DeletedDate", secret.Deleted), ("VersionIdsToStages", Stages(secret)));
    }

    private AwsAnswer Get(AwsCall call)
    {
        var secret = Need(call);
        if (secret.Deleted is not null)
        {
            throw new AwsRefusal("InvalidRequestException",
                "You can't perform this operation on the secret because it was marked for deletion.");
        }

        var (id, value) = call.Text("VersionId") is { } wanted ? secret.Versions.Find(v => v.Id == wanted)
            : call.Text("VersionStage") == "AWSPREVIOUS" ? secret.Versions.ElementAtOrDefault(secret.Versions.Count - 2)
            : secret.Versions.LastOrDefault();
        return id is null ? throw Missing("Secrets Manager can't find the specified secret value for staging label: AWSCURRENT")
            : Members.Make(("ARN", secret.Arn), ("Name", secret.Name), ("VersionId", id), ("SecretString", value),
                ("VersionStages", Members.Texts(["AWSCURRENT"])), ("CreatedDate", world.Now));
    }

    // API Reference, PutSecretValue: the token is the version's id; with the same text it is the same, with another it is refused (D3).
    private AwsAnswer Put(AwsCall call)
    {
        var secret = Need(call);
        var (token, value) = (call.Text("ClientRequestToken") ?? world.Uuid(), call.Need("SecretString"));
        var before = secret.Versions.Find(v => v.Id == token);
        if (before.Id is null)
        {
            secret.Versions.Add((token, value));
        }
        else if (before.Value != value)
        {
            throw new AwsRefusal("ResourceExistsException", "You can't modify a secret version that exists.");
        }

        return Members.Make(("ARN", secret.Arn), ("Name", secret.Name), ("VersionId", token), ("VersionStages",
            Members.Texts(["AWSCURRENT"])));
    }

    private StoredSecret Need(AwsCall call) => secrets.Find(s => s.Is(call.Need("SecretId"))
        && s.Arn.Split(':')[3] == call.Request.Region)
        ?? throw Missing("Secrets Manager can't find the specified secret.");

    private static JsonObject Stages(StoredSecret secret) => new(secret.Versions.TakeLast(2).Reverse().Select((v, i) =>
        KeyValuePair.Create(v.Id, (JsonNode?)Members.Texts([i == 0 ? "AWSCURRENT" : "AWSPREVIOUS"]))));

    private static AwsRefusal Missing(string message) => new("ResourceNotFoundException", message);

    private sealed record StoredSecret(string Arn)
    {
        public string? Key { get; init; }

        public double? Deleted { get; set; }

        public List<(string Id, string Value)> Versions { get; } = [];

        // Secrets Manager puts a hyphen and six characters behind the name.
        public string Name => Arn.Split(":secret:")[1][..^7];

        public bool Is(string name) => Arn == name || Name == name;
    }
}
