using Amazon;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Core.Targets;
using Fairlead.Images.Registry;

namespace Fairlead.Aws.Deploy.Images;

/// <summary>The registry of an account in a region. Its login comes from AWS, and no Docker client knows of it.</summary>
internal sealed class EcrRegistry(AwsConnection aws, EcrSurroundings surroundings)
{
    private const string User = "AWS";
    private const string Mark = ".dkr.ecr.";

    // Amazon ECR user guide, "Amazon ECR private registry"; in China with .cn behind it.
    public string Host { get; } =
        $"{surroundings.Account}{Mark}{aws.Region}.{RegionEndpoint.GetBySystemName(aws.Region).PartitionDnsSuffix}";

    /// <summary>Whether its login is good for images of a host: those of the region, in whatever account, that let the caller in.</summary>
    public bool Opens(string host) => host.EndsWith(Host[surroundings.Account.Length..], StringComparison.Ordinal);

    public string Region => aws.Region;

    public EcrClient Api => aws.Ecr;

    /// <summary>Where it answers, and its login, which is good for twelve hours.</summary>
    public async Task<(RegistryPlace Place, RegistryLogin Login)> Open(CancellationToken cancel)
    {
        try
        {
            var given = (await Api.GetAuthorizationToken(cancel)).AuthorizationData[0];
            var address = new Uri(given.ProxyEndpoint);
            if (address.Host != Host && address.Host.Contains(Mark, StringComparison.Ordinal))
            {
                throw new FailureException(PushRefusal.WrongAccount(
                    "the registry gives no login", address.Host.Split('.')[0], surroundings));
            }

            var login = new RegistryLogin("AWS", address.Authority) { Username = User, Password = given.Password };
            return (new RegistryPlace(Host, address, _ => Task.FromResult(new FoundLogin(login, null))), login);
        }
        catch (AmazonServiceException e) when (AwsErrors.IsDenied(e) || AwsErrors.IsExpired(e))
        {
            var cause = AwsErrors.IsExpired(e) ? "the AWS credentials have expired" : e.Message;
            throw new FailureException(PushRefusal.Explain("the registry gives no login", cause, Host, surroundings), e);
        }
    }

    /// <summary>What a tag stands for; null where it is not there, or the repository is not yet.</summary>
    public async Task<string?> FindDigest(string repository, string tag, CancellationToken cancel)
    {
        try
        {
            var found = await Api.BatchGetImage(new BatchGetImageRequest(repository, [new ImageIdentifier { ImageTag = tag }]), cancel);
            return found.Images is [var image, ..] ? image.ImageId.ImageDigest : null;
        }
        catch (AmazonServiceException e) when (IsNoRepository(e))
        {
            return null;
        }
    }

    /// <summary>Before the first deploy there is none.</summary>
    public static bool IsNoRepository(AmazonServiceException error) => error.ErrorCode == "RepositoryNotFoundException";
}
