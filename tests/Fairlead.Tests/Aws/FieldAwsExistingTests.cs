using System.Text.RegularExpressions;
using Fairlead.Aws.CloudFormation;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>F5 and F6: what is there already, by a name, an ARN or a reference, and never an ARN within an ARN.</summary>
public class FieldAwsExistingTests
{
    private const string Secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:team/db-AbCdEf";
    private const string Key = "arn:aws:kms:eu-west-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef";

    private static readonly string[] References = ["${ssm:/team/thing}", "${stack:team.Thing}"];

    // Each place that names what is there, with a name and an ARN of its kind.
    public static TheoryData<string, string, string> Places() => new()
    {
        { "secrets: {TOKEN: {existing: \"IT\"}}\nservices:\n  web: {port: 80, env: {TOKEN: \"${secret}\"}}", "team/db", Secret },
        { "secrets: {TOKEN: {existing: \"IT\", key: token}}\n"
            + "services:\n  web: {port: 80, env: {TOKEN: \"${secret}\"}}", "team/db", Secret },
        { "services:\n  web: {port: 80, env: {DB: \"${it.url}\"}}\nresources:\n  it: {type: postgres, existing: {secret: \"IT\"}}",
            "team/db", Secret },
        { "services:\n  web: {port: 80, uses: [it], env: {A: \"${it.arn}\", N: \"${it.name}\"}}\nresources:\n"
            + "  it: {type: bucket, existing: \"IT\"}", "team-files", "arn:aws:s3:::team-files" },
        { "services:\n  web: {port: 80, mounts: {/data: it}}\nresources:\n  it: {type: volume, existing: \"IT\"}", "fs-0123456789abcdef0",
            Arn("elasticfilesystem", "file-system/fs-0123456789abcdef0") },
        { "jobs:\n  web: {gpu: 1, instance: g5.xlarge, mounts: {/data: it}}\nresources:\n  it: {type: volume, existing: \"IT\"}",
            "fs-0123456789abcdef0", Arn("elasticfilesystem", "file-system/fs-0123456789abcdef0") },
        { "network: {cluster: \"IT\"}\nservices:\n  web: {port: 80}\njobs:\n  tidy: {schedule: every 1h}", "shared",
            Arn("ecs", "cluster/shared") },
        { "services:\n  web: {port: 80, uses: {it: start}}\nresources:\n  it: {type: endpoint, config: \"IT\"}", "model",
            Arn("sagemaker", "endpoint-config/model") },
        { $"secrets: {{TOKEN: {{existing: team/db, kms_key: \"IT\"}}}}\nservices:\n  web: {{port: 80, env: {{TOKEN: \"${{secret}}\"}}}}",
            "01234567-89ab-cdef-0123-456789abcdef", Key },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void F5_A_name_an_arn_and_a_reference_are_all_understood(string yaml, string name, string arn)
    {
        foreach (var written in (string[])[name, arn, .. References])
        {
            var app = Whole(yaml.Replace("IT", written));
            foreach (var said in Arns(app))
            {
                Regex.Count(said, "arn:").ShouldBe(1, $"{written}: {said}");
                said.ShouldNotContain("${SsmParameter", Case.Sensitive, written);
                said.ShouldNotContain("${StackOutput", Case.Sensitive, written);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void F5_An_arn_is_granted_as_it_is(string yaml, string name, string arn)
    {
        name.ShouldNotBe(arn);
        var app = Whole(yaml.Replace("IT", arn));
        Arns(app).ShouldContain(a => a == arn || a.StartsWith(arn + "/") || a.StartsWith(arn + ":"), string.Join('\n', Arns(app)));
    }

    [Theory]
    [InlineData("secrets: {TOKEN: {existing: \"arn:aws:s3:::files\"}}", "'arn:aws:s3:::files' is not the name or ARN of a secret")]
    [InlineData("secrets: {TOKEN: {existing: \"arn:aws:secretsmanager:eu-west-1:111122223333:secret:team/db\"}}",
        "is not the name or ARN of a secret")]
    [InlineData("resources: {it: {type: bucket, existing: \"arn:aws:s3:eu-west-1:111122223333:accesspoint/x\"}}",
        "is not the name or ARN of a bucket, or the id or ARN of a file system")]
    [InlineData("network: {cluster: \"arn:aws:ecs:eu-west-1:111122223333:service/x\"}", "is not the name or ARN of an ECS cluster")]
    [InlineData("network: {vpc: \"arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-0a1b2c3d\"}", "this has to be the id of a VPC")]
    [InlineData("resources: {it: {type: volume, existing: {name: fs-1, security_group: \"arn:aws:ec2:eu-west-1:111122223333:"
        + "security-group/sg-1\"}}}", "this has to be the id of a security group")]
    public void F5_An_arn_of_something_else_is_refused(string yaml, string problem) =>
        SmallApp.Problems($"{yaml}\nservices:\n  web: {{port: 80, env: {{TOKEN: \"${{secret.TOKEN}}\"}}}}")
            .ShouldContain(p => p.StartsWith("error: ") && p.Contains(problem));

    [Theory]
    [InlineData("existing: team/db, key: token, stage: AWSPREVIOUS", ":token:AWSPREVIOUS:")]
    [InlineData("existing: team/db, key: token", ":token::")]
    [InlineData("existing: team/db, stage: AWSPENDING", "::AWSPENDING:")]
    [InlineData("existing: team/db, version: 01234567-89ab-cdef-0123-456789abcdef", ":::01234567-89ab-cdef-0123-456789abcdef")]
    [InlineData("existing: \"" + Secret + "\", key: token", "secret:team/db-AbCdEf:token::")]
    public void F6_A_key_and_a_version_are_said_as_ecs_takes_them(string secret, string end) =>
        SmallApp.Shown(Of(secret).ValueOf("web", "TOKEN")).ShouldEndWith(end);

    [Theory]
    [InlineData("ssm:/team/token", ":parameter/team/token")]
    [InlineData("arn:aws:ssm:eu-west-1:111122223333:parameter/team/token", "arn:aws:ssm:eu-west-1:111122223333:parameter/team/token")]
    public void F6_A_parameter_is_read_as_one(string name, string arn)
    {
        var app = Of($"existing: \"{name}\", kms_key: \"{Key}\"");
        SmallApp.Shown(app.ValueOf("web", "TOKEN")).ShouldEndWith(arn);
        var role = SmallApp.Statements(app["web"], "ExecutionRole");
        role.ShouldContain(s => s.StartsWith("ssm:GetParameters on ") && s.EndsWith(arn));
        role.ShouldContain($"kms:Decrypt on {Key}");
        role.ShouldNotContain(s => s.Contains("secretsmanager:"));
    }

    [Theory]
    [InlineData("existing: \"team/db:token::\"", "write {existing: \"team/db\", key: token}")]
    [InlineData("existing: \"team/db:token:AWSPREVIOUS:\"", "write {existing: \"team/db\", key: token, stage: AWSPREVIOUS}")]
    [InlineData("existing: \"" + Secret + ":token::\"", "write {existing: \"" + Secret + "\", key: token}")]
    [InlineData("existing: \"team db\"", "for example shop/database, or ssm:/shop/database")]
    [InlineData("existing: team/db, kms_key: alias/team", "no policy takes an alias; write the key's ARN, which aws kms describe-key says")]
    [InlineData("existing: \"ssm:/team/token\", key: token", "name a secret of Secrets Manager, or remove it")]
    [InlineData("existing: team/db, stage: A, version: 01234567-89ab-cdef-0123-456789abcdef", "keep one of them")]
    [InlineData("kind: generate, kms_key: 01234567-89ab-cdef-0123-456789abcdef", "add 'existing: name'")]
    public void F6_What_is_written_otherwise_is_told_how_it_is_written_here(string secret, string instead) =>
        Suggestions($"secrets: {{TOKEN: {{{secret}}}}}\nservices:\n  web: {{port: 80, env: {{TOKEN: \"${{secret}}\"}}}}\n")
            .ShouldBe([instead]);

    private static string Arn(string service, string resource) => $"arn:aws:{service}:eu-west-1:111122223333:{resource}";

    private static Walked Of(string secret) =>
        Whole($"secrets: {{TOKEN: {{{secret}}}}}\nservices:\n  web: {{port: 80, env: {{TOKEN: \"${{secret}}\"}}}}");

    private static Walked Whole(string yaml) =>
        Walked.OfFile($"app: shop\nimages: {{web: {{use: \"nginx:1.27\"}}}}\n{yaml}\nenvironments: {{prod: {{region: eu-west-1}}}}\n");

    private static IEnumerable<string> Suggestions(string yaml) => Core.AppFile.AppFileReader.Read(
        new Core.Sources.Source("fairlead.yaml", $"app: shop\nimages: {{web: web}}\n{yaml}environments: {{prod: {{region: eu-west-1}}}}\n"),
        "prod", World.AnyFiles.Instance, Fairlead.Aws.Checks.AwsChecks.Check).Problems.Select(p => p.Suggestion ?? "");

    // Every text of every template that is an ARN, but for those of the account's own stack.
    private static IReadOnlyList<string> Arns(Walked app) => [.. app.Stacks.Where(s => s.Name != "fairlead-shop")
        .SelectMany(s => s.Resources.Select(r => (Value)r.Properties).Concat(s.Outputs.Select(o => o.Value)))
        .SelectMany(Texts).Where(t => t.StartsWith("arn:"))];

    private static IEnumerable<string> Texts(Value value) => value switch
    {
        TextValue text => [text.Text],
        CallValue { Function: "Fn::Join" } join => [SmallApp.Shown(join)],
        CallValue call => Texts(call.Argument),
        ListValue list => list.Items.SelectMany(Texts),
        MapValue map => map.Pairs.ToArray().SelectMany(p => Texts(p.Value)),
        _ => [],
    };
}
