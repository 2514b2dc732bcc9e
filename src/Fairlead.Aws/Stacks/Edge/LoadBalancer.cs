using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>The load balancer: listeners, target groups, rules, certificate and records.</summary>
internal static class LoadBalancer
{
    private const string TlsPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";
    private const int LongestIdle = 4000;
    private const int LongestDrain = 3600;
    private const int PlainDrain = 5;

    // ECS registers each task with its own port. The service's would make another target group of another port: an empty one, which the
    // rule would lead to.
    private const int UnusedPort = 80;

    /// <summary>The listener that visitors meet.</summary>
    public static string Listener(App app) => DomainNames.HasCertificate(app) ? "HttpsListener" : "HttpListener";

    /// <param name="existing">Rules that are there already keep their numbers.</param>
    public static void Add(StackScope scope, Stack stack, Value vpc, Dictionary<ListenerRuleKey, int>? existing)
    {
        var routed = scope.App.Services.Where(s => s.Route is not null).ToList();
        if (routed.Count == 0)
        {
            return;
        }

        AddLoadBalancer(scope, stack, routed);
        AddListeners(scope, stack);
        foreach (var service in routed)
        {
            AddTargetGroups(scope.App, stack, service, vpc);
        }

        ListenerRules.Add(scope, stack, existing);
        stack.Add(new StackOutput("LoadBalancerFullName", GetAtt("LoadBalancer", "LoadBalancerFullName")));
        if (scope.IsBehindCdn)
        {
            stack.Add(new StackOutput("LoadBalancerArn", Ref("LoadBalancer")));
        }

        stack.Add(new StackOutput("LoadBalancerDnsName", GetAtt("LoadBalancer", "DNSName")));
    }

    // Behind a content delivery network it has no address that the world could reach.
    private static void AddLoadBalancer(StackScope scope, Stack stack, List<Service> routed)
    {
        var idle = Math.Min(LongestIdle, (int)routed.Max(s => s.Timeout).TotalSeconds);
        var group = LogicalId.For(LogicalIdPrefix.SecurityGroup, SecurityGroups.Edge);
        string[] groups = stack.Find(SecurityGroups.EdgeHttpId) is null ? [group] : [group, SecurityGroups.EdgeHttpId];
        stack.Add(new StackResource("LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer", Map(
            ("LoadBalancerAttributes", StackScope.Attributes(
                [.. AccessLogs.ForLoadBalancer(scope, stack),
                    ("deletion_protection.enabled", scope.IsDev ? "false" : StackScope.Protected(stack, "true", "false")),
                ("idle_timeout.timeout_seconds", StackScope.Number(idle)),
                ("routing.http.drop_invalid_header_fields.enabled", "true")])),
            // By its name rights on its listeners are given; with another scheme it is another.
            ("Name", scope.NameOf(NameRule.LoadBalancer, scope.IsBehindCdn ? "internal" : "public")),
            ("Scheme", scope.IsBehindCdn ? "internal" : "internet-facing"),
            ("SecurityGroups", List([.. groups.Select(g => GetAtt(g, "GroupId"))])),
            ("Subnets", Subnets(scope, stack, scope.IsBehindCdn ? "Private" : "Public")), ("Type", "application")))
        {
            DependsOn = [.. AccessLogs.WaitFor(scope),
                .. scope.OwnNetwork is null || scope.IsBehindCdn ? [] : (string[])["PublicDefaultRoute"]],
            Cause = routed[0].Origin.PlaceOf("route"),
        });
        WebAcl.AddToLoadBalancer(scope, stack);
    }

    // Within the stack that makes them they have no parameter.
    private static Value Subnets(StackScope scope, Stack stack, string kind) => scope.App.Network switch
    {
        OwnNetwork own => List([.. Enumerable.Range(0, own.Zones).Select(i => Ref($"{kind}Subnet{StackScope.Number(i)}"))]),
        ExistingNetwork { Subnets: { } subnets } when (scope.ArePublic(kind == "Public") ? subnets.Public : subnets.Private) is var named =>
            List([.. named.Select(s => TextValues.Render(scope, stack, s))]),
        _ => StackScope.Parameter(stack, $"{kind}Subnets", "List<AWS::EC2::Subnet::Id>"),
    };

