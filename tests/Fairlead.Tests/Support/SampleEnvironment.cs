using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Net;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Support;

/// <summary>An environment as a person would write it with the template layer: what its parts are tried on, together.</summary>
internal static class SampleEnvironment
{
    private static readonly Cause Nobody = new(null, "sample");

    public static Stack Stack()
    {
        var stack = new Stack("shop-prod") { Description = "shop (prod): network, load balancer, cluster" };
        AddNetwork(stack, AddressPlan.Divide(Cidr.Read(AddressPlan.Default)!, 2));
        AddGroups(stack);
        AddBalancer(stack);
        AddCluster(stack);
        AddSignIn(stack);
        foreach (var (name, value) in new (string, Value)[] { ("Cluster", Ref("Cluster")), ("Namespace", GetAtt("Namespace", "Id")),
            ("SubnetPrivate0", Ref("SubnetPrivate0")), ("SubnetPrivate1", Ref("SubnetPrivate1")), ("TargetGroupWeb", Ref("TargetGroupWeb")),
            ("SecurityGroupWeb", GetAtt("SecurityGroupWeb", "GroupId")), ("SecurityGroupDb", GetAtt("SecurityGroupDb", "GroupId")) })
        {
            stack.Add(new StackOutput(name, value));
        }

        return stack;
    }

    private static void AddNetwork(Stack stack, IReadOnlyList<ZoneAddresses> zones)
    {
        stack.Add(new StackResource("Vpc", "AWS::EC2::VPC", Map(
            ("CidrBlock", AddressPlan.Default), ("EnableDnsHostnames", true), ("EnableDnsSupport", true))));
        stack.Add(new StackResource("InternetGateway", "AWS::EC2::InternetGateway", MapValue.Empty));
        stack.Add(new StackResource("InternetGatewayUse", "AWS::EC2::VPCGatewayAttachment", Map(
            ("InternetGatewayId", Ref("InternetGateway")), ("VpcId", Ref("Vpc")))));
        stack.Add(new StackResource("Address", "AWS::EC2::EIP", Map(("Domain", "vpc"))) { DependsOn = ["InternetGatewayUse"] });
        stack.Add(new StackResource("Nat", "AWS::EC2::NatGateway", Map(
            ("AllocationId", GetAtt("Address", "AllocationId")), ("SubnetId", Ref("SubnetPublic0")))) { DependsOn = ["WayOutPublic"] });
        foreach (var kind in new[] { "Public", "Private" })
        {
            stack.Add(new StackResource($"Table{kind}", "AWS::EC2::RouteTable", Map(("VpcId", Ref("Vpc")))));
            foreach (var zone in zones)
            {
                var id = $"Subnet{kind}{zone.Index}";
                stack.Add(new StackResource(id, "AWS::EC2::Subnet", Map(
                    ("AvailabilityZone", Select(zone.Index, CallValue.Create("Fn::GetAZs", ""))),
                        ("CidrBlock", (kind == "Public" ? zone.Public : zone.Private).ToString()),
                    ("VpcId", Ref("Vpc")))));
                stack.Add(new StackResource($"{id}Use", "AWS::EC2::SubnetRouteTableAssociation", Map(
                    ("RouteTableId", Ref($"Table{kind}")), ("SubnetId", Ref(id)))));
            }
        }

        stack.Add(new StackResource("WayOutPublic", "AWS::EC2::Route", Map(
            ("DestinationCidrBlock", "0.0.0.0/0"), ("GatewayId", Ref("InternetGateway")),
            ("RouteTableId", Ref("TablePublic")))) { DependsOn = ["InternetGatewayUse"] });
        stack.Add(new StackResource("WayOutPrivate", "AWS::EC2::Route", Map(
            ("DestinationCidrBlock", "0.0.0.0/0"), ("NatGatewayId", Ref("Nat")), ("RouteTableId", Ref("TablePrivate")))));
        stack.Add(new StackResource("EndpointS3", "AWS::EC2::VPCEndpoint", Map(
            ("RouteTableIds", List(Ref("TablePrivate"))), ("ServiceName", Concat("com.amazonaws.", Region, ".s3")),
            ("VpcEndpointType", "Gateway"), ("VpcId", Ref("Vpc")))));
        AddFlowLog(stack);
    }

