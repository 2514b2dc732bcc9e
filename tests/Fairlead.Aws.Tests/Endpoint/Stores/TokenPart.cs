using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>STS: who am I, and as whom may I go on. <c>API Reference, version 2011-06-15</c>.</summary>
internal sealed class TokenPart(AwsWorld world) : IAwsPart
{
    private readonly HashSet<string> roles = [];

    public void Register(AwsRoutes routes) => routes
        .Add("sts", "GetCallerIdentity", call => Members.Make(
            ("Arn", call.Caller.Arn), ("UserId", call.Caller.AccessKeyId), ("Account", call.Caller.Account)))
        .Add("sts", "AssumeRole", AssumeRole);

    /// <summary>A role that may be assumed from now on.</summary>
    public void AddRole(string arn) => roles.Add(arn);

    public bool Has(string arn) => roles.Contains(arn);

    public void RemoveRole(string arn) => roles.Remove(arn);

    /// <summary>Credentials of a role, as who assumes it gets them.</summary>
    public AwsCaller Assume(string roleArn, string session, TimeSpan lasts)
    {
        // IAM User Guide, "IAM identifiers": a session's ARN has the role's name without its path.
        var arn = $"arn:aws:sts::{roleArn.Split(':')[4]}:assumed-role/{roleArn.Split('/')[^1]}/{session}";
        var caller = new AwsCaller("ASIA" + world.Hex(16).ToUpperInvariant(), world.Hex(40), world.Hex(60), arn)
        {
            Expires = world.Clock.GetUtcNow() + lasts,
        };
        world.Callers.Add(caller);
        return caller;
    }

    // STS API Reference, AssumeRole: an hour where nothing is said; a role that is not there, or does not trust who asks, is denied alike.
    private AwsAnswer AssumeRole(AwsCall call)
    {
        var role = call.Need("RoleArn");
        if (!roles.Contains(role) || !world.Sees($"role/{role}"))
        {
            throw new AwsRefusal("AccessDenied",
                $"User: {call.Caller.Arn} is not authorized to perform: sts:AssumeRole on resource: {role}", 403);
        }

        var lasts = TimeSpan.FromSeconds(call.Text("DurationSeconds") is { } seconds ? int.Parse(seconds) : 3600);
        var caller = Assume(role, call.Need("RoleSessionName"), lasts);
        return Members.Make(
            ("Credentials", Members.Make(("AccessKeyId", caller.AccessKeyId), ("SecretAccessKey", caller.SecretKey),
                ("SessionToken", caller.SessionToken), ("Expiration", caller.Expires!.Value.ToString("yyyy-MM-ddTHH:mm:ssZ")))),
            ("AssumedRoleUser", Members.Make(("AssumedRoleId", "AROA:" + call.Need("RoleSessionName")), ("Arn", caller.Arn))));
    }
}
