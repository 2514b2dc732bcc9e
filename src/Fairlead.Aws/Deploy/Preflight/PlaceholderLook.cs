using Fairlead.Aws.Deploy.Values;
using Fairlead.Aws.Plan;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>
/// Values of the environment's own secrets that are only placeholders. Looked at are those that new tasks get and the old had not: what
/// serves already is not read again.
/// </summary>
internal sealed class PlaceholderLook(PreflightSubject subject) : IPreflightLook
{
    public string What => "whether values of secrets are placeholders";

    public Span Place => subject.App.Secrets.FirstOrDefault(s => s.Existing is null)?.Origin.Name ?? subject.Lines.At("app");

    public ProblemCode Code => Codes.Placeholder;

    public async Task<IReadOnlyList<Problem>> Find(CancellationToken cancel)
    {
        var asked = subject.App.Secrets.Where(IsNews).ToList();
        if (asked.Count == 0)
        {
            return [];
        }

        var store = new ParameterSecrets(subject.Person.Connection, subject.App.Id, subject.Records);
        var set = await store.Find([.. asked.Select(s => s.Name)], cancel);
        return [.. asked.Where(s => set.TryGetValue(s.Name, out var found) && ParameterSecrets.IsPlaceholder(found.Value))
            .Select(s => Refuse(subject.App, s.Name, s.Origin.Name, $"fairlead secret set {s.Name} --env {subject.App.Environment.Name}"))];
    }

    /// <summary>The value itself is never shown, not even this one.</summary>
    public static Problem Refuse(App app, string name, Span place, string suggestion) => new(Codes.Placeholder,
        app.Environment.Protect || app.Security.Profile == Profile.Strict ? Severity.Error : Severity.Warning, place,
        $"the value of {name} is a placeholder that somebody meant to replace", suggestion);

    private bool IsNews(Secret secret) => secret is { Existing: null, Source: not SecretSource.Generate }
        && subject.Work.Before.Record.Secrets.ContainsKey(secret.Name)
        && subject.App.Workloads.Any(w => subject.Touched.Contains(w.Name) && w.Secrets.Contains(secret.Name, StringComparer.Ordinal)
            && Version(w, secret.Name) != subject.Work.Before.Live?.FindWorkload(w.Name)?.SecretVersions?.GetValueOrDefault(secret.Name));

    private string? Version(Workload workload, string secret) =>
        ReleaseDecision.VersionsFor(workload, subject.Work.Before.Record.Secrets).GetValueOrDefault(secret);
}
