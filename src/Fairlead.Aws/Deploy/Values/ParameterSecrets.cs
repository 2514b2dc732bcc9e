using System.Security.Cryptography;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Deploy.Records;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Values;

/// <summary>Secret values as parameters of Systems Manager, under <c>/APP/ENVIRONMENT/</c>; ECS reads them there.</summary>
internal sealed class ParameterSecrets(AwsConnection aws, AppId id, ReleaseRecords records) : ISecretStore
{
    private const int GeneratedLength = 50;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly string[] Unset = ["change me", "change-me", "change_me", "changeme", "placeholder", "replace-me", "xxx"];

    private readonly string folder = PhysicalName.For(NameRule.ParameterPath, id.App, id.Environment);

    /// <summary>Values that nobody can have meant: what templates and guides put in for later.</summary>
    public static bool IsPlaceholder(string value) => value.Trim().Length == 0
        || Unset.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase);

    public async Task<IReadOnlyDictionary<string, string>> Values(CancellationToken cancel) =>
        (await Read(isDecrypted: true, cancel)).ToDictionary(p => NameOf(p), p => p.Value, StringComparer.Ordinal);

    public async Task<IReadOnlyDictionary<string, SecretValue>> List(CancellationToken cancel) =>
        (await Read(isDecrypted: false, cancel)).ToDictionary(p => NameOf(p),
            p => new SecretValue((int)(p.Version ?? 0), p.LastModifiedDate is { } at ? new DateTimeOffset(at.ToUniversalTime()) : null),
            StringComparer.Ordinal);

    public async Task<string?> Get(string name, CancellationToken cancel)
    {
        var found = await aws.Ssm((ssm, c) => ssm.GetParametersAsync(
            new GetParametersRequest { Names = [PathOf(name)], WithDecryption = true }, c), cancel);
        return found.Parameters is [var one, ..] ? one.Value : null;
    }

    public async Task Set(string name, string value, CancellationToken cancel)
    {
        var version = await Write(name, value, cancel);
        await records.Change(r => r with { Secrets = With(r.Secrets, name, version) }, cancel);
    }

    public Task Generate(string name, CancellationToken cancel) => Set(name, NewValue(), cancel);

    public async Task<bool> Remove(string name, CancellationToken cancel)
    {
        try
        {
            await aws.Ssm((ssm, c) => ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = PathOf(name) }, c), cancel);
        }
        catch (ParameterNotFoundException)
        {
            return false;
        }

        await records.Change(r => r with { Secrets = With(r.Secrets, name, null) }, cancel);
        return true;
    }

    public static string NewValue() => RandomNumberGenerator.GetString(Letters, GeneratedLength);

    /// <summary>Writes one without a word to the environment's record; answers its version.</summary>
    /// <param name="name">Or <c>WORKLOAD/VARIABLE</c> of what is put together.</param>
    public async Task<long> Write(string name, string value, CancellationToken cancel)
    {
        // Tags are only taken with a new one: SSM API Reference, PutParameter.
        try
        {
            return await Put(new PutParameterRequest { Tags = Tags }, name, value, cancel);
        }
        catch (ParameterAlreadyExistsException)
        {
            return await Put(new PutParameterRequest { Overwrite = true }, name, value, cancel);
        }
    }

    /// <summary>Those of these that are set, in clear; also what is put together for workloads.</summary>
    public async Task<IReadOnlyDictionary<string, (string Value, long Version)>> Find(IReadOnlyCollection<string> names,
        CancellationToken cancel)
    {
        const int most = 10;
        var found = await Task.WhenAll(names.Chunk(most).Select(some => aws.Ssm((ssm, c) => ssm.GetParametersAsync(
            new GetParametersRequest { Names = [.. some.Select(PathOf)], WithDecryption = true }, c), cancel)));
        return found.SelectMany(f => f.Parameters ?? [])
            .ToDictionary(p => NameOf(p), p => (p.Value, p.Version ?? 0), StringComparer.Ordinal);
    }

    private List<Amazon.SimpleSystemsManagement.Model.Tag> Tags =>
        [new() { Key = "fairlead:app", Value = id.App }, new() { Key = "fairlead:environment", Value = id.Environment }];

    private async Task<long> Put(PutParameterRequest request, string name, string value, CancellationToken cancel)
    {
        (request.Name, request.Value, request.Type) = (PathOf(name), value, ParameterType.SecureString);
        // Beyond 4 KB a parameter costs something; nobody pays for those below.
        request.Tier = ParameterTier.IntelligentTiering;
        return (await aws.Ssm((ssm, c) => ssm.PutParameterAsync(request, c), cancel)).Version ?? 0;
    }

    private async Task<List<Parameter>> Read(bool isDecrypted, CancellationToken cancel)
    {
        var all = new List<Parameter>();
        string? next = null;
        do
        {
            var page = await aws.Ssm((ssm, c) => ssm.GetParametersByPathAsync(new GetParametersByPathRequest
            {
                Path = folder, Recursive = false, WithDecryption = isDecrypted, NextToken = next, MaxResults = 10,
            }, c), cancel);
            all.AddRange(page.Parameters ?? []);
            next = page.NextToken;
        }
        while (next is not null);
        return all;
    }

    private string PathOf(string name) => $"{folder}/{name}";

    private string NameOf(Parameter parameter) => parameter.Name[(folder.Length + 1)..];

    private static Dictionary<string, long> With(IReadOnlyDictionary<string, long> all, string name, long? version)
    {
        var changed = new Dictionary<string, long>(all, StringComparer.Ordinal);
        changed.Remove(name);
        if (version is { } known)
        {
            changed[name] = known;
        }

        return changed;
    }
}
