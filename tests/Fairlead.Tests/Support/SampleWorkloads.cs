using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Support;

/// <summary>A service and a scheduled job beside <see cref="SampleEnvironment"/>.</summary>
internal static class SampleWorkloads
{
    private const string Environment = "shop-prod";

    public static Stack Service(string name = "web")
    {
        var stack = new Stack($"{Environment}-{name}") { Description = $"{name} of shop (prod)" };
        From(stack, "Cluster", "Namespace", "SubnetPrivate0", "SubnetPrivate1", "TargetGroupWeb", "SecurityGroupWeb");
        stack.Add(new StackParameter("Creating") { Default = "false" });
        stack.Add(new StackParameter("TaskDefinition") { Source = new LiveValue(), Default = "" });
        stack.Add(new StackParameter("Count") { Source = new LiveValue(), Default = "0" });
        stack.AddCondition("IsCreating", IsEqual(Ref("Creating"), "true"));
        stack.Add(new StackResource("LogGroup", "AWS::Logs::LogGroup", Map(
            ("LogGroupName", $"/fairlead/shop/prod/{name}"), ("RetentionInDays", 30))) { DeletionPolicy = DeletionPolicy.Delete });
        AddRoles(stack);
        stack.Add(Placeholder(name));
        AddService(stack);
        AddScaling(stack);
        stack.Add(new StackOutput("Name", GetAtt("Service", "Name")));
        return stack;
    }

