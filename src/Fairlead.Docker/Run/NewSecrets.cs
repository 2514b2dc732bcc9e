using System.Collections.Concurrent;
using Fairlead.Core.Model;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Fairlead.Docker.Run.Containers;
using Fairlead.Docker.Run.State;

namespace Fairlead.Docker.Run;

/// <summary>
/// Secrets that a plan brings along: generated, or found. A plan that is made anew has the same values: whoever shows things has learnt
/// them by then.
/// </summary>
internal sealed class NewSecrets(Engine engine, Scope scope)
{
    private readonly ConcurrentDictionary<string, string> generated = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Values => [.. generated.Values];

    /// <summary>A folder that was cloned anew does not know the password that its database was made with; its container does.</summary>
    /// <returns>The names of those that were found.</returns>
    public async Task<IReadOnlyList<string>> Recover(
        App app, Observed observed, IReadOnlyDictionary<string, string> kept, CancellationToken cancel)
    {
        var found = new List<string>();
        foreach (var database in app.Resources.OfType<Postgres>().Where(Supported.Runs))
        {
            var name = Plan.Values.PasswordOf(database.Name);
            if (!kept.ContainsKey(name) && observed.Find(scope.Resource(database.Name)) is { } container
                && await Probes.Variable(engine, container.Id, Plan.Containers.PasswordVariable, cancel) is { } password)
            {
                generated[name] = password;
                found.Add(name);
            }
        }

        return found;
    }

    /// <summary>Values for what has none yet.</summary>
    public Dictionary<string, string> For(App app, IReadOnlyDictionary<string, string> kept)
    {
        var names = app.Secrets.Where(s => s.Source == SecretSource.Generate).Select(s => s.Name)
            .Concat(app.Resources.OfType<Postgres>().Where(Supported.Runs).Select(p => Plan.Values.PasswordOf(p.Name)));
        return names.Where(n => !kept.ContainsKey(n))
            .ToDictionary(n => n, n => generated.GetOrAdd(n, _ => SecretFile.Generate()), StringComparer.Ordinal);
    }
}
