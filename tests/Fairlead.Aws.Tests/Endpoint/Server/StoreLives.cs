using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Aws.Tests.Endpoint.Stacks;
using Fairlead.Aws.Tests.Endpoint.Stores;

namespace Fairlead.Aws.Tests.Endpoint.Server;

/// <summary>What stacks make that other services then have: roles, buckets; and what they refuse of it.</summary>
internal static class StoreLives
{
    // IAM User Guide, "IAM and AWS STS quotas": inline policies of a role, without white space.
    private const int MostInlinePolicies = 10_240;

    public static void Add(ResourceWorker worker, AwsParts parts)
    {
        worker.On("AWS::IAM::Role", new ResourceLife(
            w => End(w, FindFault(w.Resource), () => parts.Tokens.AddRole(ResourceNames.Attribute(w.Resource, "Arn"))),
            w => End(w, FindFault(w.Resource), static () => { }),
            w => End(w, null, () => parts.Tokens.RemoveRole(ResourceNames.Attribute(w.Resource, "Arn")))));
        worker.On("AWS::S3::Bucket", new ResourceLife(
            w => End(w, parts.Buckets.Has(w.Resource.PhysicalId) ? $"{w.Resource.PhysicalId} already exists" : null,
                () => parts.Buckets.Add(w.Resource.PhysicalId)),
            static w => w.Done(),
            w => End(w, FindContent(parts, w.Resource.PhysicalId), () => parts.Buckets.Remove(w.Resource.PhysicalId))));
        AddNamed(worker, parts);
        worker.Name("AWS::S3::Bucket", "BucketName", parts.Buckets.Has);
        worker.Name("AWS::ECR::Repository", "RepositoryName", parts.Images.Has);
        worker.Name("AWS::Logs::LogGroup", "LogGroupName", parts.Logs.Has);
        foreach (var (type, property) in new[]
        {
            ("AWS::RDS::DBCluster", "DeletionProtection"), ("AWS::Cognito::UserPool", "DeletionProtection"),
        })
        {
            worker.On(type, new ResourceLife(static w => w.Done(), static w => w.Done(), w => End(w, Protected(w, property),
                static () => { })));
        }

        worker.On("AWS::RDS::DBInstance", new ResourceLife(
            w => End(w, null, () => parts.Databases.Add(w.Resource.PhysicalId, Resolved(parts, w.Resource.Text("MasterUserPassword")))),
            static w => w.Done(), w => End(w, Protected(w, "DeletionProtection"), () => parts.Databases.Remove(w.Resource.PhysicalId))));

        worker.On(ReadinessPart.LoadBalancer, new ResourceLife(w => End(w, null, () => parts.Readiness.Begin(w.Resource, w.Rest)),
            static w => w.Done(), w => End(w,
            IsProtected(w.Resource) ? "Load balancer cannot be deleted because deletion protection is enabled" : null,
            () => parts.Readiness.Remove(w.Resource.PhysicalId))));
        worker.On(ReadinessPart.NatGateway, new ResourceLife(w => End(w, null, () => parts.Readiness.Begin(w.Resource, w.Rest)),
            static w => w.Done(), w => End(w, null, () => parts.Readiness.Remove(w.Resource.PhysicalId))));
    }

    // CloudFormation user guide, "Get a secret or secret value from Secrets Manager".
    private static string Resolved(AwsParts parts, string? reference) =>
        reference?.Split(["{{resolve:secretsmanager:", ":SecretString:", "}}"], StringSplitOptions.None) is [_, var secret, var key, _]
            ? JsonNode.Parse(parts.Vault.Find(secret)!)![key]!.ToString() : reference ?? "";

    private static string? Protected(ResourceWork work, string property) => work.Resource.Text(property) is "true" or "ACTIVE"
        ? $"Cannot delete protected {work.Resource.Type.Split("::")[^1]}, please disable deletion protection and try again." : null;

