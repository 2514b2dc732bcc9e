using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Net;

/// <summary>
/// One security group for each workload, resource and load balancer, and one rule for each link, from group to group. Rules are resources
/// of their own: groups that name each other would wait for each other.
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
    public Value Add(string name, string description, bool callsOut, Cause cause) =>
        Add(name, LogicalId.For("SecurityGroup", name), description, callsOut, cause);

    /// <summary>Another group of something that has one already.</summary>
    /// <param name="name">No name of the app file.</param>
    /// <param name="of">The name that people know it by.</param>
    /// <param name="id">Its logical id.</param>
    public void AddSecond(string name, string of, string id, string description, Cause cause)
    {
        shown.Add(name, of);
        Add(name, id, description, callsOut: false, cause);
    }

    /// <summary>The group of a task that does something in what answers under a name, and its way there.</summary>
    public Value AddTask(string of, int port, string id, string description, Cause cause)
    {
        var name = TaskOf(of);
        var group = Add(name, id, description, callsOut: true, cause);
        AddTaskIngress(of, of, port, cause);
        return group;
    }

    /// <summary>The way of that task to something else.</summary>
    /// <param name="of">Whose task it is.</param>
    public void AddTaskIngress(string of, string to, int port, Cause cause) => AddIngress(LogicalId.For($"TaskIngressTcp{port}", of, to),
        TaskOf(of), to, port, cause, Value.Map(("SourceSecurityGroupId", ids[TaskOf(of)])));

    /// <summary>A group that somebody else made.</summary>
    public Value AddExisting(string name, Value id) => ids[name] = id;

    public Value Find(string name) => ids[name];

    /// <summary>Opens a port from one group to another; the same path twice is one rule.</summary>
    public void AddIngress(string from, string to, int port, Cause cause) =>
        AddIngress(LogicalId.For($"IngressTcp{port}", from, to), from, to, port, cause, Value.Map(("SourceSecurityGroupId", ids[from])));

    /// <summary>Opens a port to addresses: <c>0.0.0.0/0</c>, <c>::/0</c>, an office.</summary>
    public void AddIngressFromAddresses(string cidr, string to, int port, Cause cause)
    {
        var id = $"IngressTcp{port}{Fingerprint.Compute(cidr)}{LogicalId.For("To", NameShown(to))}";
        AddIngress(id, cidr, to, port, cause, Value.Map((cidr.Contains(':', StringComparison.Ordinal) ? "CidrIpv6" : "CidrIp", cidr)));
    }

    /// <summary>Opens a port to a list of addresses that AWS keeps, such as CloudFront's.</summary>
    public void AddIngressFromPrefixList(string name, Value prefixList, string to, int port, Cause cause) =>
        AddIngress(LogicalId.For($"IngressTcp{port}", name, to), name, to, port, cause, Value.Map(("SourcePrefixListId", prefixList)));

    public void AddTo(Stack stack)
    {
        foreach (var resource in groups.Concat(rules.Values))
        {
            stack.Add(resource);
        }
    }

    private Value Add(string name, string id, string description, bool callsOut, Cause cause)
    {
        groups.Add(new StackResource(id, "AWS::EC2::SecurityGroup", Value.Map(
            ("GroupDescription", description),
            ("SecurityGroupEgress", Value.List(callsOut ? Outwards() : Nowhere())),
            ("VpcId", vpc))) { Cause = cause.Place });
        return ids[name] = Value.GetAtt(id, "GroupId");
    }

    private void AddIngress(string id, string from, string to, int port, Cause cause, MapValue source) =>
        rules.TryAdd(id, new StackResource(id, "AWS::EC2::SecurityGroupIngress", source.With(
            ("Description", new IngressDescription(from, NameShown(to)).ToString()),
            ("FromPort", port),
            ("GroupId", ids[to]),
            ("IpProtocol", "tcp"),
            ("ToPort", port))) { Cause = cause.Place });

    // No name of the app file has a slash.
    private static string TaskOf(string name) => $"{name}/task";

    private string NameShown(string name) => shown.GetValueOrDefault(name, name);

    private static MapValue Outwards() => Value.Map(("CidrIp", "0.0.0.0/0"), ("Description", "Calls out"), ("IpProtocol", "-1"));

    // A group without any rule outwards is given one that allows all; this one leads nowhere.
    private static MapValue Nowhere() => Value.Map(("CidrIp", "127.0.0.1/32"), ("Description", "Only answers"), ("IpProtocol", "-1"));
}

/// <summary>What an ingress rule says of itself, for people and for plans: names and addresses hold no spaces.</summary>
/// <param name="From">A name of the app file, a reserved word, or a range of addresses.</param>
/// <param name="To">A name of the app file, or a reserved word.</param>
internal sealed record IngressDescription(string From, string To)
{
    private const string Between = " to ";

    public static IngressDescription? Read(string text) => text.Split(Between) is [var from, var to] ? new(from, to) : null;

    public override string ToString() => From + Between + To;
}
