using System.Diagnostics;
using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>What is in an image, and what a container finds around itself.</summary>
public class ContainerTests
{
    [EngineFact]
    public async Task Row_001_043_201_217_218_images_of_one_repository_know_their_commit_and_write_where_they_like()
    {
        await using var app = new TestApp("""
            app: APP
            images:
              app: .
              side: {context: side, dockerfile: docker/side.Dockerfile}
            env: {COMMIT: "${release.commit}", WORD: "a = b"}
            services:
              web: {image: app, command: [perl, /server.pl], stop: 1s}
              side: {image: side, stop: 1s}
            """);
        await Write(app, "side/said.txt", "from the side\n");
        await Write(app, "docker/side.Dockerfile", """
            FROM debian:bookworm-slim
            COPY said.txt /said.txt
            USER 1234
            WORKDIR /tmp
            CMD ["sh", "-c", "id -u > /tmp/who; (echo one 1; echo one 2) & wait; (echo two 1; echo two 2) & wait; exec sleep 600"]
            """);
        await Write(app, ".gitignore", ".fairlead/\n");
        await Git(app, "init", "-q");
        await Git(app, "add", ".");
        await Git(app, "commit", "-q", "-m", "first");
        var head = (await Git(app, "rev-parse", "HEAD")).Trim();
        await app.Deployed();
        (await app.Run("exec", "side", "--", "cat", "/said.txt")).Out.ShouldBe("from the side\n");
        (await app.Run("exec", "side", "--", "cat", "/tmp/who")).Out.ShouldBe("1234\n");
        (await app.Run("exec", "web", "--", "sh", "-c", "echo $COMMIT")).Out.Trim().ShouldBe(head[..12]);
        var lines = (await app.Run("logs", "side")).Out.Split('\n').Select(l => l.Split("| ")[^1].Trim()).Where(l => l.Length > 0);
        lines.ShouldBe(["one 1", "one 2", "two 1", "two 2"]);

        // A run of its own finds what the service finds.
        const string Keys = "env | cut -d= -f1 | grep -v HOSTNAME | sort | tr '\\n' ' '";
        var service = (await app.Run("exec", "web", "--", "sh", "-c", Keys)).Succeeds().Out;
        (await app.Run("run", "web", "--", "sh", "-c", Keys)).Succeeds().Out.ShouldBe(service);
        service.ShouldContain("COMMIT ");

        await Write(app, "more.txt", "not committed");
        await app.Deployed();
        (await app.Run("exec", "web", "--", "sh", "-c", "echo $COMMIT")).Out.Trim().ShouldBe(head[..12] + "-dirty");
    }

    private static async Task Write(TestApp app, string file, string text)
    {
        var path = Path.Combine(app.Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text);
    }

    private static async Task<string> Git(TestApp app, params string[] words)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "user.name=ann", "-c", "user.email=ann@example.org", .. words])
        {
            WorkingDirectory = app.Folder, RedirectStandardOutput = true, UseShellExecute = false,
        })!;
        var said = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        git.ExitCode.ShouldBe(0);
        return said;
    }
}