    public static Stack Job(string name = "report")
    {
        var stack = new Stack($"{Environment}-{name}") { Description = $"{name} of shop (prod)" };
        From(stack, "Cluster", "SubnetPrivate0", "SubnetPrivate1", "SecurityGroupWeb");
        stack.Add(new StackParameter("TaskDefinition") { Source = new LiveValue() });
        stack.Add(new StackResource("LogGroup", "AWS::Logs::LogGroup", Map(
            ("RetentionInDays", 30))) { DeletionPolicy = DeletionPolicy.Delete });
        stack.Add(new StackResource("Missed", "AWS::SQS::Queue", Map(
            ("MessageRetentionPeriod", 1209600), ("SqsManagedSseEnabled", true))) { DeletionPolicy = DeletionPolicy.Delete });
        AddRoles(stack);
        var family = Arn("ecs", "task-definition/", $"{Environment}-{name}");
        stack.Add(new StackResource("MachineRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("states.amazonaws.com", Arn("states", "stateMachine:*"))),
            ("Policies",
                Named([.. Rights.RunTask(family, Ref("Cluster"), GetAtt("TaskRole", "Arn"), GetAtt("ExecutionRole", "Arn")),
                    .. Rights.HearOfTasks()])))));
        stack.Add(new StackResource("Machine", "AWS::StepFunctions::StateMachine", Map(
            ("DefinitionString", EncodedJson.Encode(Definition())),
            ("LoggingConfiguration",
                Map(
                    ("Destinations", List(Map(("CloudWatchLogsLogGroup", Map(("LogGroupArn", GetAtt("LogGroup", "Arn"))))))),
                    ("Level", "ERROR"))), ("RoleArn", GetAtt("MachineRole", "Arn")), ("StateMachineType", "STANDARD"))));
        stack.Add(new StackResource("ScheduleRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("scheduler.amazonaws.com", Arn("scheduler", "schedule-group/default"))),
            ("Policies", Named([.. Rights.StartMachine(Ref("Machine")), .. Rights.SendTo(GetAtt("Missed", "Arn"))])))));
        stack.Add(new StackResource("Schedule", "AWS::Scheduler::Schedule", Map(
            ("FlexibleTimeWindow", Map(("Mode", "OFF"))), ("ScheduleExpression", "rate(1 minute)"), ("State", "ENABLED"),
            ("Target", Map(
                ("Arn", Ref("Machine")), ("DeadLetterConfig", Map(("Arn", GetAtt("Missed", "Arn")))),
                ("RoleArn", GetAtt("ScheduleRole", "Arn")))))));
        stack.Add(new StackResource("Alerts", "AWS::SNS::Topic", Map(("KmsMasterKeyId", "alias/aws/sns"))));
        stack.Add(
            Alarm("Failed", "AWS/States", "ExecutionsFailed", Map(("Name", "StateMachineArn"), ("Value", Ref("Machine"))), Ref("Alerts")));
        return stack;
    }

    private static MapValue Definition() => Map(("StartAt", "Run"), ("States", Map(("Run", Map(
        ("End", true), ("Resource", Concat("arn:", Partition, ":states:::ecs:runTask.sync")), ("TimeoutSeconds", 3600), ("Type", "Task"),
        ("Parameters", Map(("Cluster", Ref("Cluster")), ("LaunchType", "FARGATE"), ("TaskDefinition", Ref("TaskDefinition")),
            ("NetworkConfiguration", Map(
                ("AwsvpcConfiguration", Map(
                    ("SecurityGroups", List(Ref("SecurityGroupWeb"))),
                    ("Subnets", List(Ref("SubnetPrivate0"), Ref("SubnetPrivate1"))))))))))))));

    private static void AddRoles(Stack stack)
    {
        stack.Add(new StackResource("TaskRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Tasks()),
            ("Policies",
                Named([.. Rights.Bucket(Access.ReadWrite, "arn:aws:s3:::shop-prod-data", "app_data/"),
                    .. Rights.Queue(Access.SendReceive, Arn("sqs", "shop-prod-jobs")), .. Rights.Exec()])))));
        stack.Add(new StackResource("ExecutionRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Tasks()),
            ("Policies",
                Named([.. Rights.Image(Arn("ecr", "repository/shop/web")), .. Rights.Logs(GetAtt("LogGroup", "Arn")),
                    new Statement(["ssm:GetParameters"], [Arn("ssm", "parameter/shop/prod/KEY")])])))));
    }

    private static StackResource Placeholder(string name) => new("Placeholder", "AWS::ECS::TaskDefinition", Map(
        ("ContainerDefinitions", List(Map(
            ("Essential", true), ("Image", "busybox"), ("Name", name), ("ReadonlyRootFilesystem", true), ("User", "65534:65534"),
            ("LogConfiguration", Map(
                ("LogDriver", "awslogs"), ("Options", Map(
                    ("awslogs-group", Ref("LogGroup")), ("awslogs-region", Region), ("awslogs-stream-prefix", name)))))))),
        ("Cpu", "256"), ("ExecutionRoleArn", GetAtt("ExecutionRole", "Arn")), ("Memory", "512"), ("NetworkMode", "awsvpc"),
        ("RequiresCompatibilities", List("FARGATE")),
        ("RuntimePlatform", Map(("CpuArchitecture", "ARM64"), ("OperatingSystemFamily", "LINUX"))),
        ("TaskRoleArn", GetAtt("TaskRole", "Arn"))));

    private static void AddService(Stack stack)
    {
        stack.Add(new StackResource("Discovery", "AWS::ServiceDiscovery::Service", Map(
            ("DnsConfig", Map(("DnsRecords", List(Map(("TTL", 5), ("Type", "A")))), ("RoutingPolicy", "MULTIVALUE"))), ("Name", "web"),
            ("NamespaceId", Ref("Namespace")))));
        stack.Add(new StackResource("Service", "AWS::ECS::Service", Map(
            ("CapacityProviderStrategy",
                List(Map(("Base", 1), ("CapacityProvider", "FARGATE"), ("Weight", 1)), Map(
                    ("CapacityProvider", "FARGATE_SPOT"), ("Weight", 4)))),
            ("Cluster", Ref("Cluster")),
            ("DeploymentConfiguration", Map(
                ("DeploymentCircuitBreaker",
                    Map(
                        ("Enable", true), ("ResetOnHealthyTask", false), ("Rollback", true), ("ThresholdConfiguration", Map(
                            ("Type", "COUNT"), ("Value", 3))))),
                ("EarlySuccessCriteria", Map(("Enable", true), ("HealthyPercent", 100))), ("MaximumPercent", 200),
                ("MinimumHealthyPercent", 100))),
            ("DesiredCount", If("IsCreating", 0, Ref("Count"))), ("EnableExecuteCommand", true), ("HealthCheckGracePeriodSeconds", 60),
            ("LoadBalancers", List(Map(("ContainerName", "web"), ("ContainerPort", 8080), ("TargetGroupArn", Ref("TargetGroupWeb"))))),
            ("NetworkConfiguration",
                Map(
                    ("AwsvpcConfiguration", Map(
                        ("AssignPublicIp", "DISABLED"), ("SecurityGroups", List(Ref("SecurityGroupWeb"))),
                        ("Subnets", List(Ref("SubnetPrivate0"), Ref("SubnetPrivate1"))))))),
            ("PropagateTags", "SERVICE"), ("ServiceRegistries", List(Map(("RegistryArn", GetAtt("Discovery", "Arn"))))),
            ("TaskDefinition", If("IsCreating", Ref("Placeholder"), Ref("TaskDefinition"))))));
    }

    private static void AddScaling(Stack stack)
    {
        stack.Add(new StackResource("Scaling", "AWS::ApplicationAutoScaling::ScalableTarget", Map(
            ("MaxCapacity", 8), ("MinCapacity", 0), ("ResourceId", Concat("service/", Ref("Cluster"), "/", GetAtt("Service", "Name"))),
            ("ScalableDimension", "ecs:service:DesiredCount"), ("ServiceNamespace", "ecs"))));
        stack.Add(new StackResource("ScalingCpu", "AWS::ApplicationAutoScaling::ScalingPolicy", Map(
            ("PolicyName", "cpu"), ("PolicyType", "TargetTrackingScaling"), ("ScalingTargetId", Ref("Scaling")),
            ("TargetTrackingScalingPolicyConfiguration", Map(
                ("PredefinedMetricSpecification", Map(("PredefinedMetricType", "ECSServiceAverageCPUUtilization"))),
                ("TargetValue", 70))))));
        stack.Add(new StackResource("Alerts", "AWS::SNS::Topic", Map(("KmsMasterKeyId", "alias/aws/sns"))));
        stack.Add(
            Alarm("Unhealthy", "AWS/ECS", "CPUUtilization", Map(("Name", "ServiceName"), ("Value", GetAtt("Service", "Name"))),
                Ref("Alerts")));
    }

    private static StackResource Alarm(string id, string space, string metric, MapValue dimension, Value topic) =>
        new(id, "AWS::CloudWatch::Alarm", Map(
        ("AlarmActions", List(topic)), ("ComparisonOperator", "GreaterThanThreshold"), ("Dimensions", List(dimension)),
        ("EvaluationPeriods", 1), ("MetricName", metric), ("Namespace", space),
        ("Period", 60), ("Statistic", "Sum"), ("Threshold", 0), ("TreatMissingData", "notBreaching")));

    private static ListValue Named(Statement[] statements) => List(Map(
        ("PolicyDocument", Policy.Document(Policy.Merge(statements))), ("PolicyName", "links")));

    private static void From(Stack stack, params string[] outputs)
    {
        foreach (var output in outputs)
        {
            stack.Add(new StackParameter(output) { Source = new ImportedOutput(Environment, output) });
        }
    }
}
