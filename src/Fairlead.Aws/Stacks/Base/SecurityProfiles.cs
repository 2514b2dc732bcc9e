using Fairlead.Core.Sources;

namespace Fairlead.Aws.Stacks.Base;

/// <param name="Control">AWS's id.</param>
/// <param name="Reason">Why the app does without it.</param>
/// <param name="Place">The line that says so; null for what a profile leaves out.</param>
internal sealed record OptOut(string Control, string Reason, Span? Place = null);

/// <summary>
/// <c>security: strict | standard | dev</c>: what an environment does without, each with its reason, so that it can be read and argued
/// with.
/// </summary>
internal static class SecurityProfiles
{
    private static readonly OptOut[] StandardOptOuts =
    [
        new("ECS.5", "the image decides whether it writes to its root"),
        new("ECS.12", "Container Insights costs a dozen metrics for each service: security: strict"),
        new("ECS.20", "the image's own user is used"),
        new("ELB.5", "access logs cost a bucket: logs: {access: true}"),
        new("RDS.5", "a second zone doubles the price: zones: 2"),
        new("RDS.6", "close monitoring costs log data"),
        new("RDS.9", "database logs cost log data"),
        new("RDS.10", "the app signs in with a password"),
        new("RDS.23", "apps and tools expect the well-known port"),
        new("RDS.36", "database logs cost log data"),
        new("ElastiCache.3", "a second node doubles the price: replicas: 1"),
        new("Opensearch.4", "search logs cost log data"),
        new("Opensearch.5", "search logs cost log data"),
        new("Opensearch.6", "three nodes cost three times as much: nodes: 3"),
        new("Opensearch.7", "access is by IAM and security group"),
        new("S3.9", "access logs cost a second bucket"),
        new("SecretsManager.1", "composed addresses would break with nothing running to renew them: fairlead secret rotate"),
        new("SecretsManager.4", "composed addresses would break with nothing running to renew them: fairlead secret rotate"),
        new("CloudFront.4", "there is one origin"),
        new("CloudFront.5", "access logs cost a bucket: logs: {access: true}"),
        new("CloudFront.6", "a firewall is asked for: edge: {waf: true}"),
        new("EC2.6", "flow logs cost log data: network: {flow_logs: true}"),
        new("EC2.10", "nothing of the app calls EC2"),
        new("EC2.55", "endpoints cost more than the NAT gateway: network: {endpoints: […]}"),
        new("EC2.56", "endpoints cost more than the NAT gateway: network: {endpoints: […]}"),
        new("EC2.57", "endpoints cost more than the NAT gateway: network: {endpoints: […]}"),
        new("EC2.58", "nothing of the app uses Incident Manager"),
        new("EC2.60", "nothing of the app uses Incident Manager"),
    ];

    private static readonly OptOut[] DevOptOuts =
    [
        .. StandardOptOuts,
        new("ELB.6", "a dev environment comes and goes"),
        new("RDS.8", "a dev environment comes and goes"),
        new("RDS.11", "a dev environment's data can be made again"),
        new("ElastiCache.1", "a dev environment's data can be made again"),
    ];

    /// <summary>Without a domain there is nothing to prove who one is talking to.</summary>
    public static readonly IReadOnlyList<OptOut> WithoutDomain =
    [
        new("ELB.1", "there is no domain: domain: …"),
        new("ELB.17", "there is no domain: domain: …"),
        new("ELB.18", "there is no domain: domain: …"),
        new("CloudFront.7", "there is no domain: domain: …"),
        new("CloudFront.8", "there is no domain: domain: …"),
        new("CloudFront.9", "there is no domain: domain: …"),
        new("CloudFront.15", "there is no domain: domain: …"),
    ];

    public static IReadOnlyList<OptOut> OptOuts(string name) => name switch
    {
        "strict" => [],
        "standard" => StandardOptOuts,
        "dev" => DevOptOuts,
        _ => throw new InvalidOperationException($"There is no profile {name}"),
    };
}
