using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>One role for a workload's own calls and one to start it, empty but for its links.</summary>
internal static class WorkloadRoles
{
    public static void Add(StackScope scope, Stack stack, Workload workload)
    {
        Add(stack, workload.Origin.Name, "TaskRole", [.. Task(scope, stack, workload)]);
        Add(stack, workload.Origin.Name, "ExecutionRole", [.. Execution(scope, stack, workload)]);
    }

    /// <summary>What a workload may do itself, each with its cause.</summary>
    public static IEnumerable<Statement> Task(StackScope scope, Stack stack, Workload workload)
    {
        foreach (var grant in scope.GrantsOf(workload))
        {
            foreach (var statement in StatementsOf(scope, stack, workload, grant))
            {
                yield return statement.For(new Cause(grant.Cause, $"{workload.Name} uses {grant.Target}"));
            }
        }

        foreach (var permission in workload.Permissions)
        {
            // What may be done with a bucket's key stands at the key.
            Value[] to = [.. permission.To.Where(t => !BucketStack.NamesKey(t)).Select(t => TextValues.Render(scope, stack, t))];
            if (to.Length == 0)
            {
                continue;
            }

            yield return new Statement(permission.Allow, to) { IsVerbatim = true,
                Causes = [new Cause(permission.Span, $"{workload.Name} is permitted")] };
        }

        if (workload is { Exec: true } and not Job { Gpu: not null })
        {
            foreach (var statement in Rights.Exec())
            {
                yield return statement.For(StackScope.CauseOf(workload.Origin, $"one may enter {workload.Name}"));
            }
        }
    }

    private static IEnumerable<Statement> Execution(StackScope scope, Stack stack, Workload workload)
    {
        var cause = StackScope.CauseOf(workload.Origin, $"{workload.Name} is started");
        var image = scope.App.Images[workload.Image];
        var own = ImageReferences.PulledFrom(scope, image) is { } repository ? Rights.Image(repository) : [];
        return [.. own.Select(s => s.For(cause)), .. Rights.Logs(GetAtt(StackScope.LogId, "Arn")).Select(s => s.For(cause)),
            .. ImageLogins.Rights(scope, stack, workload).Select(s => s.For(cause)), .. SecretValues.Rights(scope, stack, workload)];
    }

    private static IReadOnlyList<Statement> StatementsOf(StackScope scope, Stack stack, Workload workload, Grant grant)
    {
        Value Arn() => TextValues.Render(scope, stack, new AttributePart(grant.Target, grant.Holds, Core.Model.Attribute.Arn, grant.Cause));
        return grant.Holds switch
        {
            Kind.Bucket => Rights.Bucket(grant.Access, Arn(), grant.Prefix ?? ""),
            Kind.Queue => Rights.Queue(grant.Access, Arn()),
            Kind.Config => Rights.Config(Arn()),
            Kind.Search =>
                SearchStack.ArnOf(scope, (Search)scope.App.Resources[grant.Target]) is { } domain
                ? Rights.Search(grant.Access, domain) : [],
            Kind.Endpoint => OfEndpoint(scope, stack, (Endpoint)scope.App.Resources[grant.Target], grant.Access),
            Kind.GpuJob =>
                Rights.BatchJob(scope.ImportOutputOf(stack, grant.Target, "Queue"), KnownNames.JobDefinitionArnOf(scope, grant.Target),
                    scope.Reach),
            Kind.Volume => [.. workload.Mounts.OfType<VolumeMount>().Where(m => m.Volume == grant.Target)
                .SelectMany(m => OfVolume(scope, stack, (Volume)scope.App.Resources[grant.Target], m))],
            _ => [],
        };
    }

    private static IReadOnlyList<Statement> OfEndpoint(StackScope scope, Stack stack, Endpoint endpoint, Core.Model.Access access) =>
        Rights.Endpoint(access, KnownNames.ArnOf(scope, endpoint), KnownNames.ConfigurationArnOf(scope, stack, endpoint));

    private static IReadOnlyList<Statement> OfVolume(StackScope scope, Stack stack, Volume volume, VolumeMount mount) =>
        volume.Existing is { Name: { } id }
        ? Rights.Volume(ExistingNames.ArnOf(scope, stack, ExistingKind.FileSystem, id), accessPoint: null, isRoot: true, mount.ReadOnly)
        : Rights.Volume(scope.ImportOutputOf(stack, volume.Name, "Arn"),
        scope.ImportOutputOf(stack, volume.Name, VolumeStack.PointOf(mount.Directory) + "Arn"), VolumeStack.IsRoot(volume),
        mount.ReadOnly);

    /// <summary>A role of tasks with exactly these rights; its ARN is an output under its logical id.</summary>
    public static void Add(Stack stack, Span cause, string id, Statement[] asked)
    {
        var statements = Policy.Merge(asked);
        stack.Add(new StackResource(id, "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Tasks()),
            ("Policies", statements.Count == 0 ? null : List(Map(
                ("PolicyDocument", Policy.Document(statements)),
                ("PolicyName", "links")))))) { Cause = cause, Statements = asked });
        stack.Add(new StackOutput(id, GetAtt(id, "Arn")));
    }
}