    private static void AddFlowLog(Stack stack)
    {
        stack.Add(new StackResource("FlowLogGroup", "AWS::Logs::LogGroup", Map(
            ("RetentionInDays", 30))) { DeletionPolicy = DeletionPolicy.Delete });
        stack.Add(new StackResource("FlowLogRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("vpc-flow-logs.amazonaws.com", Arn("ec2", "vpc-flow-log/*"))),
            ("Policies", List(Map(
                ("PolicyName", "logs"), ("PolicyDocument", Policy.Document(Policy.Merge(Rights.Logs(GetAtt("FlowLogGroup", "Arn")))))))))));
        stack.Add(new StackResource("FlowLog", "AWS::EC2::FlowLog", Map(
            ("DeliverLogsPermissionArn", GetAtt("FlowLogRole", "Arn")), ("LogGroupName", Ref("FlowLogGroup")), ("ResourceId", Ref("Vpc")),
            ("ResourceType", "VPC"), ("TrafficType", "ALL"))));
    }

    private static void AddGroups(Stack stack)
    {
        var groups = new SecurityGroupSet(Ref("Vpc"));
        groups.Add("edge", "Load balancer of shop (prod)", callsOut: true, Nobody);
        groups.Add("web", "web of shop (prod)", callsOut: true, Nobody);
        groups.Add("db", "db of shop (prod)", callsOut: false, Nobody);
        groups.AddIngressFromAddresses("0.0.0.0/0", "edge", 443, Nobody);
        groups.AddIngressFromAddresses("0.0.0.0/0", "edge", 80, Nobody);
        groups.AddIngress("edge", "web", 8080, Nobody);
        groups.AddIngress("web", "db", 5432, Nobody);
        groups.AddTo(stack);
    }

    private static void AddBalancer(Stack stack)
    {
        stack.Add(new StackResource("Certificate", "AWS::CertificateManager::Certificate", Map(
            ("DomainName", "shop.example.org"),
            ("DomainValidationOptions", List(Map(("DomainName", "shop.example.org"), ("HostedZoneId", "Z0123456789")))),
            ("ValidationMethod", "DNS"))));
        stack.Add(new StackResource("Balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer", Map(
            ("LoadBalancerAttributes",
                List(Attribute("deletion_protection.enabled", "true"), Attribute("idle_timeout.timeout_seconds", "60"),
                    Attribute("routing.http.drop_invalid_header_fields.enabled", "true"))),
            ("Scheme", "internet-facing"), ("SecurityGroups", List(GetAtt("SecurityGroupEdge", "GroupId"))),
            ("Subnets", List(Ref("SubnetPublic0"), Ref("SubnetPublic1"))), ("Type", "application"))) { DependsOn = ["WayOutPublic"] });
        stack.Add(new StackResource("ListenerPlain", "AWS::ElasticLoadBalancingV2::Listener", Map(
            ("DefaultActions",
                List(Map(
                    ("RedirectConfig", Map(("Port", "443"), ("Protocol", "HTTPS"), ("StatusCode", "HTTP_301"))), ("Type", "redirect")))),
                    ("LoadBalancerArn", Ref("Balancer")), ("Port", 80), ("Protocol", "HTTP"))));
        stack.Add(new StackResource("Listener", "AWS::ElasticLoadBalancingV2::Listener", Map(
            ("Certificates", List(Map(("CertificateArn", Ref("Certificate"))))),
            ("DefaultActions", List(Map(("FixedResponseConfig", Map(("StatusCode", "404"))), ("Type", "fixed-response")))),
            ("LoadBalancerArn", Ref("Balancer")), ("Port", 443), ("Protocol", "HTTPS"),
            ("SslPolicy", "ELBSecurityPolicy-TLS13-1-2-2021-06"))));
        stack.Add(new StackResource("TargetGroupWeb", "AWS::ElasticLoadBalancingV2::TargetGroup", Map(
            ("HealthCheckIntervalSeconds", 5), ("HealthCheckPath", "/health?format=json"), ("HealthCheckTimeoutSeconds", 3),
            ("Matcher", Map(("HttpCode", "200-399"))), ("Port", 8080), ("Protocol", "HTTP"),
            ("TargetGroupAttributes", List(Attribute("deregistration_delay.timeout_seconds", "5"))), ("TargetType", "ip"),
            ("VpcId", Ref("Vpc")))));
        var route = new ListenerRuleKey("shop.example.org", "/");
        stack.Add(new StackResource("RuleWeb", "AWS::ElasticLoadBalancingV2::ListenerRule", Map(
            ("Actions", List(Map(("TargetGroupArn", Ref("TargetGroupWeb")), ("Type", "forward")))),
            ("Conditions", List(Map(("Field", "host-header"), ("HostHeaderConfig", Map(("Values", List(route.Host!))))))),
            ("ListenerArn", Ref("Listener")), ("Priority", RulePriorities.Assign([route])[route]))));
        stack.Add(new StackResource("Record", "AWS::Route53::RecordSet", Map(
            ("AliasTarget", Map(("DNSName", GetAtt("Balancer", "DNSName")), ("HostedZoneId", GetAtt("Balancer", "CanonicalHostedZoneID")))),
            ("HostedZoneId", "Z0123456789"), ("Name", "shop.example.org"), ("Type", "A"))));
        stack.Add(new StackResource("Firewall", "AWS::WAFv2::WebACL", Map(
            ("DefaultAction", Map(("Allow", MapValue.Empty))),
            ("Rules", List(Map(("Name", "common"), ("OverrideAction", Map(("None", MapValue.Empty))), ("Priority", 0),
                ("Statement", Map(("ManagedRuleGroupStatement", Map(("Name", "AWSManagedRulesCommonRuleSet"), ("VendorName", "AWS"))))),
                ("VisibilityConfig", Watched("common"))))), ("Scope", "REGIONAL"), ("VisibilityConfig", Watched("shop")))));
        stack.Add(new StackResource("FirewallUse", "AWS::WAFv2::WebACLAssociation", Map(
            ("ResourceArn", Ref("Balancer")), ("WebACLArn", GetAtt("Firewall", "Arn")))));
    }

    private static void AddCluster(Stack stack)
    {
        stack.Add(new StackResource("Cluster", "AWS::ECS::Cluster", Map(
            ("ClusterSettings", List(Map(("Name", "containerInsights"), ("Value", "enabled")))))));
        stack.Add(new StackResource("ClusterCapacity", "AWS::ECS::ClusterCapacityProviderAssociations", Map(
            ("CapacityProviders", List("FARGATE", "FARGATE_SPOT")), ("Cluster", Ref("Cluster")),
            ("DefaultCapacityProviderStrategy", List(Map(("CapacityProvider", "FARGATE"), ("Weight", 1)))))));
        stack.Add(new StackResource("Namespace", "AWS::ServiceDiscovery::PrivateDnsNamespace", Map(
            ("Name", "shop.prod.internal"), ("Vpc", Ref("Vpc")))));
    }

    private static void AddSignIn(Stack stack)
    {
        stack.Add(new StackResource("Users", "AWS::Cognito::UserPool", Map(
            ("AdminCreateUserConfig", Map(("AllowAdminCreateUserOnly", true))), ("DeletionProtection", "ACTIVE"),
            ("Policies",
                Map(
                    ("PasswordPolicy", Map(
                        ("MinimumLength", 12), ("RequireLowercase", true), ("RequireNumbers", true), ("RequireSymbols", true),
                        ("RequireUppercase", true), ("TemporaryPasswordValidityDays", 7))))),
            ("UsernameConfiguration", Map(("CaseSensitive", false))))) { DeletionPolicy = DeletionPolicy.Retain });
        stack.Add(new StackResource("UsersClient", "AWS::Cognito::UserPoolClient", Map(
            ("AllowedOAuthFlows", List("code")), ("AllowedOAuthFlowsUserPoolClient", true), ("AllowedOAuthScopes", List("openid")),
            ("CallbackURLs", List("https://shop.example.org/oauth2/idpresponse")),
            ("GenerateSecret", true), ("SupportedIdentityProviders", List("COGNITO")), ("UserPoolId", Ref("Users")))));
    }

    private static MapValue Attribute(string key, string value) => Map(("Key", key), ("Value", value));

    private static MapValue Watched(string name) => Map(
        ("CloudWatchMetricsEnabled", true), ("MetricName", name), ("SampledRequestsEnabled", true));
}
