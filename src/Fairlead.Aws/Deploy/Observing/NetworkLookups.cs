using Amazon.EC2.Model;
using Fairlead.Aws.Api;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Observing;

/// <summary>Zones, and networks that are there already.</summary>
internal sealed class NetworkLookups(AwsConnection aws)
{
    /// <summary>
    /// By their ids, which are the same in every account: where Fargate has no machines (Amazon ECS Developer Guide, "Supported Regions for
    /// Linux containers on Fargate"), or CloudFront does not reach (CloudFront Developer Guide, "Restrict access with VPC origins").
    /// </summary>
    private static readonly string[] Lacking = ["apne1-az3", "apne2-az1", "cac1-az3", "use1-az3", "usw1-az2"];

    /// <param name="wanted">Names of parameters, in their order.</param>
    public async Task<IReadOnlyDictionary<string, string>> ChooseZones(string[] wanted, int zones, CancellationToken cancel)
    {
        var found = await aws.Ec2((ec2, c) => ec2.DescribeAvailabilityZonesAsync(new DescribeAvailabilityZonesRequest(), c), cancel);
        var fit = (found.AvailabilityZones ?? []).Where(z => z.State?.Value == "available" && z.ZoneType is null or "availability-zone"
            && !Lacking.Contains(z.ZoneId, StringComparer.Ordinal)).OrderBy(z => z.ZoneId, StringComparer.Ordinal).ToList();
        return fit.Count >= wanted.Length ? wanted.Index().ToDictionary(w => w.Item, w => fit[w.Index].ZoneName, StringComparer.Ordinal)
            : throw new FailureException(
                new Failure($"{aws.Region} has {fit.Count} zones that the app could stand in, and it wants {zones}",
                "Fargate and CloudFront are not in every zone")
            {
                Outcome = "nothing was changed", Next = $"network: {{zones: {fit.Count}}}",
            });
    }

    /// <summary>Subnets of a network by their routes: a public one has a way to an internet gateway.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FindSubnets(string vpc, Span place, CancellationToken cancel)
    {
        Filter ofVpc = new() { Name = "vpc-id", Values = [vpc] };
        var subnets = (await aws.Ec2((ec2, c) => ec2.DescribeSubnetsAsync(new DescribeSubnetsRequest { Filters = [ofVpc] }, c), cancel))
            .Subnets ?? [];
        var tables = (await aws.Ec2((ec2, c) => ec2.DescribeRouteTablesAsync(new DescribeRouteTablesRequest { Filters = [ofVpc] }, c),
            cancel)).RouteTables ?? [];
        if (subnets.Count == 0)
        {
            throw new FailureException(new Failure($"the network {vpc} has no subnets in {aws.Region}, or is not there",
                "the file names it") { Place = place, Outcome = "nothing was changed", Next = "aws ec2 describe-vpcs" });
        }

        var main = tables.Find(t => t.Associations?.Exists(a => a.Main == true) == true);
        var open = subnets.ToLookup(s => LeadsOut(tables.Find(t => t.Associations?.Exists(a => a.SubnetId == s.SubnetId) == true) ?? main));
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (kind, isPublic) in new[] { ("Public", true), ("Private", false) })
        {
            string[] ids = [.. open[isPublic].OrderBy(s => s.AvailabilityZone, StringComparer.Ordinal)
                .ThenBy(s => s.SubnetId, StringComparer.Ordinal).Select(s => s.SubnetId)];
            if (ids.Length > 0)
            {
                found[$"{kind}Subnets"] = string.Join(',', ids);
            }

            foreach (var (i, id) in ids.Index())
            {
                found[$"{kind}Subnet{StackScope.Number(i)}"] = id;
            }
        }

        return found;
    }

    /// <summary>AWS's own list of the addresses from which CloudFront comes.</summary>
    public async Task<string> FindCloudFrontPrefixList(CancellationToken cancel)
    {
        const string name = "com.amazonaws.global.cloudfront.origin-facing";
        var found = await aws.Ec2((ec2, c) => ec2.DescribeManagedPrefixListsAsync(new DescribeManagedPrefixListsRequest
        {
            Filters = [new Filter { Name = "prefix-list-name", Values = [name] }],
        }, c), cancel);
        return found.PrefixLists is [var list, ..] ? list.PrefixListId
            : throw new FailureException($"{aws.Region} does not know from where CloudFront comes", $"it has no prefix list {name}",
                "edge: {cdn: false}");
    }

    private static bool LeadsOut(RouteTable? table) => table?.Routes?.Exists(r => r.DestinationCidrBlock == "0.0.0.0/0"
        && r.GatewayId?.StartsWith("igw-", StringComparison.Ordinal) == true) == true;
}
