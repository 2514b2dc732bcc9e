using System.Text;
using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>What people met where images come from and what they are given, on a real engine.</summary>
public sealed class FieldBuildEngineTests
{
    [EngineFact]
    public async Task B23_An_image_of_a_private_registry_is_fetched_and_built_on()
    {
        await using var app = new TestApp("""
            app: APP
            images: {w: {use: "IMAGE"}, own: .}
            services:
              w: {stop: 1s}
              own: {image: own, stop: 1s}
            """);
        using var registry = await PrivateRegistry.With(app, "debian:bookworm-slim");
        app.Change("IMAGE", registry.Image);
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "Dockerfile"), $"FROM {registry.Image}\nRUN echo built > /own\n");
        var config = Directory.CreateDirectory(Path.Combine(app.Folder, ".docker-of-ann"));
        app.Variables["DOCKER_CONFIG"] = config.FullName;
        try
        {
            var refused = await app.Run("deploy", "--only", "w");
            refused.Code.ShouldBe(1, refused.All);
            refused.All.ShouldContain($"{registry.Host} refuses, and no login for it is known");
            refused.All.ShouldContain($"docker login {registry.Host}");
            refused = await app.Run("deploy", "--only", "own");
            refused.Code.ShouldBe(1, refused.All);
            refused.All.ShouldContain($"docker login {registry.Host}");

            var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes(PrivateRegistry.Login));
            await File.WriteAllTextAsync(Path.Combine(config.FullName, "config.json"),
                $$$"""{"auths": {"{{{registry.Host}}}": {"auth": "{{{auth}}}"} } }""");
            var deployed = (await app.Run("deploy")).Succeeds();
            deployed.All.ShouldNotContain("s3cr3t");
            deployed.All.ShouldNotContain(auth);
            (await app.Run("exec", "own", "--", "cat", "/own")).Succeeds().Out.Trim().ShouldBe("built");
        }
        finally
        {
            await app.Docker("rmi", "-f", registry.Image);
        }
    }

    [EngineFact]
    public async Task B30_Variables_with_dots_and_signs_arrive()
    {
        await using var app = await new TestApp("""
            app: APP
            images: {w: .}
            services:
              w:
                entrypoint: [perl, -e]
                command: ["$| = 1; print map { qq($_=$ENV{$_}\\n) } grep { /spring|list|Level|1ST/ } sort keys %ENV; sleep 600"]
                env: {spring.datasource.url: "jdbc:x", "app.list[0].my-name": "a=b", "Logging:LogLevel": Warn, 1ST: first}
                stop: 1s
            """).Deployed();
        var said = "";
        for (var i = 0; i < 100 && !said.Contains("jdbc:x\n", StringComparison.Ordinal); i++)
        {
            said = (await app.Run("logs", "w")).Succeeds().Out;
        }

        said.Split('\n').Select(l => l.Split("| ")[^1]).Where(l => l.Contains('='))
            .ShouldBe(["1ST=first", "Logging:LogLevel=Warn", "app.list[0].my-name=a=b", "spring.datasource.url=jdbc:x"]);
    }
}
