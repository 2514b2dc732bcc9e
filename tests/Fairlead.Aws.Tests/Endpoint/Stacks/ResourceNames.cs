namespace Fairlead.Aws.Tests.Endpoint.Stacks;

/// <summary>
/// What <c>Ref</c> and <c>Fn::GetAtt</c> answer (CloudFormation template reference, "Return values" of each type). Names that nobody gave
/// are
/// stack, logical id and a random part.
/// </summary>
internal static class ResourceNames
{
    private static readonly string[] NameProperties =
    [
        "BucketName", "LogGroupName", "QueueName", "TopicName", "RoleName", "RepositoryName", "ClusterName", "Name", "TableName",
        "DBInstanceIdentifier", "ScheduleName", "StateMachineName", "UserPoolName",
    ];

    private static readonly Dictionary<string, string> Prefixes = new()
    {
        ["AWS::EC2::VPC"] = "vpc-", ["AWS::EC2::Subnet"] = "subnet-", ["AWS::EC2::RouteTable"] = "rtb-", ["AWS::EC2::NatGateway"] = "nat-",
        ["AWS::EC2::InternetGateway"] = "igw-", ["AWS::EC2::SecurityGroup"] = "sg-", ["AWS::EC2::SecurityGroupIngress"] = "sgr-",
        ["AWS::EC2::VPCEndpoint"] = "vpce-", ["AWS::EFS::FileSystem"] = "fs-",
        ["AWS::EFS::AccessPoint"] = "fsap-", ["AWS::EFS::MountTarget"] = "fsmt-", ["AWS::KMS::Key"] = "",
            ["AWS::Route53::HostedZone"] = "Z",
        ["AWS::ServiceDiscovery::PrivateDnsNamespace"] = "ns-", ["AWS::ServiceDiscovery::Service"] = "srv-",
        ["AWS::CloudFront::Distribution"] = "E", ["AWS::Cognito::UserPool"] = "pool_",
    };

    public static string Make(LiveStack stack, string id, LiveResource draft, string random)
    {
        var given = NameProperties.Select(draft.Text).FirstOrDefault(n => n is not null);
        var plain = given ?? $"{stack.Name}-{id}-{random[..12].ToUpperInvariant()}";
        string Arn(string service, string rest) => $"arn:aws:{service}:{stack.Region}:{stack.Account}:{rest}";
        return draft.Type switch
        {
            _ when Prefixes.TryGetValue(draft.Type, out var prefix) => prefix + random,
            "AWS::S3::Bucket" or "AWS::ECR::Repository" => plain.ToLowerInvariant(),
            "AWS::ECS::Service" => Arn("ecs", $"service/{NameOf(draft.Text("Cluster") ?? "default")}/{draft.Text("ServiceName") ?? plain}"),
            "AWS::ECS::TaskDefinition" => Arn("ecs", $"task-definition/{draft.Text("Family") ?? plain}:1"),
            "AWS::EC2::EIP" => $"203.0.113.{Convert.ToByte(random[..2], 16)}",
            "AWS::SNS::Topic" => Arn("sns", plain),
            "AWS::SQS::Queue" => $"https://sqs.{stack.Region}.amazonaws.com/{stack.Account}/{plain}",
            "AWS::SecretsManager::Secret" => Arn("secretsmanager", $"secret:{plain}-{random[..6]}"),
            "AWS::SecretsManager::SecretTargetAttachment" => draft.Text("SecretId") ?? plain,
            "AWS::StepFunctions::StateMachine" => Arn("states", $"stateMachine:{plain}"),
            "AWS::IAM::ManagedPolicy" => $"arn:aws:iam::{stack.Account}:policy{draft.Text("Path") ?? "/"}{plain}",
            "AWS::ElasticLoadBalancingV2::LoadBalancer" => Arn("elasticloadbalancing", $"loadbalancer/app/{Cut(plain)}/{random[..16]}"),
            "AWS::ElasticLoadBalancingV2::TargetGroup" => Arn("elasticloadbalancing", $"targetgroup/{Cut(plain)}/{random[..16]}"),
            "AWS::ElasticLoadBalancingV2::Listener" => Arn("elasticloadbalancing", $"listener/app/lb/{random[..16]}/{random[^16..]}"),
            "AWS::ElasticLoadBalancingV2::ListenerRule" =>
                Arn("elasticloadbalancing", $"listener-rule/app/lb/{random[..16]}/{random[^16..]}"),
            "AWS::CertificateManager::Certificate" => Arn("acm", $"certificate/{random}"),
            "AWS::Batch::JobQueue" => Arn("batch", $"job-queue/{plain}"),
            "AWS::RDS::DBInstance" => plain.ToLowerInvariant(),
            "AWS::WAFv2::RegexPatternSet" => $"{plain}|{Uuid(random)}|{draft.Text("Scope")}",
            _ => plain,
        };
    }

