using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>Something that a destroyed stack left behind, as CloudFormation's import wants it named.</summary>
/// <param name="Id">Its logical id.</param>
/// <param name="Identifier">The property that says which one it is: <c>BucketName</c>.</param>
/// <param name="Known">
/// Its value, where the file decides it; null where the account says: the key of a kept bucket, what has only tags.
/// </param>
internal sealed record KeptResource(string Id, string Type, string Identifier, Value? Known);

/// <summary>
/// What <c>destroy</c> keeps of a stack, and how the next deploy takes it up: it is imported with no more than what can never be changed,
/// and the update that follows says all the rest anew. So a key's policy names the roles of today and not those that are gone.
/// </summary>
internal static class Adoption
{
    private const string Key = "AWS::KMS::Key";

    // Each with the property that names it; CloudFormation identifies some by what AWS made of that.
    private static readonly (string Type, string? Name)[] Named =
    [
        ("AWS::Cognito::UserPool", null), ("AWS::EFS::FileSystem", null), (Key, null), ("AWS::OpenSearchService::Domain", "DomainName"),
        ("AWS::S3::Bucket", "BucketName"), ("AWS::SQS::Queue", "QueueName"), ("AWS::SecretsManager::Secret", "Name"),
    ];

    /// <summary>All that may be taken up again.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. Named.Select(n => n.Type)];

    /// <summary>What of a stack outlives it and has to be found before the stack is made a second time.</summary>
    public static IReadOnlyList<KeptResource> KeptBy(Stack stack, CloudFormationFacts facts)
    {
        var kept = new List<KeptResource>();
        foreach (var resource in stack.Resources.Where(r => r.DeletionPolicy == DeletionPolicy.Retain))
        {
            var (type, name) = Array.Find(Named, n => n.Type == resource.Type);
            var known = name is null ? null : resource.Properties[name];
            // A generated name is free to be another: what was under the old one is data that a person looks after.
            if (type is not null && (name is null || known is not null))
            {
                kept.Add(new KeptResource(resource.Id, type, facts.Find(type)!.PrimaryId[0], known));
            }
        }

        return kept;
    }

    /// <summary>A template of nothing but these, to import them with.</summary>
    public static Stack ImportTemplate(Stack stack, IReadOnlyList<KeptResource> kept, CloudFormationFacts facts)
    {
        var import = new Stack(stack.Name) { Description = stack.Description, Region = stack.Region };
        foreach (var resource in kept)
        {
            var wanted = stack.Find(resource.Id)!;
            var definition = facts.Find(resource.Type)!.Properties;
            (string, Value?)[] lasting = [.. wanted.Properties.Pairs.ToArray()
                .Where(p => definition.Find(p.Key) is { } fact && (fact.IsRequired || fact.Behavior != UpdateBehavior.InPlace))
                .Select(p => (p.Key, (Value?)p.Value))];
            import.Add(wanted with { Properties = Map(lasting), DependsOn = [], Condition = null });
        }

        return import;
    }
}
