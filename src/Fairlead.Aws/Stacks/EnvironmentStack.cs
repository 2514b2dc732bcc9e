using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Aws.Stacks.Network;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks;

/// <summary>What all of an environment shares: network, groups, load balancer, cluster, and who is told.</summary>
internal static class EnvironmentStack
{
    public static Stack Make(StackScope scope, Dictionary<ListenerRuleKey, int>? rules)
    {
        var stack = new Stack(scope.EnvironmentStack) { Description = $"{scope.App.Id}: what all share" };
        var vpc = Vpc.Add(scope, stack);
        SecurityGroups.Add(scope, stack, vpc);
        CognitoLogin.Add(scope, stack);
        LoadBalancer.Add(scope, stack, vpc, rules);
        AddCluster(scope, stack);
        if (scope.CalledServices.Count > 0)
        {
            stack.Add(new StackResource("PrivateDnsNamespace", "AWS::ServiceDiscovery::PrivateDnsNamespace", Map(
                ("Name", scope.Domain), ("Vpc", vpc))));
            stack.Add(new StackOutput("PrivateDnsNamespace", GetAtt("PrivateDnsNamespace", "Id")));
        }

        ImageLogins.Add(scope, stack);
        AddAlerts(scope, stack);
        return stack;
    }

    private static void AddCluster(StackScope scope, Stack stack)
    {
        if (scope.App.Network.Cluster is { } existing)
        {
            stack.Add(new StackOutput("Cluster", ExistingNames.NameOf(scope, stack, ExistingKind.Cluster, existing)));
            stack.Add(new StackOutput("ClusterArn", ExistingNames.ArnOf(scope, stack, ExistingKind.Cluster, existing)));
            return;
        }

        stack.Add(new StackResource("Cluster", "AWS::ECS::Cluster", Map(
            ("ClusterSettings", List(Map(
                ("Name", "containerInsights"), ("Value", scope.App.Security.Profile == Profile.Strict ? "enabled" : "disabled")))))));
        stack.Add(new StackResource("ClusterCapacityProviders", "AWS::ECS::ClusterCapacityProviderAssociations", Map(
            ("CapacityProviders", List("FARGATE", "FARGATE_SPOT")), ("Cluster", Ref("Cluster")),
            ("DefaultCapacityProviderStrategy", List(Map(("CapacityProvider", "FARGATE"), ("Weight", 1)))))));
        stack.Add(new StackOutput("Cluster", Ref("Cluster")));
        stack.Add(new StackOutput("ClusterArn", GetAtt("Cluster", "Arn")));
    }

    // CloudWatch may not publish to a topic with AWS's own key, and a key of the app's own would cost by the month, while messages only
    // name what is wrong.
    private static void AddAlerts(StackScope scope, Stack stack)
    {
        stack.Add(new StackResource("AlertTopic", "AWS::SNS::Topic", MapValue.Empty));
        foreach (var address in scope.App.Alerts.Emails)
        {
            stack.Add(new StackResource(LogicalIdPrefix.EmailSubscription + Fingerprint.Compute(address), "AWS::SNS::Subscription", Map(
                ("Endpoint", address), ("Protocol", "email"), ("TopicArn", Ref("AlertTopic")))));
        }

        // An address that is a secret is subscribed by the deploy: it has no place in a template.
        foreach (var url in scope.App.Alerts.Urls.Where(u => !u.IsSecret))
        {
            stack.Add(
                new StackResource(LogicalIdPrefix.HttpsSubscription + Fingerprint.Compute(url.ToString()), "AWS::SNS::Subscription", Map(
                    ("Endpoint", TextValues.Render(scope, stack, url)), ("Protocol", "https"),
                    ("TopicArn", Ref("AlertTopic")))) { Cause = url.Span });
        }

        stack.Add(new StackOutput("AlertTopic", Ref("AlertTopic")));
    }
}
