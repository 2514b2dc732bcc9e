using System.Text;

namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// Characters beyond the first 65,536, such as emoji. .NET writes each as a pair of escapes (<c>\ud83d\ude00</c>), which is JSON, but not
/// what every reader of YAML takes, and templates are read as YAML too. So they are put back as what they are.
/// </summary>
internal static class AstralText
{
    private const int Escape = 6;

    /// <param name="json">As a writer wrote it.</param>
    public static byte[] Unescape(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\uD8"u8) < 0 && json.IndexOf("\\uD9"u8) < 0 && json.IndexOf("\\uDA"u8) < 0 && json.IndexOf("\\uDB"u8) < 0)
        {
            return json.ToArray();
        }

        var (plain, length) = (new byte[json.Length], 0);
        for (var i = 0; i < json.Length;)
        {
            if (json[i] != '\\')
            {
                plain[length++] = json[i++];
            }
            else if (Pair(json[i..]) is { } rune)
            {
                length += rune.EncodeToUtf8(plain.AsSpan(length));
                i += 2 * Escape;
            }
            else
            {
                // What is escaped goes with its backslash: the second of two does not begin anything.
                plain[length++] = json[i++];
                plain[length++] = json[i++];
            }
        }

        return plain[..length];
    }

    private static Rune? Pair(ReadOnlySpan<byte> at) =>
        at.Length >= 2 * Escape && Unit(at) is { } high && Unit(at[Escape..]) is { } low && Rune.TryCreate(high, low, out var rune)
            ? rune : null;

    private static char? Unit(ReadOnlySpan<byte> at)
    {
        if (at[0] != '\\' || at[1] != 'u')
        {
            return null;
        }

        var unit = 0;
        foreach (var digit in at[2..Escape])
        {
            unit = (unit << 4) | (char.IsAsciiHexDigit((char)digit) ? Convert.ToInt32(((char)digit).ToString(), 16) : 0);
        }

        return (char)unit;
    }
}
