using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>A service: its roles, its log, and tasks that a release moves and a stack never does.</summary>
internal static class ServiceStack
{
    private const int TargetGroupPartOfArn = 5;

    public static Stack Make(StackScope scope, Service service)
    {
        var stack = scope.NewStack(service.Name);
        stack.Add(new StackParameter("Creating") { Source = new LiveValue(), Default = "false" });
        stack.Add(new StackParameter("TaskDefinition") { Source = new LiveValue(), Default = "" });
        stack.AddCondition("IsCreating", IsEqual(Ref("Creating"), "true"));
        AddLog(scope, stack, service.Name, service.Origin.Name);
        WorkloadRoles.Add(scope, stack, service);
        AddPlaceholder(scope, stack, service);
        if (Rollouts.HasTwoTargetGroups(scope.App, service))
        {
            AddTrafficRole(stack, service);
        }

        if (scope.CalledServices.Contains(service.Name))
        {
            // ECS tells Cloud Map who is well; without that, tasks that are not well are found too.
            stack.Add(new StackResource("DiscoveryService", "AWS::ServiceDiscovery::Service", Map(
                ("DnsConfig", Map(("DnsRecords", List(Map(("TTL", 5), ("Type", "A")))), ("RoutingPolicy", "MULTIVALUE"))),
                ("HealthCheckCustomConfig", Map(("FailureThreshold", 1))), ("Name", service.Name),
                ("NamespaceId", scope.ImportOutput(stack, "PrivateDnsNamespace")))) { Cause = service.Origin.Name });
        }

        AddService(scope, stack, service);
        if (service.Scale is { } scale)
        {
            Scaling.Add(scope, stack, service, scale);
        }

        if (service.Route is not null)
        {
            AddUnhealthyAlarms(scope, stack, service);
        }

        if (PushRelease.IsWanted(scope.App, service))
        {
            PushRelease.Add(scope, stack, service);
        }

        stack.Add(new StackOutput("Name", GetAtt("Service", "Name")));
        return stack;
    }

    public static void AddLog(StackScope scope, Stack stack, string name, Span cause) =>
        stack.Add(new StackResource(StackScope.LogId, "AWS::Logs::LogGroup", Map(
        ("LogGroupName", scope.NameOf(NameRule.LogGroup, name)),
        ("RetentionInDays", (int)scope.App.Logs.Keep.TotalDays))) { DeletionPolicy = DeletionPolicy.Delete,
            Cause = cause });

