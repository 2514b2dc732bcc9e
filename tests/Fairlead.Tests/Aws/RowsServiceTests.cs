using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Tests.Support;
using static Fairlead.Tests.Support.SmallApp;

namespace Fairlead.Tests.Aws;

/// <summary>Images and services: the rows of capabilities A and B that a template answers.</summary>
public class RowsServiceTests
{
    private const string Web = "services:\n  web: {port: 8080, route: /";
    private const string Plain = Web + "}\n";

    [Theory]
    [InlineData("linux/arm64", "ARM64")]
    [InlineData("linux/amd64", "X86_64")]
    public void Row_003_tasks_run_on_the_platform_of_their_image(string platform, string expected)
    {
        var app = Of($"images: {{web: {{context: web, platform: {platform}}}}}\n{Plain}");
        app.Definition("web").At("RuntimePlatform", "CpuArchitecture").Is(expected).ShouldBeTrue();
        Of(app["web"], "PlaceholderTaskDefinition").At("RuntimePlatform", "CpuArchitecture").Is(expected).ShouldBeTrue();
    }

    [Fact]
    public void Row_004_one_image_is_one_digest_for_all_workloads()
    {
        var app =
            Of(Plain
            + "  worker: {command: work}\njobs:\n  migrate: {when: before-deploy}\n  train: {gpu: 1, instance: g5.xlarge, cpu: 4, memory:"
            + " 8G}\n");
        string[] images =
            [.. new[] { "web", "worker", "migrate" }.Select(n => Shown(app.Container(n).At("Image"))),
            Shown(app.Definition("train").At("ContainerProperties", "Image"))];
        images.Distinct().Single().ShouldContain("shop/web@sha256:${ImageDigestWeb}");
        OfType(app.Stacks, "AWS::ECR::Repository").Count().ShouldBe(1);
    }

    [Fact]
    public void Row_005_each_image_has_a_repository_and_each_service_its_own()
    {
        var app =
            Of("images: {terria: terriajs, backend: ., geoserver: gs}\nservices:\n  map: {image: terria, port: 80, route: /}\n  api:"
            + " {image: backend, port: 81, route: /api}\n  geo: {image: geoserver}\n");
        OfType(app.Stacks, "AWS::ECR::Repository").Select(r => Shown(r.Properties["RepositoryName"]))
            .ShouldBe(["shop/backend", "shop/geoserver", "shop/terria"], ignoreOrder: true);
        foreach (var (service, image) in new[] { ("map", "terria"), ("api", "backend"), ("geo", "geoserver") })
        {
            Shown(app.Container(service).At("Image")).ShouldContain($"/shop/{image}@");
            Statements(app[service], "ExecutionRole").Where(s => s.Contains("repository/"))
                .ShouldAllBe(s => s.Contains($"repository/shop/{image}"));
        }
    }

    [Fact]
    public void Row_006_the_entrypoint_is_what_the_file_says() =>
        Shown(Of(Web + ", entrypoint: /app/src/start.sh}").Container("web").At("EntryPoint")).ShouldBe("[/app/src/start.sh]");

    [Fact]
    public void Row_007_the_command_keeps_its_spaces_and_quotes()
    {
        var command = Of(Web + ", command: [sh, -c, 'echo \"a  b\" ''c'' \\$HOME']}").Container("web").At("Command");
        command.Items().Select(Shown).ShouldBe(["sh", "-c", "echo \"a  b\" 'c' \\$HOME"]);
        Of(Plain).Container("web").At("Command").ShouldBeNull();
    }

    [Fact]
    public void Row_012_images_are_named_by_digest()
    {
        var fixedOne = "example/fixed@sha256:" + new string('a', 64);
        var app =
            Of("images: {web: web, tool: {use: 'registry.example.org:5000/tool:1.2'}, fixed: {use: '"
            + fixedOne + "'}}\nservices:\n  web: {port: 80, route: /}\n  tool: {}\n  fixed: {}\n");
        Shown(app.Container("web").At("Image"))
            .ShouldBe("${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/shop/web@sha256:${ImageDigestWeb}");
        Shown(app.Container("tool").At("Image")).ShouldBe("registry.example.org:5000/tool@sha256:${ImageDigestTool}");
        Shown(app.Container("fixed").At("Image")).ShouldBe(fixedOne);
    }

