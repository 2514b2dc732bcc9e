using Fairlead.Aws.Deploy.Observing;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Deploy.Preflight;

/// <summary>A secret that somebody else keeps, as the file names it.</summary>
/// <param name="Name">Of the file: the secret's, or that of the resource whose address it holds.</param>
internal sealed record NamedSecret(string Name, Span Place, ExistingSecret Secret);

/// <summary>
/// Secrets that somebody else keeps, of those that get new tasks: there, with a value and the key that the file names, and readable with
/// the key that they are encrypted with. ECS tells of none of this before a task fails to start.
/// </summary>
internal sealed class ExistingSecretLook(PreflightSubject subject) : IPreflightLook
{
    public string What => "secrets that somebody else keeps";

    public Span Place => Named().FirstOrDefault()?.Place ?? subject.Lines.At("app");

    public ProblemCode Code => Codes.SecretAway;

    public async Task<IReadOnlyList<Problem>> Find(CancellationToken cancel)
    {
        var keys = new KmsKeyCheck(subject.Person.Connection);
        var (vault, parameters) = (new VaultSecretCheck(subject, keys), new ParameterCheck(subject, keys));
        return [.. (await Task.WhenAll(Named().DistinctBy(n => n.Secret).Select(n => n.Secret.IsParameter ? parameters.Find(n, cancel)
            : vault.Find(n, cancel)))).SelectMany(p => p)];
    }

    /// <summary>What names it in the account; a reference is asked for what it says.</summary>
    public static async Task<string> NameOf(PreflightSubject subject, NamedSecret named, CancellationToken cancel) =>
        named.Secret.ParameterPath ?? named.Secret.Name.Constant
            ?? await new AccountValues(subject.Person.Connection, subject.App).Read(named.Secret.Name, cancel);

    private IEnumerable<NamedSecret> Named()
    {
        foreach (var secret in subject.App.Secrets)
        {
            if (secret.Existing is { } existing && secret.UsedBy.Any(u => subject.Touched.Contains(u) || IsOfAll(u)))
            {
                yield return new NamedSecret(secret.Name, secret.Origin.Name, existing);
            }
        }

        foreach (var resource in subject.App.Resources)
        {
            if (resource.Existing?.Secret is { } existing && subject.App.Workloads.Any(w => subject.Touched.Contains(w.Name)
                && w.Links.Any(l => l.Target == resource.Name)))
            {
                yield return new NamedSecret(resource.Name, resource.Origin.PlaceOf("existing"), existing);
            }
        }
    }

    // What all share, as passwords of visitors.
    private bool IsOfAll(string user) => subject.App.FindWorkload(user) is null && subject.App.Resources.Find(user) is null
        && subject.Touched.Contains(Plan.StackLabels.Environment);
}
