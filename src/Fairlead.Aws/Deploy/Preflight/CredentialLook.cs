using System.Globalization;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>Credentials that end before a deploy most likely does. It costs no call.</summary>
internal sealed class CredentialLook(PreflightSubject subject) : IPreflightLook
{
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(20);

    public string What => "how long the credentials last";

    public Span Place => subject.Lines.OfEnvironment();

    public ProblemCode Code => Codes.NotEnough;

    public Task<IReadOnlyList<Problem>> Find(CancellationToken cancel)
    {
        var left = subject.Person.TimeLeft;
        return Task.FromResult<IReadOnlyList<Problem>>(left is not { } time || time >= Enough ? [] :
        [
            new Problem(Code, Severity.Warning, Place, string.Create(CultureInfo.InvariantCulture,
                $"the AWS credentials end in {Math.Max(0, Math.Floor(time.TotalMinutes)):0} minutes; what AWS has begun then goes on"),
                "log in again first"),
        ]);
    }
}
