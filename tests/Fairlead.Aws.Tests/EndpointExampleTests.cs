using System.Text;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Aws.Checks;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Stacks;
using Fairlead.Aws.Tests.Endpoint.Rights;
using Fairlead.Aws.Tests.Endpoint.Server;
using Fairlead.Aws.Tests.Support;
using Fairlead.Core.AppFile;

namespace Fairlead.Aws.Tests;

/// <summary>All stacks of the five systems, made on the scripted AWS from nothing, changed in nothing, and deleted again.</summary>
public class EndpointExampleTests
{
    private const int MostInline = 51_200;
    private const string HeraRegion = "ap-southeast-1";

    private static CancellationToken None => CancellationToken.None;

    public static TheoryData<string> All() =>
        [.. Directory.GetDirectories(Path.Combine(ExampleFolder.Root, "examples")).Where(f => File.Exists(Path.Combine(f, "fairlead.yaml")))
            .Select(f => Path.GetFileName(f)).Order()];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_stack_of_an_example_is_made_and_deleted(string name)
    {
        var stacks = Stacks(name);
        await using var aws = await ScriptedAws.Start();
        aws.Parts.Buckets.Add("templates");
        var made = new List<Stack>();
        while (stacks.Except(made).FirstOrDefault(s => s.Parameters.All(p => p.Source is not ImportedOutput import
            || made.Exists(m => m.Name == import.Stack))) is { } stack)
        {
            made.Add(stack);
            using var person = aws.Connect(region: stack.Region ?? "eu-west-1");
            await Make(aws, person, stack);
        }

        made.Count.ShouldBe(stacks.Count);
        foreach (var stack in Enumerable.Reverse(made))
        {
            using var person = aws.Connect(region: stack.Region ?? "eu-west-1");
            await person.CloudFormation.DeleteStack(stack.Name, null, $"delete {stack.Name}", [], None);
            aws.Clock.Advance(TimeSpan.FromHours(2));
            var left = aws.Parts.Stacks.Find(stack.Name);
            left.ShouldBeNull(left?.Reason);
        }
    }

    [Fact]
    public async Task D14_the_deploy_role_that_a_template_makes_may_do_its_own_and_nothing_of_another_environment()
    {
        var stacks = Stacks("hera");
        await using var aws = await ScriptedAws.Start();
        aws.Parts.Buckets.Add("templates");
        using var person = aws.Connect(region: HeraRegion);
        await Make(aws, person, stacks.Single(s => s.Name == "fairlead-herav2"));
        await Make(aws, person, stacks.Single(s => s.Name == "herav2-test-access"));
        var access = aws.Parts.Stacks.Find("herav2-test-access")!;
        string Role(string id) => Endpoint.Stacks.ResourceNames.Attribute(access.Resources[id], "Arn");
        new CallerRights(aws).Enforce();
        using var deployer = aws.Connect(aws.Parts.Tokens.Assume(Role("DeployRole"), "release", TimeSpan.FromHours(1)), HeraRegion);
        (await deployer.Sts((c, x) => c.GetCallerIdentityAsync(new(), x), None)).Arn.ShouldContain("-deploy-");
        await Set(deployer, "herav2-test-x", "test", Role("CloudFormationRole"));
        (await Denied(() => Set(deployer, "herav2-live-x", "live",
            Role("CloudFormationRole")))).ShouldContain("cloudformation:CreateChangeSet");
        (await Denied(() => Set(deployer, "herav2-test-y", "test", Role("DeployRole")))).ShouldContain("CreateChangeSet");
        await Put(deployer, "/herav2/test/KEY");
        (await Denied(() => Put(deployer, "/herav2/live/KEY"))).ShouldContain("ssm:PutParameter");
        (await Denied(() => deployer.Iam.CreateServiceLinkedRole("evil.amazonaws.com", None))).ShouldContain("iam:CreateServiceLinkedRole");
        (await Denied(() => deployer.CloudFormation.DeleteStack("herav2-live-x", null, "t", [], None))).ShouldContain("DeleteStack");
    }

