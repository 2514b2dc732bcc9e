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
    private const string EndOfHost = ".es.amazonaws.com";
    private const int SuffixLength = 26;

    public static Stack Make(StackScope scope, Search search)
    {
        var stack = scope.NewStack(search.Name);
        var zones = ZonesOf(scope, search);
        var isLogged = scope.Requires("Opensearch.4");
        if (isLogged)
        {
            AddLog(stack, search);
        }

        stack.Add(new StackResource("Domain", "AWS::OpenSearchService::Domain", Map(
            ("ClusterConfig", Map(
                ("InstanceCount", search.Nodes), ("InstanceType", search.Size), ("ZoneAwarenessConfig", zones > 1 ? Map(
                    ("AvailabilityZoneCount", zones)) : null), ("ZoneAwarenessEnabled", zones > 1))),
            ("DomainEndpointOptions", Map(("EnforceHTTPS", true), ("TLSSecurityPolicy", "Policy-Min-TLS-1-2-PFS-2023-10"))),
            ("DomainName", KnownNames.NameOf(scope, search)),
            ("EBSOptions", Map(("EBSEnabled", true), ("VolumeSize", (int)(search.Storage.Mebibytes / 1024)), ("VolumeType", "gp3"))),
            ("EncryptionAtRestOptions", Map(("Enabled", true))),
            ("EngineVersion", $"OpenSearch_{search.Version}"),
            ("LogPublishingOptions", isLogged ? Map(
                ("ES_APPLICATION_LOGS", Map(("CloudWatchLogsLogGroupArn", GetAtt("LogGroup", "Arn")), ("Enabled", true)))) : null),
            ("NodeToNodeEncryptionOptions", Map(("Enabled", true))),
            ("VPCOptions", Map(
                ("SecurityGroupIds", List(scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.SecurityGroup, search.Name)))),
                ("SubnetIds", List([.. scope.SomeSubnets(stack, zones)]))))))
        {
            DependsOn = isLogged ? ["LogResourcePolicy"] : [],
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
    private static int ZonesOf(StackScope scope, Search search)
    {
        var known = scope.OwnNetwork?.Zones ?? ((scope.App.Network as ExistingNetwork)?.Subnets is { } named
            ? (scope.ArePublic(isPublic: false) ? named.Public : named.Private).Count : 2);
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
        stack.Add(new StackResource("LogGroup", "AWS::Logs::LogGroup", Map(
            ("RetentionInDays", LogDays))) { DeletionPolicy = DeletionPolicy.Delete, Cause = search.Origin.Name });
        var write = Rights.Logs(GetAtt("LogGroup", "Arn")).Select(s => s with
        {
            Principal = Map(("Service", "es.amazonaws.com")),
            Condition = Map(("StringEquals", Map(("aws:SourceAccount", Account)))),
        });
        stack.Add(new StackResource("LogResourcePolicy", "AWS::Logs::ResourcePolicy", Map(
            ("PolicyDocument", EncodedJson.Encode(Policy.Document([.. write]))),
            ("PolicyName", $"{stack.Name}-log"))) { Cause = search.Origin.Name });
    }

    /// <summary>
    /// The ARN of a domain, ours or one that is there already: that is known by its host, which says the name if it is AWS's own. Null
    /// where the host is nobody's domain that we could name: then there is the network path, and
    /// <c>permissions</c>.
    /// </summary>
    public static Value? ArnOf(StackScope scope, Search search) =>
        search.Existing is null ? KnownNames.ArnOf(scope, search)
        : search.Existing.Host?.Constant is { } host && DomainOf(host) is var (region, name)
        ? Concat("arn:", Partition, $":es:{region}:", Account, $":domain/{name}")
        : null;

    // vpc-NAME-26 letters and digits.REGION.es.amazonaws.com, or search-NAME-… outside of networks.
    private static (string Region, string Name)? DomainOf(string host)
    {
        if (!host.EndsWith(EndOfHost, StringComparison.Ordinal) || host[..^EndOfHost.Length].Split('.') is not [var first, var region])
        {
            return null;
        }

        var (start, mark) = (first.IndexOf('-', StringComparison.Ordinal), first.LastIndexOf('-'));
        return start > 0 && mark > start + 1 && first[..start] is "vpc" or "search" && first.Length - mark - 1 == SuffixLength
            ? (region, first[(start + 1)..mark]) : null;
    }
}
