using Fairlead.Cli.Project;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>Whether a former release still fits the database.</summary>
public sealed class MigrationTests
{
    private const string Shop = """
        app: shop
        images: {web: {use: "web:1"} }
        services:
          web: {port: 80, route: /, env: {TEXT: one} }
        jobs:
          migrate: {command: migrate, when: before-deploy, migrations: db}
        """;

    [Fact]
    public void R26_Releases_keep_what_the_database_has_had_also_those_that_go_back()
    {
        var world = new World();
        world.Apply(world.Plan(With("one")));
        world.Apply(world.Plan(With("two")));
        Hashes(world).ShouldBe(["one", "two"]);

        var history = new MigrationHistory([.. world.Releases]);
        history.CrossedBy(world.Releases[0]).ShouldBe(["migrate"]);
        history.CrossedBy(world.Releases[1]).ShouldBeEmpty();
        var back = World.Read(Shop).WithMigrations(j => history.FindHash(j.Name));
        world.Apply(world.Plan(back, Goal.Rollback(back, world.Releases[0], "ann")));
        Hashes(world).ShouldBe(["one", "two", "two"]);
        new MigrationHistory([.. world.Releases]).CrossedBy(world.Releases[1]).ShouldBeEmpty();
    }

    [Fact]
    public void R26_Other_migrations_alone_make_a_release_and_a_file_without_its_folder_keeps_what_is_known()
    {
        var world = new World();
        world.Apply(world.Plan(With("one")));
        world.Plan(With("one")).Release.ShouldBeNull();
        world.Plan(With("two")).Release.ShouldNotBeNull();
        world.Plan(With(null)).Release.ShouldBeNull();
    }

    [Fact]
    public void R26_A_release_that_failed_may_have_migrated_and_one_without_the_job_knows_nothing_of_it()
    {
        var (old, failed) = (Release(1, ReleaseState.Succeeded, "one"), Release(2, ReleaseState.Failed, "two"));
        new MigrationHistory([old, failed]).CrossedBy(old).ShouldBe(["migrate"]);
        new MigrationHistory([old with { Workloads = [] }, failed]).CrossedBy(old with { Workloads = [] }).ShouldBe(["migrate"]);
        new MigrationHistory([Release(1, ReleaseState.Succeeded, null), failed]).CrossedBy(Release(1, ReleaseState.Succeeded, null))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Folders_have_one_hash_whatever_machine_they_lie_on()
    {
        var root = Directory.CreateTempSubdirectory("fairlead-hash-").FullName;
        try
        {
            Write("db/2.sql", "b\r\n");
            Write("db/sub/1.sql", "a\n");
            var hash = FolderHash.Compute(root, ["db"]).ShouldNotBeNull();
            Write("db/2.sql", "b\n");
            Write("db/sub/__pycache__/1.pyc", "x");
            Write("db/.2.sql.swp", "x");
            FolderHash.Compute(root, ["db", "db/sub"]).ShouldBe(hash);
            Write("db/3.sql", "");
            FolderHash.Compute(root, ["db"]).ShouldNotBe(hash);
            FolderHash.Compute(root, ["gone"]).ShouldBeNull();
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        void Write(string name, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, name))!);
            File.WriteAllText(Path.Combine(root, name), text);
        }
    }

    private static App With(string? hash) => World.Read(Shop).WithMigrations(_ => hash);

    private static IEnumerable<string?> Hashes(World world) => world.Releases.Select(r => r.FindWorkload("migrate")!.Migrations);

    private static Release Release(int number, ReleaseState state, string? hash) => new()
    {
        Number = number, At = default, By = "ann", State = state, Took = default, Document = "", Images = [],
        Workloads = [new ReleaseWorkload("migrate", "", "web") { Migrations = hash }],
    };
}
