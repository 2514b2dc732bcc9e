using Amazon.EC2.Model;
using Fairlead.Aws.Api;
using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>
/// The load balancer and the NAT gateways of a new environment: CloudFormation makes them in its express mode and the first release waits
/// for them itself, so that all that stands on them is made meanwhile.
/// </summary>
internal sealed class EnvironmentReadiness(ReleaseWork work, ReleaseParts parts, EventStream events)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // They take 2 to 3 minutes.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly StackScope scope = new(work.Wanted.App);

    private AwsConnection Aws => parts.Deployer.Connection;

    /// <summary>At once where something serves already: then all has been ready.</summary>
    /// <exception cref="FailureException">One of them could not be made, or is not ready after 15 minutes.</exception>
    public async Task Await(CancellationToken cancel)
    {
        var name = scope.EnvironmentStack;
        if (work.Before.Live is not null || work.Wanted.FindStack(name)?.Stack is not { } stack || !ExpressCreation.Suits(stack))
        {
            return;
        }

        await parts.Stacks.Make(name, cancel);
        var balancer = parts.Values.FindOutput(name, "LoadBalancerFullName")?.Split('/');
        await Task.WhenAll(
            balancer is [_, var own, _] ? Await("load balancer", c => LookAtBalancer(own, c), cancel) : Task.CompletedTask,
            stack.Resources.Any(r => r.Type == ExpressCreation.NatGateway) ? Await("NAT gateway", LookAtGateways, cancel)
                : Task.CompletedTask);
    }

    private async Task Await(string what, Func<CancellationToken, Task<Look>> look, CancellationToken cancel)
    {
        var began = events.Now;
        for (var isTold = false; ; isTold = true)
        {
            var seen = await look(cancel);
            if (seen.IsReady)
            {
                if (isTold)
                {
                    events.Completed(what, Activity.Ready, began);
                }

                return;
            }

            if (seen.Failure is not null || events.Now >= began + Longest)
            {
                throw new FailureException(new Failure($"environment: the {what} could not be made",
                    seen.Failure ?? $"it is not ready after {Longest.TotalMinutes:0} minutes")
                {
                    Next = seen.Failure is null ? "fairlead deploy (it goes on waiting)"
                        : "fairlead destroy, then fairlead deploy: nothing serves yet, and CloudFormation takes it for made",
                });
            }

            if (!isTold)
            {
                events.Started(what, Activity.Ready);
            }

            await Task.Delay(Interval, events.Clock, cancel);
        }
    }

    private async Task<Look> LookAtBalancer(string name, CancellationToken cancel)
    {
        var (found, _) = await Aws.LoadBalancing.DescribeLoadBalancers(name, null, cancel);
        return found is [{ State: "failed" } failed] ? new Look(IsReady: false, failed.Reason ?? "AWS says no more than that it failed")
            : new Look(found is [{ State: "active" or "active_impaired" }], null);
    }

    // One that failed is shown for about an hour (VPC User Guide, "NAT gateway issues").
    private async Task<Look> LookAtGateways(CancellationToken cancel)
    {
        var found = await Aws.Ec2((ec2, c) => ec2.DescribeNatGatewaysAsync(new DescribeNatGatewaysRequest
        {
            Filter = [.. scope.OwnTags.Select(t => new Filter { Name = $"tag:{t.Key}", Values = [t.Value] })],
        }, c), cancel);
        var states = (found.NatGateways ?? []).Where(g => g.State?.Value is not ("deleted" or "deleting")).ToList();
        var failed = states.Find(g => g.State?.Value == "failed");
        return new Look(states.TrueForAll(g => g.State?.Value == "available"),
            failed is null ? null : $"{failed.NatGatewayId}: {failed.FailureMessage ?? failed.FailureCode ?? "it failed"}");
    }

    private sealed record Look(bool IsReady, string? Failure);
}
