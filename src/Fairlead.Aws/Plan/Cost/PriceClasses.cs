namespace Fairlead.Aws.Plan.Cost;

/// <summary>
/// How a resource type costs something. A type that is in none of them was forgotten: then a plan says its name, and a test fails.
/// </summary>
internal enum PriceClass
{
    /// <summary>Nothing, or only with what it is part of.</summary>
    Free,

    /// <summary>By what a template says of it.</summary>
    Priced,

    /// <summary>By what is done with it, which no template says.</summary>
    ByUse,
}

/// <summary>Resource types by how they cost something.</summary>
internal static class PriceClasses
{
    private static readonly HashSet<string> Free = new(StringComparer.Ordinal)
    {
        "AWS::ApplicationAutoScaling::ScalableTarget", "AWS::Batch::JobDefinition", "AWS::Batch::JobQueue",
        "AWS::CertificateManager::Certificate",
        "AWS::CloudFront::CachePolicy", "AWS::CloudFront::Function", "AWS::CloudFront::KeyValueStore",
        "AWS::CloudFront::OriginAccessControl", "AWS::CloudFront::OriginRequestPolicy",
        "AWS::CloudFront::ResponseHeadersPolicy", "AWS::CloudFront::VpcOrigin", "AWS::Cognito::UserPoolClient",
        "AWS::Cognito::UserPoolDomain", "AWS::Cognito::UserPoolUser",
        "AWS::EC2::InternetGateway", "AWS::EC2::LaunchTemplate", "AWS::EC2::NetworkAclEntry", "AWS::EC2::Route", "AWS::EC2::RouteTable",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::SecurityGroupEgress", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::Subnet", "AWS::EC2::SubnetRouteTableAssociation",
        "AWS::EC2::VPC", "AWS::EC2::VPCGatewayAttachment",
        "AWS::ECS::ClusterCapacityProviderAssociations", "AWS::EFS::AccessPoint", "AWS::EFS::MountTarget",
        "AWS::ElastiCache::ParameterGroup", "AWS::ElastiCache::SubnetGroup",
        "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerCertificate",
        "AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::Events::Rule", "AWS::IAM::InstanceProfile", "AWS::IAM::ManagedPolicy", "AWS::IAM::OIDCProvider", "AWS::IAM::Policy",
        "AWS::IAM::Role", "AWS::IAM::ServiceLinkedRole",
        "AWS::KMS::Alias", "AWS::Logs::ResourcePolicy", "AWS::RDS::DBParameterGroup", "AWS::RDS::DBSubnetGroup", "AWS::Route53::RecordSet",
        "AWS::Route53::RecordSetGroup",
        "AWS::S3::BucketPolicy", "AWS::SNS::Subscription", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy",
        "AWS::Scheduler::Schedule",
        "AWS::SecretsManager::ResourcePolicy", "AWS::SecretsManager::SecretTargetAttachment", "AWS::ServiceDiscovery::Service",
        "AWS::WAFv2::IPSet", "AWS::WAFv2::RegexPatternSet",
        "AWS::WAFv2::WebACLAssociation",
    };

    // What `Usages` reads sizes or counts of. A definition is priced with the tasks that run it.
    private static readonly HashSet<string> Priced = new(StringComparer.Ordinal)
    {
        "AWS::ApplicationAutoScaling::ScalingPolicy", "AWS::Batch::ComputeEnvironment", "AWS::CloudWatch::Alarm", "AWS::EC2::EIP",
        "AWS::EC2::NatGateway",
        "AWS::EC2::VPCEndpoint", "AWS::ECS::Service", "AWS::ECS::TaskDefinition",
        "AWS::ElastiCache::ReplicationGroup", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::KMS::Key",
        "AWS::OpenSearchService::Domain", "AWS::RDS::DBInstance", "AWS::Route53::HostedZone",
        "AWS::SecretsManager::Secret", "AWS::ServiceDiscovery::PrivateDnsNamespace", "AWS::WAFv2::WebACL",
    };

    private static readonly Dictionary<string, string> ByUse = new(StringComparer.Ordinal)
    {
        ["AWS::CloudFront::Distribution"] = "data and requests of the CDN",
        ["AWS::Cognito::UserPool"] = "visitors who log in",
        ["AWS::EC2::FlowLog"] = "logs",
        ["AWS::ECR::Repository"] = "images",
        ["AWS::ECS::Cluster"] = "metrics of Container Insights",
        ["AWS::EFS::FileSystem"] = "files",
        ["AWS::Logs::LogGroup"] = "logs",
        ["AWS::S3::Bucket"] = "objects",
        ["AWS::SQS::Queue"] = "messages",
        ["AWS::StepFunctions::StateMachine"] = "runs",
    };

    /// <summary>Null where nobody thought of it.</summary>
    public static PriceClass? Find(string type) =>
        Free.Contains(type) ? PriceClass.Free
        : Priced.Contains(type) ? PriceClass.Priced : ByUse.ContainsKey(type) ? PriceClass.ByUse : null;

    /// <summary>What is paid for, of what is paid by use.</summary>
    public static string? UseOf(string type) => ByUse.GetValueOrDefault(type);
}
