using System.Text;
using Amazon.S3.Model;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Deploy.Accounts;
using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Operating;

/// <summary>
/// Makes a stack ready to be deleted: what protects it is switched off, its data is let go where that is asked for, and buckets that go are
/// emptied, since S3 deletes no other.
/// </summary>
/// <param name="aws">Of the stack's region.</param>
/// <param name="removesData">Also what its template keeps.</param>
internal sealed class DataRemoval(AwsEnvironment environment, Account deployer, AwsConnection aws, bool removesData, EventStream events)
{
    private const string Bucket = "AWS::S3::Bucket";

    /// <param name="role">CloudFormation's.</param>
    public async Task Prepare(string name, StackDescription there, string? role, CancellationToken cancel)
    {
        // A file of the app's own says itself what stays of it, and nobody here empties what it holds.
        var stack = name.StartsWith(Extra.Prefix, StringComparison.Ordinal) ? null : StackReader.Read(there.StackName,
            Encoding.UTF8.GetBytes(await aws.CloudFormation.GetTemplate(there.StackId, cancel)), out _);
        if (StackConditions.Read(there.StackStatus) == StackCondition.Ready)
        {
            await Release(name, there, stack, role, cancel);
        }

        foreach (var bucket in stack?.Resources.Where(r => r.Type == Bucket && (removesData || !IsKept(r))) ?? [])
        {
            if (bucket.Properties.Find("BucketName") is { } named)
            {
                await Empty(NameOf(named), cancel);
            }
        }
    }

    // Policies alone are no change to CloudFormation (User Guide, "Updating stacks"); the hash of the template, a tag, is one.
    private async Task Release(string name, StackDescription there, Stack? stack, string? role, CancellationToken cancel)
    {
        var isProtected = there.Parameters.GetValueOrDefault(StackScope.Protection) == "true";
        var letsGo = removesData && stack?.Resources.Any(IsKept) == true;
        if (!isProtected && !letsGo)
        {
            return;
        }

        if (letsGo)
        {
            stack!.ReplaceEach(static r => IsKept(r) ? r with { DeletionPolicy = DeletionPolicy.Delete } : null);
        }

        var template = letsGo ? StackJson.Render(stack!) : [];
        await new StackDeployment(aws, environment.Facts, events, []).Apply(
            new WantedStack(name, stack ?? new Stack(there.StackName), template)
            {
                Parameters = [.. there.Parameters.Select(p => p.Key == StackScope.Protection ? KeyValuePair.Create(p.Key, "false") : p)],
                Tags = [.. there.Tags.Where(t => !letsGo || t.Key != WantedStack.HashTag)],
                RoleArn = role, IsForced = true, KeepsTemplate = !letsGo,
                TemplateUrl = template.Length > WantedStack.MostInline
                    ? await environment.Upload(deployer, template, cancel) : null,
            }, cancel);
    }

    private static bool IsKept(StackResource resource) =>
        resource.DeletionPolicy is { OnDelete: "Retain" or "RetainExceptOnCreate" or "Snapshot" };

    private string NameOf(Value name) => new ValueResolver(pseudo => pseudo switch
    {
        "AWS::AccountId" => deployer.Id,
        "AWS::Region" => aws.Region,
        _ => throw new InvalidOperationException($"A bucket's name says {pseudo}."),
    }).Resolve(name)!.ToString();

    private async Task Empty(string bucket, CancellationToken cancel)
    {
        while (true)
        {
            var page = await aws.S3((s3, c) => s3.ListVersionsAsync(
                new ListVersionsRequest { BucketName = bucket, ExpectedBucketOwner = deployer.Id }, c), cancel);
            if (page.Versions is not { Count: > 0 } versions)
            {
                return;
            }

            var answer = await aws.S3((s3, c) => s3.DeleteObjectsAsync(new DeleteObjectsRequest
            {
                BucketName = bucket, ExpectedBucketOwner = deployer.Id, Quiet = true,
                Objects = [.. versions.Select(v => new KeyVersion { Key = v.Key, VersionId = v.VersionId })],
            }, c), cancel);
            if (answer.DeleteErrors is [var error, ..])
            {
                throw new FailureException(new Failure($"{bucket}: an object can not be deleted", $"{error.Key}: {error.Message}")
                {
                    Outcome = "what was deleted before it is gone; the same command goes on", Next = "fairlead destroy --data",
                });
            }
        }
    }
}
