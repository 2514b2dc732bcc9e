using System.Globalization;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>What an account has so many of in a region, and no more.</summary>
/// <param name="Service">Of the quota, as Service Quotas names it.</param>
/// <param name="Quota">Its code: <c>aws service-quotas list-service-quotas</c>.</param>
/// <param name="What">In words.</param>
/// <param name="Key">Of the network's or the file's section that asks for it.</param>
internal sealed record AccountQuota(string Service, string Quota, string What, string Key)
{
    public static readonly AccountQuota OnDemand = new("fargate", "L-3032A538", "vCPU of tasks on demand", "services");
    public static readonly AccountQuota Spot = new("fargate", "L-36FBB829", "vCPU of tasks on Spot", "services");
    public static readonly AccountQuota LoadBalancers = new("elasticloadbalancing", "L-53DA6B97", "load balancers", "services");
    public static readonly AccountQuota Addresses = new("ec2", "L-0263D0A3", "fixed addresses", "network");
    public static readonly AccountQuota Networks = new("vpc", "L-F678F1CE", "networks", "network");
}

/// <summary>One quota that what is to be made counts towards, asked for where more of it is wanted than there is already.</summary>
internal sealed class QuotaLook(PreflightSubject subject, AccountQuota quota) : IPreflightLook
{
    public string What => $"the quota of {quota.What}";

    public Span Place => subject.Lines.At(quota.Key);

    public ProblemCode Code => Codes.NotEnough;

    public static IEnumerable<IPreflightLook> All(PreflightSubject subject) =>
    [
        new QuotaLook(subject, AccountQuota.OnDemand), new QuotaLook(subject, AccountQuota.Spot),
        new QuotaLook(subject, AccountQuota.LoadBalancers), new QuotaLook(subject, AccountQuota.Addresses),
        new QuotaLook(subject, AccountQuota.Networks),
    ];

    public async Task<IReadOnlyList<Problem>> Find(CancellationToken cancel)
    {
        var (needed, most) = Needed();
        if (needed == 0)
        {
            return [];
        }

        var used = Used(cancel);
        return await Limit(cancel) is not { } limit ? [] : Judge(needed, most, await used, limit);
    }

    private IReadOnlyList<Problem> Judge(decimal needed, decimal most, int used, decimal limit)
    {
        var numbers = $"{Text(needed)} {quota.What} are needed" + (used > 0 ? $" beside {used} that are there" : "");
        if (used + needed > limit)
        {
            return [Say(Severity.Error, $"{numbers}, and the account may have {Text(limit)} in {subject.Person.Region}")];
        }

        return most <= limit ? [] : [Say(Severity.Warning, $"{numbers}, at most {Text(most)} while a version takes over,"
            + $" and the account may have {Text(limit)} in {subject.Person.Region}")];
    }

    private Problem Say(Severity severity, string message) => new(Code, severity, Place, message,
        $"aws service-quotas request-service-quota-increase --service-code {quota.Service} --quota-code {quota.Quota}"
            + $" --region {subject.Person.Region} --desired-value …");

    // Of vCPU: what runs at least, and at most while old and new stand side by side; nothing where the release that serves has as much.
    private (decimal Needed, decimal Most) Needed()
    {
        if (quota == AccountQuota.OnDemand || quota == AccountQuota.Spot)
        {
            var wanted = FargateNeed.Count(subject.App, isSpot: quota == AccountQuota.Spot);
            return subject.Live is { } live && FargateNeed.Count(live, quota == AccountQuota.Spot).Most >= wanted.Most ? default : wanted;
        }

        var type = quota == AccountQuota.LoadBalancers ? "AWS::ElasticLoadBalancingV2::LoadBalancer"
            : quota == AccountQuota.Addresses ? "AWS::EC2::EIP" : "AWS::EC2::VPC";
        var count = subject.NewStacks.SelectMany(s => s.Stack.Resources).Count(r => r.Type == type);
        return (count, count);
    }

    // What is used of vCPU no call tells: that alone is compared which this app needs.
    private async Task<int> Used(CancellationToken cancel)
    {
        var aws = subject.Person.Connection;
        return quota == AccountQuota.LoadBalancers ? await LoadBalancers(aws, cancel)
            : quota == AccountQuota.Addresses ? (await aws.Ec2((ec2, c) =>
                ec2.DescribeAddressesAsync(new DescribeAddressesRequest(), c), cancel)).Addresses?.Count ?? 0
            : quota == AccountQuota.Networks ? (await aws.Ec2((ec2, c) =>
                ec2.DescribeVpcsAsync(new DescribeVpcsRequest(), c), cancel)).Vpcs?.Count ?? 0
            : 0;
    }

    private static async Task<int> LoadBalancers(AwsConnection aws, CancellationToken cancel)
    {
        var (count, next) = (0, (string?)null);
        do
        {
            (var found, next) = await aws.LoadBalancing.DescribeLoadBalancers(null, next, cancel);
            count += found.Count(b => b.Type == "application");
        }
        while (next is { Length: > 0 });
        return count;
    }

    // API Reference, GetServiceQuota: none is known where nothing was ever said about it beside AWS's default.
    private async Task<decimal?> Limit(CancellationToken cancel)
    {
        try
        {
            return (decimal?)(await subject.Person.Connection.Quotas.GetServiceQuota(
                new GetServiceQuotaRequest(quota.Service, quota.Quota), cancel)).Quota?.Value;
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "NoSuchResourceException")
        {
            return null;
        }
    }

    private static string Text(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
