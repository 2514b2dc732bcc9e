using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Aws.Api.Dns;

/// <summary>
/// Asks the machine's own resolvers for the name servers of a domain, which .NET has no call for: one question and one answer of DNS (RFC
/// 1035, 4.1).
/// </summary>
internal static class NameServerQuery
{
    private const int NameServer = 2;
    private const int Internet = 1;
    private const int HeaderLength = 12;
    private const int DnsPort = 53;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>None where the domain has no delegation; null where nobody answers.</summary>
    public static async Task<IReadOnlyList<string>?> Ask(string domain, CancellationToken cancel)
    {
        foreach (var resolver in Resolvers())
        {
            if (await Ask(new IPEndPoint(resolver, DnsPort), domain, cancel) is { } answer)
            {
                return answer;
            }
        }

        return null;
    }

    public static async Task<IReadOnlyList<string>?> Ask(IPEndPoint resolver, string domain, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(Patience);
        try
        {
            using var client = new UdpClient(resolver.AddressFamily);
            client.Connect(resolver);
            var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue);
            await client.SendAsync(Question(id, domain), limited.Token);
            return Read(id, (await client.ReceiveAsync(limited.Token)).Buffer);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>A question that wants the resolver to find the answer itself.</summary>
    public static byte[] Question(ushort id, string domain)
    {
        var packet = new List<byte> { (byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (var label in domain.TrimEnd('.').Split('.'))
        {
            packet.Add((byte)label.Length);
            packet.AddRange(Encoding.ASCII.GetBytes(label));
        }

        return [.. packet, 0, 0, NameServer, 0, Internet];
    }

    /// <summary>Null where it is no answer to the question, or the resolver could not find one.</summary>
    public static IReadOnlyList<string>? Read(ushort id, ReadOnlySpan<byte> packet)
    {
        // RCODE: 0 is an answer, 3 says that there is no such name.
        if (packet.Length < HeaderLength || BinaryPrimitives.ReadUInt16BigEndian(packet) != id || (packet[3] & 15) is not (0 or 3))
        {
            return null;
        }

        try
        {
            return Answers(packet);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static List<string> Answers(ReadOnlySpan<byte> packet)
    {
        var names = new List<string>();
        var at = HeaderLength;
        for (var questions = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]); questions > 0; questions--)
        {
            Name(packet, ref at);
            at += 4;
        }

        for (var answers = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]); answers > 0; answers--)
        {
            Name(packet, ref at);
            var type = BinaryPrimitives.ReadUInt16BigEndian(packet[at..]);
            var length = BinaryPrimitives.ReadUInt16BigEndian(packet[(at + 8)..]);
            var start = at += 10;
            if (type == NameServer)
            {
                names.Add(Name(packet, ref start));
            }

            at += length;
        }

        return names;
    }

    // Labels with their lengths, and pointers to what was written before (4.1.4).
    private static string Name(ReadOnlySpan<byte> packet, ref int at)
    {
        var labels = new List<string>();
        var (place, hasJumped) = (at, false);
        for (var steps = 0; packet[place] != 0 && steps < 128; steps++)
        {
            if (packet[place] >= 0xC0)
            {
                at = hasJumped ? at : place + 2;
                (place, hasJumped) = (BinaryPrimitives.ReadUInt16BigEndian(packet[place..]) & 0x3FFF, true);
                continue;
            }

            labels.Add(Encoding.ASCII.GetString(packet.Slice(place + 1, packet[place])));
            place += packet[place] + 1;
        }

        at = hasJumped ? at : place + 1;
        return string.Join('.', labels);
    }

    private static IEnumerable<IPAddress> Resolvers()
    {
        try
        {
            return [.. NetworkInterface.GetAllNetworkInterfaces().Where(n => n.OperationalStatus == OperationalStatus.Up)
                .SelectMany(n => n.GetIPProperties().DnsAddresses).Distinct()];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