    public static string Attribute(LiveResource r, string attribute)
    {
        var name = NameOf(r.PhysicalId);
        string Arn(string service, string rest) => $"arn:aws:{service}:{r.Region}:{r.Account}:{rest}";
        return (r.Type, attribute) switch
        {
            (_, "Arn" or "TopicArn") when r.PhysicalId.StartsWith("arn:") => r.PhysicalId,
            ("AWS::IAM::Role", "Arn") => $"arn:aws:iam::{r.Account}:role{r.Text("Path") ?? "/"}{name}",
            ("AWS::Logs::LogGroup", "Arn") => Arn("logs", $"log-group:{r.PhysicalId}:*"),
            ("AWS::Route53::HostedZone", "NameServers") => string.Join(',', Stores.AccountPart.NameServers),
            ("AWS::S3::Bucket", "Arn") => $"arn:aws:s3:::{name}",
            ("AWS::ECS::Cluster", "Arn") => Arn("ecs", $"cluster/{name}"),
            ("AWS::ECR::Repository", "Arn") => Arn("ecr", $"repository/{r.PhysicalId}"),
            ("AWS::ECR::Repository", "RepositoryUri") => $"{r.Account}.dkr.ecr.{r.Region}.amazonaws.com/{r.PhysicalId}",
            ("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerFullName") => r.PhysicalId.Split("loadbalancer/")[1],
            ("AWS::ElasticLoadBalancingV2::LoadBalancer", "DNSName") => $"lb-{r.PhysicalId[^8..]}.{r.Region}.elb.amazonaws.com",
            ("AWS::ElasticLoadBalancingV2::LoadBalancer", "CanonicalHostedZoneID") => "Z32O12XQLNTSW2",
            ("AWS::RDS::DBInstance", "Endpoint.Address") => $"{name}.c{r.StackId[^8..]}.{r.Region}.rds.amazonaws.com",
            ("AWS::RDS::DBInstance", "Endpoint.Port") => "5432",
            ("AWS::EC2::SecurityGroup", "GroupId") or (_, "Id") => r.PhysicalId,
            ("AWS::WAFv2::RegexPatternSet", "Arn") when r.PhysicalId.Split('|') is [var set, var id, _] =>
                Arn("wafv2", $"regional/regexpatternset/{set}/{id}"),
            ("AWS::EC2::EIP", "AllocationId") => $"eipalloc-{r.PhysicalId.Replace('.', '0')}",
            (_, "Name" or "QueueName" or "TopicName") => name,
            (_, "Arn") => Arn(r.Type.Split("::")[1].ToLowerInvariant(), $"{r.Type.Split("::")[2].ToLowerInvariant()}/{name}"),
            _ => $"{name}.{attribute}",
        };
    }

    /// <summary>As the tagging API tells it.</summary>
    public static string ArnOf(LiveResource r)
    {
        string Arn(string service, string rest) => $"arn:aws:{service}:{r.Region}:{r.Account}:{rest}";
        return r.Type switch
        {
            "AWS::SQS::Queue" => Arn("sqs", NameOf(r.PhysicalId)),
            "AWS::KMS::Key" => Arn("kms", $"key/{r.PhysicalId}"),
            "AWS::EFS::FileSystem" => Arn("elasticfilesystem", $"file-system/{r.PhysicalId}"),
            "AWS::Cognito::UserPool" => Arn("cognito-idp", $"userpool/{r.PhysicalId}"),
            "AWS::OpenSearchService::Domain" => Arn("es", $"domain/{r.Text("DomainName")}"),
            _ => Attribute(r, "Arn"),
        };
    }

    public static string NameOf(string physical) => physical.StartsWith("arn:") || physical.StartsWith("https:")
        ? physical.Split('/', ':')[^1]
        : physical;

    private static string Uuid(string hex) => $"{hex[..8]}-{hex[8..12]}-{hex[..4]}-{hex[4..8]}-{hex[..12]}";

    // Load balancers and target groups have at most 32 characters (B9).
    private static string Cut(string name) => name.Length > 32 ? name[..19] + name[^12..] : name;
}
