using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;

namespace Fairlead.Aws.Deploy.Stacks;

/// <summary>
/// What an earlier life of the environment kept when it was destroyed, found by its tags. Asked for once, when the first stack is made that
/// could take something up.
/// </summary>
/// <param name="tags">Of all that is the environment's.</param>
internal sealed class KeptResources(AwsConnection aws, CloudFormationFacts facts, IReadOnlyList<KeyValuePair<string, string>> tags)
{
    private const string NameTag = "fairlead:name";

    // How an ARN begins behind its account, and what of it CloudFormation identifies the resource by.
    private static readonly (string Type, string Service, string Kind)[] Types =
    [
        ("AWS::Cognito::UserPool", "cognito-idp", "userpool/"), ("AWS::EFS::FileSystem", "elasticfilesystem", "file-system/"),
        ("AWS::KMS::Key", "kms", "key/"), ("AWS::OpenSearchService::Domain", "es", "domain/"), ("AWS::S3::Bucket", "s3", ""),
        ("AWS::SQS::Queue", "sqs", ""), ("AWS::SecretsManager::Secret", "secretsmanager", "secret:"),
    ];

    private readonly Lock gate = new();
    private Task<IReadOnlyList<TaggedResource>>? all;

    /// <summary>What of a stack is there already; empty where nothing is.</summary>
    /// <param name="values">Of its parameters.</param>
    public async Task<IReadOnlyList<ResourceToImport>> Find(RenderedStack stack, ParameterValues values, CancellationToken cancel)
    {
        var kept = Adoption.KeptBy(stack.Stack, facts);
        if (kept.Count == 0)
        {
            return [];
        }

        var there = (await All(cancel)).Where(r => r.Tags?.FirstOrDefault(t => t.Key == NameTag)?.Value is var name
            && (stack.Label.Kind == StackLabels.Environment ? name is null : name == stack.Label.Name)).ToList();
        var found = new List<ResourceToImport>();
        foreach (var resource in kept)
        {
            var known = resource.Known is null ? null : TextOf(stack, resource.Known, values);
            string[] fitting = [.. there.Select(t => IdentifierOf(t.ResourceArn, resource.Type)).OfType<string>()
                .Where(i => known is null || i == known || i.EndsWith("/" + known, StringComparison.Ordinal)
                    || i.Contains($":secret:{known}-", StringComparison.Ordinal))];

            // Of two that could be it nobody knows which: then it is made anew, and a person looks after the old ones.
            if (fitting is [var only])
            {
                found.Add(new ResourceToImport(resource.Type, resource.Id, resource.Identifier, only));
            }
        }

        return found;
    }

    private Task<IReadOnlyList<TaggedResource>> All(CancellationToken cancel)
    {
        lock (gate)
        {
            return all ??= Read(cancel);
        }
    }

    private async Task<IReadOnlyList<TaggedResource>> Read(CancellationToken cancel)
    {
        var found = new List<TaggedResource>();
        string? next = null;
        do
        {
            var page = await aws.Tagging.GetResources(new GetResourcesRequest([.. tags.Select(t => new TagFilter(t.Key, [t.Value]))])
            {
                ResourceTypeFilters = [.. Types.Select(t => t.Service)], PaginationToken = next,
            }, cancel);
            found.AddRange(page.ResourceTagMappingList ?? []);
            next = string.IsNullOrEmpty(page.PaginationToken) ? null : page.PaginationToken;
        }
        while (next is not null);
        return found;
    }

    // Null where an ARN is of another type.
    private static string? IdentifierOf(string arn, string type)
    {
        var (_, wanted, kind) = Array.Find(Types, t => t.Type == type);
        if (arn.Split(':', 6) is not [_, _, var service, var region, var account, var rest] || service != wanted
            || !rest.StartsWith(kind, StringComparison.Ordinal))
        {
            return null;
        }

        return type switch
        {
            "AWS::SecretsManager::Secret" => arn,
            "AWS::SQS::Queue" =>
                $"https://sqs.{region}.{Amazon.RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}/{account}/{rest}",
            _ => rest[kind.Length..],
        };
    }

    private static string? TextOf(RenderedStack stack, Value value, ParameterValues values) => new ValueResolver(name =>
        values.FindPseudo(name) ?? (stack.Stack.FindParameter(name) is { } parameter ? values.Find(parameter, null) : null) ?? "")
        .Resolve(value)?.ToString();
}
