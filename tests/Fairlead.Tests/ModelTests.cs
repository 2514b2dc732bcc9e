using System.Text;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>
/// Random lives of an app, carried out by the real planner and the real executor in a simulated world: deploys that succeed, fail at any
/// step, are interrupted or killed there, passwords that change, folders that are lost, tasks that die, strangers under our names, ways
/// back. After each step of such a life the old or the new release answers. FAIRLEAD_SEED=N runs the life of one seed alone.
/// </summary>
public class ModelTests
{
    private const int Lives = 2000;
    private const int LivesForOneOnTheEngine = 200;
    private const int Length = 8;

    [Fact]
    public async Task Whatever_happens_the_old_or_the_new_release_answers()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("FAIRLEAD_SEED"), out var one))
        {
            await new Life(one).Live(Length);
            return;
        }

        var lives = int.TryParse(Environment.GetEnvironmentVariable("FAIRLEAD_LIVES"), out var n) ? n * LivesForOneOnTheEngine : Lives;
        for (var seed = 1; seed <= lives; seed++)
        {
            await new Life(seed).Live(Length);
        }
    }

    private sealed class Life(int seed)
    {
        private readonly Random random = new(seed);
        private readonly World world = new();
        private readonly StringBuilder story = new($"FAIRLEAD_SEED={seed}\n");
        private App app = World.Read(AppText(1, 1, "rolling", 0, false, false));
        private int texts = 1;

        // Killed while something that has to stop before its successor starts was down: the same command has to bring it back.
        private bool mayBeDown;

        public async Task Live(int length)
        {
            try
            {
                await Deploy(Mishap.None);
                for (var i = 0; i < length; i++)
                {
                    await Happen(random.Next(9));
                }

                await Deploy(Mishap.None);
                Wanted().Details.ShouldBeEmpty();
            }
            catch (Exception e)
            {
                throw new ShouldAssertException($"{story}\n{e.Message}", e);
            }
        }

        private async Task Happen(int what)
        {
            switch (what)
            {
                case 0 or 1:
                    Change();
                    await Deploy(Mishap.Fails);
                    break;
                case 2:
                    Change();
                    await Deploy(Mishap.Killed);
                    break;
                case 3:
                    Change();
                    await Deploy(Mishap.Interrupted);
                    break;
                case 4:
                    Change();
                    await Deploy(Mishap.None);
                    break;
                case 5:
                    Say("another password");
                    world.Secrets["db.password"] = $"changed-{texts++}";
                    await Deploy(random.Next(2) == 0 ? Mishap.None : Mishap.Fails);
                    break;
                case 6:
                    Say("the folder is lost");
                    world.Secrets.Clear();
                    break;
                case 7:
                    await RollBack();
                    break;
                default:
                    await Foreign();
                    break;
            }
        }

        private Task RollBack()
        {
            var back = world.Releases.Where(r => r.State != ReleaseState.Failed).ToArray();
            var to = back[random.Next(back.Length)];
            Say($"back to release {to.Number}");
            var recorded = RecordedApp.Read(to, "local").App!;
            return Carry(world.Plan(recorded, Goal.Rollback(recorded, to, "test")), (Mishap)random.Next(3));
        }

        // The name of a task that is to come is taken; later it is free again.
        private async Task Foreign()
        {
            Change();
            var name = $"shop_local_web_{world.Observe().NextRelease}_1";
            Say($"a stranger named {name}");
            world.Strangers.Add(name);
            await Deploy(Mishap.None);
            world.Strangers.ShouldContain(name);
            world.Strangers.Clear();
        }

        private void Change()
        {
            app = World.Read(AppText(++texts, random.Next(1, 4), random.Next(4) == 0 ? "replace" : "rolling", random.Next(3),
                random.Next(2) == 0, random.Next(3) == 0));
            if (random.Next(6) == 0)
            {
                Hurt();
            }
        }

        private void Hurt()
        {
            var all = world.Containers.Where(c => c.Runs).OrderBy(c => c.Handle, StringComparer.Ordinal).ToList();
            if (all.Count == 0)
            {
                return;
            }

            var victim = all[random.Next(all.Count)];
            Say($"{victim.Handle} is hurt by hand");
            world.Hurt(victim.Handle, removes: random.Next(2) == 0);
            mayBeDown = true;
        }

        private Task Deploy(Mishap mishap) => Carry(Wanted(), mishap);

        private DockerPlan Wanted() => world.Plan(app, image: $"v{texts % 5}");

        private async Task Carry(DockerPlan plan, Mishap mishap)
        {
            plan.Refusals.ShouldBeEmpty();
            var wasWhole = world.Status().IsWhole;
            var steps = plan.Lanes.Sum(l => l.Steps.Count);
            using var carrier = new WorldSteps(world, plan, random, mishap, random.Next(Math.Max(1, steps)));
            var thrown = await carrier.Carry();
            Say($"{mishap} {carrier.Hit} {thrown?.Message}; plan: {string.Join(", ", plan.Changes.Select(c => $"{c.Verb} {c.Name}"))}");
            Check(plan, mishap, thrown, carrier);
            if (wasWhole && mishap != Mishap.Killed)
            {
                world.Status().IsWhole.ShouldBeTrue(string.Join("; ", world.Status().Notices));
            }
        }

        private void Check(DockerPlan plan, Mishap mishap, Exception? thrown, WorldSteps carrier)
        {
            if (carrier.Hit is null && thrown is null)
            {
                mayBeDown = false;
                world.Status().IsWhole.ShouldBeTrue(string.Join("; ", world.Status().Notices));
            }
            else if (mishap == Mishap.Killed)
            {
                mayBeDown |= plan.Lanes.Any(l => l.Steps.Any(s => s is StopContainer));
            }

            if (!mayBeDown && world.Releases.Any(r => r.State != ReleaseState.Failed))
            {
                world.Answers("web", "db").ShouldBeTrue("something answers");
            }

            var readable = world.Readable + string.Join('\n', plan.Details);
            world.Secrets.Values.ShouldAllBe(v => !readable.Contains(v));
        }

        private void Say(string what) => story.AppendLine(what);

        private static string AppText(int text, int count, string strategy, int jobs, bool worker, bool cache) => Base
            .Replace("COUNT", $"{count}").Replace("STRATEGY", strategy)
            .Replace("WORKER", worker ? "worker: {image: web, command: work, env: {DB: \"${db.url}\", TEXT: t3-TEXTS}}" : "")
            .Replace("JOBS", jobs > 0 ? Jobs : "").Replace("WARM", jobs > 1 ? "warm: {image: web, command: warm, when: after-deploy}" : "")
            .Replace("CACHE", cache ? "cache: {type: redis}" : "")
            .Replace("t3-TEXTS", $"t{text / 3}").Replace("TEXTS", $"t{text}");

        private const string Jobs = "jobs:\n  migrate: {image: web, command: up, when: before-deploy, env: {DB: \"${db.url}\"}}\n  WARM";

        private const string Base = """
            app: shop
            images: {web: {use: "web:1"}}
            services:
              web: {port: 8080, route: /, count: COUNT, deploy: STRATEGY, env: {DB: "${db.url}", TEXT: TEXTS}}
              WORKER
            JOBS
            resources:
              db: {type: postgres, version: 15}
              CACHE
            """;
    }
}
