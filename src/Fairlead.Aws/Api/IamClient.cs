using Amazon.Runtime;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>IAM, the operations that Fairlead calls, under AWS's names. <c>API Reference, version 2010-05-08</c>.</summary>
internal sealed class IamClient(AwsTransport transport)
{
    /// <summary>Makes the role by which a service acts in this account; one that is there already is as good.</summary>
    /// <param name="serviceName">Such as <c>ecs.amazonaws.com</c>.</param>
    /// <returns>Whether it is new, and AWS needs a while to know it.</returns>
    public async Task<bool> CreateServiceLinkedRole(string serviceName, CancellationToken cancel)
    {
        try
        {
            await QueryProtocol.Call(transport, AwsService.Iam, "CreateServiceLinkedRole", new QueryForm().Add("AWSServiceName",
                serviceName),
                cancel);
            return true;
        }
        catch (AmazonServiceException e) when (e.ErrorCode is "InvalidInput" or "InvalidInputException" or "EntityAlreadyExists"
            && e.Message.Contains("has been taken", StringComparison.Ordinal))
        {
            return false;
        }
    }

    /// <summary>ARNs of those that an account knows people and pipelines by: one for each URL.</summary>
    public async Task<IReadOnlyList<string>> ListOpenIDConnectProviders(CancellationToken cancel) =>
        [.. (await QueryProtocol.Call(transport, AwsService.Iam, "ListOpenIDConnectProviders", new QueryForm(), cancel))
            .Members("OpenIDConnectProviderList").Select(p => p.Need("Arn"))];
}