    [Fact]
    public void Row_014_images_are_scanned_on_push() =>
        OfType(Of("images: {web: web, api: api}\nservices:\n  web: {port: 80, route: /}\n  api: {}\n").Stacks, "AWS::ECR::Repository")
        .Select(r => Shown(r.Properties["ImageScanningConfiguration"])).ShouldBe(["{ScanOnPush: true}", "{ScanOnPush: true}"]);

    [Fact]
    public void Row_015_what_an_environment_runs_never_expires()
    {
        var repository = Of(Of($"images: {{web: {{context: web, keep: 20}}}}\n{Plain}").Account, "RepositoryWeb");
        var rules = Shown(repository.At("LifecyclePolicy", "LifecyclePolicyText"));
        // A rule that matches an image's tag takes it from all later ones: AWS's lifecycle policies.
        rules.IndexOf("env-*", StringComparison.Ordinal).ShouldBeLessThan(rules.IndexOf("\"countNumber\":20", StringComparison.Ordinal));
        rules.IndexOf("rel-*", StringComparison.Ordinal).ShouldBeLessThan(rules.IndexOf("\"countNumber\":20", StringComparison.Ordinal));
        rules.ShouldContain(
            "\"rulePriority\":4,\"selection\":{\"countNumber\":20,\"countType\":\"imageCountMoreThan\",\"tagStatus\":\"any\"}");
        Shown(repository.At("ImageTagMutability")).ShouldBe("IMMUTABLE_WITH_EXCLUSION");
        Shown(repository.At("ImageTagMutabilityExclusionFilters")).ShouldContain("env-*");
    }

    [Fact]
    public void Row_022_a_service_runs_on_Fargate()
    {
        var app = Of(Plain);
        var service = Of(app["web"], "Service");
        Shown(service.At("CapacityProviderStrategy")).ShouldContain("FARGATE");
        (service.At("SchedulingStrategy") is null
            && service.At("PlatformVersion") is null).ShouldBeTrue(
            "REPLICA and the latest platform are what AWS takes where nothing is said");
        app.Definition("web").At("NetworkMode").Is("awsvpc").ShouldBeTrue();
        Shown(app.Definition("web").At("RequiresCompatibilities")).ShouldBe("[FARGATE]");
        service.At("NetworkConfiguration", "AwsvpcConfiguration", "AssignPublicIp").Is("DISABLED").ShouldBeTrue();
    }

    [Fact]
    public void Row_024_a_fixed_count_has_no_scaling()
    {
        var app = Of(Web + ", count: 4}");
        app.App.Services["web"].Count.ShouldBe(4);
        // The release passes it; a stack is made with none.
        Shown(Of(app["web"], "Service").At("DesiredCount")).ShouldBe("Fn::If[IsCreating, 0, ${DesiredCount}]");
        app["web"].FindParameter("DesiredCount")!.Source.ShouldBeOfType<LiveValue>();
        OfType(app.Stacks, "AWS::ApplicationAutoScaling::ScalableTarget").ShouldBeEmpty();
    }

    [Fact]
    public void Row_025_scaling_on_cpu_and_memory_leaves_the_live_count()
    {
        var stack = Of(Web + ", scale: {min: 2, max: 10, cpu: 70, memory: 80}}")["web"];
        Of(stack, "ScalableTarget").At("MaxCapacity").Number().ShouldBe(10);
        Shown(Of(stack, "CpuScalingPolicy").At("TargetTrackingScalingPolicyConfiguration"))
            .ShouldBe("{PredefinedMetricSpecification: {PredefinedMetricType: ECSServiceAverageCPUUtilization}, TargetValue: 70}");
        Shown(Of(stack, "MemoryScalingPolicy").At("TargetTrackingScalingPolicyConfiguration"))
            .ShouldBe("{PredefinedMetricSpecification: {PredefinedMetricType: ECSServiceAverageMemoryUtilization}, TargetValue: 80}");
        Shown(Of(stack, "Service").At("DesiredCount")).ShouldBe("Fn::If[IsCreating, 0, ${AWS::NoValue}]");
    }

