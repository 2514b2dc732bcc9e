using System.Text.Json.Nodes;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>
/// What a deploy to AWS runs inside of a database, run inside of one: the very command of its task, as the same user of the system, on a
/// root that is read-only, by an owner that is no superuser, as none is on RDS.
/// </summary>
public class DatabaseScriptTests
{
    private const string Password = "it's \"a\" $(hard) \\ one; DROP TABLE thing; -- %I :'password'";

    [EngineFact]
    public async Task Row_077_080_users_read_or_write_what_there_is_and_what_comes_and_none_changes_the_schema()
    {
        await using var server = await Server.Start();
        await server.AsOwner("CREATE TABLE thing (id serial PRIMARY KEY, name text); INSERT INTO thing (name) VALUES ('old')");
        (await server.Fill("[hstore, uuid-ossp]", "{report: read, Jobs: readwrite}")).Succeeds().All.ShouldBeEmpty();
        (await server.AsOwner("SELECT extname FROM pg_extension ORDER BY 1")).ShouldBe("hstore\nplpgsql\nuuid-ossp");
        await server.AsOwner("CREATE TABLE later (id serial PRIMARY KEY); CREATE SCHEMA more; CREATE TABLE more.thing (id int)");
        foreach (var (user, mayWrite) in new[] { ("report", false), ("Jobs", true) })
        {
            foreach (var table in new[] { "thing", "later", "more.thing" })
            {
                (await server.As(user, $"SELECT count(*) FROM {table}")).Code.ShouldBe(0);
            }

            foreach (var writes in new[] { "INSERT INTO thing (name) VALUES ('x')", "UPDATE later SET id = 3", "DELETE FROM more.thing" })
            {
                ((await server.As(user, writes)).Code == 0).ShouldBe(mayWrite, $"{user}: {writes}");
            }

            foreach (var changes in new[]
            {
                "CREATE TABLE mine (id int)", "CREATE TABLE more.mine (id int)", "DROP TABLE thing", "ALTER TABLE thing ADD COLUMN x int",
                "TRUNCATE thing", "CREATE SCHEMA mine", "CREATE ROLE other", "CREATE DATABASE other",
                "SET ROLE shop",
            })
            {
                (await server.As(user, changes)).Code.ShouldNotBe(0, $"{user}: {changes}");
            }
        }
    }

