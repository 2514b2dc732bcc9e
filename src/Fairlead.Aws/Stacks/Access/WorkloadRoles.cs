using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>One role for a workload's own calls and one to start it, empty but for its links.</summary>
internal static class WorkloadRoles
{
    public static ListValue Named(string name, IEnumerable<Statement> statements) =>
        List(Map(("PolicyDocument", Policy.Document(Policy.Merge(statements))), ("PolicyName", name)));

    public static void Add(StackScope site, Stack stack, Workload workload)
    {
        Add(stack, workload, "TaskRole", [.. Task(site, stack, workload)]);
        Add(stack, workload, "ExecutionRole", [.. Execution(site, stack, workload)]);
    }

    /// <summary>What a workload may do itself, each with its cause.</summary>
    public static IEnumerable<Statement> Task(StackScope site, Stack stack, Workload workload)
    {
        foreach (var grant in site.GrantsOf(workload))
        {
            foreach (var statement in StatementsOf(site, stack, workload, grant))
            {
                yield return statement.For(new Cause(grant.Cause, $"{workload.Name} uses {grant.Target}"));
            }
        }

        foreach (var permission in workload.Permissions)
        {
            // What may be done with a bucket's key stands at the key.
            Value[] to = [.. permission.To.Where(t => !BucketKey.IsNamedBy(t)).Select(t => TextValues.Render(site, stack, t))];
            if (to.Length == 0)
            {
                continue;
            }

            yield return new Statement(permission.Allow, to) { IsVerbatim = true, Causes = [new Cause(permission.Span, $"{workload.Name} is permitted")] };
        }

        if (workload is { Exec: true } and not Job { Gpu: not null })
        {
            foreach (var statement in Rights.Exec())
            {
                yield return statement.For(StackScope.CauseOf(workload.Origin, $"one may enter {workload.Name}"));
            }
        }
    }

    private static IEnumerable<Statement> Execution(StackScope site, Stack stack, Workload workload)
    {
        var cause = StackScope.CauseOf(workload.Origin, $"{workload.Name} is started");
        var image = site.App.Images[workload.Image];
        var own = image.Use is null ? Rights.Image(Arn("ecr", $"repository/{PhysicalName.For(NameRule.Repository, site.App.Name, image.Name)}")) : [];
        return [.. own.Select(s => s.For(cause)), .. Rights.Logs(GetAtt("LogGroup", "Arn")).Select(s => s.For(cause)), .. SecretValues.Rights(site, stack, workload)];
    }

    private static IReadOnlyList<Statement> StatementsOf(StackScope site, Stack stack, Workload workload, Grant grant)
    {
        Value Arn() => TextValues.Render(site, stack, new AttributePart(grant.Target, grant.Holds, Core.Model.Attribute.Arn, grant.Cause));
        return grant.Holds switch
        {
            Kind.Bucket => Rights.Bucket(LevelOf(grant.Access), Arn(), grant.Prefix ?? ""),
            Kind.Queue => Rights.Queue(LevelOf(grant.Access), Arn()),
            Kind.Config => Rights.Config(Arn()),
            Kind.Search => SearchHost.ArnOf(site, (Search)site.App.Resources[grant.Target]) is { } domain ? Rights.Search(LevelOf(grant.Access), domain) : [],
            Kind.Endpoint => OfEndpoint(site, stack, (Endpoint)site.App.Resources[grant.Target], LevelOf(grant.Access)),
            Kind.GpuJob => Rights.BatchJob(site.ImportOutputOf(stack, grant.Target, "Queue"), GpuJobDefinition.Family(site, grant.Target)),
            Kind.Volume => [.. workload.Mounts.OfType<VolumeMount>().Where(m => m.Volume == grant.Target)
                .SelectMany(m => OfVolume(site, stack, (Volume)site.App.Resources[grant.Target], m))],
            _ => [],
        };
    }

    private static IReadOnlyList<Statement> OfEndpoint(StackScope site, Stack stack, Endpoint endpoint, Level level) =>
        Rights.Endpoint(level, KnownNames.ArnOf(site, endpoint), KnownNames.ConfigurationArnOf(site, stack, endpoint));

    private static IReadOnlyList<Statement> OfVolume(StackScope site, Stack stack, Volume volume, VolumeMount mount) => volume.Existing is { Name: { } id }
        ? Rights.Volume(Arn("elasticfilesystem", "file-system/", TextValues.Render(site, stack, id)), accessPoint: null, isRoot: true)
        : Rights.Volume(site.ImportOutputOf(stack, volume.Name, "Arn"), site.ImportOutputOf(stack, volume.Name, VolumeStack.PointOf(mount.Directory) + "Arn"), VolumeStack.IsRoot(volume));

    private static Level LevelOf(Core.Model.Access access) => access switch
    {
        Core.Model.Access.Read => Level.Read,
        Core.Model.Access.Write => Level.Write,
        Core.Model.Access.Send => Level.Send,
        Core.Model.Access.Receive => Level.Receive,
        Core.Model.Access.SendReceive => Level.SendReceive,
        Core.Model.Access.Invoke => Level.Invoke,
        Core.Model.Access.Start => Level.Start,
        _ => Level.ReadWrite,
    };

    private static void Add(Stack stack, Workload workload, string id, Statement[] asked)
    {
        var statements = Policy.Merge(asked);
        stack.Add(new StackResource(id, "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", TrustPolicy.Tasks()),
            ("Policies", statements.Count == 0 ? null : List(Map(("PolicyDocument", Policy.Document(statements)), ("PolicyName", "links")))))) { Cause = workload.Origin.Name, Statements = statements });
        stack.Add(new StackOutput(id, GetAtt(id, "Arn")));
    }
}
