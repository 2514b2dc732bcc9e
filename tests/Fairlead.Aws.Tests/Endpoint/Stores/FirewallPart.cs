using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>Sets of patterns of AWS WAF. <c>WAFV2 API Reference, version 2019-07-29</c>.</summary>
internal sealed class FirewallPart(AwsWorld world) : IAwsPart
{
    // AWS WAF developer guide, "AWS WAF quotas": patterns in a set, characters in a pattern.
    private const int MostPatterns = 10;
    private const int LongestPattern = 200;

    private readonly Dictionary<string, PatternSet> sets = [];

    public void Register(AwsRoutes routes) => routes
        .Add("wafv2", "GetRegexPatternSet", Get)
        .Add("wafv2", "UpdateRegexPatternSet", Update);

    /// <summary>What sets hold and held, oldest first, by the name of their stack.</summary>
    public IReadOnlyList<string> HistoryOf(string stack) => sets.Single(s => s.Key.StartsWith($"{stack}-RegexPatternSet-")).Value.History;

    /// <summary>As a stack or a person's hand sets it.</summary>
    /// <param name="name"><c>NAME|ID|SCOPE</c>.</param>
    public void Set(string name, IEnumerable<string> patterns)
    {
        if (!sets.TryGetValue(name, out var set))
        {
            sets[name] = set = new PatternSet();
        }

        (set.Patterns, set.Token) = ([.. patterns], world.Uuid());
        set.History.Add(string.Join(' ', set.Patterns));
    }

    public void Remove(string name) => sets.Remove(name);

    private AwsAnswer Get(AwsCall call)
    {
        var set = Need(call);
        return Members.Make(("LockToken", set.Token), ("RegexPatternSet", Members.Make(("Name", call.Need("Name")),
            ("Id", call.Need("Id")), ("ARN", world.Arn("wafv2", call.Request.Region,
                $"regional/regexpatternset/{call.Need("Name")}/{call.Need("Id")}")),
            ("RegularExpressionList", Members.List(set.Patterns.Select(p => Members.Make(("RegexString", p))))))));
    }

    private AwsAnswer Update(AwsCall call)
    {
        var set = Need(call);
        if (call.Need("LockToken") != set.Token)
        {
            throw new AwsRefusal("WAFOptimisticLockException",
                "AWS WAF couldn\u2019t save your changes because someone changed the resource after you started to edit it. Reapply your "
                + "changes.");
        }

        var patterns = call.List("RegularExpressionList").Select(r => r["RegexString"]!.GetValue<string>()).ToList();
        if (patterns.Find(p => p.Length > LongestPattern) is { } tooLong)
        {
            throw new AwsRefusal("WAFInvalidParameterException",
                $"Error reason: The parameter contains formatting that is not valid., field: REGEX_STRING, parameter: {tooLong}");
        }

        if (patterns.Count > MostPatterns)
        {
            throw new AwsRefusal("WAFLimitsExceededException", "AWS WAF couldn\u2019t perform the operation because of a limit.");
        }

        Set($"{call.Need("Name")}|{call.Need("Id")}|{call.Need("Scope")}", patterns);
        return Members.Make(("NextLockToken", set.Token));
    }

    private PatternSet Need(AwsCall call) => sets.GetValueOrDefault($"{call.Need("Name")}|{call.Need("Id")}|{call.Need("Scope")}")
        ?? throw new AwsRefusal("WAFNonexistentItemException",
            "AWS WAF couldn\u2019t perform the operation because your resource doesn\u2019t exist.");

    private sealed class PatternSet
    {
        public List<string> Patterns { get; set; } = [];

        public string Token { get; set; } = "";

        public List<string> History { get; } = [];
    }
}
