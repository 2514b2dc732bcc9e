using Amazon.Runtime;
using Amazon.SimpleSystemsManagement.Model;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.Deploy.Values;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>One parameter of Systems Manager that somebody else keeps. It always has a value, and no keys inside.</summary>
internal sealed class ParameterCheck(PreflightSubject subject, KmsKeyCheck keys)
{
    // SSM User Guide, "SecureString parameters": AWS's own key, which needs no right.
    private const string OfAws = "alias/aws/ssm";

    public async Task<IReadOnlyList<Problem>> Find(NamedSecret named, CancellationToken cancel)
    {
        var name = await ExistingSecretLook.NameOf(subject, named, cancel);
        var path = name.StartsWith("arn:", StringComparison.Ordinal) ? name[name.IndexOf('/', StringComparison.Ordinal)..] : name;
        var value = Value(named, name, cancel);
        var found = await subject.Person.Connection.Ssm((ssm, c) => ssm.DescribeParametersAsync(new DescribeParametersRequest
        {
            ParameterFilters = [new ParameterStringFilter { Key = "Name", Option = "Equals", Values = [path] }],
        }, c), cancel);
        if (found.Parameters is not [var there, ..])
        {
            await value;
            return [await Missing(named, path, cancel)];
        }

        var key = there.KeyId is { Length: > 0 } used && used != OfAws ? used : null;
        return [.. await keys.Find(named, $"the parameter {path}", key, cancel), .. await value];
    }

    private async Task<IReadOnlyList<Problem>> Value(NamedSecret named, string name, CancellationToken cancel)
    {
        try
        {
            var found = await Read(subject.Person.Connection, name, cancel);
            return found.Parameters is [var one, ..] && ParameterSecrets.IsPlaceholder(one.Value)
                ? [PlaceholderLook.Refuse(subject.App, named.Name, named.Place, $"give {name} a value of its own")] : [];
        }
        catch (AmazonServiceException e) when (AwsErrors.IsDenied(e))
        {
            return [new Problem(Codes.SecretAway, Severity.Warning, named.Place,
                $"{named.Name}: the value of {name} could not be looked at: {e.Message.Split('\n')[0].Trim()}", null)];
        }
        catch (InvalidKeyIdException)
        {
            // API Reference, GetParameters: the key is of no use; what it is says more.
            return [];
        }
    }

    private async Task<Problem> Missing(NamedSecret named, string path, CancellationToken cancel)
    {
        var elsewhere = await OtherRegions.Find(subject, async (aws, c) =>
            (await Read(aws, path, c)).Parameters is { Count: > 0 }, cancel);
        return new Problem(Codes.SecretAway, Severity.Error, named.Place,
            $"{named.Name}: there is no parameter {path} in {subject.Person.Region}"
                + (elsewhere is null ? "" : $", only one in {elsewhere}"),
            $"aws ssm put-parameter --name {path} --type SecureString --region {subject.Person.Region} --value file://…");
    }

    private static Task<GetParametersResponse> Read(AwsConnection aws, string name, CancellationToken cancel) =>
        aws.Ssm((ssm, c) => ssm.GetParametersAsync(new GetParametersRequest { Names = [name], WithDecryption = true }, c), cancel);
}
