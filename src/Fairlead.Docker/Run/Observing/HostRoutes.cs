using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Fairlead.Docker.Run.Observing;

/// <summary>
/// The networks that this machine has ways to, from Linux's <c>/proc/net/route</c>: a network of ours over one of them would cut it off.
/// </summary>
internal static class HostRoutes
{
    private const string Table = "/proc/net/route";

    /// <summary>As "10.1.0.0/16"; none on systems that do not tell.</summary>
    public static IReadOnlyList<string> Read()
    {
        try
        {
            return File.Exists(Table) ? Parse(File.ReadAllText(Table)) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Columns: interface, destination, gateway, flags, …, mask; addresses are numbers in the machine's order. The default route is none.
    /// </summary>
    public static IReadOnlyList<string> Parse(string table)
    {
        var found = new List<string>();
        foreach (var columns in table.Split('\n').Skip(1).Select(l => l.Split('\t')).Where(c => c.Length > 7))
        {
            if (uint.TryParse(columns[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var to)
                && uint.TryParse(columns[7], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask)
                && mask != 0)
            {
                var address = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(to) : to;
                found.Add($"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}/{BitOperations.PopCount(mask)}");
            }
        }

        return found;
    }
}
