using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Stacks;

namespace Fairlead.Aws.Tests.Endpoint.Server;

/// <summary>What stacks make that other services then have: roles, buckets; and what they refuse of it.</summary>
internal static class StoreLives
{
    // IAM User Guide, "IAM and AWS STS quotas": inline policies of a role, without white space.
    private const int MostInlinePolicies = 10_240;

    public static void Add(ResourceWorker worker, AwsParts parts)
    {
        worker.On("AWS::IAM::Role", new ResourceLife(
            w => End(w, FindFault(w.Resource), () => parts.Tokens.AddRole(ResourceNames.Attribute(w.Resource, "Arn"))),
            w => End(w, FindFault(w.Resource), static () => { }),
            w => End(w, null, () => parts.Tokens.RemoveRole(ResourceNames.Attribute(w.Resource, "Arn")))));
        worker.On("AWS::S3::Bucket", new ResourceLife(
            w => End(w, parts.Buckets.Has(w.Resource.PhysicalId) ? $"{w.Resource.PhysicalId} already exists" : null,
                () => parts.Buckets.Add(w.Resource.PhysicalId)),
            static w => w.Done(),
            w => End(w, FindContent(parts, w.Resource.PhysicalId), () => parts.Buckets.Remove(w.Resource.PhysicalId))));
        foreach (var (type, property) in new[]
        {
            ("AWS::RDS::DBInstance", "DeletionProtection"), ("AWS::RDS::DBCluster", "DeletionProtection"),
            ("AWS::Cognito::UserPool", "DeletionProtection"),
        })
        {
            worker.On(type, new ResourceLife(static w => w.Done(), static w => w.Done(), w => End(w,
                w.Resource.Text(property) is "true" or "ACTIVE" ? $"Cannot delete protected {type.Split("::")[^1]}, please disable deletion "
                    + "protection and try again." : null, static () => { })));
        }

        worker.On("AWS::ElasticLoadBalancingV2::LoadBalancer", new ResourceLife(static w => w.Done(), static w => w.Done(), w => End(w,
            IsProtected(w.Resource) ? "Load balancer cannot be deleted because deletion protection is enabled" : null, static () => { })));
    }

    private static void End(ResourceWork work, string? fault, Action act)
    {
        if (fault is not null)
        {
            work.Fail(fault);
            return;
        }

        act();
        work.Done();
    }

    private static string? FindFault(LiveResource role)
    {
        var size = (role.Properties["Policies"] as JsonArray)?.Sum(p => Encoding.UTF8.GetByteCount(p!["PolicyDocument"]!.ToJsonString())) ?? 0;
        return size > MostInlinePolicies ? $"Maximum policy size of {MostInlinePolicies} bytes exceeded for role {role.PhysicalId}" : null;
    }

    // A8.
    private static string? FindContent(AwsParts parts, string bucket) => parts.Buckets.Has(bucket) && !parts.Buckets.IsEmpty(bucket)
        ? "The bucket you tried to delete is not empty" : null;

    private static bool IsProtected(LiveResource balancer) => (balancer.Properties["LoadBalancerAttributes"] as JsonArray)?
        .Any(a => a!["Key"]!.GetValue<string>() == "deletion_protection.enabled" && a["Value"]!.ToString() == "true") == true;
}
