using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fairlead.Cli.Output.Text;

/// <summary>How many cells of a terminal a text takes, and texts cut by that measure.</summary>
internal static class Cells
{
    private const string CutMark = "…";
    private const int FirstRegion = 0x1F1E6;
    private const int LastRegion = 0x1F1FF;

    // First and last of what Unicode calls wide, and of emoji that are shown so without being asked to.
    private static readonly int[] Wide =
    [
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE, 0x2614, 0x2615,
        0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE,
        0x26D4, 0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B,
        0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF,
        0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E, 0x3041, 0x3247, 0x3250, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97C,
        0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18DFF, 0x1AFF0, 0x1B2FF,
        0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200, 0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C,
        0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF, 0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4, 0x1F3F8, 0x1F43E, 0x1F440, 0x1F440,
        0x1F442, 0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E, 0x1F550, 0x1F567, 0x1F57A, 0x1F57A, 0x1F595, 0x1F596, 0x1F5A4, 0x1F5A4,
        0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0, 0x1F6D2, 0x1F6D5, 0x1F6D7, 0x1F6DC, 0x1F6DF, 0x1F6EB, 0x1F6EC,
        0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7EB, 0x1F7F0, 0x1F7F0, 0x1F90C, 0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70, 0x1FAFF,
        0x20000, 0x2FFFD, 0x30000, 0x3FFFD,
    ];

    /// <summary>The cells of a text that stands in one line.</summary>
    public static int Width(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text.Length;
        }

        var cells = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            cells += Width(rune);
        }

        return cells;
    }

    /// <summary>The text, or as much of its beginning as fits, with a mark that there is more.</summary>
    public static string Cut(string text, int cells)
    {
        if (Width(text) <= cells)
        {
            return text;
        }

        return cells > 0 ? text[..Fitting(text, cells - 1)] + CutMark : "";
    }

    /// <summary>The lines in which a terminal shows the text: a wide character never stands in two of them.</summary>
    public static IEnumerable<string> Wrap(string text, int columns)
    {
        while (Width(text) > columns && Fitting(text, columns) is var end and > 0)
        {
            yield return text[..end];
            text = text[end..];
        }

        yield return text;
    }

    /// <summary>
    /// One line whose width is the same in every terminal. Control characters are replaced. Selectors of variants, colours of skin and
    /// joiners are left out, because some terminals draw a character of its own for them; flags become their two letters.
    /// </summary>
    public static string Settle(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var settled = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                >= 0xFE00 and <= 0xFE0F or >= 0xE0000 and <= 0xE0FFF or >= 0x1F3FB and <= 0x1F3FF => settled,
                >= FirstRegion and <= LastRegion => settled.Append((char)('A' + rune.Value - FirstRegion)),
                '\t' => settled.Append(' '),
                _ when Rune.IsControl(rune) => settled.Append('\uFFFD'),
                _ => Rune.GetUnicodeCategory(rune) switch
                {
                    UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => settled.Append(' '),
                    UnicodeCategory.Format => settled,
                    _ => settled.Append(rune),
                },
            };
        }

        return settled.ToString();
    }

    // How much of the text fits, with the marks that belong to its last character.
    private static int Fitting(string text, int cells)
    {
        var end = 0;
        while (end < text.Length)
        {
            _ = Rune.DecodeFromUtf16(text.AsSpan(end), out var rune, out var length);
            cells -= Width(rune);
            if (cells < 0)
            {
                break;
            }

            end += length;
        }

        return end;
    }

    private static int Width(Rune rune)
    {
        if (rune.Value is >= ' ' and <= '~')
        {
            return 1;
        }

        if (rune.Value is >= 0x1160 and <= 0x11FF
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format)
        {
            return 0;
        }

        // Below zero is between two places of the list; an even place in it is a first, and an odd one a last.
        var place = Array.BinarySearch(Wide, rune.Value);
        return place >= 0 || ~place % 2 == 1 ? 2 : 1;
    }
}
