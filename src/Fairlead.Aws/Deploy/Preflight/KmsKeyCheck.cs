using System.Collections.Concurrent;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>The key that a secret of somebody else is encrypted with: the tasks have to be let to it by name, and it has to work.</summary>
internal sealed class KmsKeyCheck(AwsConnection aws)
{
    private readonly ConcurrentDictionary<string, Task<KeyMetadata>> asked = new(StringComparer.Ordinal);

    /// <param name="what">Such as <c>the secret shop/token</c>.</param>
    /// <param name="used">The key that it is encrypted with; null is AWS's own.</param>
    public async Task<IReadOnlyList<Problem>> Find(NamedSecret named, string what, string? used, CancellationToken cancel)
    {
        if (used is null)
        {
            return [];
        }

        // A right to the key is given where the file names it, and nowhere else.
        if (named.Secret.KmsKey is null)
        {
            return [Refuse(named, $"{what} is encrypted with the key {used}, which the tasks have no right to", $"kms_key: {used}")];
        }

        try
        {
            var key = await asked.GetOrAdd(used, k => Ask(k, cancel));
            return [.. Judge(named, what, used, key)];
        }
        catch (NotFoundException)
        {
            return [Refuse(named, $"{what} is encrypted with the key {used}, which is not there any more",
                "give it a value anew, with a key")];
        }
        catch (AmazonServiceException e) when (AwsErrors.IsDenied(e))
        {
            return [new Problem(Codes.SecretAway, Severity.Warning, named.Place,
                $"{named.Name}: the key {used} could not be looked at: {e.Message.Split('\n')[0].Trim()}", null)];
        }
    }

    // KMS Developer Guide, "Key states of AWS KMS keys": only an enabled key decrypts.
    private static IEnumerable<Problem> Judge(NamedSecret named, string what, string used, KeyMetadata key)
    {
        var state = key.KeyState?.Value ?? "Enabled";
        if (state != "Enabled")
        {
            yield return Refuse(named, $"{what} is encrypted with the key {used}, and that is {state}", state == "PendingDeletion"
                ? $"aws kms cancel-key-deletion --key-id {key.KeyId}, then aws kms enable-key --key-id {key.KeyId}"
                : $"aws kms enable-key --key-id {key.KeyId}");
        }

        if (named.Secret.KmsKey?.Constant is { } said && !said.Contains("alias/", StringComparison.Ordinal)
            && said.Split('/')[^1] != key.KeyId)
        {
            yield return Refuse(named, $"{what} is encrypted with the key {used}, and the tasks have a right to {said}",
                $"kms_key: {key.Arn}");
        }
    }

    private async Task<KeyMetadata> Ask(string key, CancellationToken cancel) =>
        (await aws.Kms((kms, c) => kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = key }, c), cancel)).KeyMetadata;

    private static Problem Refuse(NamedSecret named, string what, string suggestion) =>
        new(Codes.SecretAway, Severity.Error, named.Place, $"{named.Name}: {what}", suggestion);
}
