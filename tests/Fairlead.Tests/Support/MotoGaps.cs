using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Fairlead.Tests.Support;

/// <summary>Something that moto can not do, and what its templates say instead.</summary>
/// <param name="Type">Of a resource.</param>
/// <param name="Member">What is changed of it: a property, or what others ask of it (<c>Ref</c>, an attribute).</param>
internal sealed record MotoGap(string Type, string Member, string Why)
{
    /// <summary>What whoever asks gets: <c>{id}</c>, <c>{region}</c>, <c>{account}</c>, <c>{certificate}</c> are filled in.</summary>
    public string? Value { get; init; }

    /// <summary>Changes a resource of the type, and says whether it had to.</summary>
    public Func<JsonObject, Platform, bool>? Change { get; init; }

    /// <summary>The same for a template that is no JSON of ours.</summary>
    public Func<string, string>? ChangeText { get; init; }

    public string Name => $"{Type}.{Member}";
}

/// <summary>All that moto 5.2.1 can not do of what Fairlead renders, one by one. Nothing else is changed for it.</summary>
internal static class MotoGaps
{
    private const string NoType = "moto's CloudFormation makes no such thing, and has nothing to give for it";
    private const string Names = "arn:aws:{service}:{region}:{account}:";

    public static readonly IReadOnlyList<MotoGap> All =
    [
        Gives("AWS::ApplicationAutoScaling::ScalableTarget", "Ref", "service/c/{id}|ecs:service:DesiredCount|ecs"),
        Gives("AWS::ApplicationAutoScaling::ScalingPolicy", "Ref", Arn("autoscaling", "scalingPolicy:1:policyName/{id}")),
        Gives("AWS::CertificateManager::Certificate", "Ref", "{certificate}"),
        Gives("AWS::CloudFront::CachePolicy", "Ref", "0a1b2c3d-{id}"),
        Gives("AWS::CloudFront::Distribution", "Ref", "E{id}"),
        Gives("AWS::CloudFront::Distribution", "DomainName", "d0a1b2c3d.cloudfront.net"),
        Gives("AWS::CloudFront::Function", "FunctionARN", "arn:aws:cloudfront::{account}:function/{id}"),
        Gives("AWS::CloudFront::KeyValueStore", "Arn", "arn:aws:cloudfront::{account}:key-value-store/{id}"),
        Gives("AWS::CloudFront::VpcOrigin", "Id", "vo_{id}"),
        Gives("AWS::Cognito::UserPool", "Ref", "{region}_{id}"),
        Gives("AWS::Cognito::UserPool", "Arn", Arn("cognito-idp", "userpool/{region}_{id}")),
        Gives("AWS::Cognito::UserPoolClient", "Ref", "0a1b2c3d{id}"),
        Gives("AWS::Cognito::UserPoolDomain", "Ref", "domain-{id}"),
        Gives("AWS::ElastiCache::ReplicationGroup", "PrimaryEndPoint.Address", "{id}.0a1b2c.cache.amazonaws.com"),
        Gives("AWS::ElastiCache::SubnetGroup", "Ref", "subnets-{id}"),
        Gives("AWS::IAM::OIDCProvider", "Ref", "arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"),
        Gives("AWS::OpenSearchService::Domain", "Arn", Arn("es", "domain/{id}")),
        Gives("AWS::OpenSearchService::Domain", "DomainEndpoint", "search-{id}.es.amazonaws.com"),
        Gives("AWS::SecretsManager::Secret", "Ref", Arn("secretsmanager", "secret:{id}-a1b2c3")),
        Gives("AWS::SecretsManager::SecretTargetAttachment", "Ref", Arn("secretsmanager", "secret:{id}-a1b2c3")),
        Gives("AWS::ServiceDiscovery::PrivateDnsNamespace", "Id", "ns-{id}"),
        Gives("AWS::ServiceDiscovery::Service", "Arn", Arn("servicediscovery", "service/srv-{id}")),
        Gives("AWS::WAFv2::RegexPatternSet", "Arn", Arn("wafv2", "regional/regexpatternset/{id}/0a1b2c3d")),
        Gives("AWS::WAFv2::WebACL", "Arn", Arn("wafv2", "regional/webacl/{id}/0a1b2c3d")),
        Gives("AWS::Route53::HostedZone", "NameServers", "[\"ns-1.awsdns-01.org\", \"ns-2.awsdns-02.net\"]",
            "moto makes the zone and does not say its name servers"),
        Gives("AWS::EFS::AccessPoint", "Ref", "fsap-{id}", "moto gives the thing itself for its id"),
        Gives("AWS::EFS::AccessPoint", "Arn", Arn("elasticfilesystem", "access-point/fsap-{id}"), "moto knows no attribute of it"),
        Gives("AWS::EFS::FileSystem", "Arn", Arn("elasticfilesystem", "file-system/fs-{id}"), "moto knows no attribute of it"),

        Drops("AWS::RDS::DBInstance", "DBParameterGroupName", "moto takes the group itself for its name"),
        Drops("AWS::KMS::Key", "Tags", "moto looks for TagKey and TagValue, and makes no key"),
        Puts("AWS::Batch::ComputeEnvironment", "ServiceRole", (_, p) => p.Role, "moto knows no role that is linked to the service"),
        Puts("AWS::ECS::Service", "DesiredCount", (_, _) => 0, "moto takes a parameter's text for a number",
            v => v is not null and not JsonValue),
        Puts("AWS::ElasticLoadBalancingV2::Listener", "Certificates",
            (_, p) => new JsonArray(new JsonObject { ["CertificateArn"] = p.Certificate }),
            "moto gives certificates ARNs of its own, never the one that a file names", NamesCertificate),
        new("AWS::EC2::SecurityGroupIngress", "SourcePrefixListId", "moto knows no lists of AWS's own")
        {
            Change = (r, _) => Part(r).Remove("SourcePrefixListId") && Part(r).TryAdd("CidrIp", "192.0.2.0/24"),
        },
        new("AWS::EC2::VPC", "DeletionPolicy", "moto removes no route tables, so their network can not go")
        {
            Change = (r, _) =>
            {
                r["DeletionPolicy"] = "Retain";
                return true;
            },
        },
        new("AWS::SSM::Parameter", "Name", "moto names no parameter by itself")
        {
            ChangeText = t => t.Replace("AWS::SSM::Parameter, Properties: {", "AWS::SSM::Parameter, Properties: {Name: table, "),
        },
    ];

