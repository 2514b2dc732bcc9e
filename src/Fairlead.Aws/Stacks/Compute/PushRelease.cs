using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>
/// <c>release: {from: push}</c>: whoever pushes the tag of the environment updates the service, and the trigger comes with every right it needs. Moving
/// the tag to what runs already, as a deploy does at its end, changes nothing.
/// </summary>
internal static class PushRelease
{
    public static bool IsWanted(App app, Service service) => app.Environment.Release.From is FromPush && app.Images[service.Image].Use is null;

    /// <summary>The one tag that moves.</summary>
    public static string TagOf(App app) => $"env-{app.Environment.Name}";

    public static void Add(StackScope site, Stack stack, Service service)
    {
        var cluster = site.ImportOutput(stack, "Cluster");
        ScheduledRuns.AddStateMachine(site, stack, service, PushStates.Definition(site, service, cluster), Statements(site, stack, service));
        ScheduledRuns.AddDeadLetterQueue(stack, service);
        var cause = service.Origin.Name;
        stack.Add(new StackResource("PushRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Service("events.amazonaws.com", Arn("events", "rule/*"))), ("Policies", WorkloadRoles.Named("start", Rights.StartMachine(Ref("Machine")))))) { Cause = cause });
        stack.Add(new StackResource("Push", "AWS::Events::Rule", Map(
            ("EventPattern", Map(
                ("detail", Map(
                    ("action-type", List("PUSH")), ("image-tag", List(TagOf(site.App))), ("repository-name", List(ImageReferences.RepositoryOf(site.App, service.Image))), ("result", List("SUCCESS")))),
                ("detail-type", List("ECR Image Action")), ("source", List("aws.ecr")))),
            ("State", "ENABLED"),
            ("Targets", List(Map(
                ("Arn", Ref("Machine")), ("DeadLetterConfig", Map(("Arn", GetAtt("Missed", "Arn")))), ("Id", "machine"),
                ("RetryPolicy", Map(("MaximumEventAgeInSeconds", 3600), ("MaximumRetryAttempts", 20))), ("RoleArn", GetAtt("PushRole", "Arn"))))))) { Cause = cause });
        stack.Add(new StackResource("MissedPolicy", "AWS::SQS::QueuePolicy", Map(
            ("PolicyDocument", Policy.Document([FromRule(), Rights.DenyPlain("sqs", GetAtt("Missed", "Arn"))])), ("Queues", List(Ref("Missed"))))) { Cause = cause });
        Alarms.Add(site, stack, new MetricAlarm("PushFailed", ("AWS/States", "ExecutionsFailed"), ("StateMachineArn", Ref("Machine"))) { Statistic = "Sum", Cause = cause });
        Alarms.Add(site, stack, new MetricAlarm("PushMissed", ("AWS/SQS", "ApproximateNumberOfMessagesVisible"), ("QueueName", GetAtt("Missed", "QueueName"))) { Cause = cause });
    }

    private static Statement FromRule() => new(["sqs:SendMessage"], [GetAtt("Missed", "Arn")])
    {
        Principal = Map(("Service", "events.amazonaws.com")),
        Condition = Map(("ArnEquals", Map(("aws:SourceArn", GetAtt("Push", "Arn"))))),
    };

    private static IReadOnlyList<Statement> Statements(StackScope site, Stack stack, Service service) =>
    [
        new(["ecs:DescribeServices", "ecs:UpdateService"], [Ref("Service")]),
        // AWS knows no resource for reading a definition; a new one has to be tagged as this app's.
        new(["ecs:DescribeTaskDefinition"], ["*"]),
        new(["ecs:RegisterTaskDefinition"], ["*"]) { Condition = Map(("StringEquals", Map(("aws:RequestTag/fairlead:app", site.App.Name)))) },
        new(["ecs:TagResource"], [Concat(Arn("ecs", "task-definition/", site.NameOf(NameRule.Family, service.Name)), ":*")])
        {
            Condition = Map(("StringEquals", Map(("ecs:CreateAction", "RegisterTaskDefinition")))),
        },
        .. service.Deploy.Strategy == Strategy.Replace ? Looking(site, stack) : [],
        Rights.PassRoles("ecs-tasks.amazonaws.com", GetAtt("TaskRole", "Arn"), GetAtt("ExecutionRole", "Arn")),
    ];

    private static Statement[] Looking(StackScope site, Stack stack)
    {
        var inCluster = Map(("ArnEquals", Map(("ecs:cluster", site.ImportOutput(stack, "ClusterArn")))));
        return [new(["ecs:ListTasks"], ["*"]) { Condition = inCluster }, new(["ecs:DescribeTasks"], [Arn("ecs", "task/*")]) { Condition = inCluster }];
    }
}
