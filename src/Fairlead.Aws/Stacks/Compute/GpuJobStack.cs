using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>A job on machines with GPUs, by AWS Batch: with nothing to do there are no machines.</summary>
internal static class GpuJobStack
{
    // Images for GPUs are large, and a machine unpacks them onto its own disk.
    private const int DiskGigabytes = 100;

    private static readonly TimeSpan PlainStop = TimeSpan.FromSeconds(30);
    private static readonly string[] Waiting = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"];

    public static Stack Make(StackScope scope, Job job)
    {
        var stack = scope.NewStack(job.Name);
        ServiceStack.AddLog(scope, stack, job.Name, job.Origin.Name);
        WorkloadRoles.Add(scope, stack, job);
        AddMachines(scope, stack, job);
        stack.Add(new StackResource("JobQueue", "AWS::Batch::JobQueue", Map(
            ("ComputeEnvironmentOrder", List(Map(("ComputeEnvironment", Ref("ComputeEnvironment")), ("Order", 1)))), ("Priority", 1),
            ("State", "ENABLED"))) { Cause = job.Origin.Name });
        stack.Add(new StackOutput("Queue", Ref("JobQueue")));
        if (job.Schedule is not null)
        {
            ScheduledRuns.Add(scope, stack, job, Definition(scope, job), Statements(scope, job));
        }

        return stack;
    }

