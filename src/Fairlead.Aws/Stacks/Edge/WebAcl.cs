using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>A web application firewall: before the load balancer, or before the content delivery network where there is one.</summary>
internal static class WebAcl
{
    private const int First = 10;
    private const int FirstManaged = 100;

    // What AWS keeps up to date: known attacks, known bad input, addresses of bad repute. Larger bodies than 8 KB are what forms and
    // uploads send.
    private static readonly ManagedRuleGroup[] Managed =
        [new("AWSManagedRulesAmazonIpReputationList"), new("AWSManagedRulesKnownBadInputsRuleSet"),
        new("AWSManagedRulesCommonRuleSet", "SizeRestrictions_BODY")];

    /// <summary>A firewall costs by the month, so there is one only where something needs it.</summary>
    public static bool IsNeeded(StackScope scope) => VisitorAuth.Routes(scope.App).Count > 0
        && (HasManaged(scope) || AllowLists.NeedsFirewall(scope.App) || (!scope.IsBehindCdn && VisitorAuth.Passwords(scope.App).Count > 0));

    /// <summary>Before a load balancer.</summary>
    public static void AddToLoadBalancer(StackScope scope, Stack stack)
    {
        if (!scope.IsBehindCdn && IsNeeded(scope))
        {
            Add(scope, stack, PatternSetStack.Regional);
            stack.Add(new StackResource("WebAclAssociation", "AWS::WAFv2::WebACLAssociation", Map(
                ("ResourceArn", Ref("LoadBalancer")), ("WebACLArn", GetAtt("WebAcl", "Arn")))));
        }
    }

    /// <summary>Before a content delivery network; answers what that is given, or null.</summary>
    public static Value? AddToCloudFront(StackScope scope, Stack stack)
    {
        if (!IsNeeded(scope))
        {
            return null;
        }

        Add(scope, stack, "CLOUDFRONT");
        return GetAtt("WebAcl", "Arn");
    }

    private static bool HasManaged(StackScope scope) => scope.App.Edge.Waf || (scope.IsStrict && scope.IsBehindCdn);

    private static void Add(StackScope scope, Stack stack, string webAclScope)
    {
        var rules = new List<Value>();
        if (AllowLists.NeedsFirewall(scope.App))
        {
            var known = WebAclStatements.Or([.. AddRanges(scope, stack, webAclScope)]);
            rules.Add(Rule("allow", 0, WebAclStatements.Not(known), Map(("Block", MapValue.Empty))));
        }

        if (!scope.IsBehindCdn)
        {
            AddPasswords(scope, stack, rules);
        }

        for (var i = 0; HasManaged(scope) && i < Managed.Length; i++)
        {
            rules.Add(ManagedRule(Managed[i], FirstManaged + i));
        }

        stack.Add(new StackResource("WebAcl", "AWS::WAFv2::WebACL", Map(
            ("DefaultAction", Map(("Allow", MapValue.Empty))), ("Rules", List([.. rules])), ("Scope", webAclScope),
            ("VisibilityConfig", Visibility("firewall")))) { Cause = StackScope.EdgePlace(scope.App, "waf") });
    }

    private static IEnumerable<MapValue> AddRanges(StackScope scope, Stack stack, string webAclScope)
    {
        foreach (var isVersion6 in new[] { false, true })
        {
            var ranges = AllowLists.RangesOfFirewall(scope.App, isVersion6);
            if (ranges.Count > 0)
            {
                var id = isVersion6 ? "AllowedIpSetV6" : "AllowedIpSetV4";
                stack.Add(new StackResource(id, "AWS::WAFv2::IPSet", Map(
                    ("Addresses", Texts(ranges)), ("IPAddressVersion", isVersion6 ? "IPV6" : "IPV4"),
                    ("Scope", webAclScope))) { Cause = StackScope.EdgePlace(scope.App, "allow") });
                yield return Map(("IPSetReferenceStatement", Map(("Arn", GetAtt(id, "Arn")))));
            }
        }
    }

    private static void AddPasswords(StackScope scope, Stack stack, List<Value> rules)
    {
        var gates = VisitorAuth.Routes(scope.App);
        var asks = Map(("Block", Map(("CustomResponse", Map(
            ("ResponseCode", 401), ("ResponseHeaders", List(Map(
                ("Name", "www-authenticate"), ("Value", $"Basic realm=\"{scope.App.Name}\"")))))))));
        foreach (var (key, _) in VisitorAuth.Passwords(scope.App))
        {
            var has = Map(("RegexPatternSetReferenceStatement", Map(
                ("Arn", PatternSetStack.ImportArn(scope, stack, key)),
                ("FieldToMatch", Map(("SingleHeader", Map(("Name", "authorization"))))),
                ("TextTransformations", List(Map(("Priority", 0), ("Type", "NONE")))))));
            rules.Add(
                Rule($"password-{key}", First + rules.Count,
                    WebAclStatements.And(WebAclStatements.NeedLock(gates, key), WebAclStatements.Not(has))!, asks));
        }
    }

    private static MapValue Rule(string name, int priority, MapValue statement, MapValue action) => Map(
        ("Action", action), ("Name", name), ("Priority", priority), ("Statement", statement), ("VisibilityConfig", Visibility(name)));

    private static MapValue ManagedRule(ManagedRuleGroup group, int priority) => Map(
        ("Name", group.Name), ("OverrideAction", Map(("None", MapValue.Empty))), ("Priority", priority),
        ("Statement", Map(("ManagedRuleGroupStatement", Map(
            ("Name", group.Name), ("RuleActionOverrides", group.Counted is null ? null : List(Map(
                ("ActionToUse", Map(("Count", MapValue.Empty))), ("Name", group.Counted)))), ("VendorName", "AWS"))))),
        ("VisibilityConfig", Visibility(group.Name)));