    [EngineFact]
    public async Task Run_again_and_beside_itself_it_comes_to_the_same_and_what_the_file_says_then_holds()
    {
        await using var server = await Server.Start();
        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Fill("[hstore]", "{report: readwrite}")));
        both.ShouldAllBe(a => a.Code == 0, string.Concat(both.Select(b => b.All)));
        await server.AsOwner("CREATE TABLE thing (id int)");
        (await server.As("report", "INSERT INTO thing VALUES (1)")).Code.ShouldBe(0);

        (await server.Fill("[hstore]", "{report: read}")).Succeeds();
        await server.AsOwner("CREATE TABLE later (id int)");
        (await server.As("report", "SELECT * FROM thing, later")).Code.ShouldBe(0);
        (await server.As("report", "INSERT INTO thing VALUES (1)")).Error.ShouldContain("permission denied");
        (await server.As("report", "INSERT INTO later VALUES (1)")).Error.ShouldContain("permission denied");

        (await server.Fill("[hstore]", "{other: read}")).Succeeds();
        (await server.As("report", "SELECT 1")).Error.ShouldContain("is not permitted to log in");
        (await server.Fill("[hstore]", "{other: read, report: read}")).Succeeds();
        (await server.As("report", "SELECT 1")).Code.ShouldBe(0);
    }

    [EngineFact]
    public async Task What_fails_is_said_with_its_name_and_leaves_nothing_behind()
    {
        await using var server = await Server.Start();
        var failed = await server.Fill("[hstore, nope]", "{report: read}");
        failed.Code.ShouldBe(3);
        failed.Error.ShouldContain("extension \"nope\" is not available");
        failed.All.ShouldNotContain(Password);
        (await server.AsOwner("SELECT extname FROM pg_extension")).ShouldBe("plpgsql");
        (await server.AsOwner("SELECT count(*) FROM pg_roles WHERE rolname = 'report'")).ShouldBe("0");
    }

    [EngineFact]
    public async Task A_user_that_somebody_gave_more_is_told_and_where_all_may_change_the_schema_they_may_no_more()
    {
        await using var server = await Server.Start();

        // As it is before version 15.
        await server.AsOwner("GRANT CREATE ON SCHEMA public TO PUBLIC");
        (await server.Fill("[]", "{report: read}")).Succeeds();
        (await server.As("report", "CREATE TABLE mine (id int)")).Error.ShouldContain("permission denied for schema public");
        await server.AsOwner("GRANT shop TO report");
        (await server.Fill("[]", "{report: read}")).Error.ShouldContain("the user report may still change the schema public");
    }

    /// <summary>A database whose owner, shop, may make roles and databases, and nothing else.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly string container;

        private Server(string container) => this.container = container;

        public static async Task<Server> Start()
        {
            var started = await Docker("run", "-d", "--rm", "-e", "POSTGRES_PASSWORD=root", "postgres:15");
            var server = new Server(started.Succeeds().Out.Trim());
            await Waiting.Eventually(async () => (await server.Root("postgres", "SELECT 1")).Code == 0);
            (await server.Root("postgres", "CREATE ROLE shop LOGIN CREATEDB CREATEROLE PASSWORD 'owner'")).Succeeds();
            (await server.Root("postgres", "CREATE DATABASE shop OWNER shop")).Succeeds();
            return server;
        }

        /// <summary>Runs the task with what the file says.</summary>
        public async Task<Answer> Fill(string extensions, string users)
        {
            var read = AppFileReader.Read(new Source("fairlead.yaml", $$$"""
                app: shop
                images: {web: {use: "registry.example.org/shop:1"}}
                environments: {production: {region: eu-west-1}}
                services: {web: {}}
                resources:
                  db: {type: postgres, version: 15, extensions: {{{extensions}}}, users: {{{users}}}}
                """), "production", new NoFiles());
            var app = read.App ?? throw new InvalidOperationException(string.Join('\n', read.Problems));
            var database = (Postgres)app.Resources["db"];
            var template = JsonNode.Parse(StackJson.Render(DatabaseTask.Define(new StackScope(app), database).Template))!;
            var task = template["Resources"]!["Definition"]!["Properties"]!["ContainerDefinitions"]![0]!;

            // Where the database is, and its certificate, are this machine's.
            var variables = task["Environment"]!.AsArray()
                .ToDictionary(v => v!["Name"]!.ToString(), v => (v!["Value"] as JsonValue)?.ToString() ?? "127.0.0.1");
            variables["PGSSLMODE"] = "prefer";
            variables["PGPASSWORD"] = "owner";
            foreach (var name in task["Secrets"]!.AsArray().Select(s => s!["Name"]!.ToString()).Where(n => n != "PGPASSWORD"))
            {
                variables[name] = Password;
            }

            return await Docker(
            [
                "run", "--rm", "--network", $"container:{container}", "--read-only", "--user", task["User"]!.ToString(),
                .. variables.SelectMany(v => new[] { "-e", $"{v.Key}={v.Value}" }), "--entrypoint", task["EntryPoint"]![0]!.ToString(),
                "postgres:15", .. task["EntryPoint"]!.AsArray().Skip(1).Concat(task["Command"]!.AsArray()).Select(w => w!.ToString()),
            ]);
        }

        public Task<Answer> As(string user, string sql) => Query(user, Password, "shop", sql);

        public async Task<string> AsOwner(string sql) => (await Query("shop", "owner", "shop", sql)).Succeeds().Out.Trim();

        public async ValueTask DisposeAsync() => await Docker("rm", "-fv", container);

        private Task<Answer> Root(string database, string sql) => Query("postgres", "root", database, sql);

        private Task<Answer> Query(string user, string password, string database, string sql) => Docker("exec", "-e",
            $"PGPASSWORD={password}", container, "psql", "-X", "-qtA", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", user, "-d",
            database, "-c", sql);

        private static Task<Answer> Docker(params string[] arguments) => Command.Run("docker", arguments, Path.GetTempPath());
    }

    private sealed class NoFiles : IProjectFiles
    {
        public PathKind Find(string relativePath, PathKind expected) => expected;
    }
}