    [Fact]
    public void Row_025_scaling_on_requests_and_by_the_clock()
    {
        var stack = Of(Web + ", scale: {min: 1, max: 4, requests: 500, schedule: [{cron: 0 7 * * MON-FRI, min: 2, max: 8}]}}")["web"];
        Shown(Of(stack, "RequestsScalingPolicy").At("TargetTrackingScalingPolicyConfiguration"))
            .ShouldContain("ResourceLabel: ${LoadBalancerFullName}/Fn::Select[5, Fn::Split[:, ${TargetGroupWeb}]]");
        Shown(Of(stack, "ScalableTarget").At("ScheduledActions")).ShouldContain("cron(0 7 ? * 2,3,4,5,6 *)");
    }

    [Fact]
    public void Row_026_queue_depth_scales_the_service()
    {
        var stack = Of(Plain + "  work: {scale: {min: 4, max: 32, queue: {name: jobs, above: 1000}}}\nresources:\n  jobs: queue\n")["work"];
        var busy = Of(stack, "ScaleOutAlarm");
        Shown(busy.At("AlarmActions")).ShouldBe("[${ScaleOutPolicy}]");
        busy.At("Threshold").Number().ShouldBe(1000);
        Shown(Of(stack, "ScaleOutPolicy").At("StepScalingPolicyConfiguration")).ShouldContain("ScalingAdjustment: 32");
        Shown(Of(stack, "ScaleInAlarm").At("AlarmActions")).ShouldBe("[${ScaleInPolicy}]");
        Shown(Of(stack, "ScaleInPolicy").At("StepScalingPolicyConfiguration")).ShouldContain("ScalingAdjustment: 4");
        Shown(busy.At("Dimensions")).ShouldBe("[{Name: QueueName, Value: ${FromJobsName}}]");
    }

    [Theory]
    [InlineData("true", "[{Base: 1, CapacityProvider: FARGATE, Weight: 0}, {CapacityProvider: FARGATE_SPOT, Weight: 1}]")]
    [InlineData("{above: 0}", "[{Base: 0, CapacityProvider: FARGATE_SPOT, Weight: 1}]")]
    [InlineData("{above: 1}", "[{Base: 1, CapacityProvider: FARGATE, Weight: 0}, {CapacityProvider: FARGATE_SPOT, Weight: 1}]")]
    [InlineData("{above: 2}", "[{Base: 2, CapacityProvider: FARGATE, Weight: 0}, {CapacityProvider: FARGATE_SPOT, Weight: 1}]")]
    [InlineData("{above: 3}", "[{Base: 3, CapacityProvider: FARGATE, Weight: 0}, {CapacityProvider: FARGATE_SPOT, Weight: 1}]")]
    [InlineData("false", "[{Base: 0, CapacityProvider: FARGATE, Weight: 1}]")]
    public void Row_027_028_029_so_many_tasks_are_on_demand_and_the_rest_on_Spot(string spot, string expected) =>
        Shown(Of(Of(Web + $", count: 8, spot: {spot}}}")["web"], "Service").At("CapacityProviderStrategy")).ShouldBe(expected);

    [Fact]
    public void Row_030_the_load_balancers_check_is_the_files()
    {
        var app =
            Of(Web + ", health: {path: '/health?format=json', interval: 60s, timeout: 10s, healthy: 3, unhealthy: 4, codes: '200', port:"
            + " 8081}}");
        var targets = Of(app.Environment, "TargetGroupWeb");
        Shown(targets.At("HealthCheckPath")).ShouldBe("/health?format=json");
        Shown(targets.At("HealthCheckPort")).ShouldBe("8081");
        Shown(targets.At("Matcher")).ShouldBe("{HttpCode: 200}");
        new[] { "HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds", "HealthyThresholdCount",
            "UnhealthyThresholdCount" }.Select(p => targets.At(p).Number()).ShouldBe([60, 10, 3, 4]);
        OfType([app.Environment], "AWS::EC2::SecurityGroupIngress").Count(r => r.Properties["FromPort"].Number() == 8081).ShouldBe(1);
    }

