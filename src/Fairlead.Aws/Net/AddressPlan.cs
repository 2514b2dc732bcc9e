namespace Fairlead.Aws.Net;

/// <param name="Index">From 0; the same zone of the region for ever.</param>
/// <param name="Private">Tasks and data.</param>
/// <param name="Public">Load balancer and NAT.</param>
internal sealed record ZoneAddresses(int Index, Cidr Private, Cidr Public);

/// <summary>
/// Which part of the network's range each zone has. Places are kept for all zones there may ever be, so that one more zone only adds: no
/// subnet of another changes, and a changed subnet would be made anew with all that stands in it.
/// </summary>
internal static class AddressPlan
{
    public const string Default = "10.0.0.0/16";
    public const int MostZones = 6;
    public const int LongestPrefix = 24; // sixteen parts of it are /28, the smallest subnet AWS makes
    public const int ShortestPrefix = 16;

    private const int PartBits = 4;
    private const int FirstPublic = 8;

    /// <summary>
    /// Sixteen equal parts: private subnets from the first on, public ones from the ninth on, the rest is for what may come.
    /// </summary>
    public static IReadOnlyList<ZoneAddresses> Divide(Cidr network, int zones)
    {
        if (zones is < 1 or > MostZones || network.Prefix is < ShortestPrefix or > LongestPrefix)
        {
            throw new InvalidOperationException($"No plan for {zones} zones in {network}; what reads the app file has to refuse it.");
        }

        var prefix = network.Prefix + PartBits;
        return [.. Enumerable.Range(0, zones)
            .Select(i => new ZoneAddresses(i, network.Part(prefix, i), network.Part(prefix, FirstPublic + i)))];
    }
}
