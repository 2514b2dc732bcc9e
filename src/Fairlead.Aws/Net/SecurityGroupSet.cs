using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Net;

/// <summary>
/// One security group for each workload, resource and load balancer, and one rule for each link, from group to group. Rules are resources of their
/// own: groups that name each other would wait for each other.
/// </summary>
internal sealed class SecurityGroupSet(Value vpc)
{
    /// <summary>AWS's default quota of rules inwards for one group; beyond it an allow list belongs into a WAF.</summary>
    public const int RulesForEach = 60;

    private readonly SortedDictionary<string, Value> ids = new(StringComparer.Ordinal);
    private readonly List<StackResource> groups = [];
    private readonly SortedDictionary<string, StackResource> rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> shown = new(StringComparer.Ordinal);

    /// <summary>The group of a workload, which may call out, or of something that only answers.</summary>
    /// <param name="name">A name of the app file, or a reserved word for what is no name of it: <c>edge</c>.</param>
    /// <param name="description">Never to change, nor to hold what a user may change: another description is another group.</param>
    /// <param name="shownAs">What people call it, where two groups stand for one thing.</param>
    public Value Add(string name, string description, bool callsOut, Cause cause, string? shownAs = null)
    {
        if (shownAs is not null)
        {
            shown.Add(name, shownAs);
        }

        var id = LogicalId.For("Group", name);
        groups.Add(new StackResource(id, "AWS::EC2::SecurityGroup", Value.Map(
            ("GroupDescription", description),
            ("SecurityGroupEgress", Value.List(callsOut ? Outwards() : Nowhere())),
            ("VpcId", vpc))) { Cause = cause.Place });
        return ids[name] = Value.GetAtt(id, "GroupId");
    }

    /// <summary>A group that somebody else made.</summary>
    public Value AddExisting(string name, Value id) => ids[name] = id;

    public Value Find(string name) => ids[name];

    /// <summary>Opens a port from one group to another; the same path twice is one rule.</summary>
    public void AddIngress(string from, string to, int port, Cause cause)
    {
        var id = LogicalId.For($"Tcp{port}", from, to);
        AddRule(id, to, port, cause, ("SourceSecurityGroupId", ids[from]), from);
    }

    /// <summary>Opens a port to addresses: <c>0.0.0.0/0</c>, <c>::/0</c>, an office.</summary>
    public void AddIngressFromAddresses(string cidr, string to, int port, Cause cause)
    {
        var source = cidr.Contains(':', StringComparison.Ordinal) ? "CidrIpv6" : "CidrIp";
        AddRule($"Tcp{port}{Fingerprint.Compute(cidr)}{LogicalId.For("To", to)}", to, port, cause, (source, cidr), cidr);
    }

    /// <summary>Opens a port to a list of addresses that AWS keeps, such as CloudFront's.</summary>
    public void AddIngressFromPrefixList(string name, Value prefixList, string to, int port, Cause cause)
    {
        AddRule(LogicalId.For($"Tcp{port}", name, to), to, port, cause, ("SourcePrefixListId", prefixList), name);
    }

    public void AddTo(Stack stack)
    {
        foreach (var resource in groups.Concat(rules.Values))
        {
            stack.Add(resource);
        }
    }

    private void AddRule(string id, string to, int port, Cause cause, (string Property, Value Source) source, string from) =>
        rules.TryAdd(id, new StackResource(id, "AWS::EC2::SecurityGroupIngress", Value.Map(
            ("Description", $"{from} to {shown.GetValueOrDefault(to, to)}"),
            ("FromPort", port),
            ("GroupId", ids[to]),
            ("IpProtocol", "tcp"),
            ("ToPort", port),
            (source.Property, source.Source))) { Cause = cause.Place });

    private static MapValue Outwards() => Value.Map(("CidrIp", "0.0.0.0/0"), ("Description", "Calls out"), ("IpProtocol", "-1"));

    // A group without any rule outwards is given one that allows all; this one leads nowhere.
    private static MapValue Nowhere() => Value.Map(("CidrIp", "127.0.0.1/32"), ("Description", "Only answers"), ("IpProtocol", "-1"));
}
