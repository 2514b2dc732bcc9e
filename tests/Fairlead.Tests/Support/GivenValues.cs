using Fairlead.Aws.CloudFormation;

namespace Fairlead.Tests.Support;

/// <summary>A parameter that no other stack gives and no default fills: what a deploy has to find out.</summary>
/// <param name="Name">With a star at its end: of all that begin so.</param>
/// <param name="Value">Of a parameter of that name.</param>
/// <param name="Reason">Who would know it.</param>
internal sealed record GivenValue(string Name, Func<Platform, string, string> Value, string Reason);

/// <summary>All of them. One that is missing here is a parameter that a deploy would have no value for.</summary>
internal static class GivenValues
{
    public static readonly IReadOnlyList<GivenValue> All =
    [
        new("AvailabilityZone*", (p, name) => p.Place.Region + "abc"[name[^1] - '0'], "zones that have what the app needs, chosen once"),
        new("CloudFrontPrefixList", (_, _) => "pl-0a1b2c3d", "AWS's list of its own addresses, by its name"),
        new("EngineVersion", (_, _) => "16.4", "the newest of the version that the file asks for"),
        new("HostedZoneId", (p, _) => p.Outputs["Zone"], "the zone of the domain in the account"),
        new("ImageDigest*", (_, _) => "sha256:" + new string('a', 64), "of the image that the release is made of"),
        new("PasswordSource", (p, _) => "arn:aws:s3:::artifacts/production/passwords/a.json", "what the deploy wrote"),
        new("PasswordVersion", (_, _) => "abcdefgh", "of the secrets that visitors' passwords are"),
        new("PrivateSubnets", (p, _) => p.Outputs["Subnets"], "the private subnets of a network that is there"),
        new("PublicSubnets", (p, _) => p.Outputs["Subnets"], "the public ones"),
        new("ReleaseCommit", (_, _) => "0a1b2c3", "of the source that the release is made of"),
        new("ReleaseId", (_, _) => "7", "the next number"),
        new("ReleaseTag", (_, _) => "v1.2", "of the same source"),
        new("SecretArn*", (p, _) => $"arn:aws:secretsmanager:{p.Place.Region}:{p.Place.Account}:secret:shared-a1b2c3",
            "of a secret that the file names by a reference"),
        Named("BucketName", "ssm:/platform/bucket", (_, _) => "platform-files"),
        Ssm("/platform/certificate", (p, _) => p.Certificate),
        Ssm("/platform/certificate-arn", (p, _) => p.Certificate),
        Ssm("/platform/dev/vpc-id", (p, _) => p.Outputs["Vpc"]),
        Ssm("/platform/preprod/vpc-id", (p, _) => p.Outputs["Vpc"]),
        Ssm("/platform/prod/vpc-id", (p, _) => p.Outputs["Vpc"]),
        Ssm("/platform/production/flag", (_, _) => "on"),
        Ssm("/snapshots/shop", (_, _) => "shop-before-the-move"),
        Output("platform/BucketArn", (_, _) => "arn:aws:s3:::platform-files"),
        Output("platform/DbGroup", (p, _) => p.Outputs["Group"]),
        Output("platform-production/Topic", (p, _) => $"arn:aws:sns:{p.Place.Region}:{p.Place.Account}:news"),
    ];

    public static GivenValue? Find(string parameter) => All.FirstOrDefault(g => g.Name.EndsWith('*')
        ? parameter.StartsWith(g.Name[..^1], StringComparison.Ordinal) : parameter == g.Name);

    private static GivenValue Ssm(string path, Func<Platform, string, string> value) => Named("SsmParameter", path, value);

    private static GivenValue Output(string output, Func<Platform, string, string> value) => Named("StackOutput", output, value);

    private static GivenValue Named(string kind, string reference, Func<Platform, string, string> value) =>
        new(kind + Fingerprint.Compute(reference), value, $"what the account has as {reference}");
}
