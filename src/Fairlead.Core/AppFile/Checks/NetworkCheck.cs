using System.Net;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>Addresses that could never be reached from the app's own network on AWS.</summary>
internal static class NetworkCheck
{
    // On machines that AWS Batch starts, Docker keeps this range for itself.
    private static readonly IPNetwork OfDocker = IPNetwork.Parse("172.17.0.0/16");

    public static void Check(App app, ProblemList problems)
    {
        if (app.Network is not OwnNetwork network || !IPNetwork.TryParse(network.Cidr, out var own))
        {
            return;
        }

        foreach (var resource in app.Resources)
        {
            if (resource.Existing?.Host is { Constant: { } host } text && IPAddress.TryParse(host, out var address) && own.Contains(address))
            {
                problems.Add(Codes.AwsLimit, text.Span, $"'{resource.Name}' is at {host}, which is in the app's own network {own}: nothing would leave it to get there", "give the network another range: network: {cidr: 10.1.0.0/16}");
            }
        }

        if (app.Jobs.FirstOrDefault(j => j.Gpu is not null) is { } job && (own.Contains(OfDocker.BaseAddress) || OfDocker.Contains(own.BaseAddress)))
        {
            problems.Add(Codes.AwsLimit, job.Origin.PlaceOf("gpu"), $"machines of GPU jobs keep {OfDocker} for themselves, and the app's own network is {own}", "give the network another range: network: {cidr: 10.1.0.0/16}");
        }
    }
}
