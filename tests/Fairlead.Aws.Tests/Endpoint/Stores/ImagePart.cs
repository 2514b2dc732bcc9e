using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>ECR over a list in memory, and over a registry where a test has one. <c>API Reference, version 2015-09-21</c>.</summary>
internal sealed class ImagePart(AwsWorld world) : IAwsPart
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private readonly Dictionary<string, StoredRepository> repositories = [];

    public void Register(AwsRoutes routes) => routes
        .Add("ecr", "GetAuthorizationToken", GetToken)
        .Add("ecr", "BatchGetImage", GetMany)
        .Add("ecr", "PutImage", Put)
        .Add("ecr", "DescribeImages", Describe);

    /// <summary>Where images really travel, if a test has a registry; it is what a login is told.</summary>
    public string? Registry { get; set; }

    /// <summary>What every login is given; by itself each is another.</summary>
    public string? Password { get; set; }

    /// <param name="movable">What tags may move begin with; all others are there once and for all.</param>
    public void AddRepository(string name, string movable = "env-") => repositories[name] = new StoredRepository(movable);

    public void RemoveRepository(string name) => repositories.Remove(name);

    /// <summary>As a lifecycle rule does.</summary>
    public void Forget(string repository, string digest) => repositories[repository].Manifests.Remove(digest);

    public bool Has(string name) => repositories.ContainsKey(name);

    public bool IsEmpty(string name) => repositories[name].Manifests.Count == 0;

    /// <summary>As if it had been pushed.</summary>
    /// <returns>The digest.</returns>
    public string Push(string repository, string manifest, string tag)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)));
        repositories[repository].Manifests[digest] = (manifest, ManifestType, world.Now);
        repositories[repository].Tags[tag] = digest;
        return digest;
    }

    // API Reference, GetAuthorizationToken: good for twelve hours.
    private AwsAnswer GetToken(AwsCall call) => Members.Make(("authorizationData", Members.List([Members.Make(
        ("authorizationToken", Convert.ToBase64String(Encoding.UTF8.GetBytes("AWS:" + (Password ?? world.Hex(40))))),
        ("expiresAt", world.Now + 43_200),
        ("proxyEndpoint", Registry ?? $"https://{world.Account}.dkr.ecr.{call.Request.Region}.amazonaws.com"))])));

    private AwsAnswer GetMany(AwsCall call)
    {
        var repository = Need(call);
        var found = call.List("imageIds").Select(i => (Id: i, Digest: Find(call, repository, i))).ToList();
        return Members.Make(
            ("images", Members.List(found.Where(f => f.Digest is not null).Select(f =>
                Show(call, f.Digest!, f.Id["imageTag"]?.GetValue<string>(), repository.Manifests[f.Digest!])))),
            ("failures", Members.List(found.Where(f => f.Digest is null).Select(f => Members.Make(("imageId", f.Id),
                ("failureCode", "ImageNotFound"), ("failureReason", "Requested image not found"))))));
    }

    // API Reference, PutImage: what is there is there already, and a tag that can not move is not moved (D13).
    private AwsAnswer Put(AwsCall call)
    {
        var (repository, manifest, tag) = (Need(call), call.Need("imageManifest"), call.Text("imageTag"));
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)));
        if (tag is not null && Find(call, repository, new JsonObject { ["imageTag"] = tag }) is { } old)
        {
            if (old == digest)
            {
                throw new AwsRefusal("ImageAlreadyExistsException", $"Image with digest '{digest}' and tag '{tag}' already exists");
            }

            if (!tag.StartsWith(repository.Movable, StringComparison.Ordinal))
            {
                throw new AwsRefusal("ImageTagAlreadyExistsException", $"The image tag '{tag}' already exists and cannot be overwritten "
                    + "because the tag is immutable.");
            }
        }

        repository.Manifests.TryAdd(digest, (manifest, call.Text("imageManifestMediaType") ?? ManifestType, world.Now));
        if (tag is not null)
        {
            repository.Tags[tag] = digest;
            Mirror?.Put(call.Need("repositoryName"), tag, repository.Manifests[digest]);
        }

        return Members.Make(("image", Show(call, digest, tag, repository.Manifests[digest])));
    }

    private AwsAnswer Describe(AwsCall call)
    {
        var repository = Need(call);
        foreach (var tag in Mirror?.Tags(call.Need("repositoryName")) ?? [])
        {
            Find(call, repository, new JsonObject { ["imageTag"] = tag });
        }

        var wanted = call.List("imageIds").Select(i => Find(call, repository, i)).ToList();
        if (wanted.Contains(null))
        {
            throw new AwsRefusal("ImageNotFoundException", "The image with imageId does not exist within the repository");
        }

        return Members.Make(("imageDetails", Members.List(repository.Manifests.Where(m => wanted.Count == 0 || wanted.Contains(m.Key))
            .Select(m => Members.Make(("imageDigest", m.Key), ("repositoryName", call.Need("repositoryName")), ("imagePushedAt",
                m.Value.At),
                ("imageTags", Members.Texts(repository.Tags.Where(t => t.Value == m.Key).Select(t => t.Key))))))));
    }

    private StoredRepository Need(AwsCall call) => repositories.GetValueOrDefault(call.Need("repositoryName"))
        ?? throw new AwsRefusal("RepositoryNotFoundException", $"The repository with name '{call.Need("repositoryName")}' does not exist");

    // What was pushed past this API is in the registry, and seen when it is asked for.
    private string? Find(AwsCall call, StoredRepository repository, JsonNode id)
    {
        var (digest, tag) = (id["imageDigest"]?.GetValue<string>(), id["imageTag"]?.GetValue<string>());
        if (digest is null ? !repository.Tags.ContainsKey(tag!) : !repository.Manifests.ContainsKey(digest))
        {
            if (Mirror?.Find(call.Need("repositoryName"), digest ?? tag!) is not { } pushed)
            {
                return null;
            }

            repository.Manifests.TryAdd(pushed.Digest, (pushed.Text, pushed.Type, world.Now));
            if (tag is not null)
            {
                repository.Tags[tag] = pushed.Digest;
            }
        }

        return digest ?? repository.Tags[tag!];
    }

    private RegistryMirror? Mirror => Registry is null ? null : new RegistryMirror(Registry, Password);

    private static JsonObject Show(
        AwsCall call, string digest, string? tag, (string Text, string Type, double At) manifest) => Members.Make(
        ("repositoryName", call.Need("repositoryName")), ("imageId", Members.Make(("imageDigest", digest), ("imageTag", tag))),
        ("imageManifest", manifest.Text), ("imageManifestMediaType", manifest.Type));

    private sealed record StoredRepository(string Movable)
    {
        public Dictionary<string, (string Text, string Type, double At)> Manifests { get; } = [];

        public Dictionary<string, string> Tags { get; } = [];
    }
}
