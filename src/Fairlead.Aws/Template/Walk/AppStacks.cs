using Fairlead.Aws.Template.Facts;
using Fairlead.Aws.Template.Network;
using Fairlead.Aws.Template.Security;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Template.Walk;

/// <summary>An app in an AWS environment, as the stacks it is made of: one for each name and one for what all share.</summary>
internal static class AppStacks
{
    /// <summary>Each stack tagged, one after the other; then what a release registers, which no stack holds.</summary>
    /// <param name="rules">Listener rules that are there already keep their numbers.</param>
    public static IEnumerable<Stack> Of(App app, CloudFormationFacts facts, IReadOnlyDictionary<RuleKey, int>? rules = null)
    {
        var site = new Site(app);
        yield return Tagged(EnvironmentStack.Make(site, rules), facts, site.Tags(null));
        foreach (var resource in app.Resources.Where(r => r.Existing is null))
        {
            if (Of(site, resource) is { } stack)
            {
                yield return Tagged(stack, facts, site.Tags(resource.Name));
            }
        }

        foreach (var workload in app.Workloads)
        {
            yield return Tagged(workload is Service service ? ServiceStack.Make(site, service) : JobStack.Make(site, (Job)workload), facts, site.Tags(workload.Name));
            yield return Tagged(TaskDefinitions.Make(site, workload), facts, site.Tags(workload.Name));
        }
    }

    /// <summary>What the app asks for that has no template yet, as its places in the file.</summary>
    public static IEnumerable<(string Name, string What)> Missing(App app)
    {
        foreach (var resource in app.Resources.Where(r => r.Existing is null && r is Search or Bucket or Queue or Config or Endpoint))
        {
            yield return (resource.Name, Attributes.Describe(resource.Kind));
        }

        foreach (var volume in app.Resources.OfType<Volume>().Where(v => v.Existing is not null || app.Network is ExistingNetwork { Subnets: null }))
        {
            yield return (volume.Name, "a volume that is there, or in a network whose subnets are not named,");
        }

        foreach (var job in app.Jobs.Where(j => j.Gpu is not null))
        {
            yield return (job.Name, "a GPU job");
        }

        foreach (var (isAsked, what) in new[] { (app.Edge.Cdn, "a CDN"), (app.Edge.Waf, "a firewall"), (app.Edge.Auth is not (null or NoAuth), "a login at the edge"), (app.Network is OwnNetwork { Endpoints.Count: > 0 }, "endpoints in the network"), (app.Extras.Count > 0, "extras") })
        {
            if (isAsked)
            {
                yield return (app.Name, what);
            }
        }
    }

    /// <summary>Controls the app does without: its profile's, those the file names, and what follows from what it says.</summary>
    public static IEnumerable<OptOut> OptOuts(App app) =>
    [
        .. Security.Profile.OptOuts(app.Security.Profile.ToString().ToLowerInvariant()),
        .. BalancerParts.IsSecure(app) || app.Security.Profile == Core.Model.Profile.Strict ? [] : Security.Profile.WithoutDomain,
        .. app.Security.Except.Select(e => new OptOut(e.Control, e.Reason)),
        .. app.Network is OwnNetwork { Nat: Nat.None } && app.Security.Profile != Core.Model.Profile.Strict ? [new OptOut("ECS.2", "there is no other way out: network: {nat: none}")] : (OptOut[])[],
    ];

    private static Stack? Of(Site site, Core.Model.Resource resource) => resource switch
    {
        Postgres postgres => PostgresStack.Make(site, postgres),
        Redis redis => RedisStack.Make(site, redis),
        Volume volume => VolumeStack.Make(site, volume),
        _ => null,
    };

    private static Stack Tagged(Stack stack, CloudFormationFacts facts, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        Tagging.Apply(stack, facts, [.. tags]);
        return stack;
    }
}
