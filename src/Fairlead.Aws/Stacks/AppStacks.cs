using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Iam;
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
        var scope = new StackScope(app);
        yield return Tagged(AccountStack.Make(scope), facts, scope.AccountTags);
        yield return Tagged(Bounded(scope, EnvironmentStack.Make(scope, rules)), facts, scope.Tags(null));
        if (scope.IsBehindCdn)
        {
            yield return Tagged(CloudFrontStack.Make(scope), facts, scope.Tags(VisitorAuth.Edge));
        }

        foreach (var resource in app.Resources.Where(r => r.Existing is null))
        {
            if (MakeResource(scope, resource) is { } stack)
            {
                yield return Tagged(Bounded(scope, stack), facts, scope.Tags(resource.Name));
            }
        }

        foreach (var extra in app.Extras)
        {
            yield return ExtrasStack.Make(scope, extra);
        }

        foreach (var workload in app.Workloads)
        {
            var tags = scope.Tags(workload.Name);
            yield return Tagged(Bounded(scope, workload is Service service ? ServiceStack.Make(scope, service) : JobStack.Make(scope, (Job)workload)), facts, tags);
            yield return Tagged(TaskDefinitions.Make(scope, workload), facts, tags);
        }
    }

    private static Stack? MakeResource(StackScope scope, Core.Model.Resource resource) => resource switch
    {
        Postgres postgres => PostgresStack.Make(scope, postgres),
        Redis redis => RedisStack.Make(scope, redis),
        Volume volume => VolumeStack.Make(scope, volume),
        Bucket bucket => BucketStack.Make(scope, bucket),
        Queue queue => QueueStack.Make(scope, queue),
        Config config => ConfigStack.Make(scope, config),
        Search search => SearchStack.Make(scope, search),
        Endpoint endpoint => SageMakerEndpoint.Make(scope, endpoint),
        _ => throw new InvalidOperationException($"There is no template for {resource}"),
    };

    private static Stack Bounded(StackScope scope, Stack stack)
    {
        PermissionsBoundary.ApplyTo(stack, s => scope.ImportAccountOutput(s, "Boundary"));
        return stack;
    }

    private static Stack Tagged(Stack stack, CloudFormationFacts facts, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        Tagging.Apply(stack, facts, tags);
        return stack;
    }
}
