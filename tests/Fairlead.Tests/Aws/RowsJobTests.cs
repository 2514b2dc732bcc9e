using System.Text.Json;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Tests.Support;
using static Fairlead.Tests.Support.SmallApp;

namespace Fairlead.Tests.Aws;

/// <summary>Jobs: the rows of capabilities C that a template answers.</summary>
public class RowsJobTests
{
    private const string Gpu = "gpu: 1, instance: g5.xlarge, max_vcpus: 20, cpu: 4, memory: 8G";

    [Theory]
    [InlineData("every 1m", "", "rate(1 minute)", "")]
    [InlineData("every 3m", "", "rate(3 minutes)", "")]
    [InlineData("every 2h", "", "rate(2 hours)", "")]
    [InlineData("every 60d", "", "rate(60 days)", "")]
    [InlineData("0 4 * * MON", ", timezone: Europe/Paris", "cron(0 4 ? * 2 *)", "Europe/Paris")]
    [InlineData("30 3 1 * *", "", "cron(30 3 1 * ? *)", "")]
    public void Row_054_057_a_schedule_starts_the_jobs_machine(string schedule, string zone, string expression, string timezone)
    {
        var stack = Job($"schedule: {schedule}{zone}");
        var made = Of(stack, "Schedule");
        Shown(made.At("ScheduleExpression")).ShouldBe(expression);
        Shown(made.At("ScheduleExpressionTimezone")).ShouldBe(timezone);
        Shown(made.At("Target")).ShouldMatch(@"^\{Arn: \$\{StateMachine\}, DeadLetterConfig: \{Arn: \$\{DeadLetterQueue\.Arn\}\}, Input:"
            + @" \$\{ScheduleInput\}, RetryPolicy: \{MaximumEventAgeInSeconds: [0-9]+\}, RoleArn: \$\{ScheduleRole\.Arn\}\}$");
        Statements(stack, "ScheduleRole")
            .ShouldBe(["sqs:SendMessage on ${DeadLetterQueue.Arn}", "states:StartExecution on ${StateMachine}"], ignoreOrder: true);
        // A release turns it on, and says which revision: the machine stays as it is.
        (Shown(made.At("State")), stack.FindParameter("ScheduleState")!.Default,
            stack.FindParameter("ScheduleInput")!.Source.GetType()).ShouldBe(("${ScheduleState}", "DISABLED", typeof(LiveValue)));
        var run = States(stack).GetProperty("Run");
        run.GetProperty("Parameters").GetProperty("TaskDefinition.$").GetString().ShouldBe("$.definition");
        run.GetProperty("Resource").GetString().ShouldBe("arn:${AWS::Partition}:states:::ecs:runTask.sync");
        run.GetProperty("Parameters").GetProperty("NetworkConfiguration").GetProperty("AwsvpcConfiguration").GetProperty("AssignPublicIp")
            .GetString().ShouldBe("DISABLED");
    }

    [Fact]
    public void Row_055_a_run_is_skipped_while_another_runs()
    {
        var states = States(Job("schedule: every 1m"));
        states.GetProperty("Look").GetProperty("Parameters").GetProperty("Family").GetString().ShouldBe("shop-prod-tidy");
        states.GetProperty("Choose").GetProperty("Choices")[0].GetProperty("Next").GetString().ShouldBe("Skip");
        States(Job("schedule: every 1m, overlap: allow")).TryGetProperty("Look", out _).ShouldBeFalse();
    }

    [Fact]
    public void Row_056_a_run_has_its_time_and_its_tries()
    {
        var run = States(Job("schedule: every 1h, timeout: 10m, retries: 2")).GetProperty("Run");
        run.GetProperty("TimeoutSeconds").GetInt32().ShouldBe(600);
        run.GetProperty("Retry")[0].GetProperty("MaxAttempts").GetInt32().ShouldBe(2);
        run.GetProperty("Retry")[0].GetProperty("ErrorEquals").EnumerateArray().Select(e => e.GetString())
            .ShouldBe(["States.TaskFailed", "States.Timeout"]);
        States(Job("schedule: every 1h")).GetProperty("Run").TryGetProperty("Retry", out _).ShouldBeFalse();
    }

