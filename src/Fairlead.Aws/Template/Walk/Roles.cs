using Fairlead.Aws.Template.Access;
using Fairlead.Core.Model;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>One role for a workload's own calls and one to start it, empty but for its links.</summary>
internal static class Roles
{
    public static ListValue Named(string name, IEnumerable<Statement> statements) =>
        List(Map(("PolicyDocument", Policy.Document(Policy.Merge(statements))), ("PolicyName", name)));

    public static void Add(Site site, Stack stack, Workload workload)
    {
        Add(stack, workload, "TaskRole", [.. Task(site, stack, workload)]);
        Add(stack, workload, "ExecutionRole", [.. Execution(site, stack, workload)]);
    }

    /// <summary>What a workload may do itself, each with its cause.</summary>
    public static IEnumerable<Statement> Task(Site site, Stack stack, Workload workload)
    {
        foreach (var grant in site.GrantsOf(workload))
        {
            foreach (var statement in Of(site, stack, workload, grant))
            {
                yield return statement.For(new Cause(grant.Cause, $"{workload.Name} uses {grant.Target}"));
            }
        }

        foreach (var permission in workload.Permissions)
        {
            // What may be done with a bucket's key stands at the key.
            Value[] to = [.. permission.To.Where(t => !BucketKey.IsNamedBy(t)).Select(t => Texts.Of(site, stack, t))];
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
                yield return statement.For(Site.CauseOf(workload.Origin, $"one may enter {workload.Name}"));
            }
        }
    }

    private static IEnumerable<Statement> Execution(Site site, Stack stack, Workload workload)
    {
        var cause = Site.CauseOf(workload.Origin, $"{workload.Name} is started");
        var image = site.App.Images[workload.Image];
        var own = image.Use is null ? Rights.Image(Arn("ecr", $"repository/{Names.Of(NameRule.Repository, site.App.Name, image.Name)}")) : [];
        return [.. own.Select(s => s.For(cause)), .. Rights.Logs(GetAtt("LogGroup", "Arn")).Select(s => s.For(cause)), .. SecretValues.Rights(site, stack, workload)];
    }

    private static IReadOnlyList<Statement> Of(Site site, Stack stack, Workload workload, Grant grant)
    {
        Value Arn() => Texts.Of(site, stack, new AttributePart(grant.Target, grant.Holds, Core.Model.Attribute.Arn, grant.Cause));
        return grant.Holds switch
        {
            Kind.Bucket => Rights.Bucket(grant.Access, Arn(), grant.Prefix ?? ""),
            Kind.Queue => Rights.Queue(grant.Access, Arn()),
            Kind.Config => Rights.Config(Arn()),
            Kind.Search => SearchHost.ArnOf(site, (Search)site.App.Resources[grant.Target]) is { } domain ? Rights.Search(grant.Access, domain) : [],
            Kind.Endpoint => OfEndpoint(site, stack, (Endpoint)site.App.Resources[grant.Target], grant.Access),
            Kind.GpuJob => Rights.BatchJob(site.TakeOf(stack, grant.Target, "Queue"), GpuDefinitions.Family(site, grant.Target)),
            Kind.Volume => [.. workload.Mounts.OfType<VolumeMount>().Where(m => m.Volume == grant.Target)
                .SelectMany(m => OfVolume(site, stack, (Volume)site.App.Resources[grant.Target], m))],
            _ => [],
        };
    }

    private static IReadOnlyList<Statement> OfEndpoint(Site site, Stack stack, Endpoint endpoint, Core.Model.Access level) =>
        Rights.Endpoint(level, KnownNames.ArnOf(site, endpoint), KnownNames.ConfigurationArnOf(site, stack, endpoint));

    private static IReadOnlyList<Statement> OfVolume(Site site, Stack stack, Volume volume, VolumeMount mount) => volume.Existing is { Name: { } id }
        ? Rights.Volume(Arn("elasticfilesystem", "file-system/", Texts.Of(site, stack, id)), accessPoint: null, isRoot: true)
        : Rights.Volume(site.TakeOf(stack, volume.Name, "Arn"), site.TakeOf(stack, volume.Name, VolumeStack.PointOf(mount.Directory) + "Arn"), VolumeStack.IsRoot(volume));

    private static void Add(Stack stack, Workload workload, string id, Statement[] asked)
    {
        var statements = Policy.Merge(asked);
        stack.Add(new Resource(id, "AWS::IAM::Role", Map(
            ("AssumeRolePolicyDocument", Trust.Tasks()),
            ("Policies", statements.Count == 0 ? null : List(Map(("PolicyDocument", Policy.Document(statements)), ("PolicyName", "links")))))) { Cause = workload.Origin.Name, Statements = statements });
        stack.Add(new Output(id, GetAtt(id, "Arn")));
    }
}
