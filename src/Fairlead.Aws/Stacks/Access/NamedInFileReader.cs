using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;
using Attribute = Fairlead.Core.Model.Attribute;

namespace Fairlead.Aws.Stacks.Access;

/// <summary>What the app file names in the account, as ARNs.</summary>
internal static class NamedInFileReader
{
    public static NamedInFile Read(StackScope scope, Stack stack)
    {
        var app = scope.App;
        return new NamedInFile
        {
            Buckets = [.. Distinct(app.Resources.OfType<Bucket>().Select(b => BucketOf(scope, stack, b)))],
            Reads = Policy.Merge([.. SecretValues.ExistingIn(app).SelectMany(s => SecretValues.RightsTo(scope, stack, s)),
                .. app.Images.Where(i => i.Use is not null).Select(i => ImageReferences.PulledFrom(scope, i)).OfType<Value>()
                    .Select(r => Rights.Image(r)[0])]),
            FileSystems = [.. Distinct(app.Resources.OfType<Volume>().Select(v => v.Existing?.Name).OfType<Text>()
                .Select(n => ExistingNames.ArnOf(scope, stack, ExistingKind.FileSystem, n)))],
            SecurityGroups = [.. Distinct(app.Resources.Select(r => r.Existing?.SecurityGroup).OfType<Text>()
                .Select(n => Arn("ec2", "security-group/", TextValues.Render(scope, stack, n))))],
            Parameters = [.. app.Lookups.OfType<SsmPart>().Select(p => p.Path).Order(StringComparer.Ordinal)
                .Select(p => Arn("ssm", $"parameter{p}"))],
            Stacks = [.. app.Lookups.OfType<StackPart>().Select(p => p.Stack).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal).Select(s => Arn("cloudformation", $"stack/{s}/*"))],
            Cluster = app.Network.Cluster is { } cluster ? ExistingNames.ArnOf(scope, stack, ExistingKind.Cluster, cluster) : null,
            Zone = DomainNames.OwnHosts(app).Count > 0 ? DomainNames.Zone(scope, stack) : null,
            Domain = app.Environment.Domain,
            Permissions = [.. app.Workloads.SelectMany(w => w.Permissions).Select(p => PermissionOf(scope, stack, p))],
            HasPasswords = scope.IsBehindCdn && VisitorAuth.Passwords(app).Any(),
        };
    }

    private static Value? BucketOf(StackScope scope, Stack stack, Bucket bucket) =>
        bucket.Existing?.Name is { } name ? ExistingNames.ArnOf(scope, stack, ExistingKind.Bucket, name)
        : bucket.Existing is null && bucket.FixedName is not null ? KnownNames.ArnOf(scope, bucket)
        : null;

    // A stack that is made before all others can not say what they will make: such permissions are bounded by their actions alone.
    private static Statement PermissionOf(StackScope scope, Stack stack, Permission permission) =>
        new(permission.Allow, permission.To.All(t => t.Parts.All(p => IsKnown(scope, p)))
            ? [.. permission.To.Select(t => TextValues.Render(scope, stack, t))] : ["*"]) { IsVerbatim = true };

    private static bool IsKnown(StackScope scope, Part part) => part switch
    {
        Literal or SsmPart or StackPart => true,
        AttributePart { Attribute: Attribute.Arn or Attribute.Name } named =>
            scope.App.Resources.Find(named.Target) is Bucket or Queue or Config { Existing: null },
        _ => false,
    };

    private static IEnumerable<Value> Distinct(IEnumerable<Value?> values) => values.OfType<Value>().Distinct();
}
