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
using Fairlead.Core.Model.Derived;

namespace Fairlead.Aws.Stacks;

/// <summary>All that is made of an app in an AWS environment. Each is made when it is asked for, one after the other.</summary>
/// <param name="Stacks">One for what the account has, one for what all share, one for each name; <see cref="StackOrder"/> says which
/// comes first.</param>
/// <param name="TaskDefinitions">What a release registers, which no stack holds.</param>
internal sealed record AppTemplates(IEnumerable<Stack> Stacks, IEnumerable<TaskDefinition> TaskDefinitions)
{
    /// <param name="rules">Listener rules that are there already keep their numbers; those of all stand in it once the stacks are
    /// made.</param>
    public static AppTemplates Make(App app, CloudFormationFacts facts, Dictionary<ListenerRuleKey, int>? rules = null)
    {
        var scope = new StackScope(app);
        return new AppTemplates(MakeStacks(scope, facts, rules), MakeTaskDefinitions(scope, facts));
    }

    private static IEnumerable<Stack> MakeStacks(StackScope scope, CloudFormationFacts facts,
        Dictionary<ListenerRuleKey, int>? rules)
    {
        var app = scope.App;
        yield return Tagged(AccountStack.Make(scope), facts, scope.AccountTags);
        if (DnsAndCertificates.MakeZone(scope) is { } zone)
        {
            yield return Tagged(zone, facts, scope.AccountTags);
        }

        yield return Tagged(AccessStack.Make(scope), facts, scope.Tags(null));
        yield return Tagged(Bounded(scope, EnvironmentStack.Make(scope, rules)), facts, scope.Tags(null));
        if (scope.IsBehindCdn)
        {
            yield return Tagged(CloudFrontStack.Make(scope), facts, scope.Tags(VisitorAuth.Edge));
        }

        foreach (var password in VisitorPasswords.Stores(scope).Where(p => !p.IsOfCdn))
        {
            yield return Tagged(PatternSetStack.Make(scope, password.Key), facts, scope.Tags(null));
        }

        foreach (var resource in app.Resources.Where(r => r.Existing is null))
        {
            if (MakeResource(scope, resource) is { } stack)
            {
                yield return Tagged(Bounded(scope, stack), facts, scope.Tags(resource.Name));
            }
        }

        // A release on record has not their text: what is there stays.
        foreach (var extra in app.Extras.Where(e => e.Template is not null))
        {
            yield return ExtrasStack.Make(scope, extra);
        }

        foreach (var workload in app.Workloads)
        {
            var stack = workload is Service service ? ServiceStack.Make(scope, service) : JobStack.Make(scope, (Job)workload);
            yield return Tagged(Bounded(scope, stack), facts, scope.Tags(workload.Name));
        }
    }

    private static IEnumerable<TaskDefinition> MakeTaskDefinitions(StackScope scope, CloudFormationFacts facts)
    {
        foreach (var definition in scope.App.Resources.OfType<Postgres>().Where(DatabaseContents.IsNeeded)
            .Select(d => DatabaseTask.Define(scope, d)).Concat(scope.App.Workloads.Select(w => EcsTaskDefinition.Make(scope, w))))
        {
            Tagging.Apply(definition.Template, facts, scope.Tags(definition.Name));
            yield return definition;
        }
    }

    private static Stack? MakeResource(StackScope scope, Resource resource) => resource switch
    {
        Postgres postgres => MakeDatabase(scope, postgres),
        Redis redis => RedisStack.Make(scope, redis),
        Volume volume => VolumeStack.Make(scope, volume),
        Bucket bucket => BucketStack.Make(scope, bucket),
        Queue queue => QueueStack.Make(scope, queue),
        Config config => ConfigStack.Make(scope, config),
        Search search => SearchStack.Make(scope, search),
        Endpoint endpoint => SageMakerEndpoint.Make(scope, endpoint),
        _ => throw new InvalidOperationException($"There is no template for {resource}"),
    };

    private static Stack MakeDatabase(StackScope scope, Postgres database)
    {
        var stack = PostgresStack.Make(scope, database);
        if (DatabaseContents.IsNeeded(database))
        {
            DatabaseTask.Add(scope, stack, database);
        }

        return stack;
    }

    private static Stack Bounded(StackScope scope, Stack stack)
    {
        PermissionsBoundary.ApplyTo(stack, scope.Reach, s => scope.ImportAccessOutput(s, "PermissionsBoundary"));
        return stack;
    }

    private static Stack Tagged(Stack stack, CloudFormationFacts facts, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        Tagging.Apply(stack, facts, tags);
        return stack;
    }
}
