using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Plan;

/// <summary>Addresses of alerts that are secrets: no template may hold them, so the deploy subscribes them.</summary>
internal static class AlertAddresses
{
    /// <summary>
    /// Each by what tells it from others without knowing it: its text, and the versions of the secrets in it. One whose secret has no value
    /// is none.
    /// </summary>
    public static IReadOnlyDictionary<string, Text> Find(App app, IReadOnlyDictionary<string, long> set)
    {
        var found = new Dictionary<string, Text>(StringComparer.Ordinal);
        foreach (var url in app.Alerts.Urls.Where(u => u.IsSecret))
        {
            var own = url.Parts.OfType<SecretPart>().Where(p => app.Secrets.Find(p.Name) is { Existing: null }).ToList();
            if (own.TrueForAll(p => set.ContainsKey(p.Name)))
            {
                found[Fingerprint.Compute($"{url}{string.Concat(own.Select(p => $" {set[p.Name]}"))}")] = url;
            }
        }

        return found;
    }
}
