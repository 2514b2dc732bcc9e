using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan.Security;

/// <summary>CloudFront, WAF, certificates and Cognito.</summary>
internal static class EdgeControls
{
    private const string Distribution = "AWS::CloudFront::Distribution";
    private const string VpcOrigin = "AWS::CloudFront::VpcOrigin";
    private const string UserPool = "AWS::Cognito::UserPool";

    private static readonly string[] ViewerPolicies = ["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"];

    public static readonly IReadOnlyList<Control> All =
    [
        // AWS asks this only where there are buckets: what other origins answer at their root is theirs to say.
        new("CloudFront.1", "the root has an object", Distribution,
            d => BucketOrigins(d).Any() ? Config(d, "DefaultRootObject") is { } root && !root.Is("") : null),
        new("CloudFront.3", "visitors are sent to HTTPS", Distribution,
            d => Behaviours(d).All(b => b.At("ViewerProtocolPolicy").Is("redirect-to-https", "https-only"))),
        new("CloudFront.4", "another origin takes over", Distribution, d => Config(d, "OriginGroups").At("Quantity").Number() > 0),
        new("CloudFront.5", "requests are logged", Distribution, d => Config(d, "Logging").At("Bucket") is not null),
        new("CloudFront.6", "a firewall stands before it", Distribution, d => Config(d, "WebACLId") is { } acl && !acl.Is("")),
        new("CloudFront.7", "it has a certificate of its own", Distribution,
            d => Certificate(d, "AcmCertificateArn") is not null || Certificate(d, "IamCertificateId") is not null),
        new("CloudFront.8", "it serves by name, not by address", Distribution,
            d => Certificate(d, "CloudFrontDefaultCertificate").IsTrue() ? null : Certificate(d, "SslSupportMethod").Is("sni-only")),
        new("CloudFront.9", "it speaks HTTPS to what stands behind", Distribution,
            d => CustomOrigins(d).Any() ? CustomOrigins(d).All(o => o.At("OriginProtocolPolicy").Is("https-only")) : null),
        new("CloudFront.9", "it speaks HTTPS to what stands behind", VpcOrigin, o => Endpoint(o, "OriginProtocolPolicy").Is("https-only")),
        new("CloudFront.10", "and no outdated TLS", VpcOrigin, o => !Endpoint(o, "OriginSSLProtocols").Items().Any(p => p.Is("SSLv3"))),
        new("CloudFront.10", "and no outdated TLS", Distribution, d =>
            CustomOrigins(d).Any() ? CustomOrigins(d).All(o => !o.Items("OriginSSLProtocols").Any(p => p.Is("SSLv3"))) : null),
        new("CloudFront.12", "its buckets exist", Distribution,
            d => BucketOrigins(d).Any() ? BucketOrigins(d).All(o => o.At("DomainName") is CallValue) : null),
        new("CloudFront.13", "only it reads its buckets", Distribution,
            d => BucketOrigins(d).Any() ? BucketOrigins(d).All(o => o.At("OriginAccessControlId") is not null) : null),
        new("CloudFront.15", "visitors use a recommended TLS policy", Distribution,
            d => Certificate(d, "MinimumProtocolVersion").Is(ViewerPolicies)),
        new("CloudFront.16", "only it calls its functions", Distribution,
            d => FunctionOrigins(d).Any() ? FunctionOrigins(d).All(o => o.At("OriginAccessControlId") is not null) : null),
        new("WAF.10", "firewalls have rules", "AWS::WAFv2::WebACL", a => a["Rules"].Items().Any()),
        new("WAF.12", "rules of firewalls are measured", "AWS::WAFv2::WebACL",
            a => Measured(a.Resource.Properties) && a["Rules"].Items().All(Measured)),
        new("WAF.12", "rules of firewalls are measured", "AWS::WAFv2::RuleGroup",
            g => Measured(g.Resource.Properties) && g["Rules"].Items().All(Measured)),
        new("ACM.2", "certificates have keys that are long enough", "AWS::CertificateManager::Certificate",
            c => !c["KeyAlgorithm"].Is("RSA_1024")),
        new("Cognito.2", "nobody is let in unnamed", "AWS::Cognito::IdentityPool", p => p["AllowUnauthenticatedIdentities"].IsFalse()),
        new("Cognito.3", "passwords are strong", UserPool, HasStrongPasswords),
    ];

    private static Value? Config(Subject distribution, string key) => distribution["DistributionConfig", key];

    private static Value? Endpoint(Subject origin, string key) => origin["VpcOriginEndpointConfig", key];

    private static Value? Certificate(Subject distribution, string key) => distribution["DistributionConfig", "ViewerCertificate", key];

    private static IEnumerable<Value> Behaviours(Subject distribution) =>
        Config(distribution, "DefaultCacheBehavior").Items().Concat(Config(distribution, "CacheBehaviors").Items());

    private static IEnumerable<Value> Origins(Subject distribution) => Config(distribution, "Origins").Items();

    private static IEnumerable<Value> CustomOrigins(Subject distribution) =>
        Origins(distribution).Select(o => o.At("CustomOriginConfig")).OfType<Value>();

    private static IEnumerable<Value> BucketOrigins(Subject distribution) =>
        Origins(distribution).Where(o => o.At("S3OriginConfig") is not null);

    private static IEnumerable<Value> FunctionOrigins(Subject distribution) =>
        Origins(distribution)
        .Where(o => o.At("DomainName") is TextValue name && name.Text.Contains(".lambda-url.", StringComparison.Ordinal));

    private static bool Measured(Value rule) => rule.At("VisibilityConfig", "CloudWatchMetricsEnabled").IsTrue();

    private static bool? HasStrongPasswords(Subject pool)
    {
        var policy = pool["Policies", "PasswordPolicy"];
        return policy.At("MinimumLength").Number() >= 8
            && policy.At("RequireLowercase").IsTrue() && policy.At("RequireUppercase").IsTrue() && policy.At("RequireNumbers").IsTrue()
            && policy.At("RequireSymbols").IsTrue()
            && policy.At("TemporaryPasswordValidityDays").Number() is <= 7;
    }
}
