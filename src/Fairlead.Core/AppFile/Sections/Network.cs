using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class NetworkKeys
{
    public static readonly Section Section = new("network");

    public static readonly Key<int> Zones = Section.Add(
        "zones", Shapes.Number(2, 6, "a number of zones from 2 to 6", "3"), 2,
        "Over how many availability zones it spreads.", "2", KeyTarget.Aws);
    public static readonly Key<string?> Cidr = Section.Add(
        "cidr", NetworkReader.OwnRange, "10.0.0.0/16", "Its addresses.", "10.0.0.0/16", KeyTarget.Aws);
    public static readonly Key<Nat> Nat = Section.Add(
        "nat", Shapes.Choice(("one", Model.Nat.One), ("none", Model.Nat.None), ("per-zone", Model.Nat.PerZone)), Model.Nat.One,
        "How private tasks reach the internet: by one gateway, by none (they stand in public subnets, closed to all but the load "
            + "balancer), or by one in each zone. Beside 'vpc' only none says something.",
        "one", KeyTarget.Aws);
    public static readonly Key<IReadOnlyList<VpcEndpoint>> Endpoints = Section.Add(
        "endpoints", Forms.List(NetworkReader.Endpoint, "a list of AWS services"), [],
        "AWS services that are reached without leaving the network.", only: KeyTarget.Aws);
    public static readonly Key<bool> FlowLogs = Section.Add("flow_logs", Shapes.Flag, false, "Logs all traffic.", "false", KeyTarget.Aws);
    public static readonly Key<Text?> Vpc = Section.Add(
        "vpc", NameOrArn.Id("a VPC", "vpc-0a1b2c3d"), null,
        "The id of a network that is already there.", only: KeyTarget.Aws);
    public static readonly Key<Subnets?> Subnets = Section.Add(
        "subnets", Forms.Map(() => SubnetKeys.Section, NetworkReader.Subnets, "{public: [subnet-1], private: [subnet-2]}"), null,
        "The subnets of an existing network.", "found by their routes", KeyTarget.Aws);
    public static readonly Key<Text?> Cluster = Section.Add(
        "cluster", NameOrArn.OfCluster, null, "The name or ARN of an ECS cluster that is already there.", only: KeyTarget.Aws);
}

internal static class SubnetKeys
{
    public static readonly Section Section = new("subnets");

    public static readonly Key<IReadOnlyList<Text>> Public = Section.Add(
        "public", Forms.List(Forms.Present(NameOrArn.Id("a subnet", "subnet-1")), "a list of subnets"), [],
        "Subnets with a way in from the internet: for the load balancer, and with nat: none for tasks.");
    public static readonly Key<IReadOnlyList<Text>> Private = Section.Add(
        "private", Forms.List(Forms.Present(NameOrArn.Id("a subnet", "subnet-1")), "a list of subnets"), [],
        "Subnets for everything else; without them, databases stand in the public ones, closed to all but the app.");
}

/// <summary>Reads the network of an environment: one of its own, or one that is there.</summary>
internal static class NetworkReader
{
    private static readonly IPAddress OfAwsItself = new([172, 17, 0, 0]);

    /// <summary>The address range of an own network: private, and of a size that a VPC may have and that has room for all zones.</summary>
    public static readonly Shape<string?> OwnRange = new(
        "a private range of addresses from /16 to /22", static (Node node, Reading reading, out string? value) =>
    {
        if (!Shapes.Word.Read(node, reading, out value))
        {
            return false;
        }

        if (IPNetwork.TryParse(value!, out var range) && range.Contains(OfAwsItself) && IsOwn(value!))
        {
            reading.Problems.Warn(
                Codes.AwsLimit, node.Span, "some services of AWS use 172.17.0.0/16 themselves, and could not be reached from it",
                "choose another range, for example 10.0.0.0/16");
        }

        return IsOwn(value!)
            || reading.Wrong(
                Codes.WrongValue, node.Span, $"'{value}' is not a private range of addresses from /16 to /22",
                Fit(value!) is { } fit && IsOwn(fit) ? $"write {fit}" : "for example 10.0.0.0/16", out value);
    }, "10.0.0.0/16", new TextForm("^[0-9.]+/(1[6-9]|2[0-2])$"));

