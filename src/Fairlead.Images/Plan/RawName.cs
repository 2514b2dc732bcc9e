using System.Buffers;
using System.Text;

namespace Fairlead.Images.Plan;

/// <summary>
/// Names of files as text that keeps every byte: one that is no part of UTF-8 stands as the lone surrogate (U+DC80 to U+DCFF) that ends in
/// it. So such names are compared, sorted and hashed as any other, and no two of them are alike.
/// </summary>
public static class RawName
{
    private const char Sign = '\uFFFD';
    private const int Lowest = 0xDC00;

    /// <summary>True where there is a byte that UTF-8 can not say.</summary>
    public static bool IsRaw(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsByte(text, i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True where the sign stands that the runtime puts for such a byte.</summary>
    public static bool HasSign(string text) => text.Contains(Sign, StringComparison.Ordinal);

    public static string Parse(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length);
        while (name.Length > 0)
        {
            if (Rune.DecodeFromUtf8(name, out var rune, out var length) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
                name = name[length..];
            }
            else
            {
                text.Append((char)(Lowest + name[0]));
                name = name[1..];
            }
        }

        return text.ToString();
    }

    public static byte[] Bytes(string text)
    {
        if (!IsRaw(text))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (IsByte(text, i))
            {
                bytes.Add((byte)(text[i] - Lowest));
                continue;
            }

            var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(i, length)));
            i += length - 1;
        }

        return [.. bytes];
    }

    /// <summary>
    /// For people, and for the rules of <c>.dockerignore</c>: the sign for each such byte, as Docker's own client matches it. So <c>*</c>
    /// and <c>?</c> match it, and so does the sign.
    /// </summary>
    public static string Shown(string text) => !IsRaw(text) ? text
        : string.Create(text.Length, text, static (shown, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                shown[i] = IsByte(from, i) ? Sign : from[i];
            }
        });

    private static bool IsByte(string text, int at) =>
        char.IsLowSurrogate(text[at]) && (at == 0 || !char.IsHighSurrogate(text[at - 1]));
}
