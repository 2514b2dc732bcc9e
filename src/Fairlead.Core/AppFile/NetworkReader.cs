using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads the network of an environment: one of its own, or one that is there.</summary>
internal static class NetworkReader
{
    private static readonly IPAddress OfAwsItself = new([172, 17, 0, 0]);

    /// <summary>The address range of an own network: private, and of a size that a VPC may have and that has room for all zones.</summary>
    public static readonly Shape<string?> OwnRange = new("a private range of addresses from /16 to /22", static (Node node, Reading reading, out string? value) =>
    {
        if (!Shapes.Word.Read(node, reading, out value))
        {
            return false;
        }

        if (IPNetwork.TryParse(value!, out var range) && range.Contains(OfAwsItself) && IsOwn(value!))
        {
            reading.Problems.Warn(Codes.AwsLimit, node.Span, "some services of AWS use 172.17.0.0/16 themselves, and could not be reached from it", "choose another range, for example 10.0.0.0/16");
        }

        return IsOwn(value!)
            || reading.Wrong(Codes.WrongValue, node.Span, $"'{value}' is not a private range of addresses from /16 to /22", Fit(value!) is { } fit && IsOwn(fit) ? $"write {fit}" : "for example 10.0.0.0/16", out value);
    }, "10.0.0.0/16", new TextForm("^[0-9.]+/(1[6-9]|2[0-2])$"));

    public static readonly Shape<VpcEndpoint> Endpoint = Shapes.Choice(Enum.GetValues<VpcEndpoint>().Select(e => (e.ToString().ToLowerInvariant(), e)).ToArray());

    public static Network? Read(Fields fields, Reading reading)
    {
        var cluster = fields.Read(Keys.Network.Cluster);
        var vpc = fields.Read(Keys.Network.Vpc);
        var subnets = fields.Read(Keys.Network.Subnets);
        if (fields.Has(Keys.Network.Vpc))
        {
            fields.Refuse("'vpc' names a network that is there, so {0} has nothing to shape", "keep one of them", Keys.Network.Zones, Keys.Network.Cidr, Keys.Network.Nat, Keys.Network.Endpoints, Keys.Network.FlowLogs);
            return vpc is null ? null : new ExistingNetwork(vpc, subnets) { Cluster = cluster };
        }

        fields.Refuse("{0} are of a network that is there, and none is named", "add 'vpc: vpc-…'", Keys.Network.Subnets);
        return new OwnNetwork
        {
            Cluster = cluster,
            Zones = fields.Read(Keys.Network.Zones),
            Cidr = fields.Read(Keys.Network.Cidr)!,
            Nat = fields.Read(Keys.Network.Nat),
            Endpoints = fields.Read(Keys.Network.Endpoints),
            FlowLogs = fields.Read(Keys.Network.FlowLogs),
        };
    }

    public static Subnets? Subnets(Fields fields, Reading reading)
    {
        var (open, closed) = (fields.Need(Keys.Subnets.Public, fields.Span, "subnets", "public: [subnet-1, subnet-2]"), fields.Need(Keys.Subnets.Private, fields.Span, "subnets", "private: [subnet-3, subnet-4]"));
        return new Subnets(open, closed);
    }

    /// <summary>The range that was probably meant: with the bits of hosts set to zero.</summary>
    public static string? Fit(string text)
    {
        var parts = text.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address) || !int.TryParse(parts[1], out var length) || address.AddressFamily != AddressFamily.InterNetwork || length is < 0 or > 32)
        {
            return null;
        }

        var bits = BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
        var masked = length == 0 ? 0 : bits & (uint.MaxValue << (32 - length));
        return $"{masked >> 24}.{(masked >> 16) & 255}.{(masked >> 8) & 255}.{masked & 255}/{length}";
    }

    private static bool IsOwn(string text) => IPNetwork.TryParse(text, out var range) && range.PrefixLength is >= 16 and <= 22 && IsPrivate(range.BaseAddress);

    private static bool IsPrivate(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [var a, var b, ..]
        && (a == 10 || (a == 172 && b is >= 16 and < 32) || (a == 192 && b == 168) || (a == 100 && b is >= 64 and < 128));
}
