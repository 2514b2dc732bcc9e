using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>Controls that an app does without. Those that cost something are met where it does not say so.</summary>
internal static class RequiredControls
{
    /// <summary>Controls the app does without: its profile's, those the file names, and what follows from what it says.</summary>
    public static IEnumerable<OptOut> OptOuts(App app) =>
    [
        .. SecurityProfiles.OptOuts(app.Security.Profile.ToString().ToLowerInvariant()),
        .. DomainNames.HasCertificate(app) || app.Security.Profile == Profile.Strict ? [] : SecurityProfiles.WithoutDomain,
        new OptOut("KMS.1", "a boundary says what roles may do at most, and grants nothing"),
        .. app.Security.Except.Select(e => new OptOut(e.Control, e.Reason)),
        .. app.Resources.OfType<Redis>().Where(r => r is { Existing: null, Tls: false })
            .Select(r => new OptOut("ElastiCache.5", "the app speaks without TLS: tls: false", r.Origin.PlaceOf("tls"))),
        .. app.Network.Nat == Nat.None && app.Security.Profile != Profile.Strict
            ? [new OptOut("ECS.2", "there is no NAT gateway: network: {nat: none}"),
            new OptOut("EC2.25", "there is no NAT gateway: network: {nat: none}")] : (OptOut[])[],
    ];

    /// <summary>Whether what meets a control is to be made.</summary>
    /// <param name="control">AWS's id: <c>S3.9</c>.</param>
    public static bool Requires(this StackScope scope, string control)
    {
        foreach (var optOut in OptOuts(scope.App))
        {
            if (optOut.Control == control)
            {
                return false;
            }
        }

        return true;
    }
}
