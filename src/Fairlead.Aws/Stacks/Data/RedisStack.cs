using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>Valkey on ElastiCache, which speaks Redis.</summary>
internal static class RedisStack
{
    public static Stack Make(StackScope scope, Redis cache)
    {
        var stack = scope.NewStack(cache.Name);
        var (engine, version) = EngineVersions.Cache(cache)
            ?? throw new InvalidOperationException($"The check lets no Redis {cache.Version} pass.");
        var replicas = Math.Max(cache.Replicas, scope.Requires("ElastiCache.3") ? 1 : 0);
        stack.Add(new StackResource("SubnetGroup", "AWS::ElastiCache::SubnetGroup", Map(
            ("Description", $"Private subnets of {scope.App.Id}"),
            ("SubnetIds", scope.Subnets(stack, isPublic: false)))) { Cause = cache.Origin.Name });
        stack.Add(new StackResource("ReplicationGroup", "AWS::ElastiCache::ReplicationGroup", Map(
            ("AtRestEncryptionEnabled", true), ("AutomaticFailoverEnabled", replicas > 0), ("MultiAZEnabled", replicas > 0),
            ("CacheNodeType", cache.Size), ("CacheSubnetGroupName", Ref("SubnetGroup")),
            ("Engine", engine), ("EngineVersion", version),
            ("NumCacheClusters", replicas + 1),
            ("ReplicationGroupDescription", $"{cache.Name} of {scope.App.Id}"),
            ("SecurityGroupIds", List(scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.SecurityGroup, cache.Name)))),
            ("SnapshotRetentionLimit", 1),
            ("TransitEncryptionEnabled", cache.Tls),
            ("TransitEncryptionMode", cache.Tls ? (Value)(cache.TlsOptional ? "preferred" : "required") : null)))
        {
            DeletionPolicy = cache.Protect ? DeletionPolicy.Snapshot : DeletionPolicy.Delete,
            Cause = cache.Origin.Name,
        });
        stack.Add(new StackOutput("Host", GetAtt("ReplicationGroup", "PrimaryEndPoint.Address")));
        return stack;
    }
}
