using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>
/// A zone that is there already and that nobody is sent to: a certificate would be waited for until CloudFormation gives up, hours later.
/// </summary>
internal sealed class ZoneLook(PreflightSubject subject) : IPreflightLook
{
    public const string Certificate = "AWS::CertificateManager::Certificate";

    public string What => "where the domain leads";

    public Span Place => StackScope.EdgePlace(subject.App, "zone");

    public ProblemCode Code => Codes.NotDelegated;

    public async Task<IReadOnlyList<Problem>> Find(CancellationToken cancel)
    {
        if (subject.App.Edge.Zone.Kind != ZoneKind.Existing || !MakesCertificate()
            || subject.Work.Before.LookedUp.GetValueOrDefault("HostedZoneId") is not { } id)
        {
            return [];
        }

        var zone = await subject.Person.Connection.Route53.GetHostedZone(id, cancel);
        var name = zone.Name.TrimEnd('.');
        if (await subject.Delegation.FindOthers(name, zone.NameServers, cancel) is not { } others)
        {
            return [];
        }

        return
        [
            new Problem(Code, Severity.Error, Place, $"public DNS does not lead to the zone {name} of this account, but"
                + $" {(others.Count == 0 ? "nowhere" : $"to {string.Join(", ", others)}")}: no certificate would be given",
                ZoneDelegation.Advice(name, zone.NameServers)),
        ];
    }

    private bool MakesCertificate() => subject.Work.Wanted.Stacks.Any(s => subject.Work.Stacks.Contains(s.Name, StringComparer.Ordinal)
        && s.Stack.Resources.Any(r => r.Type == Certificate) && (subject.Work.Before.FindStack(s.Name) is null || subject.Live is null
            || !DomainNames.CertificateNames(subject.Live).SequenceEqual(DomainNames.CertificateNames(subject.App))));
}
