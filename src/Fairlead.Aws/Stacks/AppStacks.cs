using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks;

/// <summary>An app in an AWS environment, as the stacks it is made of: one for each name and one for what all share.</summary>
internal static class AppStacks
{
    /// <summary>Each stack tagged, one after the other; then what a release registers, which no stack holds.</summary>
    /// <param name="rules">Listener rules that are there already keep their numbers.</param>
    public static IEnumerable<Stack> Make(App app, CloudFormationFacts facts, IReadOnlyDictionary<ListenerRuleKey, int>? rules = null)
    {
        var site = new StackScope(app);
        yield return Tagged(AccountStack.Make(site), facts, site.AccountTags);
        yield return Tagged(Bounded(site, EnvironmentStack.Make(site, rules)), facts, site.Tags(null));
        if (site.IsBehindCdn)
        {
            yield return Tagged(CloudFrontStack.Make(site), facts, site.Tags(VisitorAuth.Edge));
        }

        foreach (var resource in app.Resources.Where(r => r.Existing is null))
        {
            if (MakeResource(site, resource) is { } stack)
            {
                yield return Tagged(Bounded(site, stack), facts, site.Tags(resource.Name));
            }
        }

        foreach (var extra in app.Extras)
        {
            yield return ExtrasStack.Make(site, extra);
        }

        foreach (var workload in app.Workloads)
        {
            var tags = site.Tags(workload.Name);
            yield return Tagged(Bounded(site, workload is Service service ? ServiceStack.Make(site, service) : JobStack.Make(site, (Job)workload)), facts, tags);
            yield return Tagged(TaskDefinitions.Make(site, workload), facts, tags);
        }
    }

    private static Stack? MakeResource(StackScope site, Core.Model.Resource resource) => resource switch
    {
        Postgres postgres => PostgresStack.Make(site, postgres),
        Redis redis => RedisStack.Make(site, redis),
        Volume volume => VolumeStack.Make(site, volume),
        Bucket bucket => BucketStack.Make(site, bucket),
        Queue queue => QueueStack.Make(site, queue),
        Config config => ConfigStack.Make(site, config),
        Search search => SearchStack.Make(site, search),
        Endpoint endpoint => SageMakerEndpoint.Make(site, endpoint),
        _ => throw new InvalidOperationException($"There is no template for {resource}"),
    };

    private static Stack Bounded(StackScope site, Stack stack)
    {
        Boundaries.Apply(site, stack);
        return stack;
    }

    private static Stack Tagged(Stack stack, CloudFormationFacts facts, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        Tagging.Apply(stack, facts, tags);
        return stack;
    }
}
