using System.Globalization;
using Fairlead.Aws.Net;

namespace Fairlead.Aws.Plan;

/// <param name="What">In words, after a number: <c>rules of one load balancer</c>.</param>
/// <param name="Limit">AWS's default.</param>
/// <param name="CanBeRaised">On request; what can not be raised is refused, the rest looked up in the account.</param>
internal sealed record Quota(string What, int Limit, bool CanBeRaised);

/// <summary>AWS's default quotas of what one environment has many of. An account may have others; these are what is known without one.</summary>
internal static class Quotas
{
    public static readonly Quota ListenerRules = new("rules of one load balancer", RulePriorities.Quota, CanBeRaised: true);
    public static readonly Quota TargetGroups = new("target groups of one load balancer", 100, CanBeRaised: true);
    public static readonly Quota Certificates = new("certificates of one load balancer", 25, CanBeRaised: true);
    public static readonly Quota ConditionValues = new("hosts and paths in one rule", 5, CanBeRaised: false);
    public static readonly Quota GroupRules = new("rules of one security group", SecurityGroupSet.RulesForEach, CanBeRaised: true);
    public static readonly Quota Addresses = new("addresses in one allow list of a firewall", 10_000, CanBeRaised: false);
    public static readonly Quota CertificateNames = new("names in one certificate", 10, CanBeRaised: true);
    public static readonly Quota Aliases = new("names of one content delivery network", 100, CanBeRaised: true);
    public static readonly Quota EdgeFunctionBytes = new("bytes of code that asks visitors for a password", 10_240, CanBeRaised: false);
    public static readonly Quota ServicesOfCluster = new("services of one cluster", 5_000, CanBeRaised: true);
    public static readonly Quota ElasticAddresses = new("fixed addresses in one region", 5, CanBeRaised: true);

    /// <summary>A sentence where there is more than the quota, else null.</summary>
    public static string? Exceeded(Quota quota, int count, int? limit = null)
    {
        var allowed = limit ?? quota.Limit;
        return count <= allowed ? null
            : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {quota.What} are needed, and AWS allows {allowed:N0}{(quota.CanBeRaised ? "; ask AWS to raise the quota, or split the app" : "")}");
    }
}
