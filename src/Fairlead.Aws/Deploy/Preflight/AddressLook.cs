using Amazon.EC2.Model;
using Fairlead.Aws.Deploy.Observing;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>
/// Addresses for tasks: each has one of its own (ECS Developer Guide, "Fargate task networking"), and while a version takes over, the old
/// and the new stand side by side. In a network of its own they are counted by its size, in one that is there by what is free.
/// </summary>
internal sealed class AddressLook(PreflightSubject subject) : IPreflightLook
{
    public string What => "free addresses of the network";

    public Span Place => subject.Lines.At("network");

    public ProblemCode Code => Codes.NotEnough;

    public async Task<IReadOnlyList<Problem>> Find(CancellationToken cancel)
    {
        var services = subject.App.Services.Where(s => subject.Work.Moved.Contains(s.Name, StringComparer.Ordinal)
            || subject.Work.Renewed.Contains(s.Name, StringComparer.Ordinal)).ToList();
        if (services.Count == 0)
        {
            return [];
        }

        return subject.App.Network is OwnNetwork own ? InOwn(own) : await InExisting(services, cancel);
    }

    private IReadOnlyList<Problem> InOwn(OwnNetwork network)
    {
        var parts = Cidr.Read(network.Cidr) is { } range ? AddressPlan.Divide(range, network.Zones) : [];
        var has = parts.Sum(p => (subject.Scope.UsesPublicSubnets ? p.Public : p.Private).Usable);
        var needed = (long)subject.App.Services.Sum(AtOnce);
        return needed <= has ? [] :
        [
            new Problem(Code, Severity.Error, subject.Lines.At("network", "cidr"),
                $"the tasks need {needed} addresses while a version takes over, and {network.Cidr} gives them {has}", "name a larger cidr"),
        ];
    }

    private async Task<IReadOnlyList<Problem>> InExisting(IReadOnlyList<Service> services, CancellationToken cancel)
    {
        var ids = await Subnets(cancel);
        if (ids.Count == 0)
        {
            return [];
        }

        var found = (await subject.Person.Connection.Ec2((ec2, c) => ec2.DescribeSubnetsAsync(
            new DescribeSubnetsRequest { SubnetIds = [.. ids] }, c), cancel)).Subnets ?? [];
        var known = found.Where(s => s.AvailableIpAddressCount is not null).OrderBy(s => s.SubnetId, StringComparer.Ordinal).ToList();
        // What runs now has its addresses already.
        var needed = services.Sum(s => Math.Max(0, AtOnce(s) - Running(s))) + subject.Work.Jobs.Count;
        var free = known.Sum(s => s.AvailableIpAddressCount ?? 0);
        if (known.Count == 0 || known.Count < found.Count)
        {
            return [];
        }

        var numbers = string.Join(", ", known.Select(s => $"{s.SubnetId}: {s.AvailableIpAddressCount}"));
        if (free < needed)
        {
            return [new Problem(Code, Severity.Error, Place, $"new tasks of {string.Join(", ", services.Select(s => s.Name))} need"
                + $" {needed} addresses, and the subnets have {free} free ({numbers})", "free some, name larger subnets, or fewer tasks")];
        }

        var share = (needed + known.Count - 1) / known.Count;
        return known.TrueForAll(s => s.AvailableIpAddressCount >= share) ? [] :
            [new Problem(Code, Severity.Warning, Place, $"a subnet has fewer free addresses than its share of {needed} ({numbers})", null)];
    }

    // By their texts where the file names them, else as they were found by their routes.
    private async Task<IReadOnlyList<string>> Subnets(CancellationToken cancel)
    {
        var isPublic = subject.Scope.ArePublic(subject.Scope.UsesPublicSubnets);
        if (subject.App.Network is ExistingNetwork { Subnets: { } named })
        {
            var values = new AccountValues(subject.Person.Connection, subject.App);
            return await Task.WhenAll((isPublic ? named.Public : named.Private).Select(async s =>
                s.Constant ?? await values.Read(s, cancel)));
        }

        return subject.Work.Before.LookedUp.GetValueOrDefault(isPublic ? "PublicSubnets" : "PrivateSubnets")?.Split(',') ?? [];
    }

    private int AtOnce(Service service) =>
        (service.Scale?.Max ?? service.Count) * (Rollouts.StrategyOf(subject.App, service) == Strategy.Replace ? 1 : 2);

    private int Running(Service service) => subject.Work.Before.Services.GetValueOrDefault(service.Name)?.Running ?? 0;
}
