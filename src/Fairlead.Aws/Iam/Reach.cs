using Fairlead.Aws.CloudFormation;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Iam;

/// <summary>
/// How IAM tells what is an environment's: by path, tag, and names that begin as no other's do. Never by a list of what there is, so that
/// the rights are the same whatever the app holds today.
/// </summary>
internal sealed record Reach(string App, string Environment)
{
    private const string AppTag = "fairlead:app";
    private const string EnvironmentTag = "fairlead:environment";

    /// <summary>The path of roles that people and pipelines take on. CloudFormation may touch none of them.</summary>
    public string AccessPath => $"/fairlead/{App}/{Environment}/access/";

    /// <summary>
    /// The name of the deploy role. It follows from the file, so that who may do nothing but take it on can: nobody has to look it up.
    /// </summary>
    public string DeployRole(string region) => PhysicalName.For(NameRule.Role, App, Environment, $"deploy-{region}");

    /// <summary>The path of roles that the app's own stacks make.</summary>
    public string WorkPath => $"/fairlead/{App}/{Environment}/work/";

    public Value AccessRoles => Roles(AccessPath);

    public Value WorkRoles => Roles(WorkPath);

    public Value WorkProfiles => Concat("arn:", Partition, ":iam::", Account, $":instance-profile{WorkPath}*");

    /// <summary>Things with both tags, as they are now.</summary>
    public MapValue Ours => Map(("StringEquals", Tags("aws:ResourceTag")));

    /// <summary>Things with both tags, and those that are not there yet; whoever names them bounds them otherwise too.</summary>
    public MapValue OursOrNew => Map(("StringEqualsIfExists", Tags("aws:ResourceTag")));

    /// <summary>Made, or tagged, with both tags.</summary>
    public MapValue BecomesOurs => Map(("StringEquals", Tags("aws:RequestTag")));

    /// <summary>Tagged with both tags, and not another's now.</summary>
    public MapValue StaysOurs =>
        Map(("StringEquals", Tags("aws:RequestTag")), ("StringEqualsIfExists", Tags("aws:ResourceTag")));

    /// <summary>
    /// A pattern of the ARN of the cluster. The app's own is named by CloudFormation after its stack and the logical id, which has a
    /// capital
    /// as no app and no environment has.
    /// </summary>
    public Value Cluster(NamedInFile named) => named.Cluster ?? Arn("ecs", $"cluster/{EnvironmentStack}-Cluster-*");

    public string EnvironmentStack => PhysicalName.For(NameRule.Stack, App, Environment);

    /// <summary>Its buckets, and what is in them.</summary>
    public Value Buckets => Concat("arn:", Partition, $":s3:::{PhysicalName.ScopeOf(NameRule.Bucket, App, Environment)}*");

    public string ParameterPath => PhysicalName.For(NameRule.ParameterPath, App, Environment);

    public Value LogGroups(NameRule rule) => Arn("logs", $"log-group:{PhysicalName.For(rule, App, Environment)}/*");

    /// <summary>Listeners of its load balancer and their rules, which carry no tags.</summary>
    public Value[] Listeners
    {
        get
        {
            var balancer = PhysicalName.ScopeOf(NameRule.LoadBalancer, App, Environment);
            return [Arn("elasticloadbalancing", $"listener/app/{balancer}*"),
                Arn("elasticloadbalancing", $"listener-rule/app/{balancer}*")];
        }
    }

    public Value Schedules => Arn("scheduler", $"schedule/default/{PhysicalName.ScopeOf(NameRule.Schedule, App, Environment)}*");

    public Value Endpoints => Arn("sagemaker", "endpoint/", $"{PhysicalName.ScopeOf(NameRule.Endpoint, App, Environment)}*");

    /// <summary>An app's images are its environments' together.</summary>
    public Value Repositories => Arn("ecr", $"repository/{App}/*");

    /// <summary>Denies everything to do with what carries another's tag, or is to carry it.</summary>
    public IEnumerable<Statement> OthersStay()
    {
        foreach (var (key, id) in new[] { ("aws:ResourceTag", "Is"), ("aws:RequestTag", "Becomes") })
        {
            foreach (var (tag, own, what) in new[] { (AppTag, App, "OtherApps"), (EnvironmentTag, Environment, "OtherEnvironments") })
            {
                yield return new Statement(["*"], ["*"])
                {
                    IsDeny = true,
                    Id = id + what,
                    Condition = Map(
                        ("Null", Map(($"{key}/{tag}", "false"))), ("StringNotEquals", Map(($"{key}/{tag}", own)))),
                };
            }
        }
    }

    private MapValue Tags(string key) => Map(($"{key}/{AppTag}", App), ($"{key}/{EnvironmentTag}", Environment));

    private static Value Roles(string path) => Concat("arn:", Partition, ":iam::", Account, $":role{path}*");
}
