namespace Fairlead.Aws.CloudFormation;

/// <summary>
/// Eight characters (a-z, 2-7) that tell texts apart: 40 bits of a 64-bit FNV-1a, well mixed. Nobody gains by making two texts alike, and a
/// cryptographic hash would take longer to load than all else takes to plan.
/// </summary>
internal static class Fingerprint
{
    public const int Length = 8;

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    public static string Compute(string text) => string.Create(Length, Hash(text), static (into, bits) =>
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = Alphabet[(int)(bits & 31)];
            bits >>= 5;
        }
    });

    /// <summary>The same for the same text, on every machine and for ever.</summary>
    public static ulong Hash(string text)
    {
        var hash = Offset;
        foreach (var c in text)
        {
            hash = (hash ^ c) * Prime;
        }

        // The last steps of MurmurHash3: every bit of the text reaches every bit of the number.
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }
}
