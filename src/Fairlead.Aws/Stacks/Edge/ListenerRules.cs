using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>What the load balancer does with a request: the rules of its listener, each with a number that stays.</summary>
internal static class ListenerRules
{
    private const string Type = "AWS::ElasticLoadBalancingV2::ListenerRule";

    /// <param name="numbers">Rules that are there already keep their numbers; afterwards those of all stand in it.</param>
    public static void Add(StackScope scope, Stack stack, Dictionary<ListenerRuleKey, int>? numbers)
    {
        var app = scope.App;
        var rules = app.Services.Where(s => s.Route is not null).SelectMany(ServiceRule.All).ToList();
        var redirects = app.Services.SelectMany(s => s.Redirects.Select(r => (Service: s, Redirect: r))).ToList();
        var trials = rules.Where(r => IsTried(app, r)).Select(r => TestTrafficRules.KeyOf(r.Key));
        var priorities = RulePriorities.Assign(
            [.. rules.Select(r => r.Key), .. redirects.Select(r => KeyOf(r.Redirect)), .. trials, .. OriginBypassRules.Keys(app)],
            numbers);
        foreach (var (key, number) in priorities)
        {
            numbers?[key] = number;
        }

        foreach (var rule in rules)
        {
            AddForward(app, stack, rule, priorities[rule.Key]);
            if (IsTried(app, rule))
            {
                TestTrafficRules.Add(stack, rule.Service, priorities[TestTrafficRules.KeyOf(rule.Key)]);
            }
        }

        foreach (var (service, redirect) in redirects)
        {
            AddRedirect(scope, stack, (service, redirect), priorities[KeyOf(redirect)]);
        }

        OriginBypassRules.Add(scope, stack, priorities);
    }

    /// <summary>Both sets of tasks. ECS moves the weights during a release; a stack leaves them as they are.</summary>
    /// <param name="kind">Of the parameters that hold the weights.</param>
    public static MapValue ForwardToBoth(Stack stack, Service service, string kind)
    {
        var weight = LogicalId.For(kind, service.Name);
        stack.Add(new StackParameter(weight + "Primary") { Source = new LiveValue(), Default = "100" });
        stack.Add(new StackParameter(weight + "Alternate") { Source = new LiveValue(), Default = "0" });
        return Map(("ForwardConfig", Map(("TargetGroups", List(
            Map(("TargetGroupArn", Ref(LogicalId.For(LogicalIdPrefix.TargetGroup, service.Name))), ("Weight", Ref(weight + "Primary"))),
            Map(
                ("TargetGroupArn", Ref(LogicalId.For(LogicalIdPrefix.AlternateTargetGroup, service.Name))),
                ("Weight", Ref(weight + "Alternate"))))))), ("Type", "forward"));
    }

    private static bool IsTried(App app, ServiceRule rule) => rule.IsMain && Rollouts.IsHeld(app, rule.Service);

    private static ListenerRuleKey KeyOf(Redirect redirect) => new(redirect.Host, "/");

    private static void AddForward(App app, Stack stack, ServiceRule rule, int priority)
    {
        var service = rule.Service;
        var movesBoth = Rollouts.HasTwoTargetGroups(app, service);
        var forward = movesBoth ? ForwardToBoth(stack, service, LogicalIdPrefix.Weight) : Map(
            ("TargetGroupArn", Ref(LogicalId.For(LogicalIdPrefix.TargetGroup, service.Name))), ("Type", "forward"));
        stack.Add(new StackResource(rule.Id, Type, Map(
            ("Actions", CognitoLogin.Before(app, service, forward)),
            ("Conditions", rule.Conditions()), ("ListenerArn", Ref(LoadBalancer.Listener(app))),
            ("Priority", priority))) { Cause = service.Origin.PlaceOf("route") });
        if (movesBoth)
        {
            stack.Add(new StackOutput(rule.Id, Ref(rule.Id)));
        }
    }

    // Path and query stay what they are where nothing is said of them. What CloudFront asks is not what the visitor asked.
    private static void AddRedirect(StackScope scope, Stack stack, (Service Service, Redirect Redirect) of, int priority)
    {
        var isSecure = DomainNames.HasCertificate(scope.App) || scope.IsBehindCdn;
        var id = LogicalId.For(LogicalIdPrefix.RedirectRule, of.Service.Name) + Fingerprint.Compute(of.Redirect.Host);
        stack.Add(new StackResource(id, Type, Map(
            ("Actions", List(Map(
                ("RedirectConfig", Map(
                    ("Host", of.Redirect.To), ("Port", isSecure ? "443" : "80"), ("Protocol", isSecure ? "HTTPS" : "HTTP"),
                    ("StatusCode", "HTTP_301"))), ("Type", "redirect")))),
            ("Conditions", List(ServiceRule.OfHosts([of.Redirect.Host]))), ("ListenerArn", Ref(LoadBalancer.Listener(scope.App))),
            ("Priority", priority))) { Cause = of.Service.Origin.PlaceOf("route") });
    }
}
