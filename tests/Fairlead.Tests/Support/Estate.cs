using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;

namespace Fairlead.Tests.Support;

/// <summary>What an environment has in an account, by kind, named as templates and CloudFormation name it.</summary>
/// <param name="IsTagged">Not so: it was made by hand, with a name like one of an app's.</param>
internal sealed record Estate(string App, string Environment, string Region, string Account, bool IsTagged = true)
{
    private const string End = "-A1B2C3D4E5F6";

    private string Stack => $"{App}-{Environment}";

    private string ByHand(NameRule rule) => IsTagged ? PhysicalName.ScopeOf(rule, App, Environment) : $"{App}-{Environment}-";

    private string Roles => $"role/fairlead/{App}/{Environment}";

    public string Cluster => Arn("ecs", $"cluster/{Stack}-Cluster{End}");

    public string MakeRole => $"arn:aws:iam::{Account}:{Roles}/access/CloudFormationRole";

    /// <summary>Kinds that carry no tags, or are not there yet.</summary>
    public bool Carries(string kind) => IsTagged && !kind.StartsWith("new", StringComparison.Ordinal) && kind is not ("service-deployment"
        or "service-revision" or "object" or "bucket" or "record" or "template" or "lease" or "artifacts" or "listener" or "listener-rule"
        or "schedule" or "zone" or "repository" or "account-stack" or "scalable-target" or "task-role" or "bounded-role" or "make-role"
        or "access-role" or "schedule-role" or "traffic-role" or "forwarding" or "linked-role" or "boundary" or "endpoint");

    public string ArnOf(string kind) => kind switch
    {
        "*" or "new" => "*",
        "stack" => Arn("cloudformation", $"stack/{Stack}-web/0a1b"),
        "new-stack" => Arn("cloudformation", $"stack/{Stack}-api/*"),
        "access-stack" => Arn("cloudformation", $"stack/{Stack}-access/0a1b"),
        "account-stack" => Arn("cloudformation", $"stack/fairlead-{App}/0a1b"),
        "linked-role" => $"arn:aws:iam::{Account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS",
        "make-role" => MakeRole,
        "access-role" => IsTagged ? $"arn:aws:iam::{Account}:{Roles}/access/DeployRole" : $"arn:aws:iam::{Account}:role/{App}-admin",
        "boundary" => $"arn:aws:iam::{Account}:policy/fairlead/{App}/{Environment}/access/PermissionsBoundary",
        "task-role" or "bounded-role" or "schedule-role" or "traffic-role" =>
            IsTagged ? $"arn:aws:iam::{Account}:{Roles}/work/{Stack}-web-TaskRole{End}" : $"arn:aws:iam::{Account}:role/{Stack}-TaskRole",
        "repository" => Arn("ecr", $"repository/{App}/web"),
        "artifacts" => $"arn:aws:s3:::{StackScope.ArtifactBucketOf(App, Region, Account)}",
        "record" => $"{ArnOf("artifacts")}/{Environment}/releases/000001.json",
        "template" => $"{ArnOf("artifacts")}/{Environment}/templates/0a1b.json",
        "lease" => $"{ArnOf("artifacts")}/{Environment}/lease.json",
        "bucket" => $"arn:aws:s3:::{ByHand(NameRule.Bucket)}data-{Account}",
        "object" => $"arn:aws:s3:::{ByHand(NameRule.Bucket)}data-{Account}/in/1.txt",
        "cluster" => Cluster,
        "service" or "new-service" => Arn("ecs", $"service/{Stack}-Cluster{End}/{Stack}-web-Service{End}"),
        "service-deployment" or "service-revision" => Arn("ecs", $"{kind}/{Stack}-Cluster{End}/{Stack}-web-Service{End}/1"),
        "task" or "new-task" => Arn("ecs", $"task/{Stack}-Cluster{End}/0a1b"),
        "task-definition" or "new-task-definition" => Arn("ecs", $"task-definition/{Stack}-web:1"),
        "scalable-target" => Arn("application-autoscaling", "scalable-target/0a1b"),
        "forwarding" => $"arn:aws:ssm:{Region}::document/AWS-StartPortForwardingSessionToRemoteHost",
        "log-group" or "new-log-group" => Arn("logs", $"log-group:{Log}"),
        "log-stream" => Arn("logs", $"log-group:{Log}:log-stream:web/1"),
        "schedule" => Arn("scheduler", $"schedule/default/{ByHand(NameRule.Schedule)}tidy"),
        "machine" => Arn("states", $"stateMachine:StateMachine{End}"),
        "execution" => Arn("states", $"execution:StateMachine{End}:1"),
        "job-definition" or "new-job-definition" => Arn("batch", $"job-definition/{Stack}-train:1"),
        "job-queue" => Arn("batch", $"job-queue/JobQueue{End}"),
        "job" or "new-job" => Arn("batch", "job/0a1b"),
        "parameter" => Arn("ssm", IsTagged ? $"parameter/{App}/{Environment}/TOKEN" : $"parameter/{Stack}/TOKEN"),
        "parameter-path" => Arn("ssm", $"parameter/{App}/{Environment}"),
        "secret" or "new-secret" => Arn("secretsmanager", $"secret:{(IsTagged ? "" : Stack)}Secret-abcdef"),
        "database" or "new-database" => Arn("rds", $"db:{Stack}-db-database"),
        "patterns" => Arn("wafv2", "regional/regexpatternset/x/1"),
        "topic" => Arn("sns", IsTagged ? $"{Stack}-AlertTopic{End}" : $"{Stack}-alerts"),
        "zone" => "arn:aws:route53:::hostedzone/ZOTHER",
        "endpoint" => Arn("sagemaker", $"endpoint/{ByHand(NameRule.Endpoint)}model"),
        "listener" => Arn("elasticloadbalancing", $"listener/app/{ByHand(NameRule.LoadBalancer)}public/1/2"),
        "listener-rule" => Arn("elasticloadbalancing", $"listener-rule/app/{ByHand(NameRule.LoadBalancer)}public/1/2/3"),
        "load-balancer" => Arn("elasticloadbalancing", $"loadbalancer/app/{ByHand(NameRule.LoadBalancer)}public/1"),
        _ => Arn(ServiceOf(kind), $"{kind}/{Stack}{End}"),
    };

    private string Log => IsTagged ? $"/fairlead/{App}/{Environment}/web" : $"/fairlead-{App}/{Environment}/web";

    private static string ServiceOf(string kind) => kind switch
    {
        "security-group" or "subnet" => "ec2",
        "target-group" => "elasticloadbalancing",
        "cache" => "elasticache",
        "file-system" => "elasticfilesystem",
        "domain" => "es",
        "key" => "kms",
        "queue" => "sqs",
        "rule" => "events",
        "user-pool" => "cognito-idp",
        "web-acl" => "wafv2",
        "namespace" => "servicediscovery",
        "compute-environment" => "batch",
        "alarm" => "cloudwatch",
        _ => throw new InvalidOperationException($"There is no kind {kind}"),
    };

    private string Arn(string service, string resource) => $"arn:aws:{service}:{Region}:{Account}:{resource}";
}
