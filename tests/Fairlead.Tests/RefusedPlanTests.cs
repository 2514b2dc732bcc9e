using Fairlead.Docker.Plan;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>What a plan refuses, every command refuses that would carry it out; and every one takes the same permission.</summary>
public sealed class RefusedPlanTests : IDisposable
{
    private const string Yaml = """
        app: hello
        images: {web: {use: "web:v1"}}
        services: {web: {port: 8080, route: /, env: {DB: "${db.url}"}}}
        resources: {db: {type: postgres, version: 15}}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-refused-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("plan")]
    [InlineData("deploy")]
    [InlineData("up")]
    [InlineData("restart")]
    [InlineData("rollback 1")]
    public async Task Data_that_would_be_lost_is_refused_by_every_command(string call)
    {
        using var engine = Engine();
        using var command = Command(engine);
        (await command.Run(call.Split(' '))).ShouldBe(2, command.Error);
        command.Error.ShouldContain("error FL060: db: the data is of PostgreSQL 14, the file asks for 15");
        command.Error.ShouldContain("--allow-replace db");
    }

    [Theory]
    [InlineData("deploy")]
    [InlineData("up")]
    [InlineData("restart")]
    [InlineData("rollback 1")]
    public async Task The_permission_is_taken_by_every_command_and_asked_about(string call)
    {
        using var engine = Engine();
        using var command = Command(engine);
        (await command.Run([.. call.Split(' '), "--allow-replace", "db"])).ShouldBe(2, command.Error);
        command.Error.ShouldContain("Data would be lost. Go on? Nobody can be asked here; say --yes if you mean it");
    }

    [Fact]
    public async Task A_refused_plan_says_so_as_JSON_too()
    {
        using var engine = Engine();
        using var command = Command(engine);
        (await command.Run("deploy", "--json")).ShouldBe(2);
        var last = command.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        last.ShouldContain("\"event\":\"refused\"");
        last.ShouldContain("FL060");
    }

    private CommandRun Command(FakeEngine engine)
    {
        File.WriteAllText(Path.Combine(folder, "fairlead.yaml"), Yaml);
        return new CommandRun(folder) { Variables = { ["DOCKER_HOST"] = engine.Host } };
    }

    // Two releases; somebody restored data of another version.
    private FakeEngine Engine()
    {
        var world = new World { Folder = folder };
        world.Apply(world.Plan(World.Read(Yaml)));
        world.Apply(world.Plan(World.Read(Yaml.Replace("route: /", "route: /two"))));
        return new FakeEngine(world.WithData("db", "14"), "hello");
    }
}
