namespace Fairlead.Aws.Stacks.Data;

/// <summary>
/// What extensions of PostgreSQL need on RDS, as data (Amazon RDS user guide, "Using PostgreSQL extensions with Amazon RDS" and "Extension
/// versions for RDS"). One that is not here needs nothing, or is new: PostgreSQL will say.
/// </summary>
internal static class RdsExtensions
{
    public const string Preloaded = "shared_preload_libraries";

    // RDS preloads it by itself, and naming others takes its place.
    private const string AlwaysPreloaded = "pg_stat_statements";

    // Libraries that have to be there when PostgreSQL starts; else CREATE EXTENSION fails.
    private static readonly HashSet<string> Libraries = new(StringComparer.Ordinal)
    {
        "pg_cron", "pg_hint_plan", "pg_tle", "pgactive", "pgaudit", "pglogical", "plrust",
    };

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["pgvector"] = "vector", ["pg_vector"] = "vector", ["uuid"] = "uuid-ossp", ["uuid_ossp"] = "uuid-ossp", ["trgm"] = "pg_trgm",
        ["pgcron"] = "pg_cron", ["pg_audit"] = "pgaudit", ["postgres-fdw"] = "postgres_fdw",
    };

    private static readonly HashSet<string> Missing = new(StringComparer.Ordinal)
    {
        "adminpack", "age", "apache_age", "citus", "file_fdw", "multicorn", "pg_duckdb", "pg_graphql", "pg_net", "pg_search", "pg_uuidv7",
        "pg_wait_sampling", "pgjwt", "pgmq", "pgroonga", "pgsodium", "pgtap_core", "plpython3u", "plpythonu", "supautils", "timescaledb",
        "wrappers", "zombodb",
    };

    /// <summary>How it is called, where somebody writes it otherwise.</summary>
    public static string? NameOf(string written) => OtherNames.GetValueOrDefault(written);

    /// <summary>Whether its library has to be there when PostgreSQL starts.</summary>
    public static bool IsPreloaded(string name) => Libraries.Contains(name);

    public static bool IsMissing(string name) => Missing.Contains(name);

    /// <summary>Parameters that extensions can not be without.</summary>
    /// <param name="database">Where they are created: pg_cron works in one database alone.</param>
    public static IEnumerable<(string Name, string Value)> ParametersOf(IReadOnlyList<string> extensions, string database)
    {
        var libraries = extensions.Where(Libraries.Contains).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (libraries.Count > 0)
        {
            yield return (Preloaded, string.Join(',', libraries.Prepend(AlwaysPreloaded)));
        }

        if (libraries.Contains("pg_cron"))
        {
            yield return ("cron.database_name", database);
        }

        if (libraries.Contains("pglogical") || libraries.Contains("pgactive"))
        {
            yield return ("rds.logical_replication", "1");
        }
    }
}
