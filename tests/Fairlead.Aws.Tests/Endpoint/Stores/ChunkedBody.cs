using System.Globalization;
using System.Text;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>
/// What AWS's official client sends in pieces, each with its length: S3 API Reference, "Signature calculations for the Authorization
/// header: transferring payload in multiple chunks".
/// </summary>
internal static class ChunkedBody
{
    public static byte[] Read(WireRequest request)
    {
        if (request.Header("x-amz-content-sha256")?.StartsWith("STREAMING-") != true)
        {
            return request.Body;
        }

        using var whole = new MemoryStream();
        var rest = request.Body.AsSpan();
        while (true)
        {
            var end = rest.IndexOf("\r\n"u8);
            var head = Encoding.ASCII.GetString(rest[..end]).Split(';')[0];
            var length = int.Parse(head, NumberStyles.HexNumber);
            if (length == 0)
            {
                return whole.ToArray();
            }

            whole.Write(rest.Slice(end + 2, length));
            rest = rest[(end + 2 + length + 2)..];
        }
    }
}
