using Fairlead.Aws.Template.Access;
using Fairlead.Core.Model;
using Attribute = Fairlead.Core.Model.Attribute;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>
/// A bucket's own key. Who may use it stands at the key and nowhere else: exactly the roles that link to the bucket. The account may look after
/// the key, and can not read with it.
/// </summary>
internal static class BucketKey
{
    private static readonly string[] LookAfter =
    [
        "kms:CancelKeyDeletion", "kms:Create*", "kms:Delete*", "kms:Describe*", "kms:Disable*", "kms:Enable*", "kms:Get*", "kms:List*", "kms:Put*", "kms:Revoke*",
        "kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:Update*",
    ];

    public static void Add(Site site, Stack stack, Bucket bucket)
    {
        stack.Add(new Resource("Key", "AWS::KMS::Key", Map(
            ("Description", $"{bucket.Name} of {site.App.Id}"), ("EnableKeyRotation", true), ("KeyPolicy", Policy.Document([.. Statements(site, stack, bucket)]))))
        {
            Keep = BucketStack.KeepOf(bucket),
            Cause = bucket.Origin.PlaceOf("encrypt"),
        });
        stack.Add(new Output("Key", GetAtt("Key", "Arn")));
    }

    /// <summary>Whether a text names the key of a bucket: what may be done with one is said at the key.</summary>
    public static bool IsNamedBy(Text text) => text.Parts is [AttributePart { Attribute: Attribute.Key }];

    private static IEnumerable<Statement> Statements(Site site, Stack stack, Bucket bucket)
    {
        yield return new Statement(LookAfter, ["*"]) { Id = "LookAfter", Principal = Map(("AWS", Concat("arn:", Partition, ":iam::", Account, ":root"))) };
        foreach (var workload in site.App.Workloads.OrderBy(w => w.Name, StringComparer.Ordinal))
        {
            if (site.GrantsOf(workload).FirstOrDefault(g => g.Target == bucket.Name) is { } grant)
            {
                yield return Allow(site, stack, workload, "Use", ActionsOf(grant.Access)) with
                {
                    Condition = Map(("StringEquals", Map(("kms:ViaService", Concat("s3.", Region, ".amazonaws.com"))))),
                    Causes = [new Cause(grant.Cause, $"{workload.Name} uses {bucket.Name}")],
                };
            }

            string[] permitted = [.. workload.Permissions.Where(p => p.To.Any(t => IsNamedBy(t) && ((AttributePart)t.Parts[0]).Target == bucket.Name)).SelectMany(p => p.Allow).Where(a => a.StartsWith("kms:", StringComparison.Ordinal)).Distinct()];
            if (permitted.Length > 0)
            {
                yield return Allow(site, stack, workload, "Permit", permitted);
            }
        }
    }

    private static Statement Allow(Site site, Stack stack, Workload workload, string kind, string[] actions) => new(actions, ["*"])
    {
        Id = LogicalId.Of(kind, workload.Name),
        Principal = Map(("AWS", site.TakeOf(stack, workload.Name, "TaskRole"))),
    };

    // Parts of a large upload are decrypted to be put together: who writes also decrypts.
    private static string[] ActionsOf(Core.Model.Access access) => access == Core.Model.Access.Read ? ["kms:Decrypt"] : ["kms:Decrypt", "kms:GenerateDataKey"];
}
