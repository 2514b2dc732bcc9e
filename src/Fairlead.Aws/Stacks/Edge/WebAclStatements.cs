using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>
/// Which requests a firewall means, as its statements; null is every request. It sees a request before the load balancer has chosen a route, so
/// it chooses the same way: what leads to a locked gate is meant widely, what leads to an open one narrowly, and in doubt somebody is asked.
/// </summary>
internal static class WebAclStatements
{
    private static readonly ListValue AsTheyAre = List(Map(("Priority", 0), ("Type", "NONE")));
    private static readonly ListValue Lower = List(Map(("Priority", 0), ("Type", "LOWERCASE")));
    private static readonly ListValue Decoded = List(Map(("Priority", 0), ("Type", "URL_DECODE")), Map(("Priority", 1), ("Type", "NORMALIZE_PATH")));

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
            : Or([.. gates.Where(g => g.AuthKey == key).Select(g => And(Matches(g.Route, isWide: true), NoneOf(gates, g, isWide: false))).OfType<MapValue>()]);
    }

    /// <summary>A header that is exactly a text, or begins with it.</summary>
    public static MapValue Header(string name, string text, bool isStart) => Bytes(Map(("SingleHeader", Map(("Name", name)))), text, isStart, Lower);

    public static MapValue Not(MapValue statement) => Map(("NotStatement", Map(("Statement", statement))));

    public static MapValue Or(params MapValue[] statements) => statements.Length == 1 ? statements[0] : Map(("OrStatement", Map(("Statements", List(statements)))));

    public static MapValue? And(params MapValue?[] statements)
    {
        MapValue[] given = [.. statements.OfType<MapValue>()];
        return given.Length switch { 0 => null, 1 => given[0], _ => Map(("AndStatement", Map(("Statements", List(given))))) };
    }

    // Requests that surely lead to this gate, and from its pages where it is locked.
    private static MapValue Passes(IReadOnlyList<RouteAuth> gates, RouteAuth gate) =>
        And(Matches(gate.Route, isWide: false), NoneOf(gates, gate, isWide: true), gate.AuthKey == VisitorAuth.Edge ? FromPages(gate) : null) ?? Everything;

    private static MapValue FromPages(RouteAuth gate) => Or([.. gate.Pages.SelectMany(p => new[] { Header("origin", p, isStart: false), Header("referer", p + "/", isStart: true) })]);

    private static MapValue? NoneOf(IReadOnlyList<RouteAuth> gates, RouteAuth gate, bool isWide)
    {
        MapValue[] others = [.. VisitorAuth.Before(gates, gate).Select(g => Matches(g.Route, isWide)).OfType<MapValue>()];
        return others.Length == 0 ? null : Not(Or(others));
    }

    private static MapValue? Matches(Route route, bool isWide) => And(
        route.Host is not { } host ? null : isWide ? Or(Header("host", host, isStart: false), Header("host", host + ":", isStart: true)) : Header("host", host, isStart: false),
        route.Path == "/" ? null : isWide ? Or([.. Path(route.Path, AsTheyAre), .. Path(route.Path, Decoded)]) : Or(Path(route.Path, AsTheyAre)));

    private static MapValue[] Path(string path, ListValue changes) =>
        [Bytes(Map(("UriPath", MapValue.Empty)), path, isStart: false, changes), Bytes(Map(("UriPath", MapValue.Empty)), path + "/", isStart: true, changes)];

    private static MapValue Everything => Bytes(Map(("UriPath", MapValue.Empty)), "/", isStart: true, AsTheyAre);

    private static MapValue Bytes(MapValue field, string text, bool isStart, ListValue changes) => Map(("ByteMatchStatement", Map(
        ("FieldToMatch", field), ("PositionalConstraint", isStart ? "STARTS_WITH" : "EXACTLY"), ("SearchString", text), ("TextTransformations", changes))));
}