    private static MapValue Visibility(string name) => Map(
        ("CloudWatchMetricsEnabled", true), ("MetricName", name), ("SampledRequestsEnabled", true));

    /// <param name="Name">As AWS calls it.</param>
    /// <param name="Counted">The rule of it that counts requests and blocks none.</param>
    private sealed record ManagedRuleGroup(string Name, string? Counted = null);
}

/// <summary>
/// Which requests a firewall means, as its statements; null is every request. It sees a request before the load balancer has chosen a
/// route, so it chooses the same way: what leads to a locked gate is meant widely, what leads to an open one narrowly, and in doubt
/// somebody is asked.
/// </summary>
internal static class WebAclStatements
{
    private static readonly ListValue AsTheyAre = List(Map(("Priority", 0), ("Type", "NONE")));
    private static readonly ListValue Lower = List(Map(("Priority", 0), ("Type", "LOWERCASE")));
    private static readonly ListValue Decoded = List(Map(("Priority", 0), ("Type", "URL_DECODE")), Map(
        ("Priority", 1), ("Type", "NORMALIZE_PATH")));

    /// <summary>Requests without the password of a gate's lock that need it; null where that is every request.</summary>
    public static MapValue? NeedLock(IReadOnlyList<RouteAuth> gates, string key)
    {
        var others = gates.Where(g => g.AuthKey != key || g.Pages.Count > 0).ToList();
        if (others.Count == 0)
        {
            return null;
        }

        return key == VisitorAuth.Edge
            ? Not(Or([.. others.Select(g => Passes(gates, g)).OfType<MapValue>()]))
            : Or([.. gates.Where(g => g.AuthKey == key).Select(g => And(Matches(g.Route, isWide: true), NoneOf(gates, g, isWide: false)))
            .OfType<MapValue>()]);
    }

    /// <summary>A header that is exactly a text, or begins with it.</summary>
    public static MapValue Header(string name, string text, bool isStart) =>
        Bytes(Map(("SingleHeader", Map(("Name", name)))), text, isStart, Lower);

    public static MapValue Not(MapValue statement) => Map(("NotStatement", Map(("Statement", statement))));

    public static MapValue Or(params MapValue[] statements) => statements.Length == 1 ? statements[0] : Map(
        ("OrStatement", Map(("Statements", List(statements)))));

    public static MapValue? And(params MapValue?[] statements)
    {
        MapValue[] given = [.. statements.OfType<MapValue>()];
        return given.Length switch { 0 => null, 1 => given[0], _ => Map(("AndStatement", Map(("Statements", List(given))))) };
    }

    // Requests that surely lead to this gate, and from its pages where it is locked.
    private static MapValue Passes(IReadOnlyList<RouteAuth> gates, RouteAuth gate) =>
        And(Matches(gate.Route, isWide: false), NoneOf(gates, gate, isWide: true),
        gate.AuthKey == VisitorAuth.Edge ? FromPages(gate) : null) ?? Everything;

    private static MapValue FromPages(RouteAuth gate) =>
        Or([.. gate.Pages.SelectMany(p => new[] { Header("origin", p, isStart: false), Header("referer", p + "/", isStart: true) })]);

    private static MapValue? NoneOf(IReadOnlyList<RouteAuth> gates, RouteAuth gate, bool isWide)
    {
        MapValue[] others = [.. VisitorAuth.Before(gates, gate).Select(g => Matches(g.Route, isWide)).OfType<MapValue>()];
        return others.Length == 0 ? null : Not(Or(others));
    }

    private static MapValue? Matches(Route route, bool isWide) => And(
        route.Host is { } host ? OfHost(host, isWide) : null,
        route.Path == "/" ? null
            : isWide ? Or([.. Path(route.Path, AsTheyAre), .. Path(route.Path, Decoded)]) : Or(Path(route.Path, AsTheyAre)));

    // With a port, if it is meant widely; of a wildcard all that ends so.
    private static MapValue OfHost(string host, bool isWide)
    {
        if (!HostName.IsWildcard(host))
        {
            return isWide ? Or(Header("host", host, isStart: false), Header("host", host + ":", isStart: true))
                : Header("host", host, isStart: false);
        }

        var field = Map(("SingleHeader", Map(("Name", "host"))));
        var ends = Bytes(field, host[1..], "ENDS_WITH", Lower);
        return isWide ? Or(ends, Bytes(field, host[1..] + ":", "CONTAINS", Lower)) : ends;
    }

    private static MapValue[] Path(string path, ListValue changes) =>
        [Bytes(Map(("UriPath", MapValue.Empty)), path, isStart: false, changes),
        Bytes(Map(("UriPath", MapValue.Empty)), path + "/", isStart: true, changes)];

    private static MapValue Everything => Bytes(Map(("UriPath", MapValue.Empty)), "/", isStart: true, AsTheyAre);

    private static MapValue Bytes(MapValue field, string text, bool isStart, ListValue changes) =>
        Bytes(field, text, isStart ? "STARTS_WITH" : "EXACTLY", changes);

    private static MapValue Bytes(MapValue field, string text, string position, ListValue changes) => Map(("ByteMatchStatement", Map(
        ("FieldToMatch", field), ("PositionalConstraint", position), ("SearchString", text), ("TextTransformations", changes))));
}
