namespace Fairlead.Core.Model.Derived;

/// <summary>What the database of an app and its owner are called.</summary>
public static class DatabaseName
{
    // PostgreSQL cuts what is longer.
    private const int Longest = 63;

    // Names of RDS and of PostgreSQL itself (databases and roles that are there), and its reserved words (PostgreSQL 18, appendix C), of
    // which RDS takes none either ("can't be a word reserved by the database engine", RDS API, CreateDBInstance).
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "admin", "database", "db", "none", "postgres", "public", "rdsadmin", "rdsrepladmin", "rdstopmgr", "template0", "template1",
        "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary", "both", "case", "cast",
        "check", "collate", "collation", "column", "concurrently", "constraint", "create", "cross", "current_catalog", "current_date",
        "current_role", "current_schema", "current_time", "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct",
        "do", "else", "end", "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having", "ilike",
        "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like", "limit",
        "localtime", "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only", "or", "order", "outer", "overlaps",
        "placing", "primary", "references", "returning", "right", "select", "session_user", "similar", "some", "symmetric", "system_user",
        "table", "tablesample", "then", "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when",
        "where", "window", "with",
    };

    /// <summary>What a database of the file is called; one that is restored is what it was.</summary>
    public static string NameOf(App app, Postgres database) => database.Restore?.Name ?? For(app);

    /// <summary>What its owner is called.</summary>
    public static string UserOf(App app, Postgres database) => database.Restore?.User ?? For(app);

    /// <summary>Letters, digits and underscores, so that nobody has to quote it, and never a word that RDS keeps for itself.</summary>
    public static string For(App app)
    {
        var name = app.Name.Replace('-', '_');
        name = name.StartsWith("pg_", StringComparison.Ordinal) ? $"app_{name}" : name; // PostgreSQL keeps that beginning for itself
        name = name.Length > Longest ? name[..Longest] : name;
        return Reserved.Contains(name) || name.StartsWith("rds_", StringComparison.Ordinal) ? $"{name}_app" : name;
    }
}
