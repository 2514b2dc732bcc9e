using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Aws.Net;

/// <summary>A range of IPv4 addresses, such as <c>10.0.0.0/16</c>.</summary>
internal sealed record Cidr(uint Address, int Prefix)
{
    /// <summary>Addresses that can be given out: AWS keeps five of every subnet.</summary>
    public long Usable => (1L << (32 - Prefix)) - 5;

    /// <summary>Null unless the text is a range whose address is its first.</summary>
    public static Cidr? Read(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && IPAddress.TryParse(text.AsSpan(0, slash), out var address) && address.AddressFamily == AddressFamily.InterNetwork
            && address.ToString() == text[..slash]
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) && prefix <= 32
            && BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()) is var first && (first & Mask(prefix)) == first
            ? new Cidr(first, prefix)
            : null;
    }

    /// <summary>The n-th of the equal parts with a longer prefix.</summary>
    public Cidr Part(int prefix, int index) => new(Address + ((uint)index << (32 - prefix)), prefix);

    public bool Overlaps(Cidr other) => Prefix <= other.Prefix ? (other.Address & Mask(Prefix)) == Address : other.Overlaps(this);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
        $"{Address >> 24}.{(Address >> 16) & 255}.{(Address >> 8) & 255}.{Address & 255}/{Prefix}");

    private static uint Mask(int prefix) => prefix == 0 ? 0 : uint.MaxValue << (32 - prefix);
}
