using System.Text;
using Fairlead.Engine.Tests.Support;

namespace Fairlead.Engine.Tests;

#pragma warning disable CA1416 // the engine tests are for Unix

/// <summary>
/// Random lives of an app on a real engine, by the real command: each seed always the same. After each step of a life the old or the new
/// release answers, what somebody else made is there, and no value of a secret has been shown or kept. The planner and the executor live
/// many more lives in a simulated world. FAIRLEAD_LIVES=N lives as many, FAIRLEAD_SEED=N the life of one seed.
/// </summary>
public class LifeTests
{
    private const int Length = 4;

    public static TheoryData<int> Seeds()
    {
        if (Number("FAIRLEAD_SEED") is { } one)
        {
            return [one];
        }

        return [.. Enumerable.Range(1, Number("FAIRLEAD_LIVES") ?? 10)];
    }

    [EngineTheory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_happens_the_old_or_the_new_release_answers_and_the_same_command_goes_on(int seed)
    {
        await using var life = new Life(seed);
        await life.Live(Length);
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), out var n) ? n : null;

    private sealed class Life(int seed) : IAsyncDisposable
    {
        private const string File = """
            app: APP
            images: {app: ., pg: {use: "postgres:15"}}
            services:
              web:
                image: app
                port: 8080
                route: /
                memory: 64M
                stop: 2s
                health: {path: /health, grace: 5s}
                command: [sh, -c, "exec perl /server.pl"]
                env: {TEXT: t1, TOKEN: "${secret}"}
              asker:
                image: pg
                command: [sh, -c, "while :; do psql \"$DATABASE_URL\" -qtAc 'select 41 + 1' 2>&1; sleep 0.2; done"]
                env: {DATABASE_URL: "${db.url}", N: t1}
                stop: 1s
            jobs:
              migrate: {image: app, when: before-deploy, command: [sh, -c, "echo to t1 with $TOKEN; true"], env: {TOKEN: "${secret}"}}
            resources:
              db: {type: postgres, version: 15}
            """;

        private readonly Random random = new(seed);
        private readonly StringBuilder story = new($"FAIRLEAD_SEED={seed}\n");
        private readonly TestApp app = new(File);
        private readonly string secret = $"l3ak \"{seed}\" it's\\me";
        private HashSet<string> mayAnswer = ["t1"];
        private int texts = 1;
        private string? stranger;
        private bool isHurt;

        public async ValueTask DisposeAsync()
        {
            if (stranger is not null)
            {
                await app.Docker("rm", "-f", stranger);
            }

            await app.DisposeAsync();
        }

        public async Task Live(int length)
        {
            try
            {
                (await app.RunWithInput(secret, "secret", "set", "TOKEN")).Succeeds();
                await Whole();
                for (var i = 0; i < length; i++)
                {
                    await Happen(random.Next(10));
                    await Holds();
                }

                await Whole();
                (await app.Run("deploy")).Out.ShouldStartWith("nothing to do\n");
                await NothingLeaked();
            }
            catch (Exception e)
            {
                throw new ShouldAssertException($"{story}", e);
            }
        }

        private async Task Happen(int what)
        {
            switch (what)
            {
                case 0:
                    await Failing("command: [sh, -c, \"exec perl /server.pl\"]", "command: [sh, -c, \"echo no $TOKEN; exit 3\"]");
                    break;
                case 1:
                    await Failing("path: /health", "path: /health, codes: \"204\"");
                    break;
                case 2:
                    await Failing("with $TOKEN; true", "with $TOKEN; false");
                    break;
                case 3 or 4:
                    Next();
                    await Killed(random.Next(1, 30));
                    break;
                case 5:
                    Next();
                    Say("two deploys at once");
                    Note(await Task.WhenAll(app.Run("deploy"), app.Run("deploy")));
                    break;
                case 6:
                    await Stranger();
                    break;
                case 7:
                    await Password();
                    break;
                case 8:
                    await Back();
                    break;
                default:
                    await Hurt();
                    break;
            }
        }

        private void Next()
        {
            app.Change($"TEXT: t{texts},", $"TEXT: t{texts + 1},");
            app.Change($"N: t{texts}}}", $"N: t{texts + 1}}}");
            mayAnswer.Add($"t{++texts}");
        }

