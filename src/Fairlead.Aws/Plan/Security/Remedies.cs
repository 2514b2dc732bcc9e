namespace Fairlead.Aws.Plan.Security;

/// <summary>What in the app file meets a control that is not met by itself; for others there is nothing to write.</summary>
internal static class Remedies
{
    private static readonly Dictionary<string, string> ByControl = new(StringComparer.Ordinal)
    {
        ["ECS.2"] = "write network: {nat: one}",
        ["ECS.5"] = "write exec: false for each; its root is then read-only, and what it writes goes to mounts",
        ["ECS.20"] = "write user: 1000, or another number, for each",
        ["EC2.25"] = "write network: {nat: one}",
        ["ElastiCache.5"] = "write tls: true",
        ["ELB.1"] = "write domain: …",
        ["ELB.18"] = "write domain: …",
        ["CloudFront.7"] = "write domain: …",
        ["CloudFront.9"] = "write domain: …",
        ["CloudFront.15"] = "write domain: …",
        ["Opensearch.6"] = "write nodes: 3 and network: {zones: 3}, or nodes: 4",
        ["RDS.8"] = "write protect: true",
        ["RDS.11"] = "write backups: 7d, or more",
        ["RDS.38"] = "write tls: required",
        ["S3.13"] = "write lifecycle: …",
    };

    public static string? Find(string control) => ByControl.GetValueOrDefault(control);
}