    private static Task<ChangeSetIds> Set(AwsConnection aws, string stack, string environment, string role) =>
        aws.CloudFormation.CreateChangeSet(new(stack, "first", "CREATE", stack)
        {
            TemplateBody = """{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}""", RoleArn = role,
            Tags = [new("fairlead:app", "herav2"), new("fairlead:environment", environment), new("fairlead:name", "x")],
        }, None);

    private static Task Put(AwsConnection aws, string name) => aws.Ssm((c, x) => c.PutParameterAsync(
        new() { Name = name, Value = "v", Type = Amazon.SimpleSystemsManagement.ParameterType.SecureString }, x), None);

    private static async Task<string> Denied(Func<Task> call)
    {
        var error = await Should.ThrowAsync<Amazon.Runtime.AmazonServiceException>(call);
        AwsErrors.IsDenied(error).ShouldBeTrue(error.Message);
        return error.Message;
    }

    private static List<Stack> Stacks(string name)
    {
        var folder = ExampleFolder.Named(name);
        var file = folder.Text("fairlead.yaml")!;
        var read = AppFileReader.Read(file, AppFileReader.Environments(file).First(e => e != "local"), folder, AwsChecks.Check);
        var app = read.App.ShouldNotBeNull(string.Join('\n', read.Problems.Select(p => p.Message)));
        return [.. AppTemplates.Make(app, CloudFormationFacts.Load()).Stacks];
    }

    private static async Task Make(ScriptedAws aws, AwsConnection person, Stack stack)
    {
        var values = Values(aws, stack);

        // What the file says is there already.
        values.Where(v => v.Key.Contains("Cluster") && !aws.Parts.Services.HasCluster(v.Value)).ToList()
            .ForEach(v => aws.Parts.Services.AddCluster(person.Region, v.Value.Split('/')[^1]));
        var set = await Prepare(aws, person, stack, "CREATE", values);
        await person.CloudFormation.ExecuteChangeSet(set.Id, $"make {stack.Name}", None);
        aws.Clock.Advance(TimeSpan.FromHours(2));
        var made = (await person.CloudFormation.DescribeStack(stack.Name, None))!;
        made.StackStatus.ShouldBe("CREATE_COMPLETE", $"{stack.Name}: {string.Join('\n', aws.Parts.Stacks.Find(stack.Name)!.Events.Select(
            e => e.Reason))}");
        made.Outputs.Values.ShouldAllBe(v => v.Length > 0 && !v.Contains('('));
        var again = await Prepare(aws, person, stack, "UPDATE", values);
        (await person.CloudFormation.DescribeChangeSet(again.Id, null, None)).IsEmpty.ShouldBeTrue(stack.Name);
    }

    private static async Task<ChangeSetIds> Prepare(ScriptedAws aws, AwsConnection person, Stack stack, string type,
        List<KeyValuePair<string, string>> values)
    {
        var text = Encoding.UTF8.GetString(StackJson.Render(stack));
        var isInline = text.Length <= MostInline;
        if (!isInline)
        {
            await person.S3((c, x) => c.PutObjectAsync(new() { BucketName = "templates", Key = stack.Name, ContentBody = text }, x), None);
        }

        var set = await person.CloudFormation.CreateChangeSet(new(stack.Name, type, type, $"{stack.Name} {type}")
        {
            TemplateBody = isInline ? text : null, TemplateUrl = isInline ? null : $"{aws.Url}/templates/{stack.Name}",
            Parameters = values, Capabilities = ["CAPABILITY_NAMED_IAM"], Tags = [new("fairlead:app", "x")],
        }, None);
        aws.Clock.Advance(TimeSpan.FromMinutes(1));
        return set;
    }

    // What a deploy would pass: outputs of other stacks, what is so while a stack is made, and what it looks up.
    private static List<KeyValuePair<string, string>> Values(ScriptedAws aws, Stack stack) => [.. stack.Parameters
        .Select(p => KeyValuePair.Create(p.Name, p.Source switch
        {
            ImportedOutput import => aws.Parts.Stacks.Find(import.Stack)!.Outputs[import.Output],
            _ when p.Name == "Creating" => "true",
            _ when p.Default is { } value => value,
            _ when p.Pattern is { } pattern => pattern.Split('(')[0],
            _ => $"given-{p.Name.ToLowerInvariant()}",
        }))];
}
