using System.Net;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>Addresses that could never be reached from the app's own network on AWS.</summary>
internal static class NetworkCheck
{
    // On machines that AWS Batch starts, Docker keeps this range for itself.
    private static readonly IPNetwork OfDocker = IPNetwork.Parse("172.17.0.0/16");

    public static void Check(App app, ProblemList problems)
    {
        if (app.Network is ExistingNetwork { Subnets: { } subnets })
        {
            CheckSubnets(app, subnets, problems);
        }

        if (app.Network is not OwnNetwork network || !IPNetwork.TryParse(network.Cidr, out var own))
        {
            return;
        }

        foreach (var resource in app.Resources)
        {
            if (resource.Existing?.Host is { Constant: { } host } text && IPAddress.TryParse(host, out var address)
                && own.Contains(address))
            {
                problems.Add(Codes.AwsLimit, text.Span,
                    $"'{resource.Name}' is at {host}, which is in the app's own network {own}: nothing would leave it to get there",
                    "give the network another range: network: {cidr: 10.1.0.0/16}");
            }
        }

        if (app.Jobs.FirstOrDefault(j => j.Gpu is not null) is { } job
            && (own.Contains(OfDocker.BaseAddress) || OfDocker.Contains(own.BaseAddress)))
        {
            problems.Add(Codes.AwsLimit, job.Origin.PlaceOf("gpu"),
                $"machines of GPU jobs keep {OfDocker} for themselves, and the app's own network is {own}",
                "give the network another range: network: {cidr: 10.1.0.0/16}");
        }
    }

    // What stands where, as far as somebody named the subnets: each kind is wanted only where something stands in it.
    private static void CheckSubnets(App app, Subnets subnets, ProblemList problems)
    {
        var place = StackScope.PlaceOf(app, "network", "subnets");
        if (app.Services.FirstOrDefault(s => s.Route is not null) is { } routed && !app.Edge.Cdn && subnets.Public.Count == 0)
        {
            problems.Add(Codes.MissingKey, place, $"'{routed.Name}' has a route, and the load balancer needs public subnets",
                "add 'public: [subnet-1, subnet-2]'");
        }

        if (subnets.Private.Count == 0 && app.Network.Nat != Nat.None && app.Workloads.FirstOrDefault() is { } workload)
        {
            problems.Add(Codes.MissingKey, place,
                $"'{workload.Name}' would stand in public subnets without an address of its own, and reach nothing",
                "add 'nat: none' to give tasks addresses, closed to all but the load balancer, or 'private: [subnet-3, subnet-4]'");
        }
    }
}
