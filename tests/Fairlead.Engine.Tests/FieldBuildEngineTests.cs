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
}