    /// <summary>How the tasks of something stand in the network.</summary>
    public static MapValue NetworkConfiguration(StackScope scope, Stack stack, string name) => Map(("AwsvpcConfiguration", Map(
        ("AssignPublicIp", scope.UsesPublicSubnets ? "ENABLED" : "DISABLED"),
        ("SecurityGroups", List(scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.SecurityGroup, name)))),
        ("Subnets", scope.Subnets(stack, scope.UsesPublicSubnets)))));

    // It never runs: the service is made with no tasks, and the first release brings its own.
    private static void AddPlaceholder(StackScope scope, Stack stack, Service service) =>
        stack.Add(new StackResource("PlaceholderTaskDefinition", "AWS::ECS::TaskDefinition", Map(
        ("ContainerDefinitions", List(Map(
            ("Essential", true), ("Image", "public.ecr.aws/docker/library/busybox:stable"),
            ("LogConfiguration", ContainerProperties.Log(scope, service.Name)), ("Name", service.Name),
            ("PortMappings", service.Port is { } port ? List(Map(
                ("ContainerPort", port), ("Protocol", "tcp"))) : null), ("ReadonlyRootFilesystem", true), ("User", "65534:65534")))),
        ("Cpu", "256"), ("ExecutionRoleArn", GetAtt("ExecutionRole", "Arn")), ("Memory", "512"), ("NetworkMode", "awsvpc"),
        ("RequiresCompatibilities", List("FARGATE")),
        ("RuntimePlatform", EcsTaskDefinition.Platform(scope, service)),
        ("TaskRoleArn", GetAtt("TaskRole", "Arn")))) { Cause = service.Origin.Name });

    // ECS moves requests from one set of tasks to the other with it, and says neither account nor ARN when it takes it on.
    private static void AddTrafficRole(Stack stack, Service service) =>
        stack.Add(new StackResource("EcsInfrastructureRole", "AWS::IAM::Role", Map(
        ("AssumeRolePolicyDocument", TrustPolicy.PlainService("ecs.amazonaws.com")),
        ("ManagedPolicyArns",
            List(Concat("arn:", Partition,
                ":iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"))))) { Cause = service.Origin.PlaceOf("deploy") });

    private static void AddService(StackScope scope, Stack stack, Service service)
    {
        if (service.Scale is null)
        {
            stack.Add(new StackParameter("DesiredCount") { Source = new LiveValue(), Default = "0" });
        }

        stack.Add(new StackResource("Service", "AWS::ECS::Service", Map(
            // Balancing starts a task before it stops another, and of some services there are never two.
            ("AvailabilityZoneRebalancing", service.Deploy.Strategy == Strategy.Replace ? (Value)"DISABLED" : null),
            ("CapacityProviderStrategy", IsLaunched(scope, service) ? null : CapacityProviderStrategy(service.Spot)),
            ("Cluster", scope.ImportOutput(stack, "Cluster")),
            ("DeploymentConfiguration", Rollouts.Deployment(scope.App, service)),
            ("DesiredCount", service.Scale is null ? If("IsCreating", 0, Ref("DesiredCount")) : If("IsCreating", 0, None)),
            ("EnableExecuteCommand", service.Exec),
            ("HealthCheckGracePeriodSeconds",
                service.Route is null ? null : (Value)(int)service.Probe.Grace.TotalSeconds),
            ("LaunchType", IsLaunched(scope, service) ? (Value)"FARGATE" : null),
            // ECS keeps what is left out: that there is none has to be said.
            ("LoadBalancers", service.Route is null ? List() : List(TargetGroups(scope, stack, service))),
            ("NetworkConfiguration", NetworkConfiguration(scope, stack, service.Name)),
            ("PropagateTags", "SERVICE"),
            ("ServiceRegistries", scope.CalledServices.Contains(service.Name) ? List(Map(
                ("RegistryArn", GetAtt("DiscoveryService", "Arn")))) : List()),
            ("TaskDefinition",
                If("IsCreating", Ref("PlaceholderTaskDefinition"), Ref("TaskDefinition"))))) { Cause = service.Origin.Name });
    }

    // Whether a cluster that is there already has capacity providers is for its owner to say; Fargate itself needs none.
    private static bool IsLaunched(StackScope scope, Service service) => scope.App.Network.Cluster is not null && service.Spot is null;

    /// <summary>So many on demand, and all others on Spot: AWS moves none from one to the other by itself.</summary>
    public static ListValue CapacityProviderStrategy(Spot? spot) => spot switch
    {
        null => List(Map(("Base", 0), ("CapacityProvider", "FARGATE"), ("Weight", 1))),
        { Above: 0 } => List(Map(("Base", 0), ("CapacityProvider", "FARGATE_SPOT"), ("Weight", 1))),
        _ => List(Map(("Base", spot.Above), ("CapacityProvider", "FARGATE"), ("Weight", 0)), Map(
            ("CapacityProvider", "FARGATE_SPOT"), ("Weight", 1))),
    };

    // The port moves with the definition that listens on it: ECS refuses a port that the definition of now does not have.
    private static MapValue TargetGroups(StackScope scope, Stack stack, Service service)
    {
        stack.Add(new StackParameter("ContainerPort") { Source = new LiveValue(), Default = StackScope.Number(service.Port!.Value) });
        return Map(
            ("AdvancedConfiguration", !Rollouts.HasTwoTargetGroups(scope.App, service) ? null : Map(
                ("AlternateTargetGroupArn", scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.AlternateTargetGroup, service.Name))),
                ("ProductionListenerRule", scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.ListenerRule, service.Name))),
                ("RoleArn", GetAtt("EcsInfrastructureRole", "Arn")),
                ("TestListenerRule",
                    Rollouts.IsHeld(scope.App, service)
                        ? scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.TestListenerRule, service.Name)) : null))),
            ("ContainerName", service.Name), ("ContainerPort", Ref("ContainerPort")),
            ("TargetGroupArn", scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.TargetGroup, service.Name))));
    }

    // Tasks that answer the load balancer's checks no more, for longer than it takes to bring others.
    private static void AddUnhealthyAlarms(StackScope scope, Stack stack, Service service)
    {
        string[] kinds =
            Rollouts.HasTwoTargetGroups(scope.App, service) ? [LogicalIdPrefix.TargetGroup, LogicalIdPrefix.AlternateTargetGroup]
            : [LogicalIdPrefix.TargetGroup];
        foreach (var kind in kinds)
        {
            var targets = Select(TargetGroupPartOfArn, Split(":", scope.ImportOutput(stack, LogicalId.For(kind, service.Name))));
            Alarms.Add(scope, stack,
                new MetricAlarm(kind == LogicalIdPrefix.AlternateTargetGroup ? "UnhealthyAlternateHostsAlarm" : "UnhealthyHostsAlarm",
                    ("AWS/ApplicationELB", "UnHealthyHostCount"), ("LoadBalancer", scope.ImportOutput(stack, "LoadBalancerFullName")),
                    ("TargetGroup", targets))
            {
                Periods = 5,
                Cause = service.Origin.PlaceOf("health"),
            });
        }
    }
}
