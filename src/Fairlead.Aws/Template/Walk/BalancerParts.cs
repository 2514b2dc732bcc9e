using Fairlead.Aws.Template.Access;
using Fairlead.Aws.Template.Network;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>The load balancer: listeners, target groups, rules, certificate and records.</summary>
internal static class BalancerParts
{
    private const string TlsPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";
    private const int LongestIdle = 4000;
    private const int LongestDrain = 3600;
    private const int PlainRequest = 60;

    // ECS registers each task with its own port. The service's would make another target group of another port: an empty one, which the rule would lead to.
    private const int UnusedPort = 80;

    /// <summary>The listener that visitors meet.</summary>
    public static string Listener(App app) => DomainParts.IsSecure(app) ? "Listener" : "ListenerPlain";

    /// <param name="existing">Rules that are there already keep their numbers.</param>
    public static void Add(Site site, Stack stack, Value vpc, IReadOnlyDictionary<RuleKey, int>? existing)
    {
        var routed = site.App.Services.Where(s => s.Route is not null).ToList();
        if (routed.Count == 0)
        {
            return;
        }

        AddBalancer(site, stack, routed);
        AddListeners(site, stack);
        var held = routed.Where(s => Rollouts.IsHeld(site.App, s));
        var priorities = RulePriorities.Assign([.. routed.Select(KeyOf), .. held.Select(s => TrialRules.KeyOf(KeyOf(s))), .. OpenRules.Keys(site.App)], existing);
        foreach (var service in routed)
        {
            AddTargets(site.App, stack, service, vpc);
            AddRule(site.App, stack, service, priorities[KeyOf(service)]);
            if (Rollouts.IsHeld(site.App, service))
            {
                TrialRules.Add(stack, service, priorities[TrialRules.KeyOf(KeyOf(service))]);
            }
        }

        OpenRules.Add(site, stack, priorities);

        stack.Add(new Output("BalancerFullName", GetAtt("Balancer", "LoadBalancerFullName")));
        if (site.IsBehindCdn)
        {
            stack.Add(new Output("Balancer", Ref("Balancer")));
        }

        stack.Add(new Output("BalancerName", GetAtt("Balancer", "DNSName")));
    }

    private static RuleKey KeyOf(Service service) => new(service.Route!.Host, service.Route.Path);

    // Behind a content delivery network it has no address that the world could reach.
    private static void AddBalancer(Site site, Stack stack, List<Service> routed)
    {
        var idle = Math.Min(LongestIdle, (int)routed.Max(s => s.Timeout).TotalSeconds);
        string[] groups = stack.Find(LogicalId.Of(Kinds.Group, GroupParts.EdgePlain)) is null ? [GroupParts.Edge] : [GroupParts.Edge, GroupParts.EdgePlain];
        stack.Add(new Resource("Balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer", Map(
            ("LoadBalancerAttributes", Site.Attributes(
                [.. AccessLogs.OfBalancer(site, stack), ("deletion_protection.enabled", site.IsDev ? "false" : "true"),
                ("idle_timeout.timeout_seconds", Site.Number(idle)),
                ("routing.http.drop_invalid_header_fields.enabled", "true")])),
            ("Scheme", site.IsBehindCdn ? "internal" : "internet-facing"), ("SecurityGroups", List([.. groups.Select(g => GetAtt(LogicalId.Of(Kinds.Group, g), "GroupId"))])),
            ("Subnets", Subnets(site, stack, site.IsBehindCdn ? "Private" : "Public")), ("Type", "application")))
        {
            DependsOn = [.. AccessLogs.WaitFor(site), .. site.Own is null || site.IsBehindCdn ? [] : (string[])["WayOutPublic"]],
            Cause = routed[0].Origin.PlaceOf("route"),
        });
        FirewallParts.AddToBalancer(site, stack);
    }

    // Within the stack that makes them they have no parameter.
    private static Value Subnets(Site site, Stack stack, string kind) => site.App.Network switch
    {
        OwnNetwork own => List([.. Enumerable.Range(0, own.Zones).Select(i => Ref($"Subnet{kind}{Site.Number(i)}"))]),
        ExistingNetwork { Subnets: { } subnets } when (kind == "Public" ? subnets.Public : subnets.Private) is { Count: > 0 } named => List([.. named.Select(s => Texts.Of(site, stack, s))]),
        _ => Site.Given(stack, $"Subnets{kind}", "List<AWS::EC2::Subnet::Id>"),
    };

