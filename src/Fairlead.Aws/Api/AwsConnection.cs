using Amazon;
using Amazon.EC2;
using Amazon.KeyManagementService;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SimpleSystemsManagement;
using Fairlead.Aws.Api.Wire;

namespace Fairlead.Aws.Api;

/// <summary>
/// One account and region, as one identity. Clients are made when they are first asked for: AWS's own where there are, else ours. All calls
/// wait for the same gates and are made again by the same rules.
/// </summary>
internal sealed class AwsConnection(AwsTransport transport) : IDisposable
{
    private readonly Lazy<AmazonS3Client> s3 = new(() => new AmazonS3Client(transport.Credentials, Configured(
        new AmazonS3Config { ForcePathStyle = transport.Endpoints.FindOverride("S3") is not null }, "S3", transport)));

    private readonly Lazy<AmazonSimpleSystemsManagementClient> ssm = new(() =>
        new AmazonSimpleSystemsManagementClient(transport.Credentials,
        Configured(new AmazonSimpleSystemsManagementConfig(), "SSM", transport)));

    private readonly Lazy<AmazonEC2Client> ec2 = new(() => new AmazonEC2Client(transport.Credentials,
        Configured(new AmazonEC2Config(), "EC2", transport)));

    private readonly Lazy<AmazonKeyManagementServiceClient> kms = new(() => new AmazonKeyManagementServiceClient(transport.Credentials,
        Configured(new AmazonKeyManagementServiceConfig(), "KMS", transport)));

    private readonly Lazy<AmazonSecurityTokenServiceClient> sts = new(() => new AmazonSecurityTokenServiceClient(transport.Credentials,
        Configured(new AmazonSecurityTokenServiceConfig(), "STS", transport)));

    public string Region => transport.Endpoints.Region;

    public CloudFormationClient CloudFormation { get; } = new(transport);

    public EcsClient Ecs { get; } = new(transport);

    public EcrClient Ecr { get; } = new(transport);

    public LogsClient Logs { get; } = new(transport);

    public SecretsManagerClient SecretsManager { get; } = new(transport);

    public LoadBalancingClient LoadBalancing { get; } = new(transport);

    public IamClient Iam { get; } = new(transport);

    public RdsClient Rds { get; } = new(transport);

    public SchedulerClient Scheduler { get; } = new(transport);

    public StepFunctionsClient StepFunctions { get; } = new(transport);

    public BatchClient Batch { get; } = new(transport);

    public WafClient Waf { get; } = new(transport);

    public SnsClient Sns { get; } = new(transport);

    public Route53Client Route53 { get; } = new(transport);

    public CloudWatchClient CloudWatch { get; } = new(transport);

    public QuotasClient Quotas { get; } = new(transport);

    public TaggingClient Tagging { get; } = new(transport);

    /// <summary>Makes a call of S3's official client.</summary>
    /// <param name="isRepeatable">Made twice it does what it does once.</param>
    public Task<T> S3<T>(Func<AmazonS3Client, CancellationToken, Task<T>> call, CancellationToken cancel, bool isRepeatable = true) =>
        Do("S3", s3.Value, call, isRepeatable, cancel);

    public Task<T> Ssm<T>(Func<AmazonSimpleSystemsManagementClient, CancellationToken, Task<T>> call, CancellationToken cancel) =>
        Do("SSM", ssm.Value, call, isRepeatable: true, cancel);

    public Task<T> Ec2<T>(Func<AmazonEC2Client, CancellationToken, Task<T>> call, CancellationToken cancel) =>
        Do("EC2", ec2.Value, call, isRepeatable: true, cancel);

    public Task<T> Kms<T>(Func<AmazonKeyManagementServiceClient, CancellationToken, Task<T>> call, CancellationToken cancel) =>
        Do("KMS", kms.Value, call, isRepeatable: true, cancel);

    /// <param name="tries">A command's first call waits for nothing that does not answer.</param>
    public Task<T> Sts<T>(Func<AmazonSecurityTokenServiceClient, CancellationToken, Task<T>> call, CancellationToken cancel,
        int tries = Retries.Lasting) => transport.Run("STS", isRepeatable: true, c => call(sts.Value, c), cancel, tries);

    public void Dispose()
    {
        foreach (var client in new IDisposable?[] { Made(s3), Made(ssm), Made(ec2), Made(kms), Made(sts) })
        {
            client?.Dispose();
        }

        transport.Dispose();
    }

    private Task<T> Do<TClient, T>(string service, TClient client, Func<TClient, CancellationToken, Task<T>> call, bool isRepeatable,
        CancellationToken cancel) => transport.Run(service, isRepeatable, c => call(client, c), cancel);

    private static IDisposable? Made<T>(Lazy<T> client) where T : IDisposable => client.IsValueCreated ? client.Value : null;

    // Calls are made again here and nowhere else.
    private static T Configured<T>(T config, string service, AwsTransport transport) where T : ClientConfig
    {
        config.MaxErrorRetry = 0;
        config.HttpClientFactory = new SharedHttp(transport);
        if (transport.Endpoints.FindOverride(service) is { } url)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = transport.Endpoints.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(transport.Endpoints.Region);
        }

        return config;
    }

    /// <summary>Official clients send over the same connections.</summary>
    private sealed class SharedHttp(AwsTransport transport) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => transport.NewClient();
    }
}