    public static readonly Shape<VpcEndpoint> Endpoint = Shapes.Choice(
        Enum.GetValues<VpcEndpoint>().Select(e => (e.ToString().ToLowerInvariant(), e)).ToArray());

    public static Network? Read(Fields fields)
    {
        var cluster = fields.Read(NetworkKeys.Cluster);
        var vpc = fields.Read(NetworkKeys.Vpc);
        var subnets = fields.Read(NetworkKeys.Subnets);
        if (fields.Has(NetworkKeys.Vpc))
        {
            fields.Refuse(
                "'vpc' names a network that is there, so {0} has nothing to shape", "keep one of them", NetworkKeys.Zones, NetworkKeys.Cidr,
                NetworkKeys.Endpoints, NetworkKeys.FlowLogs);
            if (fields.Read(NetworkKeys.Nat) != Nat.None)
            {
                fields.Refuse(
                    "'vpc' names a network that is there, with or without gateways, so {0} has nothing to make",
                    "remove it, or write nat: none to let tasks stand in public subnets", NetworkKeys.Nat);
            }

            return vpc is null ? null : new ExistingNetwork(vpc, subnets) { Cluster = cluster, Nat = fields.Read(NetworkKeys.Nat) };
        }

        fields.Refuse("{0} are of a network that is there, and none is named", "add 'vpc: vpc-…'", NetworkKeys.Subnets);
        return new OwnNetwork
        {
            Cluster = cluster,
            Zones = fields.Read(NetworkKeys.Zones),
            Cidr = fields.Read(NetworkKeys.Cidr)!,
            Nat = fields.Read(NetworkKeys.Nat),
            Endpoints = fields.Read(NetworkKeys.Endpoints),
            FlowLogs = fields.Read(NetworkKeys.FlowLogs),
        };
    }

    public static Subnets? Subnets(Fields fields, Reading reading)
    {
        var (open, closed) = (fields.Read(SubnetKeys.Public), fields.Read(SubnetKeys.Private));
        if (!fields.Has(SubnetKeys.Public) && !fields.Has(SubnetKeys.Private))
        {
            reading.Problems.Add(
                Codes.MissingKey, fields.Span, "subnets needs 'public', 'private' or both", "add 'public: [subnet-1, subnet-2]'");
        }

        var written = open.Select(s => s.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var twice in closed.Where(s => written.Contains(s.ToString())))
        {
            reading.Problems.Add(
                Codes.KeysTogether, twice.Span, $"{twice} stands under 'public' too, and a subnet is one or the other",
                "keep it where its route to the internet says it is");
        }

        return new Subnets(open, closed);
    }

    /// <summary>The range that was probably meant: with the bits of hosts set to zero.</summary>
    public static string? Fit(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2
            || !IPAddress.TryParse(parts[0], out var address)
            || !int.TryParse(parts[1], out var length)
            || address.AddressFamily != AddressFamily.InterNetwork
            || length is < 0 or > 32)
        {
            return null;
        }

        var bits = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
        var masked = length == 0 ? 0 : bits & (uint.MaxValue << (32 - length));
        return $"{masked >> 24}.{(masked >> 16) & 255}.{(masked >> 8) & 255}.{masked & 255}/{length}";
    }

    private static bool IsOwn(string text) =>
        IPNetwork.TryParse(text, out var range) && range.PrefixLength is >= 16 and <= 22 && IsPrivate(range.BaseAddress);

    private static bool IsPrivate(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [var a, var b, ..]
        && (a == 10 || (a == 172 && b is >= 16 and < 32) || (a == 192 && b == 168) || (a == 100 && b is >= 64 and < 128));
}