    private static void AddMachines(StackScope scope, Stack stack, Job job)
    {
        stack.Add(new StackResource("InstanceRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.PlainService("ec2.amazonaws.com")),
            ("Policies", Policy.Inline("machines", Machines(scope, job))))) { Cause = job.Origin.PlaceOf("gpu") });
        stack.Add(new StackResource("InstanceProfile", "AWS::IAM::InstanceProfile", Map(
            ("Roles", List(Ref("InstanceRole"))))) { Cause = job.Origin.PlaceOf("gpu") });
        stack.Add(new StackResource("LaunchTemplate", "AWS::EC2::LaunchTemplate", Map(
            ("LaunchTemplateData", Template(scope, stack, job)))) { Cause = job.Origin.PlaceOf("instance") });
        stack.Add(new StackResource("ComputeEnvironment", "AWS::Batch::ComputeEnvironment", Map(
            ("ComputeResources", Resources(scope, stack, job)),
            // Changed where it is, because a queue that names it would keep it from being replaced.
            ("ReplaceComputeEnvironment", false),
            ("State", "ENABLED"), ("Type", "MANAGED"), ("UpdatePolicy", Map(
                ("JobExecutionTimeoutMinutes", 30), ("TerminateJobsOnUpdate", false))))) { Cause = job.Origin.PlaceOf("instance") });
    }

    // How many are wanted is for Batch to say: a number here would be set back by each change of the stack.
    private static MapValue Resources(StackScope scope, Stack stack, Job job) => Map(
        ("AllocationStrategy", job.Spot is null ? "BEST_FIT_PROGRESSIVE" : "SPOT_PRICE_CAPACITY_OPTIMIZED"),
        ("Ec2Configuration", List(Map(("ImageType", "ECS_AL2023_NVIDIA")))),
        ("InstanceRole", GetAtt("InstanceProfile", "Arn")), ("InstanceTypes", List(job.Gpu!.Instance)),
        ("LaunchTemplate", Map(("LaunchTemplateId", Ref("LaunchTemplate")), ("Version", GetAtt("LaunchTemplate", "LatestVersionNumber")))),
        ("MaxvCpus", job.Gpu.MaxVcpus), ("MinvCpus", 0),
        ("SecurityGroupIds", scope.UsesPublicSubnets ? null : List(Group(scope, stack, job))),
        ("Subnets", scope.Subnets(stack, scope.UsesPublicSubnets)), ("Type", job.Spot is null ? "EC2" : "SPOT"),
        ("UpdateToLatestImageVersion", true));

    private static Value Group(StackScope scope, Stack stack, Job job) =>
        scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.SecurityGroup, job.Name));

    private static MapValue Template(StackScope scope, Stack stack, Job job)
    {
        ListValue tags = List([.. scope.Tags(job.Name).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (Value)Map(
            ("Key", t.Key), ("Value", t.Value)))]);
        return Map(
            ("BlockDeviceMappings",
                List(Map(
                    ("DeviceName", "/dev/xvda"), ("Ebs", Map(
                        ("DeleteOnTermination", true), ("Encrypted", true), ("VolumeSize", DiskGigabytes), ("VolumeType", "gp3")))))),
            ("MetadataOptions", Map(("HttpPutResponseHopLimit", 1), ("HttpTokens", "required"))),
            // Where private subnets have no way out, machines need an address of their own; their group still lets nobody in.
            ("NetworkInterfaces", scope.UsesPublicSubnets ? List(Map(
                ("AssociatePublicIpAddress", true), ("DeviceIndex", 0), ("Groups", List(Group(scope, stack, job))))) : null),
            ("TagSpecifications", List(Map(("ResourceType", "instance"), ("Tags", tags)), Map(("ResourceType", "volume"), ("Tags", tags)))),
            ("UserData", job.Stop == PlainStop ? null : Base64(Agent(job))));
    }

    // How long a container may take to end is for the machine's agent to know.
    private static string Agent(Job job) => $"""
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="=="

        --==
        Content-Type: text/x-shellscript; charset="us-ascii"

        #!/bin/bash
        echo ECS_CONTAINER_STOP_TIMEOUT={StackScope.Number((long)job.Stop.TotalSeconds)}s >> /etc/ecs/ecs.config
        --==--
        """.ReplaceLineEndings("\n");

    // What the agent of a machine calls, of the clusters that Batch makes, which it names so; images and log lines only of this app.
    private static List<Statement> Machines(StackScope scope, Job job)
    {
        var image = scope.App.Images[job.Image];
        return
        [
            // AWS knows no resource for the first.
            new(["ecs:DiscoverPollEndpoint"], ["*"]),
            new(["ecs:DeregisterContainerInstance", "ecs:RegisterContainerInstance", "ecs:SubmitAttachmentStateChanges",
                "ecs:SubmitContainerStateChange", "ecs:SubmitTaskStateChange"], [Arn("ecs", "cluster/AWSBatch-*")]),
            new(["ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"],
                [Arn("ecs", "container-instance/AWSBatch-*")]),
            .. ImageReferences.PulledFrom(scope, image) is { } repository ? Rights.Image(repository) : [],
            .. Rights.Logs(GetAtt(StackScope.LogId, "Arn")),
        ];
    }

    private static MapValue Definition(StackScope scope, Job job)
    {
        var run = Map(
            ("End", true), ("Resource", Concat("arn:", Partition, ":states:::batch:submitJob.sync")), ("TimeoutSeconds", Whole(job)),
            ("Type", "Task"),
            ("Parameters", Map(
                ("JobDefinition.$", ScheduledRuns.Definition), ("JobName", scope.NameOf(NameRule.BatchJobDefinition, job.Name)),
                ("JobQueue", Ref("JobQueue")), ("Tags", MapValue.FromTexts([.. scope.Tags(job.Name)])))));
        if (job.MayOverlap)
        {
            return Map(("StartAt", "Run"), ("States", Map(("Run", run))));
        }

        Value[] looks = [.. Waiting.Select(state => (Value)Map(("StartAt", state), ("States", Map((state, Map(
            ("End", true), ("Parameters", Map(("JobQueue", Ref("JobQueue")), ("JobStatus", state))),
            ("Resource", Concat("arn:", Partition, ":states:::aws-sdk:batch:listJobs")), ("Type", "Task")))))))];
        Value[] busy = [.. Waiting.Select((_, i) => (Value)Map(
            ("IsPresent", true), ("Variable", $"$.running[{StackScope.Number(i)}].JobSummaryList[0]")))];
        return Map(("StartAt", "Look"), ("States", Map(
            ("Look", Map(("Branches", List(looks)), ("Next", "Choose"), ("ResultPath", "$.running"), ("Type", "Parallel"))),
            ("Choose", Map(("Choices", List(Map(("Next", "Skip"), ("Or", List(busy))))), ("Default", "Run"), ("Type", "Choice"))),
            ("Skip", Map(("Type", "Succeed"))), ("Run", run))));
    }

    // Batch counts each attempt from its start; a run may also wait for a machine.
    private static int Whole(Job job) =>
        (int)Math.Min(int.MaxValue, (job.Timeout.TotalSeconds * (job.Retries + 1)) + TimeSpan.FromDays(1).TotalSeconds);

    private static IReadOnlyList<Statement> Statements(StackScope scope, Job job) =>
    [
        .. Rights.BatchJob(Ref("JobQueue"), KnownNames.JobDefinitionArnOf(scope, job.Name), scope.Reach),
        new(["events:DescribeRule", "events:PutRule", "events:PutTargets"], [Arn("events", "rule/StepFunctionsGetEventsForBatchJobsRule")]),
    ];
}
