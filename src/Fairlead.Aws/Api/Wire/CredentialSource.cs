using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.RuntimeDependencies;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Api.Wire;

/// <summary>
/// Who calls: AWS's standard chain (variables, profile, single sign-on, web identity, container, machine), or the profile that the file
/// names. Values are never shown.
/// </summary>
internal static class CredentialSource
{
    // Without these the kinds of credentials that ask a service themselves fail in native code: nothing is found by reflection there.
    static CredentialSource()
    {
        var registry = GlobalRuntimeDependencyRegistry.Instance;
        registry.RegisterSecurityTokenServiceClient(static c => new AmazonSecurityTokenServiceClient(
            new AnonymousAWSCredentials(), RegionOf(c.SecurityTokenServiceClientContextData?.Region)));
        registry.RegisterSSOClient(static c => new AmazonSSOClient(new AnonymousAWSCredentials(),
            RegionOf(c.SSOClientContextData?.Region)));
        registry.RegisterSSOOIDCClient(static c => new AmazonSSOOIDCClient(
            new AnonymousAWSCredentials(), RegionOf(c.SSOOIDCClientContextData?.Region)));
    }

    /// <param name="profile">Null leaves it to the chain.</param>
    /// <exception cref="FailureException">There are none.</exception>
    public static AWSCredentials Find(string? profile)
    {
        try
        {
            if (profile is null)
            {
                return DefaultAWSCredentialsIdentityResolver.GetCredentials();
            }

            return new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var credentials) ? credentials
                : throw new FailureException($"there is no AWS profile '{profile}'", "neither ~/.aws/config nor ~/.aws/credentials has it",
                    $"aws configure --profile {profile}");
        }
        catch (AmazonClientException e)
        {
            // AWS's own message lists every place that was looked at, five lines and more.
            throw new FailureException(profile is null
                ? "no AWS credentials were found" : $"the AWS profile '{profile}' gives no credentials",
                e.Message.Split('\n')[0].TrimEnd('.', ' '), profile is null ? "aws sso login" : $"aws sso login --profile {profile}");
        }
    }

    private static RegionEndpoint RegionOf(RegionEndpoint? region) => region ?? RegionEndpoint.USEast1;
}
