using System.Text;

namespace Fairlead.Core.Targets;

/// <summary>A secret value on its way in: as it is, or refused with a reason that does not show it.</summary>
public static class SecretText
{
    /// <summary>
    /// Bytes of one variable, its name and "=" included: MAX_ARG_STRLEN of Linux, 32 pages of 4 KB (execve(2)). What is longer can not
    /// enter a container.
    /// </summary>
    public const int Longest = 128 * 1024;

    private const string Encode = "store it base64-encoded, and let the app decode it";
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The value of a file or an input. One line loses its end, which its editor put there; a text of several lines, such as a key, is kept
    /// as it is.
    /// </summary>
    public static string Read(string name, ReadOnlySpan<byte> bytes)
    {
        string value;
        try
        {
            value = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new FailureException(new Failure($"{name} can not be a secret as it is", "it is not text in UTF-8") { Next = Encode }, e);
        }

        var end = value.IndexOf('\n', StringComparison.Ordinal);
        return Checked(name, end == value.Length - 1 ? value.TrimEnd('\n').TrimEnd('\r') : value);
    }

    /// <summary>The same value; refused where it could not arrive.</summary>
    public static string Checked(string name, string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new FailureException($"{name} can not be a secret as it is", "it holds a NUL byte, which no variable can", Encode);
        }

        var length = Encoding.UTF8.GetByteCount(value) + name.Length + 2;
        return length <= Longest ? value : throw new FailureException(
            $"{name} is too long for a variable",
            $"it has {length / 1024} KB; Linux takes {Longest / 1024} KB",
            "put it into a file of the image or a volume, and keep only its key as a secret");
    }
}
