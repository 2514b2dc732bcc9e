using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Edge;

/// <summary>Who asked for what: a bucket that only AWS's log delivery writes to, and whose lines go when they are old.</summary>
internal static class AccessLogs
{
    private const string Bucket = "AccessLogBucket";

    public static bool AreKept(StackScope scope) => scope.App.Logs.Access || scope.IsStrict;

    /// <summary>Attributes of the load balancer; the bucket stands beside it.</summary>
    public static (string, Value)[] ForLoadBalancer(StackScope scope, Stack stack)
    {
        if (!AreKept(scope))
        {
            return [];
        }

        var written = new Statement(["s3:PutObject"], [Concat(GetAtt(Bucket, "Arn"), "/AWSLogs/", Account, "/*")])
        {
            Principal = Map(("Service", "logdelivery.elasticloadbalancing.amazonaws.com")),
            // Of this account and region; log delivery passes no account of its own.
            Condition = Map(("ArnLike", Map(("aws:SourceArn", Arn("elasticloadbalancing", "loadbalancer/*"))))),
        };
        AddBucket(scope, stack, "load-balancer", PrivateBucket.OwnerOnly, written);
        return [("access_logs.s3.bucket", Ref(Bucket)), ("access_logs.s3.enabled", "true")];
    }

    /// <summary>CloudFront asks for rights in the bucket's list when it is told to write there, so the bucket has to know lists.</summary>
    public static MapValue? ForCloudFront(StackScope scope, Stack stack)
    {
        if (!AreKept(scope))
        {
            return null;
        }

        AddBucket(scope, stack, "cdn", PrivateBucket.Owned("BucketOwnerPreferred"));
        return Map(("Bucket", GetAtt(Bucket, "DomainName")), ("IncludeCookies", false));
    }

    /// <summary>What the load balancer has to wait for.</summary>
    public static string[] WaitFor(StackScope scope) => AreKept(scope) ? [PrivateBucket.PolicyOf(Bucket)] : [];

    private static void AddBucket(StackScope scope, Stack stack, string of, MapValue ownership, params Statement[] written) =>
        PrivateBucket.AddLog(stack, Bucket, KnownNames.LogBucketOf(scope, of), (int)scope.App.Logs.Keep.TotalDays,
        StackScope.PlaceOf(scope.App, "logs", "access"), ownership, written);
}
