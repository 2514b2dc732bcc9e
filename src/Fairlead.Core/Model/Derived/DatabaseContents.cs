using System.Globalization;
using System.Text;

namespace Fairlead.Core.Model.Derived;

/// <summary>
/// What has to be made inside of a database of the file, as statements that psql reads as the database's owner. Run twice, or beside
/// itself, it comes to the same.
/// </summary>
public static class DatabaseContents
{
    // By it roles are known that a file named once.
    private const string Mark = "made by fairlead";

    // What PostgreSQL and RDS keep for themselves (PostgreSQL, CREATE ROLE; RDS user guide, "Understanding the rds_superuser role").
    private static readonly string[] Reserved = ["none", "postgres", "public", "rdsadmin", "rdsrepladmin", "rdstopmgr"];

    /// <summary>Whether anything has to be made in it.</summary>
    public static bool IsNeeded(Postgres database) => database.Existing is null && database.Extensions.Count + database.Users.Count > 0;

    /// <summary>Whether a name can not be that of a user beside the owner.</summary>
    public static bool IsTaken(App app, Postgres database, string user) => user == DatabaseName.UserOf(app, database)
        || Reserved.Contains(user, StringComparer.Ordinal) || user.StartsWith("pg_", StringComparison.Ordinal)
        || user.StartsWith("rds_", StringComparison.Ordinal);

    /// <summary>Its users in an order that does not follow the file's.</summary>
    public static IReadOnlyList<DatabaseUser> UsersOf(Postgres database) =>
        [.. database.Users.OrderBy(u => u.Name, StringComparer.Ordinal)];

    /// <summary>Under which the password of a user is kept beside the environment's secrets; no workload has the database's name.</summary>
    public static string PasswordName(string database, string user) => $"{database}/{user}";

    /// <summary>The variable of psql's environment that holds the password of a user, by its place in <see cref="UsersOf"/>.</summary>
    public static string PasswordVariable(int index) => "PASSWORD_" + index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Its extensions, in the file's order: one may need another.</summary>
    public static string CreateExtensions(Postgres database) =>
        string.Concat(database.Extensions.Select(e => $"CREATE EXTENSION IF NOT EXISTS {Identifier(e)};\n"));

    /// <summary>All of it, in one transaction: what fails leaves nothing half made. It holds no password.</summary>
    public static string Script(Postgres database)
    {
        // Of two that run beside each other one waits: both would find that something is not there.
        var script = new StringBuilder("SET client_min_messages = warning;\n\\o /dev/null\nBEGIN;\n")
            .Append("SELECT pg_advisory_xact_lock(hashtext('fairlead'));\n").Append(CreateExtensions(database)).Append(LockOut);
        if (database.Users.Count > 0)
        {
            script.Append(Admit).Append("SELECT pg_temp.close_public();\n");
        }

        var users = UsersOf(database);
        for (var i = 0; i < users.Count; i++)
        {
            AddUser(script, users[i], PasswordVariable(i));
        }

        return script.Append(CultureInfo.InvariantCulture,
            $"SELECT pg_temp.lock_out(ARRAY[{string.Join(", ", users.Select(u => Literal(u.Name)))}]::text[]);\nCOMMIT;\n").ToString();
    }

    // Before version 15 everybody may make tables in the schema 'public' (PostgreSQL 15, release notes). Rights are given one by one:
    // where somebody else owns a table, as RDS does those of some extensions, there are none to give.
    private const string Admit = """
        CREATE FUNCTION pg_temp.close_public() RETURNS void LANGUAGE plpgsql AS $do$
        BEGIN
          IF to_regnamespace('public') IS NOT NULL AND has_schema_privilege('public', 'public', 'CREATE') THEN
            EXECUTE format('GRANT CREATE ON SCHEMA public TO %I', current_user);
            REVOKE CREATE ON SCHEMA public FROM PUBLIC;
          END IF;
        END $do$;
        CREATE FUNCTION pg_temp.admit(who text, on_tables text, on_sequences text) RETURNS void LANGUAGE plpgsql AS $do$
        DECLARE it record;
        BEGIN
          EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), who);
          FOR it IN SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
            AND (nspname = 'public' OR pg_has_role(nspowner, 'USAGE')) LOOP
            EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM %I', it.name, who);
            EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', it.name, who);
            IF has_schema_privilege(who, it.name, 'CREATE') THEN
              RAISE EXCEPTION 'the user % may still change the schema %: take that right from it', who, it.name;
            END IF;
          END LOOP;
          FOR it IN SELECT c.oid::regclass AS name, c.relkind = 'S' AS is_sequence
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
            AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND pg_has_role(c.relowner, 'USAGE') LOOP
            EXECUTE format('REVOKE ALL ON %s %s FROM %I', CASE WHEN it.is_sequence THEN 'SEQUENCE' ELSE 'TABLE' END, it.name, who);
            EXECUTE format('GRANT %s ON %s %s TO %I', CASE WHEN it.is_sequence THEN on_sequences ELSE on_tables END,
              CASE WHEN it.is_sequence THEN 'SEQUENCE' ELSE 'TABLE' END, it.name, who);
          END LOOP;
        END $do$;

        """;

    // A user that the file names no more is not let in; what is its own stays.
    private const string LockOut = $$"""
        CREATE FUNCTION pg_temp.lock_out(but text[]) RETURNS void LANGUAGE plpgsql AS $do$
        DECLARE it record;
        BEGIN
          FOR it IN SELECT rolname AS name FROM pg_roles WHERE rolcanlogin AND shobj_description(oid, 'pg_authid') = '{{Mark}}'
            AND rolname <> ALL (but) LOOP
            EXECUTE format('ALTER ROLE %I NOLOGIN', it.name);
          END LOOP;
        END $do$;

        """;

    // psql takes the password from its environment and quotes it; it stands in no text that anybody sees.
    private static void AddUser(StringBuilder script, DatabaseUser user, string password)
    {
        var (name, text) = (Identifier(user.Name), Literal(user.Name));
        var (tables, sequences) = user.Access == Access.Read ? ("SELECT", "SELECT")
            : ("SELECT, INSERT, UPDATE, DELETE", "SELECT, UPDATE, USAGE");
        script.Append(CultureInfo.InvariantCulture, $$"""
            SELECT {{Literal("CREATE ROLE " + name)}}
              WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {{text}}) \gexec
            \set password `printenv {{password}}`
            ALTER ROLE {{name}} LOGIN NOCREATEDB NOCREATEROLE PASSWORD :'password';
            COMMENT ON ROLE {{name}} IS '{{Mark}}';
            ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM {{name}};
            ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM {{name}};
            ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO {{name}};
            ALTER DEFAULT PRIVILEGES GRANT {{tables}} ON TABLES TO {{name}};
            ALTER DEFAULT PRIVILEGES GRANT {{sequences}} ON SEQUENCES TO {{name}};
            SELECT pg_temp.admit({{text}}, '{{tables}}', '{{sequences}}');

            """);
    }

    // As PostgreSQL reads them: "Identifiers and Key Words", "String Constants".
    private static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
