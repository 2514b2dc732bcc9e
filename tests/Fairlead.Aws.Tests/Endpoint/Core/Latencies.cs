namespace Fairlead.Aws.Tests.Endpoint.Core;

/// <summary>
/// How long AWS takes for each step, each with its source. "Facts" are the platform facts of the design, measured in 2025 and 2026;
/// "guess" is
/// what no source says, and is meant long rather than short. A test may change them.
/// </summary>
internal sealed class Latencies
{
    private readonly Dictionary<string, double> seconds = new()
    {
        // Facts: ALB to active 156 s, RDS 7.5 min, NAT 115 s, ElastiCache nodes 6 min, serverless under 1 min, CloudFront 170 s.
        ["AWS::ElasticLoadBalancingV2::LoadBalancer"] = 156,
        ["AWS::RDS::DBInstance"] = 450,
        ["AWS::EC2::NatGateway"] = 115,
        ["AWS::ElastiCache::ReplicationGroup"] = 360,
        ["AWS::ElastiCache::ServerlessCache"] = 55,
        ["AWS::CloudFront::Distribution"] = 170,

        // CloudFormation user guide, "AWS::IAM::Role" and Express mode's announcement: a role waits for IAM to know it everywhere; guess
        // 18 s.
        ["AWS::IAM::Role"] = 18,
        ["AWS::IAM::ManagedPolicy"] = 16,

        // Cloud Map makes a hosted zone first (CreatePrivateDnsNamespace is an operation that is waited for); guess 50 s.
        ["AWS::ServiceDiscovery::PrivateDnsNamespace"] = 50,

        // EC2, "Create interface endpoints": pending until the interfaces are; guess 60 s. Gateways are at once.
        ["AWS::EC2::VPCEndpoint"] = 20,
        ["AWS::EC2::InternetGateway"] = 16,
        ["AWS::EC2::VPC"] = 12,
        ["AWS::EC2::EIP"] = 12,

        // OpenSearch guide, "Creating domains": 15 to 30 minutes. Guess for EFS and Batch: half a minute.
        ["AWS::OpenSearchService::Domain"] = 1200,
        ["AWS::EFS::FileSystem"] = 12,
        ["AWS::EFS::MountTarget"] = 90,
        ["AWS::Batch::ComputeEnvironment"] = 30,
        ["AWS::S3::Bucket"] = 20,

        // ACM waits for its record in DNS; with a zone that is delegated guess 120 s (B11: without, for hours).
        ["AWS::CertificateManager::Certificate"] = 120,
        ["AWS::Route53::RecordSet"] = 30,
    };

    /// <summary>Where set, every step takes so long: what a test begins with costs it fewer calls.</summary>
    public TimeSpan? Only { get; set; }

    /// <summary>Of all other types: guess, what small resources take in a stack's events.</summary>
    public TimeSpan Resource { get => Only ?? field; set; } = TimeSpan.FromSeconds(3);

    /// <summary>From CreateChangeSet to CREATE_COMPLETE: guess, 3 s of computing and validation.</summary>
    public TimeSpan ChangeSet { get => Only ?? field; set; } = TimeSpan.FromSeconds(3);

    /// <summary>From the last resource to the stack's end: guess.</summary>
    public TimeSpan StackEnd { get => Only ?? field; set; } = TimeSpan.FromSeconds(1);

    /// <summary>An update in place is as short as a small creation, but of what AWS rebuilds: guess.</summary>
    public TimeSpan Update { get => Only ?? field; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan Delete { get => Only ?? field; set; } = TimeSpan.FromSeconds(5);

    /// <summary>ECS's scheduler works in steps of about 9 s (facts).</summary>
    public TimeSpan SchedulerStep { get => Only ?? field; set; } = TimeSpan.FromSeconds(9);

    /// <summary>Fargate starts a small image in 20 to 30 s (facts).</summary>
    public TimeSpan FargateStart { get => Only ?? field; set; } = TimeSpan.FromSeconds(25);

    /// <summary>One good probe, every 5 s, makes a new target healthy (facts).</summary>
    public TimeSpan FirstProbe { get => Only ?? field; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// From SIGTERM's order to STOPPED: deregistration of plain requests 5 s (the design's "Roll-out"), then the container's end and the
    /// network interface's; with it a roll-out is done after the 81 s of the facts.
    /// </summary>
    public TimeSpan Drain { get => Only ?? field; set; } = TimeSpan.FromSeconds(17);

    /// <summary>"AWS Fargate task retirement and stopped tasks": a stopped task is to be seen for about an hour (ECS, StopTask).</summary>
    public TimeSpan StoppedTask { get; set; } = TimeSpan.FromHours(1);

    public TimeSpan Create(string type) => Only ?? (seconds.TryGetValue(type, out var known) ? TimeSpan.FromSeconds(known) : Resource);

    public void Set(string type, TimeSpan time) => seconds[type] = time.TotalSeconds;
}
