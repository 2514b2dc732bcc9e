using System.Net;
using Fairlead.Aws.Template.Network;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Template.Walk;

/// <summary>Addresses that could never be reached, as far as the file alone tells.</summary>
internal static class AddressChecks
{
    // On machines that Batch starts, Docker keeps this range for itself.
    private static readonly Cidr OfDocker = Cidr.Read("172.17.0.0/16")!;

    public static IEnumerable<TooMany> Overlaps(App app)
    {
        if (app.Network is not OwnNetwork network || Cidr.Read(network.Cidr) is not { } own)
        {
            yield break;
        }

        var place = Site.PlaceOf(app, "network", "cidr");
        foreach (var resource in app.Resources)
        {
            if (resource.Existing?.Host?.Constant is { } host && IPAddress.TryParse(host, out _) && Cidr.Read(host + "/32") is { } there && own.Overlaps(there))
            {
                yield return new TooMany(resource.Existing.Host.Span, $"'{resource.Name}' is at {host}, which is in the network's own range {own}: nothing would leave the network to reach it");
            }
        }

        if (own.Overlaps(OfDocker) && app.Jobs.Any(j => j.Gpu is not null))
        {
            yield return new TooMany(place, $"the network's range {own} overlaps {OfDocker}, which the machines of GPU jobs keep for themselves");
        }
    }
}
