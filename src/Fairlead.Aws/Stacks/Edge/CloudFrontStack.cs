using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>
/// The content delivery network, in the region where AWS wants its certificate and firewall. It reaches the load balancer inside the
/// network, so that the load balancer has no public address: nothing leads round the network, no shared secret has to be kept, and no
/// address is paid for.
/// </summary>
internal static class CloudFrontStack
{
    // AWS's own: whatever the visitor sent, the name of the host included.
    private const string AllOfVisitor = "216adef6-5c7f-47e4-b989-5492eafa07d3";
    private const string TlsPolicy = "TLSv1.2_2021";
    private const int LongestCached = 31_536_000;
    private const int LongestKeepalive = 30;

    /// <summary>AWS's default quota of seconds until an answer begins.</summary>
    private const int LongestRead = 120;

    // Those that CloudFront would keep for ten seconds of itself: CloudFront developer guide, "How CloudFront processes HTTP 4xx and 5xx
    // status codes from your origin". What failed once, such as while a version is replaced, is asked for again.
    private static readonly int[] Errors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

    /// <summary>Visitors who may only come from known addresses come over IPv6 only where such are known.</summary>
    public static bool HasVersion6(App app) => app.Edge.Allow.Count == 0 || AllowLists.RangesOfFirewall(app, isVersion6: true).Count > 0;

    public static Stack Make(StackScope scope)
    {
        var stack =
            new Stack(scope.CloudFrontStack) { Description = $"{scope.App.Id}: content delivery network",
            Region = StackScope.CloudFrontRegion };
        stack.Add(new StackResource("VpcOrigin", "AWS::CloudFront::VpcOrigin", Map(("VpcOriginEndpointConfig", Map(
            ("Arn", scope.ImportOutput(stack, "LoadBalancerArn")), ("HTTPPort", 80), ("HTTPSPort", 443),
            ("Name", scope.NameOf(NameRule.EdgeFunction, VisitorAuth.Edge)),
            ("OriginProtocolPolicy", DomainNames.HasCertificate(scope.App) ? "https-only" : "http-only"),
            ("OriginSSLProtocols", List("TLSv1.2")))))) { Cause = Cause(scope) });
        AddCachePolicy(scope, stack);
        PasswordFunction.Add(scope, stack);
        AddDistribution(scope, stack);
        DnsAndCertificates.AddRecords(scope, stack);
        stack.Add(new StackOutput("Distribution", Ref("Distribution")));
        stack.Add(new StackOutput("DistributionDomainName", GetAtt("Distribution", "DomainName")));
        return stack;
    }

    // Nothing is kept but what an answer says may be; and what one visitor got is given to no other, whoever they say they are.
    private static void AddCachePolicy(StackScope scope, Stack stack) =>
        stack.Add(new StackResource("CachePolicy", "AWS::CloudFront::CachePolicy", Map(("CachePolicyConfig", Map(
        ("Comment", "Only what an answer says may be kept"), ("DefaultTTL", 0), ("MaxTTL", LongestCached), ("MinTTL", 0),
        ("Name", scope.NameOf(NameRule.EdgeFunction, VisitorAuth.Edge)),
        ("ParametersInCacheKeyAndForwardedToOrigin", Map(
            ("CookiesConfig", Map(("CookieBehavior", "all"))), ("EnableAcceptEncodingBrotli", true), ("EnableAcceptEncodingGzip", true),
            ("HeadersConfig", Map(("HeaderBehavior", "whitelist"), ("Headers", List("Authorization", "Host", "Origin")))),
            ("QueryStringsConfig", Map(("QueryStringBehavior", "all"))))))))) { Cause = Cause(scope) });

    private static void AddDistribution(StackScope scope, Stack stack)
    {
        var hosts = DomainNames.HasCertificate(scope.App) ? DomainNames.Hosts(scope.App) : [];
        var longest = VisitorAuth.Routes(scope.App).Max(g => (int)g.Service.Timeout.TotalSeconds);
        var origin = Map(
            ("DomainName", scope.ImportOutput(stack, "LoadBalancerDnsName")), ("Id", "load-balancer"),
            ("VpcOriginConfig", Map(
                ("OriginKeepaliveTimeout", Math.Clamp(longest / 2, 1, LongestKeepalive)),
                ("OriginReadTimeout", Math.Clamp(longest, 1, LongestRead)), ("VpcOriginId", GetAtt("VpcOrigin", "Id")))));
        stack.Add(new StackResource("Distribution", "AWS::CloudFront::Distribution", Map(("DistributionConfig", Map(
            ("Aliases", hosts.Count == 0 ? null : Value.Texts(hosts)), ("Comment", scope.App.Id.ToString()),
            ("CustomErrorResponses", List([.. Errors.Select(e => (Value)Map(("ErrorCachingMinTTL", 0), ("ErrorCode", e)))])),
            ("DefaultCacheBehavior", Behaviour(stack)), ("Enabled", true), ("HttpVersion", "http2and3"),
            ("IPV6Enabled", HasVersion6(scope.App)), ("Logging", AccessLogs.ForCloudFront(scope, stack)), ("Origins", List(origin)),
            ("ViewerCertificate", hosts.Count == 0 ? Map(("CloudFrontDefaultCertificate", true)) : Map(
                ("AcmCertificateArn", DnsAndCertificates.Certificates(scope, stack)[0]), ("MinimumProtocolVersion", TlsPolicy),
                ("SslSupportMethod", "sni-only"))),
            ("WebACLId", WebAcl.AddToCloudFront(scope, stack)))))) { Cause = Cause(scope) });
    }

    private static MapValue Behaviour(Stack stack) => Map(
        ("AllowedMethods", List("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")), ("CachePolicyId", Ref("CachePolicy")),
        ("Compress", true),
        ("FunctionAssociations", stack.Find(PasswordFunction.Id) is null ? null : List(Map(
            ("EventType", "viewer-request"), ("FunctionARN", GetAtt(PasswordFunction.Id, "FunctionARN"))))),
        ("OriginRequestPolicyId", AllOfVisitor), ("TargetOriginId", "load-balancer"), ("ViewerProtocolPolicy", "redirect-to-https"));

    private static Span Cause(StackScope scope) => StackScope.EdgePlace(scope.App, "cdn");
}
