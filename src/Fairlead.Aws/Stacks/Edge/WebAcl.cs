using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>A web application firewall: before the load balancer, or before the content delivery network where there is one.</summary>
internal static class WebAcl
{
    private const int First = 10;
    private const int FirstManaged = 100;

    // What AWS keeps up to date: known attacks, known bad input, addresses of bad repute. Larger bodies than 8 KB are what forms and uploads send.
    private static readonly (string Name, string? Counted)[] Managed =
        [("AWSManagedRulesAmazonIpReputationList", null), ("AWSManagedRulesKnownBadInputsRuleSet", null), ("AWSManagedRulesCommonRuleSet", "SizeRestrictions_BODY")];

    /// <summary>A firewall costs by the month, so there is one only where something needs it.</summary>
    public static bool IsNeeded(StackScope site) => VisitorAuth.Routes(site.App).Count > 0
        && (HasManaged(site) || AllowLists.NeedsFirewall(site.App) || (!site.IsBehindCdn && VisitorAuth.Passwords(site.App).Count > 0));

    /// <summary>Before a load balancer.</summary>
    public static void AddToLoadBalancer(StackScope site, Stack stack)
    {
        if (!site.IsBehindCdn && IsNeeded(site))
        {
            Add(site, stack, "REGIONAL");
            stack.Add(new StackResource("FirewallUse", "AWS::WAFv2::WebACLAssociation", Map(("ResourceArn", Ref("Balancer")), ("WebACLArn", GetAtt("Firewall", "Arn")))));
        }
    }

    /// <summary>Before a content delivery network; answers what that is given, or null.</summary>
    public static Value? AddToCloudFront(StackScope site, Stack stack)
    {
        if (!IsNeeded(site))
        {
            return null;
        }

        Add(site, stack, "CLOUDFRONT");
        return GetAtt("Firewall", "Arn");
    }

    private static bool HasManaged(StackScope site) => site.App.Edge.Waf || (site.IsStrict && site.IsBehindCdn);

    private static void Add(StackScope site, Stack stack, string scope)
    {
        var rules = new List<Value>();
        if (AllowLists.NeedsFirewall(site.App))
        {
            var known = WebAclStatements.Or([.. AddRanges(site, stack, scope)]);
            rules.Add(Rule("allow", 0, WebAclStatements.Not(known), Map(("Block", MapValue.Empty))));
        }

        if (!site.IsBehindCdn)
        {
            AddPasswords(site, stack, scope, rules);
        }

        for (var i = 0; HasManaged(site) && i < Managed.Length; i++)
        {
            rules.Add(ManagedRule(Managed[i], FirstManaged + i));
        }

        stack.Add(new StackResource("Firewall", "AWS::WAFv2::WebACL", Map(
            ("DefaultAction", Map(("Allow", MapValue.Empty))), ("Rules", List([.. rules])), ("Scope", scope), ("VisibilityConfig", Visibility("firewall")))) { Cause = StackScope.EdgePlace(site.App, "waf") });
    }

    private static IEnumerable<MapValue> AddRanges(StackScope site, Stack stack, string scope)
    {
        foreach (var isVersion6 in new[] { false, true })
        {
            var ranges = AllowLists.RangesOfFirewall(site.App, isVersion6);
            if (ranges.Count > 0)
            {
                var id = isVersion6 ? "Allowed6" : "Allowed4";
                stack.Add(new StackResource(id, "AWS::WAFv2::IPSet", Map(("Addresses", Texts(ranges)), ("IPAddressVersion", isVersion6 ? "IPV6" : "IPV4"), ("Scope", scope))) { Cause = StackScope.EdgePlace(site.App, "allow") });
                yield return Map(("IPSetReferenceStatement", Map(("Arn", GetAtt(id, "Arn")))));
            }
        }
    }

    // The sets of patterns hold nothing that lets anybody in until the password is written, and hold it only outside of templates.
    private static void AddPasswords(StackScope site, Stack stack, string scope, List<Value> rules)
    {
        var gates = VisitorAuth.Routes(site.App);
        var asks = Map(("Block", Map(("CustomResponse", Map(
            ("ResponseCode", 401), ("ResponseHeaders", List(Map(("Name", "www-authenticate"), ("Value", $"Basic realm=\"{site.App.Name}\"")))))))));
        foreach (var (key, _) in VisitorAuth.Passwords(site.App))
        {
            var id = LogicalId.For(LogicalIdPrefix.Password, key);
            stack.Add(new StackResource(id, "AWS::WAFv2::RegexPatternSet", Map(("RegularExpressionList", List(VisitorPasswords.Nobody)), ("Scope", scope))) { Cause = StackScope.EdgePlace(site.App, "auth") });
            stack.Add(new StackOutput(id, Ref(id)));
            var has = Map(("RegexPatternSetReferenceStatement", Map(
                ("Arn", GetAtt(id, "Arn")), ("FieldToMatch", Map(("SingleHeader", Map(("Name", "authorization"))))), ("TextTransformations", List(Map(("Priority", 0), ("Type", "NONE")))))));
            rules.Add(Rule($"password-{key}", First + rules.Count, WebAclStatements.And(WebAclStatements.NeedLock(gates, key), WebAclStatements.Not(has))!, asks));
        }
    }

    private static MapValue Rule(string name, int priority, MapValue statement, MapValue action) => Map(
        ("Action", action), ("Name", name), ("Priority", priority), ("Statement", statement), ("VisibilityConfig", Visibility(name)));

    private static MapValue ManagedRule((string Name, string? Counted) group, int priority) => Map(
        ("Name", group.Name), ("OverrideAction", Map(("None", MapValue.Empty))), ("Priority", priority),
        ("Statement", Map(("ManagedRuleGroupStatement", Map(
            ("Name", group.Name), ("RuleActionOverrides", group.Counted is null ? null : List(Map(("ActionToUse", Map(("Count", MapValue.Empty))), ("Name", group.Counted)))), ("VendorName", "AWS"))))),
        ("VisibilityConfig", Visibility(group.Name)));

    private static MapValue Visibility(string name) => Map(("CloudWatchMetricsEnabled", true), ("MetricName", name), ("SampledRequestsEnabled", true));
}
