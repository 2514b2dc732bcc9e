using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Aws.Api;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;

namespace Fairlead.Aws.Deploy.Values;

/// <summary>Writes what the deploy puts together of secrets: texts for workloads, documents, logins of registries. What is so already is
/// not written.</summary>
internal sealed class ValueWriter(AwsConnection aws, StackScope scope, ParameterValues values, ParameterSecrets store, SecretTexts texts)
{
    /// <summary>What is put together for a workload; answers the versions by name.</summary>
    public async Task<IReadOnlyDictionary<string, long>> WriteFor(Workload workload, CancellationToken cancel)
    {
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        var composed = workload.Env.Where(v => v.Value.IsSecret && SecretValues.IsComposed(scope, v.Value)).ToList();
        if (composed.Count == 0)
        {
            return versions;
        }

        var there = await store.Find([.. composed.Select(v => SecretValues.ComposedName(workload, v.Name))], cancel);
        foreach (var variable in composed)
        {
            var name = SecretValues.ComposedName(workload, variable.Name);
            if (await texts.Resolve(variable.Value, cancel) is { } text)
            {
                versions[name] = there.TryGetValue(name, out var now) && now.Value == text ? now.Version
                    : await store.Write(name, text, cancel);
            }
        }

        return versions;
    }

    /// <summary>The passwords of the users of a database, made up where there is none yet.</summary>
    public async Task<IReadOnlyDictionary<string, (string Value, long Version)>> WriteUsers(Postgres database, CancellationToken cancel)
    {
        string[] names = [.. database.Users.Select(u => DatabaseContents.PasswordName(database.Name, u.Name))];
        var passwords = new Dictionary<string, (string Value, long Version)>(await store.Find(names, cancel), StringComparer.Ordinal);
        foreach (var name in names.Where(n => !passwords.ContainsKey(n)))
        {
            var value = ParameterSecrets.NewValue();
            passwords[name] = (value, await store.Write(name, value, cancel));
        }

        return passwords;
    }

    /// <summary>A document of values: its keys from the file, beside those that people put in by hand.</summary>
    public async Task WriteDocument(Config config, CancellationToken cancel)
    {
        var wanted = new List<KeyValuePair<string, string>>();
        foreach (var value in config.Values)
        {
            if (await texts.Resolve(value.Value, cancel) is { } text)
            {
                wanted.Add(new KeyValuePair<string, string>(value.Name, text));
            }
        }

        await Merge(values.FindOutput(scope.StackNameOf(config.Name), "Arn") ?? KnownNames.NameOf(scope, config), wanted, cancel);
    }

    /// <summary>One value of a document, beside the others in it.</summary>
    public Task WriteKey(string secret, string key, string value, CancellationToken cancel) => Merge(secret, [new(key, value)], cancel);

    /// <summary>The login of a private registry, as ECS reads it.</summary>
    public async Task WriteLogin(Image image, CancellationToken cancel)
    {
        var output = CloudFormation.LogicalId.For(LogicalIdPrefix.ImageLogin, image.Name);
        if (values.FindOutput(scope.EnvironmentStack, output) is { } secret && await texts.Resolve(image.Login!, cancel) is { } login
            && login.Split(':', 2) is [var user, var password])
        {
            await Merge(secret, [new("password", password), new("username", user)], cancel);
        }
    }

    private async Task Merge(string secret, IReadOnlyList<KeyValuePair<string, string>> wanted, CancellationToken cancel)
    {
        var (now, version) = await Read(secret, cancel);
        var document = JsonNode.Parse(now)!.AsObject();
        foreach (var (key, value) in wanted)
        {
            document[key] = value;
        }

        var text = document.ToJsonString(Plain);
        if (text != JsonNode.Parse(now)!.ToJsonString(Plain) || version is null)
        {
            await aws.SecretsManager.PutSecretValue(new PutSecretValueRequest(secret, TokenOf(secret, $"{version}", text), text), cancel);
        }
    }

    private const string Empty = "{}";
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = DefinitionJson.Default,
    };

    // One without a version is one that a stack just made.
    private async Task<(string Text, string? Version)> Read(string secret, CancellationToken cancel)
    {
        try
        {
            var found = await aws.SecretsManager.GetSecretValue(new GetSecretValueRequest(secret), cancel);
            return found.SecretString is { Length: > 0 } text ? (text, found.VersionId) : (Empty, null);
        }
        catch (Amazon.Runtime.AmazonServiceException e) when (e.ErrorCode == "ResourceNotFoundException")
        {
            return (Empty, null);
        }
    }

    // The same for the same change: written twice, it is one version.
    private static string TokenOf(string secret, string version, string text) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{secret}\n{version}\n{text}")).AsSpan(0, 16)).ToString();
}