    [Fact]
    public void Row_031_a_check_inside_the_container()
    {
        var app =
            Of(Plain
            + "  work: {health: {command: python manage.py check, interval: 10s, retries: 2, grace: 2m, timeout: 5s}}\n".Replace("retries",
            "unhealthy"));
        Shown(app.Container("work").At("HealthCheck"))
            .ShouldBe("{Command: [CMD, python, manage.py, check], Interval: 10, Retries: 2, StartPeriod: 120, Timeout: 5}");
        app.Container("web").At("HealthCheck").ShouldBeNull();
    }

    [Fact]
    public void Row_032_a_slow_start_is_waited_for()
    {
        Of(Of(Web + ", health: {path: /, grace: 3m}}")["web"], "Service").At("HealthCheckGracePeriodSeconds").Number().ShouldBe(180);
        Of(Of(Plain)["web"], "Service").At("HealthCheckGracePeriodSeconds").Number().ShouldBe(60);
    }

    [Fact]
    public void Row_033_a_worker_is_asked_inside_the_container() =>
        Shown(Of(Plain + "  work: {health: {port: 5001, path: /}}\n").Container("work").At("HealthCheck", "Command"))
            .ShouldBe("[CMD-SHELL, curl -fsS -o /dev/null 'http://127.0.0.1:5001/' || wget -q -O /dev/null 'http://127.0.0.1:5001/']");

    [Fact]
    public void Row_034_a_visitor_stays_with_one_task()
    {
        Shown(Of(Of(Web + ", sticky: 1h}").Environment, "TargetGroupWeb").At("TargetGroupAttributes"))
            .ShouldContain("{Key: stickiness.lb_cookie.duration_seconds, Value: 3600}");
        Shown(Of(Of(Plain).Environment, "TargetGroupWeb").At("TargetGroupAttributes")).ShouldNotContain("stickiness");
    }

    [Fact]
    public void Row_035_the_load_balancer_waits_as_long_as_a_request_may_take()
    {
        var stack = Of(Web + ", timeout: 15m}\n  api: {port: 81, route: /api}\n").Environment;
        Of(stack, "LoadBalancer").At("LoadBalancerAttributes").Attribute("idle_timeout.timeout_seconds").Number().ShouldBe(900);
        Of(stack, "TargetGroupWeb").At("TargetGroupAttributes").Attribute("deregistration_delay.timeout_seconds").Number().ShouldBe(900);
        Of(stack, "TargetGroupApi").At("TargetGroupAttributes").Attribute("deregistration_delay.timeout_seconds").Number().ShouldBe(5);
    }

    [Fact]
    public void Row_036_a_bad_version_is_taken_back_by_itself()
    {
        var stack = Of(Plain + "  many: {count: 4}\n");
        Shown(Of(stack["web"], "Service").At("DeploymentConfiguration")).ShouldBe(
            "{DeploymentCircuitBreaker: {Enable: true, ResetOnHealthyTask: false, Rollback: true, ThresholdConfiguration: {Type: COUNT,"
                + " Value: 2}}, "
            + "EarlySuccessCriteria: {Enable: true, HealthyPercent: 100, SourceServiceRevisionCleanup: DEFERRED}, LifecycleHooks: [],"
                + " MaximumPercent: 200, MinimumHealthyPercent: 100, Strategy: ROLLING}");
        Of(stack["many"], "Service").At("DeploymentConfiguration", "DeploymentCircuitBreaker", "ThresholdConfiguration", "Value").Number()
            .ShouldBe(3);
    }

    [Fact]
    public void Row_037_replace_leaves_room_for_no_second_copy()
    {
        var app = Of(Web + ", deploy: replace, timeout: 10m}");
        var service = Of(app["web"], "Service");
        service.At("DeploymentConfiguration", "MaximumPercent").Number().ShouldBe(100);
        service.At("DeploymentConfiguration", "MinimumHealthyPercent").Number().ShouldBe(0);
        service.At("DeploymentConfiguration", "EarlySuccessCriteria").ShouldBeNull();
        Shown(service.At("AvailabilityZoneRebalancing")).ShouldBe("DISABLED");
        Of(app.Environment, "TargetGroupWeb").At("TargetGroupAttributes").Attribute("deregistration_delay.timeout_seconds")
            .Number()!.Value.ShouldBeLessThanOrEqualTo(15);
        Of(Of(Plain)["web"], "Service").At("AvailabilityZoneRebalancing").ShouldBeNull();
    }