    [Fact]
    public void Row_059_a_GPU_job_has_machines_a_queue_and_a_definition_with_the_apps_image()
    {
        var app = Of($"services:\n  web: {{port: 80, route: /}}\njobs:\n  train: {{{Gpu}, command: run ml, retries: 2, timeout: 2h}}\n");
        var machines = Of(app["train"], "ComputeEnvironment");
        Shown(machines.At("ComputeResources", "InstanceTypes")).ShouldBe("[g5.xlarge]");
        machines.At("ComputeResources", "MaxvCpus").Number().ShouldBe(20);
        Shown(machines.At("ComputeResources", "Subnets")).ShouldBe("[${PrivateSubnet0}, ${PrivateSubnet1}]");
        Shown(machines.At("ComputeResources", "Type")).ShouldBe("EC2");
        Of(app["train"], "LaunchTemplate").At("LaunchTemplateData", "NetworkInterfaces").ShouldBeNull();
        Shown(Of(app["train"], "JobQueue").At("ComputeEnvironmentOrder"))
            .ShouldBe("[{ComputeEnvironment: ${ComputeEnvironment}, Order: 1}]");
        var definition = app.Definition("train");
        Shown(definition.At("ContainerProperties", "ResourceRequirements"))
            .ShouldBe("[{Type: GPU, Value: 1}, {Type: MEMORY, Value: 8192}, {Type: VCPU, Value: 4}]");
        Shown(definition.At("ContainerProperties", "Image")).ShouldBe(Shown(app.Container("web").At("Image")));
        Shown(definition.At("ContainerProperties", "Command")).ShouldBe("[run, ml]");
        definition.At("RetryStrategy", "Attempts").Number().ShouldBe(3);
        definition.At("Timeout", "AttemptDurationSeconds").Number().ShouldBe(7200);
        OfType(app.Stacks, "AWS::Scheduler::Schedule").ShouldBeEmpty();
    }

    [Fact]
    public void Row_060_who_uses_a_GPU_job_may_submit_exactly_it()
    {
        var app =
            Of($"services:\n  web: {{port: 80, route: /, exec: false, uses: [train], env: {{QUEUE: '${{train.queue}}', DEFINITION:"
            + $" '${{train.definition}}'}}}}\n  other: {{}}\njobs:\n  train: {{{Gpu}}}\n  more: {{{Gpu}}}\n");
        const string Batch = "arn:${AWS::Partition}:batch:${AWS::Region}:${AWS::AccountId}:";
        const string Tags = "/fairlead:app: shop, aws:";
        var statements = Statements(app["web"], "TaskRole").Where(s => s.Contains("batch:")).ToList();
        statements.Count.ShouldBe(4);
        statements.ShouldContain("batch:DescribeJobs batch:ListJobs on *");
        statements.ShouldContain(
            $"batch:SubmitJob on {Batch}job-definition/shop-prod-train {Batch}job-definition/shop-prod-train:* ${{FromTrainQueue}}");
        // O15: whose a job is its tags say; they are demanded when it is submitted, and asked for when it is ended.
        statements.ShouldContain(s => s.StartsWith($"batch:SubmitJob batch:TagResource on {Batch}job/* if"
            + $" {{StringEquals: {{aws:RequestTag{Tags}"));
        statements.ShouldContain(s => s.StartsWith($"batch:CancelJob batch:TerminateJob on {Batch}job/* if"
            + $" {{StringEquals: {{aws:ResourceTag{Tags}"));
        Statements(app["other"], "TaskRole").ShouldAllBe(s => !s.Contains("batch:"));
        Shown(app.Container("web").At("Environment"))
            .ShouldBe("[{Name: DEFINITION, Value: ${FromTrainDefinition}}, {Name: QUEUE, Value: ${FromTrainQueue}}]");
        // The exact revision is what a release registers.
        app.Stacks.Single(s => s.Name == "shop-prod-web.task").FindParameter("FromTrainDefinition")!.Source.ShouldBeOfType<LiveValue>();
        Shown(app.Definition("train").At("JobDefinitionName")).ShouldBe("shop-prod-train");
    }

    [Fact]
    public void Row_061_with_nothing_to_do_there_are_no_machines()
    {
        var resources = Of(Of($"services:\n  web: {{}}\njobs:\n  train: {{{Gpu}}}\n")["train"], "ComputeEnvironment")
            .At("ComputeResources");
        resources.At("MinvCpus").Number().ShouldBe(0);
        resources.At("DesiredvCpus").ShouldBeNull("an update of the stack would set it back");
    }

