using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SecurityToken.Model;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Fairlead.Aws.Api;
using Fairlead.Aws.Tests.Endpoint;
using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Server;

namespace Fairlead.Aws.Tests;

/// <summary>What the scripted AWS does with callers, objects and parameters, asked by AWS's own clients and ours.</summary>
public class EndpointStoreTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task STS_says_who_signs_and_gives_a_role_its_own_credentials_for_an_hour()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        (await person.Sts((c, x) => c.GetCallerIdentityAsync(new(), x), None)).Arn.ShouldEndWith(":user/person");
        aws.Parts.Tokens.AddRole("arn:aws:iam::111122223333:role/fairlead/shop/test/access/deploy");
        var given = await person.Sts((c, x) => c.AssumeRoleAsync(new AssumeRoleRequest
        {
            RoleArn = "arn:aws:iam::111122223333:role/fairlead/shop/test/access/deploy", RoleSessionName = "release",
        }, x), None);
        var role = aws.World.Callers.Single(c => c.AccessKeyId == given.Credentials.AccessKeyId);
        using var deployer = aws.Connect(role);
        (await deployer.Sts((c, x) => c.GetCallerIdentityAsync(new(), x), None)).Arn
            .ShouldBe("arn:aws:sts::111122223333:assumed-role/deploy/release");
        aws.Clock.Advance(TimeSpan.FromMinutes(61));
        var old = await Should.ThrowAsync<AmazonServiceException>(() => deployer.Sts((c, x) => c.GetCallerIdentityAsync(new(), x), None));
        old.ErrorCode.ShouldBe("ExpiredToken");
    }

    [Fact]
    public async Task STS_denies_a_role_that_is_not_there()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        var error = await Should.ThrowAsync<AmazonServiceException>(() => person.Sts((c, x) => c.AssumeRoleAsync(
            new AssumeRoleRequest { RoleArn = "arn:aws:iam::1:role/no", RoleSessionName = "release" }, x), None));
        error.ErrorCode.ShouldBe("AccessDenied");
    }

    [Fact]
    public async Task A_wrong_secret_and_an_unknown_key_are_refused()
    {
        await using var aws = await ScriptedAws.Start();
        foreach (var caller in new[] { aws.Person with { SecretKey = "another" }, aws.Person with { AccessKeyId = "AKIANOBODY" } })
        {
            using var stranger = aws.Connect(caller);
            var error = await Should.ThrowAsync<AmazonServiceException>(() => stranger.Ecs.ListTasks(new("c"), None));
            error.ErrorCode.ShouldBe(caller.SecretKey == "another" ? "SignatureDoesNotMatch" : "UnrecognizedClientException");
        }
    }

    [Fact]
    public async Task S3_writes_on_conditions_and_lists_by_prefix()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        await person.S3((c, x) => c.PutBucketAsync("shop", x), None);
        var first = await Put(person, "test/releases/000001.json", "one", r => r.IfNoneMatch = "*");
        var twice = await Should.ThrowAsync<AmazonS3Exception>(() => Put(person, "test/releases/000001.json", "two",
            r => r.IfNoneMatch = "*"));
        twice.ErrorCode.ShouldBe("PreconditionFailed");
        await Put(person, "test/releases/000001.json", "three", r => r.IfMatch = first.ETag);
        var lost = await Should.ThrowAsync<AmazonS3Exception>(() => Put(person, "test/releases/000001.json", "4",
            r => r.IfMatch = first.ETag));
        lost.ErrorCode.ShouldBe("PreconditionFailed");
        await Put(person, "test/lease a+b.json", "x", _ => { });
        using var got = await person.S3((c, x) => c.GetObjectAsync("shop", "test/releases/000001.json", x), None);
        using var reader = new StreamReader(got.ResponseStream);
        (await reader.ReadToEndAsync(None)).ShouldBe("three");
        var all = await person.S3((c, x) => c.ListObjectsV2Async(new() { BucketName = "shop", Prefix = "test/" }, x), None);
        all.S3Objects.Select(o => o.Key).ShouldBe(["test/lease a+b.json", "test/releases/000001.json"]);
        await person.S3((c, x) => c.DeleteObjectAsync("shop", "test/lease a+b.json", x), None);
        aws.Parts.Buckets.Objects("shop").Keys.ShouldBe(["test/releases/000001.json"]);
        var gone = await Should.ThrowAsync<AmazonS3Exception>(() => person.S3((c, x) => c.GetObjectAsync("shop", "no", x), None));
        gone.ErrorCode.ShouldBe("NoSuchKey");
    }

    [Fact]
    public async Task D9_an_object_is_hidden_for_so_many_reads()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        aws.Parts.Buckets.Add("shop");
        await Put(person, "a", "x", _ => { });
        aws.World.Hide("object/shop/a", 1);
        await Should.ThrowAsync<AmazonS3Exception>(() => person.S3((c, x) => c.GetObjectAsync("shop", "a", x), None));
        (await person.S3((c, x) => c.GetObjectMetadataAsync("shop", "a", x), None)).ContentLength.ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task SSM_counts_versions_pages_by_ten_and_shows_secrets_only_decrypted()
    {
        await using var aws = await ScriptedAws.Start();
        using var person = aws.Connect();
        for (var i = 0; i < 12; i++)
        {
            await person.Ssm((c, x) => c.PutParameterAsync(new()
            {
                Name = $"/shop/test/KEY{i:00}", Value = $"value {i}", Type = ParameterType.SecureString, Tags = [new() { Key = "a",
                    Value = "b" }],
            }, x), None);
        }

        var twice = await Should.ThrowAsync<AmazonServiceException>(() => person.Ssm((c, x) => c.PutParameterAsync(
            new() { Name = "/shop/test/KEY00", Value = "v", Type = ParameterType.SecureString }, x), None));
        twice.ErrorCode.ShouldBe("ParameterAlreadyExists");
        (await person.Ssm((c, x) => c.PutParameterAsync(new() { Name = "/shop/test/KEY00", Value = "v", Overwrite = true }, x), None))
            .Version.ShouldBe(2);
        var page = await person.Ssm((c, x) => c.GetParametersByPathAsync(new() { Path = "/shop/test", WithDecryption = true }, x), None);
        (page.Parameters.Count, page.Parameters[1].Value).ShouldBe((10, "value 1"));
        var rest = await person.Ssm((c, x) => c.GetParametersByPathAsync(
            new() { Path = "/shop/test", NextToken = page.NextToken }, x), None);
        rest.Parameters.Select(p => p.Value).ShouldNotContain("value 11");
        var some = await person.Ssm((c, x) => c.GetParametersAsync(new() { Names = ["/shop/test/KEY03", "/no"] }, x), None);
        (some.Parameters.Count, some.InvalidParameters.Single()).ShouldBe((1, "/no"));
        await person.Ssm((c, x) => c.DeleteParameterAsync(new() { Name = "/shop/test/KEY03" }, x), None);
        await Should.ThrowAsync<ParameterNotFoundException>(() => person.Ssm((c, x) => c.GetParameterAsync(
            new() { Name = "/shop/test/KEY03" }, x), None));
    }

    private static Task<PutObjectResponse> Put(AwsConnection person, string key, string text, Action<PutObjectRequest> more)
    {
        var request = new PutObjectRequest { BucketName = "shop", Key = key, InputStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };
        more(request);
        return person.S3((c, x) => c.PutObjectAsync(request, x), None, isRepeatable: false);
    }
}
