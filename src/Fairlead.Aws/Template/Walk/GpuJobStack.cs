using Fairlead.Aws.Template.Access;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>A job on machines with GPUs, by AWS Batch: with nothing to do there are no machines.</summary>
internal static class GpuJobStack
{
    // Images for GPUs are large, and a machine unpacks them onto its own disk.
    private const int DiskGigabytes = 100;

    private static readonly TimeSpan PlainStop = TimeSpan.FromSeconds(30);
    private static readonly string[] Waiting = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"];

    public static Stack Make(Site site, Job job)
    {
        var stack = site.Begin(job.Name);
        ServiceStack.AddLog(site, stack, job);
        Roles.Add(site, stack, job);
        AddMachines(site, stack, job);
        stack.Add(new Resource("Queue", "AWS::Batch::JobQueue", Map(
            ("ComputeEnvironmentOrder", List(Map(("ComputeEnvironment", Ref("Machines")), ("Order", 1)))), ("Priority", 1), ("State", "ENABLED"))) { Cause = job.Origin.Name });
        stack.Add(new Output("Queue", Ref("Queue")));
        if (job.Schedule is not null)
        {
            ScheduledRuns.Add(site, stack, job, Definition(site, job), Statements(site, job));
        }

        return stack;
    }

    private static void AddMachines(Site site, Stack stack, Job job)
    {
        stack.Add(new Resource("MachinesRole", "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", Trust.PlainService("ec2.amazonaws.com")), ("Policies", Roles.Named("machines", Machines(site, job))))) { Cause = job.Origin.PlaceOf("gpu") });
        stack.Add(new Resource("MachinesProfile", "AWS::IAM::InstanceProfile", Map(("Roles", List(Ref("MachinesRole"))))) { Cause = job.Origin.PlaceOf("gpu") });
        stack.Add(new Resource("MachinesTemplate", "AWS::EC2::LaunchTemplate", Map(("LaunchTemplateData", Template(site, stack, job)))) { Cause = job.Origin.PlaceOf("instance") });
        stack.Add(new Resource("Machines", "AWS::Batch::ComputeEnvironment", Map(
            ("ComputeResources", Resources(site, stack, job)),
            // Changed where it is, because a queue that names it would keep it from being replaced.
            ("ReplaceComputeEnvironment", false),
            ("State", "ENABLED"), ("Type", "MANAGED"), ("UpdatePolicy", Map(("JobExecutionTimeoutMinutes", 30), ("TerminateJobsOnUpdate", false))))) { Cause = job.Origin.PlaceOf("instance") });
    }

    // How many are wanted is for Batch to say: a number here would be set back by each change of the stack.
    private static MapValue Resources(Site site, Stack stack, Job job) => Map(
        ("AllocationStrategy", job.Spot is null ? "BEST_FIT_PROGRESSIVE" : "SPOT_PRICE_CAPACITY_OPTIMIZED"),
        ("Ec2Configuration", List(Map(("ImageType", "ECS_AL2023_NVIDIA")))),
        ("InstanceRole", GetAtt("MachinesProfile", "Arn")), ("InstanceTypes", List(job.Gpu!.Instance)),
        ("LaunchTemplate", Map(("LaunchTemplateId", Ref("MachinesTemplate")), ("Version", GetAtt("MachinesTemplate", "LatestVersionNumber")))),
        ("MaxvCpus", job.Gpu.MaxVcpus), ("MinvCpus", 0), ("SecurityGroupIds", site.IsPublic ? null : List(Group(site, stack, job))),
        ("Subnets", site.Subnets(stack, site.IsPublic)), ("Type", job.Spot is null ? "EC2" : "SPOT"), ("UpdateToLatestImageVersion", true));

    private static Value Group(Site site, Stack stack, Job job) => site.Take(stack, LogicalId.Of(Kinds.Group, job.Name));

    private static MapValue Template(Site site, Stack stack, Job job)
    {
        ListValue tags = List([.. site.Tags(job.Name).OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (Value)Map(("Key", t.Key), ("Value", t.Value)))]);
        return Map(
            ("BlockDeviceMappings", List(Map(("DeviceName", "/dev/xvda"), ("Ebs", Map(("DeleteOnTermination", true), ("Encrypted", true), ("VolumeSize", DiskGigabytes), ("VolumeType", "gp3")))))),
            ("MetadataOptions", Map(("HttpPutResponseHopLimit", 1), ("HttpTokens", "required"))),
            // Where private subnets have no way out, machines need an address of their own; their group still lets nobody in.
            ("NetworkInterfaces", site.IsPublic ? List(Map(("AssociatePublicIpAddress", true), ("DeviceIndex", 0), ("Groups", List(Group(site, stack, job))))) : null),
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
        echo ECS_CONTAINER_STOP_TIMEOUT={Site.Number((long)job.Stop.TotalSeconds)}s >> /etc/ecs/ecs.config
        --==--
        """.ReplaceLineEndings("\n");

    // What the agent of a machine calls, of clusters and machines of this account; images and log lines only of this app.
    private static List<Statement> Machines(Site site, Job job)
    {
        var image = site.App.Images[job.Image];
        return
        [
            // AWS knows no resource for the first.
            new(["ecs:DiscoverPollEndpoint"], ["*"]),
            new(["ecs:DeregisterContainerInstance", "ecs:RegisterContainerInstance", "ecs:SubmitAttachmentStateChanges", "ecs:SubmitContainerStateChange", "ecs:SubmitTaskStateChange"], [Arn("ecs", "cluster/*")]),
            new(["ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"], [Arn("ecs", "container-instance/*")]),
            .. image.Use is null ? Rights.Image(Arn("ecr", $"repository/{Images.RepositoryOf(site.App, image.Name)}")) : [],
            .. Rights.Logs(GetAtt("LogGroup", "Arn")),
        ];
    }

    private static MapValue Definition(Site site, Job job)
    {
        var run = Map(
            ("End", true), ("Resource", Concat("arn:", Partition, ":states:::batch:submitJob.sync")), ("TimeoutSeconds", Whole(job)), ("Type", "Task"),
            ("Parameters", Map(("JobDefinition", Ref(ScheduledRuns.TaskDefinition)), ("JobName", site.NameOf(NameRule.BatchQueue, job.Name)), ("JobQueue", Ref("Queue")))));
        if (job.MayOverlap)
        {
            return Map(("StartAt", "Run"), ("States", Map(("Run", run))));
        }

        Value[] looks = [.. Waiting.Select(state => (Value)Map(("StartAt", state), ("States", Map((state, Map(
            ("End", true), ("Parameters", Map(("JobQueue", Ref("Queue")), ("JobStatus", state))), ("Resource", Concat("arn:", Partition, ":states:::aws-sdk:batch:listJobs")), ("Type", "Task")))))))];
        Value[] busy = [.. Waiting.Select((_, i) => (Value)Map(("IsPresent", true), ("Variable", $"$[{Site.Number(i)}].JobSummaryList[0]")))];
        return Map(("StartAt", "Look"), ("States", Map(
            ("Look", Map(("Branches", List(looks)), ("Next", "Choose"), ("Type", "Parallel"))),
            ("Choose", Map(("Choices", List(Map(("Next", "Skip"), ("Or", List(busy))))), ("Default", "Run"), ("Type", "Choice"))),
            ("Skip", Map(("Type", "Succeed"))), ("Run", run))));
    }

    // Batch counts each attempt from its start; a run may also wait for a machine.
    private static int Whole(Job job) => (int)Math.Min(int.MaxValue, (job.Timeout.TotalSeconds * (job.Retries + 1)) + TimeSpan.FromDays(1).TotalSeconds);

    private static IReadOnlyList<Statement> Statements(Site site, Job job) =>
    [
        .. Rights.BatchJob(Ref("Queue"), GpuDefinitions.Family(site, job.Name)),
        new(["events:DescribeRule", "events:PutRule", "events:PutTargets"], [Arn("events", "rule/StepFunctionsGetEventsForBatchJobsRule")]),
    ];
}
