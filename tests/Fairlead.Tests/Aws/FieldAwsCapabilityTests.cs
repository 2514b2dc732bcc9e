using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>What other tools' users asked for most, as far as it needs no new concept: each key as AWS gets it, and its bounds.</summary>
public class FieldAwsCapabilityTests
{
    [Theory]
    [InlineData("disk: 30G", "EphemeralStorage", "{SizeInGiB: 30}")]
    [InlineData("disk: 200G", "EphemeralStorage", "{SizeInGiB: 200}")]
    public void A_task_has_the_room_that_it_asks_for(string key, string property, string value) =>
        SmallApp.Shown(SmallApp.Of($"services:\n  web: {{port: 80, {key}}}").Definition("web").At(property)).ShouldBe(value);

    [Theory]
    [InlineData("tmpfs: {/tmp: 64M}", "LinuxParameters", "{InitProcessEnabled: true, Tmpfs: [{ContainerPath: /tmp, Size: 64}]}")]
    [InlineData("tmpfs: {/b: 1G, /a: 1M}, memory: 2G, init: false", "LinuxParameters",
        "{Tmpfs: [{ContainerPath: /a, Size: 1}, {ContainerPath: /b, Size: 1024}]}")]
    [InlineData("ulimits: {nofile: 65536}", "Ulimits", "[{HardLimit: 65536, Name: nofile, SoftLimit: 65536}]")]
    public void A_container_has_the_limits_that_it_asks_for(string key, string property, string value) =>
        SmallApp.Shown(SmallApp.Of($"services:\n  web: {{port: 80, {key}}}").Container("web").At(property)).ShouldBe(value);

    [Theory]
    [InlineData("disk: 20G", "'20G' is not a size from 21G to 200G")]
    [InlineData("disk: 201G", "'201G' is not a size from 21G to 200G")]
    [InlineData("tmpfs: {tmp: 1M}", "'tmp' is not a path in the container")]
    [InlineData("tmpfs: {/tmp: 512M}", "'web' has 512M, and its paths in memory may take 512M of it")]
    [InlineData("ulimits: {nproc: 100}", "Fargate sets 'nproc' itself; it takes only nofile")]
    [InlineData("ulimits: {files: 100}", "'files' is not a limit of a process")]
    [InlineData("ulimits: {nofile: many}", "a limit is one number")]
    [InlineData("mounts: {/data: \"files:rw\"}", "'rw' does not say how it is mounted")]
    public void What_aws_does_not_have_is_refused(string key, string problem) =>
        SmallApp.Problems($"services:\n  web: {{port: 80, {key}}}\nresources:\n  files: volume").ShouldBe([$"error: {problem}"]);

    [Theory]
    [InlineData("files:ro", true)]
    [InlineData("files/photos:ro", true)]
    [InlineData("files/photos", false)]
    public void What_is_mounted_to_be_read_can_not_be_written_to(string mount, bool isRead)
    {
        var app = SmallApp.Of($"services:\n  web: {{port: 80, mounts: {{/data: \"{mount}\"}}}}\nresources:\n  files: volume");
        SmallApp.Shown(app.Container("web").At("MountPoints")).Contains("ReadOnly: true").ShouldBe(isRead);
        var rights = SmallApp.Statements(app["web"], "TaskRole");
        rights.ShouldContain(r => r.Contains("elasticfilesystem:ClientMount"));
        rights.Any(r => r.Contains("elasticfilesystem:ClientWrite")).ShouldBe(!isRead);
    }

