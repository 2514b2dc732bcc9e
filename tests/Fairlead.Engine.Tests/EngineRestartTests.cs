using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>The engine itself goes away: the app comes back by itself, with its data and its history.</summary>
[Collection(nameof(Alone))]
public class EngineRestartTests
{
    [SecondEngineFact]
    public async Task A_prune_and_restarts_of_the_engine_lose_nothing()
    {
        await using var engine = await SecondEngine.Start("debian:bookworm-slim", "haproxy:2.6", "redis:7");
        await using var app = new TestApp(TestApp.Web + """

              worker: {command: perl /server.pl, memory: 64M, env: {CACHE: "${cache.url}"}}
            resources: {cache: redis}
            """);
        app.Variables["DOCKER_HOST"] = engine.Host;
        await app.Deployed();
        app.Change("TEXT: one", "TEXT: two");
        app.Change("grace: 30s", "grace: 30s, timeout: 2s"); // another check: the load balancer is reloaded
        await app.Deployed();
        (await app.Run("exec", "cache", "--", "redis-cli", "set", "kept", "yes")).Succeeds();
        var containers = await app.Containers();

        (await app.Docker("system", "prune", "-f")).Succeeds();
        await engine.Stop();
        await engine.Start();
        await IsBack(app);

        await engine.Stop();
        await engine.Start();
        await IsBack(app);

        (await app.Containers()).ShouldBe(containers);
        (await app.Run("exec", "cache", "--", "redis-cli", "get", "kept")).Out.ShouldContain("yes");
        (await app.Run("deploy")).Out.ShouldStartWith("nothing to do\n");
        (await app.Run("rollback")).Succeeds();
        (await app.Get()).ShouldBe("one");
    }

    private static Task IsBack(TestApp app) => Waiting.Eventually(async () =>
    {
        try
        {
            return (await app.Run("status")).Out.Contains("2 of 2 healthy") && await app.Get() == "two";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    });

    /// <summary>Nothing else may take the app's port while its engine is away.</summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class SecondEngineFactAttribute : FactAttribute
    {
        public SecondEngineFactAttribute() => Skip = SecondEngine.Missing;
    }
}
