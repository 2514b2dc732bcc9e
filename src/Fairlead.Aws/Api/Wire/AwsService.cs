namespace Fairlead.Aws.Api.Wire;

/// <summary>How a service is called: the fields of <c>metadata</c> in AWS's published API models (botocore's
/// <c>service-2.json</c>).</summary>
/// <param name="Id">Its <c>serviceId</c>, which names it in <c>AWS_ENDPOINT_URL_…</c>.</param>
/// <param name="EndpointPrefix">The first word of its host.</param>
/// <param name="SigningName">As signatures name it.</param>
/// <param name="Version">Of its API; in Query calls it is sent along.</param>
internal sealed record AwsService(string Id, string EndpointPrefix, string SigningName, string Version)
{
    public static readonly AwsService CloudFormation = new("CloudFormation", "cloudformation", "cloudformation", "2010-05-15");
    public static readonly AwsService Ecs = Json("ECS", "ecs", "2014-11-13", "AmazonEC2ContainerServiceV20141113");
    public static readonly AwsService Ecr = Json("ECR", "api.ecr", "2015-09-21", "AmazonEC2ContainerRegistry_V20150921") with
    {
        SigningName = "ecr",
    };

    public static readonly AwsService Logs = Json("CloudWatch Logs", "logs", "2014-03-28", "Logs_20140328");
    public static readonly AwsService SecretsManager = Json("Secrets Manager", "secretsmanager", "2017-10-17", "secretsmanager");

    public static readonly AwsService LoadBalancing =
        new("Elastic Load Balancing v2", "elasticloadbalancing", "elasticloadbalancing", "2015-12-01");

    public static readonly AwsService Iam = new("IAM", "iam", "iam", "2010-05-08") { IsGlobal = true };
    public static readonly AwsService Route53 = new("Route 53", "route53", "route53", "2013-04-01") { IsGlobal = true };
    public static readonly AwsService Scheduler = new("Scheduler", "scheduler", "scheduler", "2021-06-30");

    public static readonly AwsService StepFunctions = Json("SFN", "states", "2016-11-23", "AWSStepFunctions") with
    {
        JsonVersion = "1.0",
    };

    public static readonly AwsService Rds = new("RDS", "rds", "rds", "2014-10-31");
    public static readonly AwsService CloudWatch = new("CloudWatch", "monitoring", "monitoring", "2010-08-01");
    public static readonly AwsService Batch = new("Batch", "batch", "batch", "2016-08-10");
    public static readonly AwsService Waf = Json("WAFV2", "wafv2", "2019-07-29", "AWSWAF_20190729");
    public static readonly AwsService Sns = new("SNS", "sns", "sns", "2010-03-31");
    public static readonly AwsService Quotas = Json("Service Quotas", "servicequotas", "2019-06-24", "ServiceQuotasV20190624");

    public static readonly AwsService Tagging = Json(
        "Resource Groups Tagging API", "tagging", "2017-01-26", "ResourceGroupsTaggingAPI_20170126");

    /// <summary>Before the operation's name in the header <c>X-Amz-Target</c>.</summary>
    public string TargetPrefix { get; private init; } = "";

    public string JsonVersion { get; private init; } = "1.1";

    /// <summary>One for all regions of a partition, and signed for the partition's first.</summary>
    public bool IsGlobal { get; private init; }

    private static AwsService Json(string id, string prefix, string version, string target) =>
        new(id, prefix, prefix, version) { TargetPrefix = target };
}