    private static void AddNamed(ResourceWorker worker, AwsParts parts)
    {
        // Secrets Manager, "GenerateSecretString": a secret of a stack has a value at once where the template says how.
        worker.On("AWS::SecretsManager::Secret", new ResourceLife(
            w => End(w, null, () => parts.Vault.Add(w.Resource.PhysicalId, FirstValue(w.Resource))),
            static w => w.Done(), w => End(w, null, () => parts.Vault.Remove(w.Resource.PhysicalId))));
        worker.On("AWS::WAFv2::RegexPatternSet", new ResourceLife(
            w => End(w, null, () => parts.Firewall.Set(w.Resource.PhysicalId, Patterns(w.Resource))),
            w => End(w, null, () => parts.Firewall.Set(w.Resource.PhysicalId, Patterns(w.Resource))),
            w => End(w, FindFirewall(parts, w.Resource), () => parts.Firewall.Remove(w.Resource.PhysicalId))));
        worker.On("AWS::ECR::Repository", new ResourceLife(
            w => End(w, parts.Images.Has(w.Resource.PhysicalId) ? $"{w.Resource.PhysicalId} already exists" : null,
                () => parts.Images.AddRepository(w.Resource.PhysicalId)),
            static w => w.Done(),
            w => End(w, HasImages(parts, w.Resource)
                ? $"The repository with name '{w.Resource.PhysicalId}' cannot be deleted because it still "
                + "contains images" : null, () => parts.Images.RemoveRepository(w.Resource.PhysicalId))));
        worker.On("AWS::Scheduler::Schedule", new ResourceLife(
            w => End(w, parts.Account.FindFault(w.Resource.Properties), () => SetSchedule(parts, w.Resource)),
            w => End(w, parts.Account.FindFault(w.Resource.Properties), () => SetSchedule(parts, w.Resource)),
            w => End(w, null, () => parts.Account.RemoveSchedule(w.Resource.PhysicalId))));
        worker.On("AWS::ElasticLoadBalancingV2::ListenerRule", new ResourceLife(
            w => End(w, null, () => parts.Rules.Set(w.Resource)), w => End(w, null, () => parts.Rules.Set(w.Resource)),
            w => End(w, null, () => parts.Rules.Remove(w.Resource.PhysicalId))));
    }

    private static IEnumerable<string> Patterns(LiveResource set) =>
        set.Properties["RegularExpressionList"]!.AsArray().Select(p => p!.ToString());

    // WAFV2 API Reference, DeleteRegexPatternSet: not while a rule refers to it.
    private static string? FindFirewall(AwsParts parts, LiveResource set) => parts.Stacks.All.Where(s => !s.IsGone)
        .SelectMany(s => s.Resources.Values).Any(r => r.Type == "AWS::WAFv2::WebACL"
            && r.Properties.ToJsonString().Contains(ResourceNames.Attribute(set, "Arn")))
        ? "AWS WAF couldn't perform the operation because your resource is being used by another resource (WAFAssociatedItemException)"
        : null;

    private static string? FirstValue(LiveResource secret) => secret.Text("SecretString")
        ?? (secret.Properties["GenerateSecretString"] is JsonObject how ? how["GenerateStringKey"] is { } key
            ? new JsonObject((how["SecretStringTemplate"] is { } start ? JsonNode.Parse(start.ToString())! : new JsonObject()).AsObject()
                .Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))) { [key.ToString()] = "generated" }.ToJsonString()
            : "generated" : null);

    private static bool HasImages(AwsParts parts, LiveResource repository) => parts.Images.Has(repository.PhysicalId)
        && !parts.Images.IsEmpty(repository.PhysicalId) && repository.Text("EmptyOnDelete") != "true";

    private static void SetSchedule(AwsParts parts, LiveResource r) => parts.Account.AddSchedule(
        $"arn:aws:scheduler:{r.Region}:{r.Account}:schedule/default/{r.PhysicalId}", r.Properties.DeepClone().AsObject());

    private static void End(ResourceWork work, string? fault, Action act)
    {
        if (fault is not null)
        {
            work.Fail(fault);
            return;
        }

        act();
        work.Done();
    }

    private static string? FindFault(LiveResource role)
    {
        var size = (role.Properties["Policies"] as JsonArray)?.Sum(p => Encoding.UTF8.GetByteCount(p!["PolicyDocument"]!.ToJsonString()))
            ?? 0;
        return size > MostInlinePolicies ? $"Maximum policy size of {MostInlinePolicies} bytes exceeded for role {role.PhysicalId}" : null;
    }

    // A8.
    private static string? FindContent(AwsParts parts, string bucket) => parts.Buckets.Has(bucket) && !parts.Buckets.IsEmpty(bucket)
        ? "The bucket you tried to delete is not empty" : null;

    private static bool IsProtected(LiveResource balancer) => (balancer.Properties["LoadBalancerAttributes"] as JsonArray)?
        .Any(a => a!["Key"]!.GetValue<string>() == "deletion_protection.enabled" && a["Value"]!.ToString() == "true") == true;
}