    /// <summary>The same for a file of the app's own people, which may be YAML.</summary>
    public static string BridgeText(string template, ConcurrentDictionary<string, bool> met)
    {
        foreach (var gap in All.Where(g => g.ChangeText is not null))
        {
            var changed = gap.ChangeText!(template);
            if (changed != template)
            {
                met[gap.Name] = true;
                template = changed;
            }
        }

        return template;
    }

    /// <summary>The template as moto can take it.</summary>
    /// <param name="met">Gets the gaps that it has.</param>
    public static string Bridge(string template, Platform platform, ConcurrentDictionary<string, bool> met)
    {
        var root = JsonNode.Parse(template)!.AsObject();
        var resources = root["Resources"]!.AsObject();
        var types = resources.ToDictionary(r => r.Key, r => (string)r.Value!["Type"]!);
        foreach (var gap in All.Where(g => g.Change is not null))
        {
            foreach (var (id, type) in types.Where(t => t.Value == gap.Type))
            {
                if (gap.Change!(resources[id]!.AsObject(), platform))
                {
                    met[gap.Name] = true;
                }
            }
        }

        Replace(root, (id, member) =>
        {
            if (All.FirstOrDefault(g => g.Value is not null && g.Type == types.GetValueOrDefault(id) && g.Member == member) is not { } gap)
            {
                return null;
            }

            met[gap.Name] = true;
            var text = gap.Value!.Replace("{id}", id).Replace("{region}", platform.Place.Region)
                .Replace("{account}", platform.Place.Account).Replace("{certificate}", platform.Certificate);
            return text.StartsWith('[') ? JsonNode.Parse(text) : JsonValue.Create(text);
        });
        return root.ToJsonString();
    }

    private static void Replace(JsonNode? node, Func<string, string, JsonNode?> other)
    {
        if (node is JsonObject map)
        {
            foreach (var key in map.Select(p => p.Key).ToList())
            {
                Replace(map[key], other);
                if (Asked(map[key]) is var (id, member) && other(id, member) is { } value)
                {
                    map[key] = value;
                }
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Replace(list[i], other);
                if (Asked(list[i]) is var (id, member) && other(id, member) is { } value)
                {
                    list[i] = value;
                }
            }
        }
    }

    private static (string Id, string Member)? Asked(JsonNode? node) =>
        node is not JsonObject { Count: 1 } call ? null
        : call["Ref"] is { } id ? ((string)id!, "Ref")
        : call["Fn::GetAtt"] is JsonArray path ? ((string)path[0]!, (string)path[1]!)
        : null;

    private static MotoGap Gives(string type, string member, string value, string why = NoType) => new(type, member, why) { Value = value };

    private static MotoGap Drops(string type, string member, string why) =>
        new(type, member, why) { Change = (r, _) => Part(r).Remove(member) };

    private static MotoGap Puts(string type, string member, Func<JsonNode?, Platform, JsonNode> value, string why,
        Func<JsonNode?, bool>? when = null) => new(type, member, why)
        {
            Change = (r, p) =>
            {
                if (!(when ?? (v => v is null))(Part(r)[member]))
                {
                    return false;
                }

                Part(r)[member] = value(Part(r)[member], p);
                return true;
            },
        };

    private static bool NamesCertificate(JsonNode? certificates) =>
        certificates is JsonArray { Count: 1 } list && list[0]?["CertificateArn"] is JsonValue;

    private static JsonObject Part(JsonObject resource) => resource["Properties"]!.AsObject();

    private static string Arn(string service, string resource) => Names.Replace("{service}", service) + resource;
}
