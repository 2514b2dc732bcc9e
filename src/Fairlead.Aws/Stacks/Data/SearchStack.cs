using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>An OpenSearch domain inside the network. Who may call it stands in the callers' roles and in its security group.</summary>
internal static class SearchStack
{
    private const int MostZones = 3;
    private const int LogDays = 30;

    public static Stack Make(StackScope site, Search search)
    {
        var stack = site.NewStack(search.Name);
        var zones = ZonesOf(site, search);
        var isLogged = site.Requires("Opensearch.4");
        if (isLogged)
        {
            AddLog(stack, search);
        }

        stack.Add(new StackResource("Domain", "AWS::OpenSearchService::Domain", Map(
            ("ClusterConfig", Map(
                ("InstanceCount", search.Nodes), ("InstanceType", search.Size), ("ZoneAwarenessConfig", zones > 1 ? Map(("AvailabilityZoneCount", zones)) : null), ("ZoneAwarenessEnabled", zones > 1))),
            ("DomainEndpointOptions", Map(("EnforceHTTPS", true), ("TLSSecurityPolicy", "Policy-Min-TLS-1-2-PFS-2023-10"))), ("DomainName", KnownNames.NameOf(site, search)),
            ("EBSOptions", Map(("EBSEnabled", true), ("VolumeSize", (int)(search.Storage.Mebibytes / 1024)), ("VolumeType", "gp3"))), ("EncryptionAtRestOptions", Map(("Enabled", true))),
            ("EngineVersion", $"OpenSearch_{search.Version}"),
            ("LogPublishingOptions", isLogged ? Map(("ES_APPLICATION_LOGS", Map(("CloudWatchLogsLogGroupArn", GetAtt("LogGroup", "Arn")), ("Enabled", true)))) : null),
            ("NodeToNodeEncryptionOptions", Map(("Enabled", true))),
            ("VPCOptions", Map(("SecurityGroupIds", List(site.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.Group, search.Name)))), ("SubnetIds", List([.. site.SomeSubnets(stack, zones)]))))))
        {
            DependsOn = isLogged ? ["LogPolicy"] : [],
            DeletionPolicy = search.Protect ? DeletionPolicy.Retain : DeletionPolicy.Delete,
            // Without it another version is another domain, and an empty one.
            UpdatePolicy = Map(("EnableVersionUpgrade", true)),
            Cause = search.Origin.Name,
        });
        stack.Add(new StackOutput("Host", GetAtt("Domain", "DomainEndpoint")));
        stack.Add(new StackOutput("Arn", GetAtt("Domain", "Arn")));
        return stack;
    }

    // OpenSearch wants one subnet for each zone, and the same number of nodes in each.
    private static int ZonesOf(StackScope site, Search search)
    {
        var known = site.OwnNetwork?.Zones ?? (site.App.Network as ExistingNetwork)?.Subnets?.Private.Count ?? 2;
        for (var zones = Math.Min(MostZones, known); zones > 1; zones--)
        {
            if (search.Nodes % zones == 0)
            {
                return zones;
            }
        }

        return 1;
    }

    private static void AddLog(Stack stack, Search search)
    {
        stack.Add(new StackResource("LogGroup", "AWS::Logs::LogGroup", Map(("RetentionInDays", LogDays))) { DeletionPolicy = DeletionPolicy.Delete, Cause = search.Origin.Name });
        var write = Rights.Logs(GetAtt("LogGroup", "Arn")).Select(s => s with
        {
            Principal = Map(("Service", "es.amazonaws.com")),
            Condition = Map(("StringEquals", Map(("aws:SourceAccount", Account)))),
        });
        stack.Add(new StackResource("LogPolicy", "AWS::Logs::ResourcePolicy", Map(("PolicyDocument", EncodedJson.Encode(Policy.Document([.. write]))), ("PolicyName", $"{stack.Name}-log"))) { Cause = search.Origin.Name });
    }
}
