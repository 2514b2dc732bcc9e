using Fairlead.Aws.Template.Network;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>What all of an environment shares: network, groups, load balancer, cluster, and who is told.</summary>
internal static class EnvironmentStack
{
    public static Stack Make(Site site, IReadOnlyDictionary<RuleKey, int>? rules)
    {
        var stack = new Stack(site.EnvironmentStack) { Description = $"{site.App.Id}: what all share" };
        var vpc = NetworkParts.Add(site, stack);
        GroupParts.Add(site, stack, vpc);
        DomainParts.AddZone(site, stack);
        LoginParts.Add(site, stack);
        BalancerParts.Add(site, stack, vpc, rules);
        AddCluster(site, stack);
        if (site.Called.Count > 0)
        {
            stack.Add(new Resource("Namespace", "AWS::ServiceDiscovery::PrivateDnsNamespace", Map(("Name", site.Domain), ("Vpc", vpc))));
            stack.Add(new Output("Namespace", GetAtt("Namespace", "Id")));
        }

        AddAlerts(site, stack);
        return stack;
    }

    private static void AddCluster(Site site, Stack stack)
    {
        if (site.App.Network.Cluster is { } existing)
        {
            stack.Add(new Output("Cluster", Texts.Of(site, stack, existing)));
            stack.Add(new Output("ClusterArn", Arn("ecs", "cluster/", Texts.Of(site, stack, existing))));
            return;
        }

        stack.Add(new Resource("Cluster", "AWS::ECS::Cluster", Map(("ClusterSettings", List(Map(("Name", "containerInsights"), ("Value", site.App.Security.Profile == Profile.Strict ? "enabled" : "disabled")))))));
        stack.Add(new Resource("ClusterCapacity", "AWS::ECS::ClusterCapacityProviderAssociations", Map(
            ("CapacityProviders", List("FARGATE", "FARGATE_SPOT")), ("Cluster", Ref("Cluster")), ("DefaultCapacityProviderStrategy", List(Map(("CapacityProvider", "FARGATE"), ("Weight", 1)))))));
        stack.Add(new Output("Cluster", Ref("Cluster")));
        stack.Add(new Output("ClusterArn", GetAtt("Cluster", "Arn")));
    }

    // CloudWatch may not publish to a topic with AWS's own key, and a key of one's own costs more than it hides.
    private static void AddAlerts(Site site, Stack stack)
    {
        stack.Add(new Resource("Alerts", "AWS::SNS::Topic", MapValue.Empty));
        foreach (var address in site.App.Alerts.Emails)
        {
            stack.Add(new Resource(Kinds.Mail + Fingerprint.Of(address), "AWS::SNS::Subscription", Map(("Endpoint", address), ("Protocol", "email"), ("TopicArn", Ref("Alerts")))));
        }

        // An address that is a secret is subscribed by the deploy: it has no place in a template.
        foreach (var url in site.App.Alerts.Urls.Where(u => !u.IsSecret))
        {
            stack.Add(new Resource(Kinds.Hook + Fingerprint.Of(url.ToString()), "AWS::SNS::Subscription", Map(("Endpoint", Texts.Of(site, stack, url)), ("Protocol", "https"), ("TopicArn", Ref("Alerts")))) { Cause = url.Span });
        }

        stack.Add(new Output("Alerts", Ref("Alerts")));
    }
}
