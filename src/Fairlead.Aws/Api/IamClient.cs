using Amazon.Runtime;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>IAM, the operation that Fairlead calls, under AWS's name. <c>API Reference, version 2010-05-08</c>.</summary>
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
}
