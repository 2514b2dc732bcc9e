using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Checks;

/// <summary>Domain, certificate, zone and time-outs, as AWS will have them.</summary>
internal static class EdgeCheck
{
    private const int DeepestPath = 14;
    private const int LongestValue = 128;

    // "Condition values per rule: 5" (quotas of application load balancers); a path is one with what is below it.
    private const int MostValues = 5;
    private const int PathsOfRule = 2;

    // An application load balancer waits for at most 4000 s, CloudFront by default for at most 120 s.
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(4000);
    private static readonly TimeSpan LongestOfCdn = TimeSpan.FromSeconds(120);

    // "Deregistration delay … 0-3600 seconds" (Elastic Load Balancing user guide, target group attributes).
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(3600);

    public static void Check(App app, ProblemList problems)
    {
        CertificateCheck.Check(app, problems);
        CheckZone(app, problems);
        foreach (var service in app.Services.Where(s => s.Route is not null))
        {
            CheckHost(app, service, problems);
            CheckPath(service, problems);
            CheckWildcards(app, service, problems);
            CheckTimes(app, service, problems);
        }

        CheckPages(app, problems);
        CheckLogin(app, problems);
    }

    // What a browser says of a page's origin is known only where the page has a name.
    private static void CheckPages(App app, ProblemList problems)
    {
        foreach (var service in app.Services.Where(s => s.Route is not null))
        {
            if (service.Auth is OpenTo open && app.Environment.Domain is null
                && open.Services.FirstOrDefault(o => app.Services.Find(o) is { Route.Host: null }) is { } page)
            {
                problems.Add(Codes.KeysTogether, service.Origin.PlaceOf("auth"),
                    $"the pages of '{page}' have no address that is known beforehand, so '{service.Name}' can not be open to them",
                    $"set 'domain' in the environment, or give the route of '{page}' a host");
            }
        }
    }

    private static void CheckLogin(App app, ProblemList problems)
    {
        var asking = app.Services.Where(s => s.Route is not null)
            .Select(
            s => s.Auth is CognitoAuth ? s.Origin.PlaceOf("auth")
            : s.Auth is null or OpenTo && app.Edge.Auth is CognitoAuth ? PlaceOf(app, "auth") : null).FirstOrDefault(p => p is not null);
        if (app.Edge.Cdn && app.Network.Nat == Nat.None && asking is { } place)
        {
            problems.Add(Codes.KeysTogether, place,
                "behind a content delivery network the load balancer has no public address, and without a NAT gateway it can"
                    + " not ask who somebody is", "set 'network: {nat: one}', or leave out 'cdn'");
        }

        if (app.Environment.Domain is null && (app.Edge.Auth is CognitoAuth || app.Services.Any(s => s.Auth is CognitoAuth)))
        {
            problems.Add(Codes.KeysTogether, PlaceOf(app, "auth"), "a login needs HTTPS, and without a domain there is none",
                "set 'domain' in the environment");
        }
    }

    private static void CheckHost(App app, Service service, ProblemList problems)
    {
        var domain = app.Environment.Domain;
        foreach (var host in service.AllRoutes().Select(r => r.Host).OfType<string>()
            .Where(h => app.Edge.Certificates.Count == 0 && (domain is null || !HostName.IsUnder(h, domain))))
        {
            problems.Warn(
                Codes.RouteDomain,
                service.Origin.PlaceOf("route"),
                domain is null ? $"no record and no certificate is made for {host}: the environment has no domain"
                    : $"no record and no certificate is made for {host}: it is not under {domain}",
                domain is null ? "set 'domain', or start the route with / to answer for any host"
                    : $"write ${{domain}}, or a name below it; or name certificates for both in edge: {{certificate: [arn:…, arn:…]}}");
        }
    }

