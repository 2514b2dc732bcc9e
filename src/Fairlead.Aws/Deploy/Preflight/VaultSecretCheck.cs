using System.Collections.Concurrent;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.Deploy.Values;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>One secret of Secrets Manager.</summary>
internal sealed class VaultSecretCheck(PreflightSubject subject, KmsKeyCheck keys)
{
    private const string Absent = "ResourceNotFoundException";

    // Secrets Manager User Guide, "Secret encryption and decryption": AWS's own key, which needs no right.
    private const string OfAws = "alias/aws/secretsmanager";

    // Many keys of one document are asked for once.
    private readonly ConcurrentDictionary<string, Task<DescribeSecretResponse>> described = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string, string?, string?), Task<SecretContent>> values = new();

    public async Task<IReadOnlyList<Problem>> Find(NamedSecret named, CancellationToken cancel)
    {
        var name = await ExistingSecretLook.NameOf(subject, named, cancel);
        var value = values.GetOrAdd((name, named.Secret.Version, named.Secret.Stage), _ => Value(named, name, cancel));
        try
        {
            var there = await described.GetOrAdd(name, n =>
                subject.Person.Connection.SecretsManager.DescribeSecret(new DescribeSecretRequest(n), cancel));
            return await Judge(named, name, there, await value, cancel);
        }
        catch (AmazonServiceException e) when (e.ErrorCode == Absent)
        {
            await value;
            return [await Missing(named, name, cancel)];
        }
        catch (AmazonServiceException e) when (AwsErrors.IsDenied(e))
        {
            return [Unseen(named, $"whether {name} is there and readable", e), .. Content(named, name, await value)];
        }
    }

    private async Task<IReadOnlyList<Problem>> Judge(NamedSecret named, string name, DescribeSecretResponse there, SecretContent value,
        CancellationToken cancel)
    {
        if (there.DeletedDate is not null)
        {
            return [Refuse(named, $"the secret {name} is marked for deletion, and gives no value",
                $"aws secretsmanager restore-secret --secret-id {name} --region {Region}")];
        }

        if (there.VersionIdsToStages is not { Count: > 0 } versions)
        {
            return [Refuse(named, $"the secret {name} is there and has no value yet",
                $"aws secretsmanager put-secret-value --secret-id {name} --region {Region} --secret-string file://…")];
        }

        if (named.Secret.Version is { } version && !versions.ContainsKey(version)
            || named.Secret.Stage is { } stage && !versions.Values.Any(v => v.Contains(stage, StringComparer.Ordinal)))
        {
            return [Refuse(named, $"the secret {name} has no version {named.Secret.Version ?? named.Secret.Stage}",
                $"aws secretsmanager list-secret-version-ids --secret-id {name} --region {Region}")];
        }

        var key = there.KmsKeyId is { } used && !used.EndsWith(OfAws, StringComparison.Ordinal) ? used : null;
        return [.. await keys.Find(named, $"the secret {name}", key, cancel), .. Content(named, name, value)];
    }

    private IEnumerable<Problem> Content(NamedSecret named, string name, SecretContent value)
    {
        var key = named.Secret.Key;
        if (value.Denied is { } denied)
        {
            // The tasks are let by a role of their own; it is the caller's sight that ends here.
            yield return Unseen(named, $"the value of {name}" + (key is null ? "" : $" and whether it has the key {key}"), denied);
        }
        else if (value.Text is { } text)
        {
            var part = key is null ? text : SecretDocument.Find(text, key);
            if (part is null)
            {
                yield return Refuse(named, $"the secret {name} has no key {key}: {SecretDocument.Describe(text)}",
                    "name one of its keys: key: …");
            }
            else if (ParameterSecrets.IsPlaceholder(part))
            {
                yield return PlaceholderLook.Refuse(subject.App, named.Name, named.Place, $"give {name} a value of its own");
            }
        }
    }

    private async Task<SecretContent> Value(NamedSecret named, string name, CancellationToken cancel)
    {
        try
        {
            return new SecretContent((await subject.Person.Connection.SecretsManager.GetSecretValue(new GetSecretValueRequest(name)
            {
                VersionId = named.Secret.Version, VersionStage = named.Secret.Stage,
            }, cancel)).SecretString, null);
        }
        catch (AmazonServiceException e) when (!AwsErrors.IsExpired(e))
        {
            // API Reference, GetSecretValue: DecryptionFailure where the key is of no use; its description says more.
            return new SecretContent(null, AwsErrors.IsDenied(e) ? e : null);
        }
    }

    private async Task<Problem> Missing(NamedSecret named, string name, CancellationToken cancel)
    {
        var elsewhere = name.StartsWith("arn:", StringComparison.Ordinal) ? null : await OtherRegions.Find(subject, async (aws, c) =>
        {
            await aws.SecretsManager.DescribeSecret(new DescribeSecretRequest(name), c);
            return true;
        }, cancel);
        return Refuse(named, $"there is no secret {name} in {Region}" + (elsewhere is null ? "" : $", only one in {elsewhere}"),
            elsewhere is null ? $"aws secretsmanager create-secret --name {name} --region {Region}"
                : $"aws secretsmanager replicate-secret-to-regions --secret-id {name} --region {elsewhere}"
                    + $" --add-replica-regions Region={Region}");
    }

    private string Region => subject.Person.Region;

    private static Problem Refuse(NamedSecret named, string what, string suggestion) =>
        new(Codes.SecretAway, Severity.Error, named.Place, $"{named.Name}: {what}", suggestion);

    private static Problem Unseen(NamedSecret named, string what, AmazonServiceException why) => new(Codes.SecretAway, Severity.Warning,
        named.Place, $"{named.Name}: {what} could not be looked at: {why.Message.Split('\n')[0].Trim()}", null);

    // Records show their members, and this one must not.
    private sealed record SecretContent(string? Text, AmazonServiceException? Denied)
    {
        public override string ToString() => "a value";
    }
}
