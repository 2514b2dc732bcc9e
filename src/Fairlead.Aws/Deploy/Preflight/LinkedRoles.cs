using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>
/// The roles by which AWS's services act in an account. Most services make their own when they are first asked for something, and fail on
/// it: it takes a while until it is known (IAM User Guide, "Create a service-linked role"). So they are made first, once in an account.
/// </summary>
internal sealed class LinkedRoles(ReleaseWork work)
{
    // IAM is eventually consistent (IAM User Guide, "Troubleshoot IAM").
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    // By each service's guide, "Using service-linked roles".
    private static readonly (string Type, string Service)[] Takers =
    [
        ("AWS::ECS::Cluster", "ecs.amazonaws.com"), ("AWS::ECS::Service", "ecs.amazonaws.com"),
        ("AWS::ElasticLoadBalancingV2::LoadBalancer", "elasticloadbalancing.amazonaws.com"),
        ("AWS::ApplicationAutoScaling::ScalableTarget", "ecs.application-autoscaling.amazonaws.com"),
        ("AWS::RDS::DBInstance", "rds.amazonaws.com"), ("AWS::ElastiCache::ReplicationGroup", "elasticache.amazonaws.com"),
        ("AWS::OpenSearchService::Domain", "opensearchservice.amazonaws.com"),
        ("AWS::Batch::ComputeEnvironment", "batch.amazonaws.com"), ("AWS::Batch::ComputeEnvironment", "ecs.amazonaws.com"),
        ("AWS::Batch::ComputeEnvironment", "autoscaling.amazonaws.com"),
    ];

    /// <summary>Services that something is made of for the first time in this environment.</summary>
    public IReadOnlyList<string> Needed
    {
        get
        {
            var there = work.Wanted.Stacks.Where(s => work.Before.FindStack(s.Name) is not null).SelectMany(Services)
                .ToHashSet(StringComparer.Ordinal);
            return [.. work.Wanted.Stacks.Where(s => work.Before.FindStack(s.Name) is null).SelectMany(Services)
                .Where(s => !there.Contains(s)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Those that are there already are as good; what is new is waited for.</summary>
    public async Task Make(AwsConnection aws, EventStream events, CancellationToken cancel)
    {
        var made = await Task.WhenAll(Needed.Select(s => Make(aws, s, events, cancel)));
        if (made.Any(m => m))
        {
            await Task.Delay(Pause, events.Clock, cancel);
        }
    }

    private static async Task<bool> Make(AwsConnection aws, string service, EventStream events, CancellationToken cancel)
    {
        try
        {
            return await aws.Iam.CreateServiceLinkedRole(service, cancel);
        }
        catch (AmazonServiceException e) when (AwsErrors.IsDenied(e))
        {
            // Where an organization lets nobody make roles, they are most likely there.
            events.Warned(StackLabels.Environment, $"the role of {service} could not be made: {e.Message.Split('\n')[0].Trim()}");
            return false;
        }
    }

    private static IEnumerable<string> Services(RenderedStack stack) => stack.Stack.Resources.SelectMany(r =>
        Takers.Where(t => t.Type == r.Type).Select(t => t.Service).Concat(TakesSpot(r) ? ["spot.amazonaws.com"] : []));

    private static bool TakesSpot(StackResource resource) => resource.Type == "AWS::Batch::ComputeEnvironment"
        && (resource.Properties["ComputeResources"] as MapValue)?["Type"] is TextValue { Text: "SPOT" };
}