    [Fact]
    public void Row_038_a_process_has_its_time_to_end() =>
        Of(Web + ", stop: 60s}").Container("web").At("StopTimeout").Number().ShouldBe(60);

    [Fact]
    public void Row_040_the_user_is_the_files_or_the_images()
    {
        Shown(Of(Web + ", user: root}").Container("web").At("User")).ShouldBe("root");
        Of(Plain).Container("web").At("User").ShouldBeNull();
    }

    [Fact]
    public void Row_041_only_who_is_called_has_a_name_inside()
    {
        var app = Of(Plain.Replace("/}", "/, env: {GEO: '${geo.address}'}}") + "  geo: {port: 8080}\n");
        Shown(Of(app["geo"], "DiscoveryService").At("DnsConfig")).ShouldBe("{DnsRecords: [{TTL: 5, Type: A}], RoutingPolicy: MULTIVALUE}");
        app["web"].Find("DiscoveryService").ShouldBeNull();
        Shown(app.Container("web").At("Environment")).ShouldBe("[{Name: GEO, Value: geo.prod.shop.internal:8080}]");
        OfType(Of(Plain + "  geo: {port: 8080}\n").Stacks, "AWS::ServiceDiscovery::Service").ShouldBeEmpty();
    }

    [Fact]
    public void Row_042_a_worker_has_neither_targets_nor_a_way_in()
    {
        var app = Of(Plain + "  work: {command: work}\n");
        app.Environment.Find("TargetGroupWork").ShouldBeNull();
        OfType([app.Environment], "AWS::EC2::SecurityGroupIngress")
            .ShouldAllBe(r => !Shown(r.Properties["GroupId"]).Contains("SecurityGroupWork"));
        Shown(Of(app["work"], "Service").At("LoadBalancers")).ShouldBe("[]");
        app.Container("work").At("PortMappings").ShouldBeNull();
    }

    [Fact]
    public void Row_044_the_environment_is_known_inside() =>
        Shown(Of(Web + ", env: {ENVIRONMENT: '${environment.name}', REGION: '${environment.region}'}}").Container("web").At("Environment"))
        .ShouldBe("[{Name: ENVIRONMENT, Value: prod}, {Name: REGION, Value: eu-west-1}]");

    [Fact]
    public void Row_045_the_public_address_is_known_inside()
    {
        Shown(Of(Web + ", env: {URL: '${web.url}', HOST: '${web.url.host}'}}", "domain: shop.example.org").Container("web")
            .At("Environment"))
            .ShouldBe("[{Name: HOST, Value: shop.example.org}, {Name: URL, Value: https://shop.example.org}]");
        Shown(Of(Web + ", env: {URL: '${web.url}'}}").Container("web").At("Environment"))
            .ShouldBe("[{Name: URL, Value: http://${LoadBalancerDnsName}}]");
    }

    [Fact]
    public void Row_046_an_heir_differs_in_what_it_says()
    {
        var app =
            Of(Web + ", cpu: 1, memory: 2G, env: {A: '1'}, command: serve}\n  work: {extends: web, command: work, port: null, route:"
            + " null}\n");
        Shown(app.Container("work").At("Command")).ShouldBe("[work]");
        Shown(app.Container("work").At("Environment")).ShouldBe(Shown(app.Container("web").At("Environment")));
        Shown(app.Definition("work").At("Cpu")).ShouldBe("1024");
        app.Container("work").At("PortMappings").ShouldBeNull();
    }

    [Fact]
    public void Row_182_one_may_enter_unless_the_file_says_no()
    {
        var open = Of(Plain)["web"];
        Of(open, "Service").At("EnableExecuteCommand").IsTrue().ShouldBeTrue();
        Statements(open, "TaskRole").Single().ShouldContain("ssmmessages:OpenDataChannel");
        var closed = Of(Web + ", exec: false}")["web"];
        Of(closed, "Service").At("EnableExecuteCommand").IsFalse().ShouldBeTrue();
        Statements(closed, "TaskRole").ShouldBeEmpty();
    }
}
