using System.Globalization;

namespace Fairlead.Core.Model;

/// <summary>An amount of memory or storage. The format's <c>M</c> and <c>G</c> are powers of 1024, as on Fargate.</summary>
public readonly record struct Size(long Bytes)
{
    public const long Mebi = 1024 * 1024;

    public long Mebibytes => Bytes / Mebi;

    public static Size OfMebibytes(long mebibytes) => new(mebibytes * Mebi);

    public override string ToString() => Mebibytes % 1024 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Mebibytes / 1024}G")
        : string.Create(CultureInfo.InvariantCulture, $"{Mebibytes}M");
}
