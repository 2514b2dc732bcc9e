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

    // As an archive, and as a folder beside a Dockerfile from elsewhere.
    [EngineFact]
    public async Task B19_Names_that_are_no_UTF8_arrive_byte_for_byte()
    {
        await using var app = new TestApp("""
            app: APP
            images:
              inside: {context: web}
              outside: {context: web, dockerfile: Dockerfile}
            services:
              inside: {image: inside, stop: 1s}
              outside: {image: outside, stop: 1s}
            """);
        const string Dockerfile = "FROM debian:bookworm-slim\nCOPY . /app\nCMD [\"sleep\", \"1000\"]\n";
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "Dockerfile"), Dockerfile);
        Directory.CreateDirectory(Path.Combine(app.Folder, "web"));
        await File.WriteAllTextAsync(Path.Combine(app.Folder, "web", "Dockerfile"), Dockerfile);
        try
        {
            (await Sh(app, """
                cd web
                printf hello > $(printf 'caf\351.txt')
                d=$(printf 'd\351'); mkdir $d; printf deep > $d/$(printf 'n\377%0110d' 7); ln -s $d plain; ln -s plain $(printf 'l\351')
                chmod 640 $d/*; chmod 4711 caf*
                """)).Succeeds();
            (await app.Run("deploy")).Succeeds();
            const string List = "cd \"$0\"; "
                + "find . -mindepth 1 ! -name Dockerfile -printf '%P %y %m %l\\n' | LC_ALL=C sort | od -An -v -tx1; "
                + "find . -type f ! -name Dockerfile -exec md5sum {} + | cut -c 1-32 | sort";
            var wanted = (await Command.Run("sh", ["-c", List, "web"], app.Folder, app.Variables)).Succeeds().Out;
            wanted.ShouldContain("63 61 66 e9 2e");
            foreach (var service in new[] { "inside", "outside" })
            {
                (await app.Run("exec", service, "--", "sh", "-c", List, "/app")).Succeeds().Out.ReplaceLineEndings("\n").ShouldBe(wanted);
            }

            (await app.Run("plan")).All.ShouldContain("nothing to do");
            (await Sh(app, "cd web; mv $(printf 'caf\\351.txt') $(printf 'caf\\350.txt')")).Succeeds();
            (await app.Run("deploy")).Succeeds();
            (await app.Run("exec", "inside", "--", "sh", "-c", "ls /app | od -An -tx1")).Succeeds().Out.ShouldContain("63 61 66 e8 2e");
        }
        finally
        {
            await Sh(app, "rm -rf web");
        }
    }

    private static Task<Answer> Sh(TestApp app, string script) => Command.Run("sh", ["-ec", script], app.Folder, app.Variables);
}
