using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>Certificates that are made, and those that are there already.</summary>
internal static class CertificateCheck
{
    // "Domain names per ACM certificate: 10 … maximum … 100" (Certificate Manager user guide, quotas).
    private const int UsualNames = 10;

    /// <summary>To so many AWS raises the quota.</summary>
    public const int MostNames = 100;

    public static void Check(App app, ProblemList problems)
    {
        if (app.Edge.Certificates.Count == 0)
        {
            CheckNames(app, DomainNames.CertificateNames(app), problems);
        }

        foreach (var certificate in app.Edge.Certificates)
        {
            CheckExisting(app, certificate, problems);
        }

        foreach (var again in app.Edge.Certificates.GroupBy(c => c.ToString(), StringComparer.Ordinal).SelectMany(g => g.Skip(1)))
        {
            problems.Add(Codes.WrongValue, again.Span, "the certificate stands here a second time", "remove it");
        }

        if (app.Edge.Cdn && app.Edge.Certificates.Count > 1)
        {
            problems.Add(Codes.AwsLimit, app.Edge.Certificates[1].Span, "a content delivery network takes one certificate",
                "name one that is for all hosts, or leave out 'cdn'");
        }
    }

    private static void CheckNames(App app, IReadOnlyList<string> names, ProblemList problems)
    {
        if (names.Count > 0 && DnsAndCertificates.FirstName(names) is null)
        {
            var shortest = names.MinBy(h => h.Length)!;
            problems.Add(Codes.AwsLimit, app.Document.Find("domain")?.Value.Span ?? app.Document.Span,
                $"the first name of a certificate has at most 64 characters, and {shortest} has {shortest.Length}",
                "choose a shorter domain, or name a certificate that covers it, such as one for"
                    + $" *{shortest[shortest.IndexOf('.', StringComparison.Ordinal)..]}: edge: {{certificate: arn:aws:acm:…}}");
        }

        if (names.Count <= UsualNames)
        {
            return;
        }

        var last = app.Services.Last(s => s.AllRoutes().Any(r => names.Contains(r.Host ?? app.Environment.Domain)));
        var place = last.Origin.PlaceOf("route");
        var ways = $"{Wildcard(names)}certificates of your own in edge: {{certificate: [arn:aws:acm:…]}}";
        if (names.Count > MostNames)
        {
            problems.Add(Codes.AwsLimit, place, $"one certificate takes at most {MostNames} names, and this one would have {names.Count}",
                $"write {ways}");
        }
        else
        {
            problems.Warn(Codes.AwsLimit, place,
                $"the certificate has {names.Count} names, and AWS's default quota is {UsualNames} (\"Domain names per ACM certificate\")",
                $"write {ways}; or leave it, if AWS has raised the quota of the account");
        }
    }

    // The one that stands for most of them.
    private static string Wildcard(IReadOnlyList<string> names)
    {
        var most = names.Where(n => !HostName.IsWildcard(n) && n.AsSpan().Count('.') > 1)
            .GroupBy(n => n[(n.IndexOf('.', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal).MaxBy(g => g.Count());
        return most is null || most.Count() == 1 ? "" : $"the route \"*.{most.Key}\", which stands for {most.Count()} of them, or name ";
    }

    private static void CheckExisting(App app, Text certificate, ProblemList problems)
    {
        if (certificate.Constant is not { } arn)
        {
            return;
        }

        var place = certificate.Span;
        var parts = arn.Split(':');
        if (parts.Length < 6 || parts[0] != "arn" || parts[2] != "acm" || !parts[5].StartsWith("certificate/", StringComparison.Ordinal))
        {
            problems.Add(Codes.WrongValue, place, $"'{arn}' is not the ARN of a certificate",
                "write, for example, arn:aws:acm:eu-west-1:111122223333:certificate/…");
            return;
        }

        var region = app.Edge.Cdn ? "us-east-1" : app.Environment.Region;
        if (parts[3] != region)
        {
            problems.Add(Codes.AwsLimit, place,
                $"the certificate is in {parts[3]}, and"
                    + $" {(app.Edge.Cdn ? "a content delivery network takes only those in" : "the load balancer is in")} {region}",
                    $"name a certificate in {region}");
        }
        else if (app.Environment.Account is { } account && parts[4] != account)
        {
            problems.Add(Codes.AwsLimit, place, $"the certificate is of account {parts[4]}, and {app.Environment.Name} is in {account}",
                "name a certificate of the environment's own account");
        }
    }
}