    private static void AddListeners(StackScope scope, Stack stack)
    {
        var isSecure = DomainNames.HasCertificate(scope.App);
        var nothing = Map(("FixedResponseConfig", Map(("StatusCode", "404"))), ("Type", "fixed-response"));
        var onwards = Map(
            ("RedirectConfig", Map(("Port", "443"), ("Protocol", "HTTPS"), ("StatusCode", "HTTP_301"))), ("Type", "redirect"));
        if (!isSecure || !scope.IsBehindCdn)
        {
            stack.Add(new StackResource("HttpListener", "AWS::ElasticLoadBalancingV2::Listener", Map(
                ("DefaultActions", List(isSecure ? onwards : nothing)), ("LoadBalancerArn", Ref("LoadBalancer")), ("Port", 80),
                ("Protocol", "HTTP"))));
        }

        if (isSecure)
        {
            AddHttps(stack, nothing, DnsAndCertificates.Certificates(scope, stack));
        }

        if (!scope.IsBehindCdn)
        {
            DnsAndCertificates.AddRecords(scope, stack);
        }
    }

    // A listener is made with one certificate; the others are added to it, one by one.
    private static void AddHttps(Stack stack, MapValue nothing, IReadOnlyList<Value> certificates)
    {
        stack.Add(new StackResource("HttpsListener", "AWS::ElasticLoadBalancingV2::Listener", Map(
            ("Certificates", List(Map(("CertificateArn", certificates[0])))), ("DefaultActions", List(nothing)),
            ("LoadBalancerArn", Ref("LoadBalancer")), ("Port", 443), ("Protocol", "HTTPS"), ("SslPolicy", TlsPolicy))));
        for (var i = 1; i < certificates.Count; i++)
        {
            stack.Add(new StackResource($"ListenerCertificate{StackScope.Number(i)}", "AWS::ElasticLoadBalancingV2::ListenerCertificate",
                Map(("Certificates", List(Map(("CertificateArn", certificates[i])))), ("ListenerArn", Ref("HttpsListener")))));
        }
    }

    private static void AddTargetGroups(App app, Stack stack, Service service, Value vpc)
    {
        var health = service.Probe;
        var properties = Map(
            ("HealthCheckIntervalSeconds", (int)health.Interval.TotalSeconds), ("HealthCheckPath", health.Path ?? "/"),
            ("HealthCheckPort", health.Port is { } port ? (Value)StackScope.Number(port) : null),
            ("HealthCheckTimeoutSeconds", (int)health.Timeout.TotalSeconds), ("HealthyThresholdCount", health.Healthy),
            ("UnhealthyThresholdCount", health.Unhealthy),
            ("Matcher", Map(("HttpCode", health.Codes))), ("Port", UnusedPort), ("Protocol", "HTTP"),
            ("TargetGroupAttributes",
                StackScope.Attributes([("deregistration_delay.timeout_seconds", StackScope.Number(Drain(service))), .. Sticky(service)])),
                ("TargetType", "ip"), ("VpcId", vpc));
        string[] ids =
            Rollouts.HasTwoTargetGroups(app, service) ? [LogicalIdPrefix.TargetGroup, LogicalIdPrefix.AlternateTargetGroup]
            : [LogicalIdPrefix.TargetGroup];
        foreach (var kind in ids)
        {
            var id = LogicalId.For(kind, service.Name);
            stack.Add(
                new StackResource(id, "AWS::ElasticLoadBalancingV2::TargetGroup", properties) { Cause = service.Origin.PlaceOf("route") });
            stack.Add(new StackOutput(id, Ref(id)));
        }
    }

    // What somebody wrote is meant: old tasks get the time that a request may take. What is longer than AWS waits is told by the check.
    private static int Drain(Service service) => service.Deploy.Strategy == Strategy.Replace || !service.SaysTimeout
        ? PlainDrain
        : Math.Min(LongestDrain, (int)service.Timeout.TotalSeconds);

    private static (string, string)[] Sticky(Service service) => service.Sticky is not { } sticky ? [] :
        [("stickiness.enabled", "true"), ("stickiness.lb_cookie.duration_seconds", StackScope.Number((long)sticky.TotalSeconds)),
        ("stickiness.type", "lb_cookie")];
}