        private async Task Failing(string good, string bad)
        {
            app.Change(good, bad);
            app.Change($"TEXT: t{texts},", "TEXT: broken,");
            var failed = await Deploy();
            failed.Code.ShouldBe(1, failed.All);
            app.Change(bad, good);
            app.Change("TEXT: broken,", $"TEXT: t{texts},");
        }

        private async Task Killed(int call)
        {
            Say($"killed at call {call}");
            Note(await app.DeployKilledAt(call));
        }

        // It has the name of a task that is to come.
        private async Task Stranger()
        {
            Next();
            var releases = System.Text.Json.JsonDocument.Parse((await app.Run("releases", "--json")).Succeeds().Out).RootElement
                .GetProperty("releases").EnumerateArray().Max(r => r.GetProperty("number").GetInt32());
            stranger = app.Handle($"web_{releases + 1}_1");
            Say($"a stranger named {stranger}");
            if ((await app.Docker("run", "-d", "--name", stranger, "debian:bookworm-slim", "sleep", "600")).Code != 0)
            {
                stranger = null; // what a kill left has that name
                return;
            }

            (await Deploy()).Code.ShouldBe(1);
            (await app.Docker("inspect", "-f", "{{.State.Running}}", stranger)).Succeeds().Out.Trim().ShouldBe("true");
            await app.Docker("rm", "-f", stranger);
            stranger = null;
        }

        private async Task Password()
        {
            var file = Path.Combine(app.Folder, ".fairlead", "local.env");
            if (random.Next(2) == 0)
            {
                Say("another password, and the deploy fails");
                var lines = (await System.IO.File.ReadAllLinesAsync(file))
                    .Where(l => !l.StartsWith("db.password=", StringComparison.Ordinal));
                await System.IO.File.WriteAllLinesAsync(file, [.. lines, $"db.password=changed{texts}"]);
                await Failing("path: /health", "path: /health, codes: \"204\"");
            }
            else
            {
                Say("the folder is lost");
                Directory.Delete(Path.Combine(app.Folder, ".fairlead"), recursive: true);
                (await app.RunWithInput(secret, "secret", "set", "TOKEN")).Succeeds();
            }
        }

        private async Task Back()
        {
            var releases = System.Text.Json.JsonDocument.Parse((await app.Run("releases", "--json")).Succeeds().Out).RootElement
                .GetProperty("releases").EnumerateArray().Where(r => r.GetProperty("result").GetString() == "succeeded").ToList();
            var to = releases[random.Next(releases.Count)].GetProperty("number").GetInt32();
            Say($"back to release {to}");
            mayAnswer = [.. Enumerable.Range(1, texts).Select(t => $"t{t}")];
            Note(await app.Run("rollback", $"{to}", "--yes"));
        }

        private async Task Hurt()
        {
            var containers = await app.Containers();
            var victim = containers[random.Next(containers.Count)];
            Say($"{victim} is removed by hand");
            (await app.Docker("rm", "-f", victim)).Succeeds();
            isHurt = true;
        }

        private async Task<Answer> Deploy()
        {
            var answer = await app.Run("deploy");
            Note(answer);
            return answer;
        }

        private async Task Whole()
        {
            Say("deploy");
            (await Deploy()).Succeeds();
            isHurt = false;
            mayAnswer = [$"t{texts}"];
            await Holds();
        }

        // What somebody broke by hand only a deploy brings back.
        private async Task Holds()
        {
            if (isHurt)
            {
                await Whole();
                return;
            }

            (await app.Get()).ShouldBeOneOf([.. mayAnswer]);
            (await app.Docker("ps", "-q", "--filter", $"name={app.Handle("asker")}")).Out.ShouldNotBeEmpty("a worker runs");
        }

        private async Task NothingLeaked()
        {
            await Waiting.Eventually(async () =>
                (await app.Run("logs", "asker", "--tail", "2")).Out.Trim().EndsWith("42", StringComparison.Ordinal));
            foreach (var form in new[] { "l3ak", "it's" })
            {
                (await app.Docker("run", "--rm", "-v", $"{app.Handle("_state")}:/s", "debian:bookworm-slim", "grep", "-rF", form, "/s"))
                    .Code.ShouldBe(1, "grep finds nothing");
            }
        }

        private void Note(params Answer[] answers)
        {
            foreach (var answer in answers)
            {
                story.AppendLine($"  {answer.Code}: {answer.All.Trim().ReplaceLineEndings("\n  ")}");
                answer.All.ShouldNotContain("l3ak");
            }
        }

        private void Say(string what) => story.AppendLine(what);
    }
}
