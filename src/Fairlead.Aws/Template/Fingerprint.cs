using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Aws.Template;

/// <summary>Eight characters (a-z, 2-7) that tell texts apart: 40 bits of their SHA-256.</summary>
internal static class Fingerprint
{
    public const int Length = 8;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Of(string text)
    {
        Span<byte> bytes = stackalloc byte[256];
        var written = Encoding.UTF8.GetByteCount(text) <= bytes.Length ? bytes[..Encoding.UTF8.GetBytes(text, bytes)] : Encoding.UTF8.GetBytes(text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(written, hash);
        return string.Create(Length, BitConverter.ToUInt64(hash), static (into, bits) =>
        {
            for (var i = 0; i < into.Length; i++)
            {
                into[i] = Alphabet[(int)(bits & 31)];
                bits >>= 5;
            }
        });
    }
}
