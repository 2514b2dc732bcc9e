using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

/// <summary>File systems that services and jobs share.</summary>
public class VolumeTests
{
    private const string Shared = """
        app: APP
        images: {app: .}
        services:
          api: {command: "sleep 1000", mounts: {/shared: files}, user: "1000:1000", stop: 1s}
          geo: {command: "sleep 1000", mounts: {/opt/data: files/geo/server, /read: "files:ro"}, user: "1000:1000", stop: 1s}
        jobs:
          write: {command: "sh -c 'echo made by a job > /in/job.txt'", mounts: {/in: files/geo}, user: "1000:1000", when: before-deploy}
        resources:
          files: {type: volume, owner: "1000:1000"}
        """;

    [EngineFact]
    public async Task Row_093_094_095_one_volume_is_seen_by_all_in_part_or_whole_and_belongs_to_its_owner()
    {
        await using var app = new TestApp(Shared);
        var plan = (await app.Run("plan")).Succeeds().Out;
        plan.ShouldMatch("add +files +volume +with geo, geo/server");
        (await app.Run("deploy")).Succeeds();
        (await Exec("api", "cat /shared/geo/job.txt")).ShouldBe("made by a job");
        await Exec("api", "echo from api > /shared/geo/server/file.txt");
        (await Exec("geo", "cat /opt/data/file.txt && stat -c %u:%g /opt/data /read /read/geo")).ShouldBe(
            "from api\n1000:1000\n1000:1000\n1000:1000");
        (await app.Run("exec", "geo", "--", "sh", "-c", "echo x > /read/no.txt")).Code.ShouldNotBe(0);

        (await app.Run("deploy")).Succeeds().Out.ShouldContain("nothing to do");
        (await app.Containers()).ShouldNotContain(c => c.Contains("__folders"));

        // Another directory and another owner; what lies in it stays.
        app.Change("/shared: files}", "/shared: files, /more: files/more}");
        app.Change("owner: \"1000:1000\"", "owner: \"1000:2000\"");
        (await app.Run("deploy")).Succeeds();
        (await Exec("api", "stat -c %u:%g /more /shared/geo && cat /shared/geo/server/file.txt")).ShouldBe(
            "1000:2000\n1000:2000\nfrom api");

        (await app.Run("down")).Succeeds().All.ShouldContain("its data stays; --data removes it");
        (await app.Run("deploy")).Succeeds();
        (await Exec("geo", "cat /opt/data/file.txt")).ShouldBe("from api");
        (await app.Run("destroy", "--data", "--confirm", app.Name)).Succeeds();
        (await app.Volumes()).ShouldBeEmpty();

        async Task<string> Exec(string service, string script) =>
            (await app.Run("exec", service, "--", "sh", "-c", script)).Succeeds().Out.Trim().ReplaceLineEndings("\n");
    }

    [EngineFact]
    public async Task A_kill_while_directories_are_made_is_gone_on_from()
    {
        await using var app = new TestApp(Shared);
        for (var call = 2; call <= 9; call++)
        {
            (await app.DeployKilledAt(call)).Code.ShouldNotBe(0);
        }

        (await app.Run("deploy")).Succeeds();
        (await app.Run("exec", "geo", "--", "cat", "/read/geo/job.txt")).Succeeds().Out.ShouldContain("made by a job");
        (await app.Containers()).ShouldNotContain(c => c.Contains("__folders"));
    }
}
