using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>A redirect has to end somewhere: what leads back to where it began would never be answered.</summary>
internal static class RedirectCheck
{
    public static void Check(App app, ProblemList problems)
    {
        foreach (var service in app.Services)
        {
            foreach (var redirect in service.Redirects.Where(r => Circles(app, r)))
            {
                problems.Add(
                    Codes.KeysTogether, service.Origin.PlaceOf("route"),
                    $"requests to {redirect.Host} would go in a circle: {redirect.To} leads back to where they came from",
                    "redirect to a host that a service answers for");
            }
        }
    }

    private static bool Circles(App app, Redirect redirect)
    {
        var seen = new HashSet<Redirect>();
        var next = redirect;
        while (next is not null && seen.Add(next))
        {
            next = At(app, next.To);
        }

        return next is not null && next == redirect;
    }

    // What a host's visitors are sent on by, chosen as both load balancers choose: the host itself, then the nearest wildcard.
    private static Redirect? At(App app, string host)
    {
        var best = app.Services.SelectMany(s => s.AllRoutes()).Where(r => r.Path == "/" && r.Host is { } own
            && (own == host || HostName.Covers(own, host))).MaxBy(r => r.Host == host ? int.MaxValue : r.Host!.Length);
        return best is null ? null : app.Services.SelectMany(s => s.Redirects).FirstOrDefault(r => r.Host == best.Host);
    }
}
