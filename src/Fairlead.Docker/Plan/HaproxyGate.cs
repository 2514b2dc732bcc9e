using System.Security.Cryptography;
using System.Text;
using Fairlead.Core.Model;

namespace Fairlead.Docker.Plan;

/// <summary>
/// What the load balancer asks of the visitors of a service: an address, a password, a cookie that keeps them with one task. A password
/// stands nowhere in clear: what a browser shows is compared by its hash, which costs no time, as a slow one would for each request.
/// </summary>
internal static class HaproxyGate
{
    /// <summary>The rules of a service's backend; empty where everybody may come.</summary>
    public static string Rules(Values values, Service service)
    {
        var text = new StringBuilder();
        if (values.App.Edge.Allow is { Count: > 0 } lists)
        {
            text.Append($"    http-request deny deny_status 403 unless {{ src {string.Join(' ', lists.SelectMany(l => l.Cidrs))} }}\n");
        }

        if (AskedOf(values.App, service) is { } asked)
        {
            // Without a value nobody is let in.
            var shown = values.Resolve(asked.Password) is { } password
                ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{asked.User}:{password}"))
                : RandomNumberGenerator.GetHexString(64);
            var salt = $"{values.App.Id.App}/{values.App.Id.Environment}/{service.Name}/";
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(salt + shown)));
            text.Append($"    http-request set-var(txn.salt) str({salt})\n");
            text.Append("    http-request set-var(txn.said) req.hdr(authorization)\n");
            text.Append("    http-request set-var(txn.shown) var(txn.salt),concat(,txn.said),sha2(256),hex,lower\n");
            text.Append($"    acl password var(txn.shown) -m str {hash}\n");
            var pages = Pages(values, service).ToList();
            if (pages.Count > 0)
            {
                text.Append($"    acl page req.hdr(origin) -m str {string.Join(' ', pages)}\n");
                text.Append($"    acl page req.hdr(referer) -m beg {string.Join(' ', pages.Select(p => p + "/"))}\n");
            }

            text.Append("    http-request return status 401 content-type text/plain string \"a password is needed\\n\"");
            text.Append($" hdr WWW-Authenticate 'Basic realm=\"{values.App.Name}\", charset=\"UTF-8\"'");
            text.Append($" unless password{(pages.Count > 0 ? " || page" : "")}\n");
        }

        if (service.Sticky is { } sticky)
        {
            // As the load balancer of AWS does: each answer renews the time.
            text.Append($"    cookie FAIRLEAD-{service.Name} insert indirect nocache httponly maxidle {(long)sticky.TotalSeconds}s\n");
        }

        return text.ToString();
    }

    /// <summary>What the servers of a service add to their lines: a name for its cookie.</summary>
    public static string Cookie(Service service, int slot) => service.Sticky is null ? "" : $" cookie t{slot}";

    /// <summary>The password that visitors of a service are asked for; null for none.</summary>
    public static BasicAuth? AskedOf(App app, Service service) =>
        (service.Auth is null or OpenTo ? app.Edge.Auth : service.Auth) as BasicAuth;

    /// <summary>Whether a login is asked for that nothing here has.</summary>
    public static bool NeedsLogin(App app, Service service) =>
        (service.Auth is null or OpenTo ? app.Edge.Auth : service.Auth) is CognitoAuth;

    // Where the pages come from that are let in without, as browsers say it.
    private static IEnumerable<string> Pages(Values values, Service service) => service.Auth is not OpenTo open ? []
        : open.Services.Select(n => values.App.Services.Find(n)).OfType<Service>().SelectMany(values.Urls)
            .Select(u => new Uri(u).GetLeftPart(UriPartial.Authority)).Distinct(StringComparer.Ordinal);
}