    private static void CheckPath(Service service, ProblemList problems)
    {
        var (route, place) = (service.Route!, service.Origin.PlaceOf("route"));
        var values = ServiceRule.Main(service).Hosts.Count + (route.Path == "/" ? 0 : PathsOfRule);
        if (values > MostValues)
        {
            problems.Add(Codes.AwsLimit, place,
                $"a rule of a load balancer takes {MostValues} hosts and paths, and '{service.Name}' has {values}",
                "make another service with 'extends' for the rest");
        }

        if (route.Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Length > DeepestPath)
        {
            problems.Add(Codes.AwsLimit, place,
                $"the path has more than {DeepestPath} parts, and rules of a load balancer are in order only up to there",
                "route by fewer parts, and let the service tell the rest apart");
        }

        if (route.Path.Length + 2 > LongestValue || service.AllRoutes().Any(r => r.Host?.Length > LongestValue))
        {
            problems.Add(Codes.AwsLimit, place, $"a rule of a load balancer takes hosts and paths of at most {LongestValue} characters",
                "shorten it");
        }
    }

    // What a service answers for at any name below a host.
    private static void CheckWildcards(App app, Service service, ProblemList problems)
    {
        var place = service.Origin.PlaceOf("route");
        if (service.AllRoutes().Select(r => r.Host).OfType<string>().FirstOrDefault(h => HostName.IsWildcard(h)
            && h.AsSpan().Count('.') >= RulePriorities.MostParts) is { } deep)
        {
            problems.Add(Codes.AwsLimit, place,
                $"'{deep}' has {deep.AsSpan().Count('.')} parts behind its wildcard, and rules of a load balancer are in order only up to"
                    + $" {RulePriorities.MostParts - 1}", "choose a shorter host");
        }

        if (ServiceRule.All(service).Skip(1).FirstOrDefault() is { } other && Rollouts.HasTwoTargetGroups(app, service))
        {
            problems.Add(Codes.AwsLimit, place,
                $"ECS moves the requests of one rule between two versions, and the hosts of '{service.Name}' need several",
                $"make another service with 'extends' for {other.Hosts[0]}, or write 'deploy: rolling'");
        }

        if (VisitorAuth.ForService(app, service).Auth is CognitoAuth
            && service.Routes.Select(r => r.Host).OfType<string>().FirstOrDefault(HostName.IsWildcard) is { } any)
        {
            problems.Add(Codes.AwsLimit, place,
                $"a login comes back to addresses that Cognito knows beforehand, and those of {any} nobody knows",
                "list the hosts by their names, or write 'auth: none' and let the app ask");
        }
    }

    private static void CheckTimes(App app, Service service, ProblemList problems)
    {
        var place = service.Origin.PlaceOf("timeout") is var own && own != service.Origin.Name ? own : PlaceOf(app, "timeout");
        if (service.Timeout > LongestRequest)
        {
            problems.Add(Codes.AwsLimit, place,
                $"a load balancer of AWS waits for at most 4000s, and '{service.Name}' may take {DurationText.Render(service.Timeout)}",
                "let the request start a job, and ask for its result");
        }
        else if (service.Timeout > LongestDrain && service.Deploy.Strategy != Strategy.Replace)
        {
            problems.Warn(Codes.AwsLimit, place,
                $"a load balancer of AWS leaves tasks that are replaced at most 3600s for their last requests, and '{service.Name}' may"
                    + $" take {DurationText.Render(service.Timeout)}", "requests that take longer are cut in a roll-out");
        }
        else if (app.Edge.Cdn && service.Timeout > LongestOfCdn)
        {
            problems.Warn(Codes.AwsLimit, place,
                $"the content delivery network waits for at most 120s for an answer to begin, and '{service.Name}' may take"
                    + $" {DurationText.Render(service.Timeout)}", "websockets are not cut; longer requests are");
        }
    }

    private static void CheckZone(App app, ProblemList problems)
    {
        if (app.Edge.Zone.Name is { } zone && app.Environment.Domain is { } domain && !HostName.IsUnder(domain, zone))
        {
            problems.Add(Codes.RouteDomain, PlaceOf(app, "zone"), $"the domain {domain} is not in the zone {zone}",
                "name the zone that holds the domain",
                app.Document.Find("domain") is { } domainKey ? new Related(domainKey.KeySpan, "the domain stands here") : null);
        }
    }

    // The key where it stands, else the nearest thing around it.
    private static Span PlaceOf(App app, string key) =>
        app.Document.Find("edge") is { } edge ? new Origin(edge.KeySpan, edge.Value).PlaceOf(key) : app.Document.Span;
}
