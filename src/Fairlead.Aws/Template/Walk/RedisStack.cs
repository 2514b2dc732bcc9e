using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>Valkey on ElastiCache, which speaks Redis.</summary>
internal static class RedisStack
{
    private const int LastRedis = 7;

    public static Stack Make(Site site, Redis cache)
    {
        var stack = site.Begin(cache.Name);
        var isValkey = int.TryParse(cache.Version.Split('.')[0], out var major) && major >= LastRedis;
        var replicas = Math.Max(cache.Replicas, site.Wants("ElastiCache.3") ? 1 : 0);
        stack.Add(new Resource("Subnets", "AWS::ElastiCache::SubnetGroup", Map(("Description", $"Private subnets of {site.App.Id}"), ("SubnetIds", site.Subnets(stack, isPublic: false)))) { Cause = cache.Origin.Name });
        stack.Add(new Resource("Cache", "AWS::ElastiCache::ReplicationGroup", Map(
            ("AtRestEncryptionEnabled", true), ("AutomaticFailoverEnabled", replicas > 0), ("MultiAZEnabled", replicas > 0), ("CacheNodeType", cache.Size), ("CacheSubnetGroupName", Ref("Subnets")),
            ("Engine", isValkey ? "valkey" : "redis"), ("EngineVersion", isValkey ? (major == LastRedis ? "7.2" : "8.0") : "6.2"), ("NumCacheClusters", replicas + 1),
            ("ReplicationGroupDescription", $"{cache.Name} of {site.App.Id}"), ("SecurityGroupIds", List(site.Take(stack, LogicalId.Of(Kinds.Group, cache.Name)))),
            ("SnapshotRetentionLimit", 1), ("TransitEncryptionEnabled", cache.Tls))) { Keep = cache.Protect ? Keep.Snapshot : Keep.Nothing, Cause = cache.Origin.Name });
        stack.Add(new Output("Host", GetAtt("Cache", "PrimaryEndPoint.Address")));
        return stack;
    }
}
