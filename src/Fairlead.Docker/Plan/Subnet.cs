using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Docker.Plan;

/// <summary>
/// The address plan of an app's network: 1,024 addresses, of which the last 256 are the engine's to hand out and the others are
/// handed out by Fairlead, because an address in the load balancer must not be moved or reused behind its back.
/// </summary>
internal sealed record Subnet(uint First)
{
    public const int Length = 22;
    private const uint Addresses = 1024;
    private const uint FirstFixed = 16;
    private const uint LastFixed = 767;

    public string Cidr => $"{Render(First)}/{Length}";

    public string EngineRange => $"{Render(First + 768)}/24";

    public string Gateway => Render(First + 1);

    public static Subnet Parse(string cidr) => new(Number(cidr.Split('/')[0]));

    /// <summary>The same app gets the same subnet, unless another network has it: 10.128.0.0/9 holds 8,192 of them.</summary>
    public static Subnet Choose(string scope, IReadOnlyList<string> taken)
    {
        var start = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(scope)));
        for (uint i = 0; i < 8192; i++)
        {
            var candidate = new Subnet(0x0A800000u + ((start + i) % 8192 * Addresses));
            if (!taken.Any(t => candidate.Overlaps(t)))
            {
                return candidate;
            }
        }

        throw new InvalidOperationException("all subnets are taken");
    }

    /// <summary>Addresses that no container has, going on behind the one handed out last, so that none is reused soon.</summary>
    public IEnumerable<string> Free(IReadOnlyCollection<string> taken, string? last)
    {
        var from = last is { Length: > 0 } && Number(last) - First is >= FirstFixed and < LastFixed ? Number(last) - First + 1 : FirstFixed;
        const uint Count = LastFixed - FirstFixed + 1;
        for (uint i = 0; i < Count; i++)
        {
            var address = Render(First + FirstFixed + ((from - FirstFixed + i) % Count));
            if (!taken.Contains(address))
            {
                yield return address;
            }
        }
    }

    private bool Overlaps(string cidr)
    {
        var parts = cidr.Split('/');
        if (parts.Length != 2 || !IPAddress.TryParse(parts[0], out var address) || address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork)
        {
            return false;
        }

        var bits = Math.Min(Length, int.Parse(parts[1], CultureInfo.InvariantCulture));
        var mask = bits == 0 ? 0 : uint.MaxValue << (32 - bits);
        return (Number(parts[0]) & mask) == (First & mask);
    }

    private static uint Number(string address) => BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(address).GetAddressBytes());

    private static string Render(uint address) =>
        string.Create(CultureInfo.InvariantCulture, $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}");
}
