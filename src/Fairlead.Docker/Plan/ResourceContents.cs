using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;

namespace Fairlead.Docker.Plan;

/// <summary>
/// What there is to be inside of a resource that runs: a database's password and extensions, buckets, queues and documents. What was made
/// is on record, so that nothing is asked of a resource when nothing changed.
/// </summary>
internal static class ResourceContents
{
    private const string SetPassword =
        """printf '%s\n' '\set pw `printenv POSTGRES_PASSWORD`' "ALTER ROLE \"$POSTGRES_USER\" PASSWORD :'pw'" """
        + """| psql -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" """;

    /// <summary>Ready means that it answers; a database over TCP too, which the image's first-boot server does not listen on.</summary>
    public static IReadOnlyList<string> Probe(Resource resource) => resource switch
    {
        Postgres => Shell("pg_isready -q -h 127.0.0.1 && psql -qtA -U \"$POSTGRES_USER\" -d \"$POSTGRES_DB\" -c 'SELECT 1'"),
        AwsServer => AwsServer.Probe,
        Search => Shell($"curl -fsS -m 5 -o /dev/null http://127.0.0.1:{Containers.SearchPort}/_cluster/health"),
        _ => ["redis-cli", "ping"],
    };

    /// <summary>The volume may be older than the password. The script reads it inside, so no process list shows it.</summary>
    public static IEnumerable<Step> Password(Resource resource, string container, string purpose) =>
        resource is Postgres ? [new Execute(container, Shell(SetPassword), purpose)] : [];

    /// <param name="draft">The plan.</param>
    /// <param name="resource">Whose contents.</param>
    /// <param name="container">As it should be.</param>
    /// <param name="isNew">Nothing that was made before is in it.</param>
    public static IReadOnlyList<Step> Missing(PlanDraft draft, Resource resource, ContainerSpec container, bool isNew)
    {
        var (said, steps) = resource switch
        {
            Postgres { Extensions.Count: > 0 } postgres => Extensions(postgres, container),
            AwsServer => AwsContents.Make(draft.App, container, draft.Containers.Values),
            _ => ("", []),
        };
        var path = $"extensions/{resource.Name}";
        return steps.Count == 0 || (!isNew && draft.Observed.State.GetValueOrDefault(path) == said)
            ? []
            : [.. steps, new PutFiles(draft.Scope.Proxy, [(path, said)])];
    }

    private static (string Said, IReadOnlyList<Step> Steps) Extensions(Postgres postgres, ContainerSpec container)
    {
        // In the shell's quotes.
        var statements = DatabaseContents.CreateExtensions(postgres).Replace("'", "", StringComparison.Ordinal);
        var command = $"psql -q -v ON_ERROR_STOP=1 -U \"$POSTGRES_USER\" -d \"$POSTGRES_DB\" -c '{statements}'";
        return (string.Join('\n', postgres.Extensions) + "\n",
            [new Execute(container.Name, Shell(command), $"create {string.Join(", ", postgres.Extensions)}")]);
    }

    private static IReadOnlyList<string> Shell(string script) => ["sh", "-c", script];
}
