using Fairlead.Aws.Template.Access;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>A service: its roles, its log, and tasks that a release moves and a stack never does.</summary>
internal static class ServiceStack
{
    public static Stack Make(Site site, Service service)
    {
        var stack = site.Begin(service.Name);
        stack.Add(new Parameter("Creating") { Default = "false" });
        stack.Add(new Parameter("TaskDefinition") { Source = new Live(), Default = "" });
        stack.AddCondition("IsCreating", IsEqual(Ref("Creating"), "true"));
        AddLog(site, stack, service);
        Roles.Add(site, stack, service);
        AddPlaceholder(site, stack, service);
        if (Rollouts.HasTwoSets(site.App, service))
        {
            AddTrafficRole(stack, service);
        }

        if (site.Called.Contains(service.Name))
        {
            // ECS tells Cloud Map who is well; without that, tasks that are not well are found too.
            stack.Add(new Resource("Discovery", "AWS::ServiceDiscovery::Service", Map(
                ("DnsConfig", Map(("DnsRecords", List(Map(("TTL", 5), ("Type", "A")))), ("RoutingPolicy", "MULTIVALUE"))), ("HealthCheckCustomConfig", Map(("FailureThreshold", 1))), ("Name", service.Name), ("NamespaceId", site.Take(stack, "Namespace")))) { Cause = service.Origin.Name });
        }

        AddService(site, stack, service);
        if (service.Scale is { } scale)
        {
            Scaling.Add(site, stack, service, scale);
        }

        if (service.Route is not null)
        {
            Alarms.AddUnhealthy(site, stack, service);
        }

        if (PushRelease.IsWanted(site.App, service))
        {
            PushRelease.Add(site, stack, service);
        }

        stack.Add(new Output("Name", GetAtt("Service", "Name")));
        return stack;
    }

    public static void AddLog(Site site, Stack stack, Workload workload) => stack.Add(new Resource("LogGroup", "AWS::Logs::LogGroup", Map(
        ("LogGroupName", site.NameOf(NameRule.LogGroup, workload.Name)), ("RetentionInDays", (int)site.App.Logs.Keep.TotalDays))) { Keep = site.LogKeep, Cause = workload.Origin.Name });

    /// <summary>How the tasks of something stand in the network.</summary>
    public static MapValue Placement(Site site, Stack stack, string name) => Map(("AwsvpcConfiguration", Map(
        ("AssignPublicIp", site.IsPublic ? "ENABLED" : "DISABLED"),
        ("SecurityGroups", List(site.Take(stack, LogicalId.Of(Kinds.Group, name)))), ("Subnets", site.Subnets(stack, site.IsPublic)))));

    // It never runs: the service is made with no tasks, and the first release brings its own.
    private static void AddPlaceholder(Site site, Stack stack, Service service) => stack.Add(new Resource("Placeholder", "AWS::ECS::TaskDefinition", Map(
        ("ContainerDefinitions", List(Map(
            ("Essential", true), ("Image", "public.ecr.aws/docker/library/busybox:stable"), ("LogConfiguration", TaskDefinitions.Log(site, service)), ("Name", service.Name),
            ("PortMappings", service.Port is { } port ? List(Map(("ContainerPort", port), ("Protocol", "tcp"))) : null), ("ReadonlyRootFilesystem", true), ("User", "65534:65534")))),
        ("Cpu", "256"), ("ExecutionRoleArn", GetAtt("ExecutionRole", "Arn")), ("Memory", "512"), ("NetworkMode", "awsvpc"), ("RequiresCompatibilities", List("FARGATE")),
        ("RuntimePlatform", TaskDefinitions.Platform(site, service)), ("TaskRoleArn", GetAtt("TaskRole", "Arn")))) { Cause = service.Origin.Name });

    // ECS moves requests from one set of tasks to the other with it, and says neither account nor ARN when it takes it on.
    private static void AddTrafficRole(Stack stack, Service service) => stack.Add(new Resource("TrafficRole", "AWS::IAM::Role", Map(
        ("AssumeRolePolicyDocument", Trust.PlainService("ecs.amazonaws.com")),
        ("ManagedPolicyArns", List(Concat("arn:", Partition, ":iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"))))) { Cause = service.Origin.PlaceOf("deploy") });

    private static void AddService(Site site, Stack stack, Service service)
    {
        if (service.Scale is null)
        {
            stack.Add(new Parameter("Count") { Source = new Live(), Default = "0" });
        }

        stack.Add(new Resource("Service", "AWS::ECS::Service", Map(
            // Balancing starts a task before it stops another, and of some services there are never two.
            ("AvailabilityZoneRebalancing", service.Deploy.Strategy == Strategy.Replace ? (Value)"DISABLED" : null),
            ("CapacityProviderStrategy", Capacity(service.Spot)),
            ("Cluster", site.Take(stack, "Cluster")),
            ("DeploymentConfiguration", Rollouts.Deployment(site.App, service)),
            ("DesiredCount", service.Scale is null ? If("IsCreating", 0, Ref("Count")) : If("IsCreating", 0, None)),
            ("EnableExecuteCommand", service.Exec),
            ("HealthCheckGracePeriodSeconds", service.Route is null ? null : (Value)(int)service.Probe.Grace.TotalSeconds),
            ("LoadBalancers", service.Route is null ? null : List(Balancer(site, stack, service))),
            ("NetworkConfiguration", Placement(site, stack, service.Name)),
            ("PropagateTags", "SERVICE"),
            ("ServiceRegistries", site.Called.Contains(service.Name) ? List(Map(("RegistryArn", GetAtt("Discovery", "Arn")))) : null),
            ("TaskDefinition", If("IsCreating", Ref("Placeholder"), Ref("TaskDefinition"))))) { Cause = service.Origin.Name });
    }

    /// <summary>So many on demand, and all others on Spot: AWS moves none from one to the other by itself.</summary>
    public static ListValue Capacity(Spot? spot) => spot switch
    {
        null => List(Map(("Base", 0), ("CapacityProvider", "FARGATE"), ("Weight", 1))),
        { Above: 0 } => List(Map(("Base", 0), ("CapacityProvider", "FARGATE_SPOT"), ("Weight", 1))),
        _ => List(Map(("Base", spot.Above), ("CapacityProvider", "FARGATE"), ("Weight", 0)), Map(("CapacityProvider", "FARGATE_SPOT"), ("Weight", 1))),
    };

    // The port moves with the definition that listens on it: ECS refuses a port that the definition of now does not have.
    private static MapValue Balancer(Site site, Stack stack, Service service)
    {
        stack.Add(new Parameter("Port") { Source = new Live(), Default = Site.Number(service.Port!.Value) });
        return Map(
            ("AdvancedConfiguration", !Rollouts.HasTwoSets(site.App, service) ? null : Map(
                ("AlternateTargetGroupArn", site.Take(stack, LogicalId.Of(Kinds.Standby, service.Name))),
                ("ProductionListenerRule", site.Take(stack, LogicalId.Of(Kinds.Rule, service.Name))),
                ("RoleArn", GetAtt("TrafficRole", "Arn")),
                ("TestListenerRule", Rollouts.IsHeld(site.App, service) ? site.Take(stack, LogicalId.Of(Kinds.TrialRule, service.Name)) : null))),
            ("ContainerName", service.Name), ("ContainerPort", Ref("Port")), ("TargetGroupArn", site.Take(stack, LogicalId.Of(Kinds.Targets, service.Name))));
    }
}