    [Theory]
    [InlineData("[https://a.example.org, https://b.example.org]",
        "AllowedMethods: [GET, HEAD], AllowedOrigins: [https://a.example.org, https://b.example.org]")]
    [InlineData("[{origins: [https://a.example.org], methods: [PUT]}]", "AllowedMethods: [PUT], AllowedOrigins: [https://a.example.org]")]
    [InlineData("[https://a.example.org, {origins: [https://b.example.org], methods: [GET, PUT], headers: [Content-Type]}]",
        "AllowedHeaders: [Content-Type], AllowedMethods: [GET, PUT], AllowedOrigins: [https://b.example.org]")]
    public void Pages_may_do_with_a_bucket_what_is_said(string cors, string rule) =>
        SmallApp.Shown(SmallApp.Of("services:\n  web: {port: 80, uses: [files]}\nresources:\n"
            + $"  files: {{type: bucket, cors: {cors}}}")["files"].Find("Bucket")!.Properties.At("CorsConfiguration")).ShouldContain(rule);

    [Fact]
    public void A_method_that_s3_does_not_know_is_refused() =>
        SmallApp.Problems("services:\n  web: {port: 80, uses: [files]}\nresources:\n"
            + "  files: {type: bucket, cors: [{origins: [https://a.example.org], methods: [PATCH]}]}").Count.ShouldBe(1);

    [Fact]
    public void An_image_of_a_private_registry_is_fetched_with_its_login()
    {
        var app = SmallApp.Of("images: {web: {use: \"ghcr.io/example/app:1\", login: \"${secret.REGISTRY}\"}}\n"
            + "services:\n  web: {port: 80}\njobs:\n  gpus: {gpu: 1, instance: g5.xlarge}");
        app.Environment.Resources.ShouldContain(r => r.Type == "AWS::SecretsManager::Secret");
        var credentials = SmallApp.Shown(app.Container("web").At("RepositoryCredentials"));
        credentials.ShouldStartWith("{CredentialsParameter: ${ImageLogin");
        foreach (var name in new[] { "web", "gpus" })
        {
            SmallApp.Statements(app[name], "ExecutionRole")
                .ShouldContain(s => s.StartsWith("secretsmanager:GetSecretValue on ${ImageLogin"));
        }

        DeployTimeWork.Describe(app.App).ShouldContain(w => w.Name == "web" && w.Text.Contains("login"));
        World.Read("app: shop\nimages: {web: {use: \"ghcr.io/example/app:1\", login: \"${secret.REGISTRY}\"}}\n"
            + "services:\n  web: {port: 80}\n").Secrets.ShouldBeEmpty();
    }

    [Fact]
    public void A_login_that_is_there_already_is_read_and_nothing_is_made()
    {
        var app = SmallApp.Of("images: {web: {use: \"ghcr.io/example/app:1\", login: \"${secret.REGISTRY}\"}}\n"
            + "secrets: {REGISTRY: {existing: team/registry}}\nservices:\n  web: {port: 80}");
        app.Environment.Resources.ShouldNotContain(r => r.Type == "AWS::SecretsManager::Secret");
        SmallApp.Statements(app["web"], "ExecutionRole").ShouldContain(s => s.Contains(":secret:team/registry-??????"));
    }

    [Theory]
    [InlineData("{alarms: [too-slow]}")]
    [InlineData("{strategy: replace, alarms: [too-slow]}")]
    [InlineData("{strategy: canary, alarms: [too-slow]}")]
    public void An_alarm_takes_a_version_back(string deploy) =>
        SmallApp.Shown(SmallApp.Of($"services:\n  web: {{port: 80, route: /, deploy: {deploy}}}")["web"].Find("Service")!
            .Properties.At("DeploymentConfiguration").At("Alarms")).ShouldBe("{AlarmNames: [too-slow], Enable: true, Rollback: true}");

    [CfnLintFact]
    public void The_judge_takes_them_all() => CfnLint.Judge([.. SmallApp.Of(
        "images: {web: {use: \"ghcr.io/example/app:1\", login: \"${secret.REGISTRY}\"}}\nservices:\n  web: {port: 80, route: /, disk: 30G,"
        + " ulimits: {nofile: 65536}, mounts: {/data: \"files:ro\"}, deploy: {alarms: [too-slow]}}\nresources:\n  files: volume\n"
        + "  pics: {type: bucket, cors: [{origins: [https://a.example.org], methods: [PUT]}]}").Stacks], "eu-west-1").ShouldBeEmpty();
}