    [Fact]
    public void A_scheduled_GPU_job_is_submitted_unless_one_waits_or_runs()
    {
        var stack = Of($"services:\n  web: {{}}\njobs:\n  train: {{{Gpu}, schedule: every 1d, spot: true, stop: 90s}}\n")["train"];
        var states = States(stack);
        states.GetProperty("Run").GetProperty("Resource").GetString().ShouldBe("arn:${AWS::Partition}:states:::batch:submitJob.sync");
        states.GetProperty("Run").GetProperty("Parameters").GetProperty("JobDefinition.$").GetString().ShouldBe("$.definition");
        states.GetProperty("Look").GetProperty("Branches").GetArrayLength().ShouldBe(5);
        states.GetProperty("Choose").GetProperty("Choices")[0].GetProperty("Or").GetArrayLength().ShouldBe(5);
        Statements(stack, "StateMachineRole").ShouldContain(s => s.Contains("StepFunctionsGetEventsForBatchJobsRule"));
        Shown(Of(stack, "ComputeEnvironment").At("ComputeResources", "AllocationStrategy")).ShouldBe("SPOT_PRICE_CAPACITY_OPTIMIZED");
        Shown(Of(stack, "LaunchTemplate").At("LaunchTemplateData", "UserData")).ShouldContain("ECS_CONTAINER_STOP_TIMEOUT=90s");
    }

    [Fact]
    public void A_GPU_job_without_a_way_out_has_a_public_address_and_nobody_gets_in()
    {
        var app = Of($"services:\n  web: {{}}\njobs:\n  train: {{{Gpu}}}\nnetwork: {{nat: none}}\n");
        Shown(Of(app["train"], "LaunchTemplate").At("LaunchTemplateData", "NetworkInterfaces"))
            .ShouldBe("[{AssociatePublicIpAddress: true, DeviceIndex: 0, Groups: [${SecurityGroupTrain}]}]");
        Of(app["train"], "ComputeEnvironment").At("ComputeResources", "SecurityGroupIds").ShouldBeNull();
        OfType([app.Environment], "AWS::EC2::SecurityGroupIngress").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("entrypoint: ./run.sh", "error: a GPU job can not replace the image's entrypoint: AWS Batch has only a command")]
    [InlineData("health: {command: check}", "error: nobody checks a GPU job while it runs: AWS Batch looks only at how it ends")]
    [InlineData("cpu: 0.5", "error: a machine with GPUs gives whole vCPU to a job")]
    [InlineData("instance: g5g.xlarge", "error: a g5g.xlarge runs images for linux/arm64, and 'web' is for linux/amd64")]
    public void What_Batch_can_not_do_is_told(string key, string expected)
    {
        var keys = key.StartsWith("instance") ? key : $"instance: g5.xlarge, {key}";
        Problems($"services:\n  web: {{}}\njobs:\n  train: {{gpu: 1, {keys}}}\n").ShouldContain(expected);
    }

    [Fact]
    public void Row_063_a_job_has_a_size_of_its_own()
    {
        var app = Of("services:\n  portal: {port: 80, route: /, cpu: 4, memory: 8G}\njobs:\n  deployment: {cpu: 1, memory: 2G}\n");
        (Shown(app.Definition("portal").At("Cpu")), Shown(app.Definition("portal").At("Memory"))).ShouldBe(("4096", "8192"));
        (Shown(app.Definition("deployment").At("Cpu")), Shown(app.Definition("deployment").At("Memory"))).ShouldBe(("1024", "2048"));
    }

    [Fact]
    public void Row_064_a_job_on_Spot_is_on_Spot()
    {
        var parameters = States(Job("schedule: every 1h, spot: true")).GetProperty("Run").GetProperty("Parameters");
        parameters.GetProperty("CapacityProviderStrategy").EnumerateArray().Select(p => p.GetProperty("CapacityProvider").GetString())
            .ShouldBe(["FARGATE_SPOT"]);
        parameters.TryGetProperty("LaunchType", out _).ShouldBeFalse();
        States(Job("schedule: every 1h")).GetProperty("Run").GetProperty("Parameters").GetProperty("LaunchType").GetString()
            .ShouldBe("FARGATE");
    }

    private static Stack Job(string keys) => Of($"services:\n  web: {{port: 80, route: /}}\njobs:\n  tidy: {{{keys}}}\n")["tidy"];

    private static JsonElement States(Stack stack) =>
        JsonDocument.Parse(Shown(Of(stack, "StateMachine").At("DefinitionString"))).RootElement.GetProperty("States");
}