    private static void AddListeners(Site site, Stack stack)
    {
        var isSecure = DomainParts.IsSecure(site.App);
        var nothing = Map(("FixedResponseConfig", Map(("StatusCode", "404"))), ("Type", "fixed-response"));
        var onwards = Map(("RedirectConfig", Map(("Port", "443"), ("Protocol", "HTTPS"), ("StatusCode", "HTTP_301"))), ("Type", "redirect"));
        if (!isSecure || !site.IsBehindCdn)
        {
            stack.Add(new Resource("ListenerPlain", "AWS::ElasticLoadBalancingV2::Listener", Map(
                ("DefaultActions", List(isSecure ? onwards : nothing)), ("LoadBalancerArn", Ref("Balancer")), ("Port", 80), ("Protocol", "HTTP"))));
        }

        if (isSecure)
        {
            stack.Add(new Resource("Listener", "AWS::ElasticLoadBalancingV2::Listener", Map(
                ("Certificates", List(Map(("CertificateArn", DomainParts.Certificate(site, stack))))), ("DefaultActions", List(nothing)),
                ("LoadBalancerArn", Ref("Balancer")), ("Port", 443), ("Protocol", "HTTPS"), ("SslPolicy", TlsPolicy))));
        }

        if (!site.IsBehindCdn)
        {
            DomainParts.AddRecords(site, stack);
        }
    }

    private static void AddTargets(App app, Stack stack, Service service, Value vpc)
    {
        var health = service.Probe;
        var properties = Map(
            ("HealthCheckIntervalSeconds", (int)health.Interval.TotalSeconds), ("HealthCheckPath", health.Path ?? "/"), ("HealthCheckPort", health.Port is { } port ? (Value)Site.Number(port) : null),
            ("HealthCheckTimeoutSeconds", (int)health.Timeout.TotalSeconds), ("HealthyThresholdCount", Math.Max(2, health.Healthy)), ("UnhealthyThresholdCount", Math.Max(2, health.Unhealthy)),
            ("Matcher", Map(("HttpCode", health.Codes))), ("Port", UnusedPort), ("Protocol", "HTTP"),
            ("TargetGroupAttributes", Site.Attributes([("deregistration_delay.timeout_seconds", Site.Number(Drain(service))), .. Sticky(service)])), ("TargetType", "ip"), ("VpcId", vpc));
        string[] ids = Rollouts.HasTwoSets(app, service) ? [Kinds.Targets, Kinds.Standby] : [Kinds.Targets];
        foreach (var kind in ids)
        {
            var id = LogicalId.Of(kind, service.Name);
            stack.Add(new Resource(id, "AWS::ElasticLoadBalancingV2::TargetGroup", properties) { Cause = service.Origin.PlaceOf("route") });
            stack.Add(new Output(id, Ref(id)));
        }
    }

    private static int Drain(Service service) => service.Deploy.Strategy == Strategy.Replace || service.Timeout.TotalSeconds <= PlainRequest
        ? 5
        : Math.Min(LongestDrain, (int)service.Timeout.TotalSeconds);

    private static (string, string)[] Sticky(Service service) => service.Sticky is not { } sticky ? [] :
        [("stickiness.enabled", "true"), ("stickiness.lb_cookie.duration_seconds", Site.Number((long)sticky.TotalSeconds)), ("stickiness.type", "lb_cookie")];

    private static void AddRule(App app, Stack stack, Service service, int priority)
    {
        var id = LogicalId.Of(Kinds.Rule, service.Name);
        var forward = Rollouts.HasTwoSets(app, service) ? Split(stack, service, Kinds.Weight) : Map(("TargetGroupArn", Ref(LogicalId.Of(Kinds.Targets, service.Name))), ("Type", "forward"));
        stack.Add(new Resource(id, "AWS::ElasticLoadBalancingV2::ListenerRule", Map(
            ("Actions", LoginParts.Before(app, service, forward)),
            ("Conditions", Conditions(service.Route!)), ("ListenerArn", Ref(Listener(app))), ("Priority", priority))) { Cause = service.Origin.PlaceOf("route") });
        if (Rollouts.HasTwoSets(app, service))
        {
            stack.Add(new Output(id, Ref(id)));
        }
    }

    /// <summary>Both sets of tasks. ECS moves the weights during a release; a stack leaves them as they are.</summary>
    /// <param name="kind">Of the parameters that hold the weights.</param>
    public static MapValue Split(Stack stack, Service service, string kind)
    {
        var weight = LogicalId.Of(kind, service.Name);
        stack.Add(new Parameter(weight + "First") { Source = new Live(), Default = "100" });
        stack.Add(new Parameter(weight + "Second") { Source = new Live(), Default = "0" });
        return Map(("ForwardConfig", Map(("TargetGroups", List(
            Map(("TargetGroupArn", Ref(LogicalId.Of(Kinds.Targets, service.Name))), ("Weight", Ref(weight + "First"))),
            Map(("TargetGroupArn", Ref(LogicalId.Of(Kinds.Standby, service.Name))), ("Weight", Ref(weight + "Second"))))))), ("Type", "forward"));
    }

    public static ListValue Conditions(Route route, params MapValue[] more)
    {
        var conditions = new List<Value>();
        if (route.Host is { } host)
        {
            conditions.Add(Map(("Field", "host-header"), ("HostHeaderConfig", Map(("Values", List(host))))));
        }

        if (route.Path != "/" || route.Host is null)
        {
            string[] paths = route.Path == "/" ? ["/*"] : [route.Path, route.Path + "/*"];
            conditions.Add(Map(("Field", "path-pattern"), ("PathPatternConfig", Map(("Values", Value.Texts(paths))))));
        }

        return List([.. conditions, .. more]);
    }
}
