using Fairlead.Aws.Template.Access;

namespace Fairlead.Aws.Template.Network;

/// <param name="From">A group's name, an address range or a prefix list.</param>
/// <param name="To">A group's name.</param>
/// <param name="Port">One port; all that Fairlead opens is TCP.</param>
internal sealed record OpenPath(string From, string To, int Port, Cause Cause);

/// <summary>
/// One security group for each workload, resource and load balancer, and one rule for each link, from group to group. Rules are resources of their
/// own: groups that name each other would wait for each other.
/// </summary>
internal sealed class SecurityGroups(Value vpc)
{
    /// <summary>AWS's default quota of rules inwards for one group; beyond it an allow list belongs into a WAF.</summary>
    public const int RulesForEach = 60;

    private readonly SortedDictionary<string, Value> ids = new(StringComparer.Ordinal);
    private readonly List<Resource> groups = [];
    private readonly SortedDictionary<string, Resource> rules = new(StringComparer.Ordinal);
    private readonly List<OpenPath> paths = [];

    /// <summary>What is open, in the order it was asked for, each with who asked.</summary>
    public IReadOnlyList<OpenPath> Paths => paths;

    /// <summary>The group of a workload, which may call out, or of something that only answers.</summary>
    /// <param name="name">A name of the app file, or a reserved word for what is no name of it: <c>edge</c>.</param>
    /// <param name="description">Never to change, nor to hold what a user may change: another description is another group.</param>
    public Value Add(string name, string description, bool callsOut, Cause cause)
    {
        var id = LogicalId.Of("Group", name);
        groups.Add(new Resource(id, "AWS::EC2::SecurityGroup", Value.Map(
            ("GroupDescription", description),
            ("SecurityGroupEgress", Value.List(callsOut ? Outwards() : Nowhere())),
            ("VpcId", vpc))) { Cause = cause.Place });
        return ids[name] = Value.GetAtt(id, "GroupId");
    }

    /// <summary>A group that somebody else made.</summary>
    public Value AddExisting(string name, Value id) => ids[name] = id;

    public Value Find(string name) => ids[name];

    /// <summary>Opens a port from one group to another; the same path twice is one rule.</summary>
    public void Link(string from, string to, int port, Cause cause)
    {
        paths.Add(new OpenPath(from, to, port, cause));
        var id = LogicalId.Of($"Tcp{port}", from, to);
        AddRule(id, to, port, cause, ("SourceSecurityGroupId", ids[from]), $"{from} to {to}");
    }

    /// <summary>Opens a port to addresses: <c>0.0.0.0/0</c>, <c>::/0</c>, an office.</summary>
    public void LinkAddresses(string cidr, string to, int port, Cause cause)
    {
        paths.Add(new OpenPath(cidr, to, port, cause));
        var source = cidr.Contains(':', StringComparison.Ordinal) ? "CidrIpv6" : "CidrIp";
        AddRule($"Tcp{port}{Fingerprint.Of(cidr)}{LogicalId.Of("To", to)}", to, port, cause, (source, cidr), $"{cidr} to {to}");
    }

    /// <summary>Opens a port to a list of addresses that AWS keeps, such as CloudFront's.</summary>
    public void LinkPrefixList(string name, Value prefixList, string to, int port, Cause cause)
    {
        paths.Add(new OpenPath(name, to, port, cause));
        AddRule(LogicalId.Of($"Tcp{port}", name, to), to, port, cause, ("SourcePrefixListId", prefixList), $"{name} to {to}");
    }

    public void AddTo(Stack stack)
    {
        foreach (var resource in groups.Concat(rules.Values))
        {
            stack.Add(resource);
        }
    }

    /// <summary>Groups with more rules than AWS takes, in sentences.</summary>
    public IReadOnlyList<string> Exceeded() =>
        [.. paths.Select(p => (p.From, p.To, p.Port)).Distinct().CountBy(p => p.To).Where(g => g.Value > RulesForEach).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Value} paths lead to {g.Key}, and AWS takes {RulesForEach} rules for one security group")];

    private void AddRule(string id, string to, int port, Cause cause, (string Property, Value Source) source, string description) =>
        rules.TryAdd(id, new Resource(id, "AWS::EC2::SecurityGroupIngress", Value.Map(
            ("Description", description),
            ("FromPort", port),
            ("GroupId", ids[to]),
            ("IpProtocol", "tcp"),
            ("ToPort", port),
            (source.Property, source.Source))) { Cause = cause.Place });

    private static MapValue Outwards() => Value.Map(("CidrIp", "0.0.0.0/0"), ("Description", "Calls out"), ("IpProtocol", "-1"));

    // A group without any rule outwards is given one that allows all; this one leads nowhere.
    private static MapValue Nowhere() => Value.Map(("CidrIp", "127.0.0.1/32"), ("Description", "Only answers"), ("IpProtocol", "-1"));
}
