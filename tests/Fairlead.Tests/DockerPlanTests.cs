using System.Text.RegularExpressions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>Plans of the local target: as text, and asked at every step what a kill there would leave.</summary>
public partial class DockerPlanTests
{
    private static readonly string Plans = Repository.Path("tests", "plans");

    public static TheoryData<string> Names() => [.. Directory.GetDirectories(Plans).Select(d => Path.GetFileName(d)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Plan_reads_as_expected(string name)
    {
        var (world, after) = Scene(name);
        var plan = world.Plan(after);
        var text = string.Join('\n', [
            .. plan.Changes.Select(
                c => $"{c.Verb.ToString().ToLowerInvariant()} {c.Name} ({c.What}): {c.Why}{(c.Place is { } p ? $"  [{p.Line}]" : "")}"),
            .. plan.Pulls.Select(p => p.ToString()),
            .. plan.Lanes.Select(l => Text(plan, l))]);
        Golden.Check(Path.Combine(Plans, name, "plan.txt"), text + "\n");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_second_deploy_has_nothing_to_do(string name)
    {
        var (world, after) = Scene(name);
        world.Apply(world.Plan(after));
        world.Plan(after).Details.ShouldBeEmpty();
        world.Plan(after).Changes.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_kill_after_any_step_can_be_followed_by_the_same_command(string name)
    {
        var (whole, after) = Scene(name);
        var steps = World.StepsOf(whole.Plan(after)).Count();
        whole.Apply(whole.Plan(after));
        for (var kill = 0; kill < steps; kill++)
        {
            var (world, _) = Scene(name);
            var first = world.Plan(after);
            foreach (var step in World.StepsOf(first).Take(kill))
            {
                world.Apply(step);
            }

            // What the killed command was to do, the next does; nothing is left over, and no job ran twice.
            for (var round = 0; world.Plan(after) is { Details.Count: > 0 } plan; round++)
            {
                round.ShouldBeLessThan(2, $"killed before step {kill}, still: {string.Join("; ", plan.Details)}");
                world.Apply(plan);
            }

            Summary(world, after).ShouldBe(Summary(whole, after), $"killed before step {kill}");
            world.Runs.Count.ShouldBe(whole.Runs.Count, $"killed before step {kill}");
            world.Volumes.ShouldBe(whole.Volumes, ignoreOrder: true);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void At_every_step_something_serves(string name)
    {
        var (world, after) = Scene(name);
        var before = after.Services.Where(
            s => s is { Kind: not ServiceKind.Worker, Deploy.Strategy: Strategy.Rolling } && world.Serving(s.Name) > 0).ToList();
        foreach (var step in World.StepsOf(world.Plan(after)))
        {
            world.Apply(step);
            before.ShouldAllBe(s => world.Serving(s.Name) > 0, step.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_kill_at_any_moment_of_any_order_can_be_followed_by_the_same_command(string name)
    {
        var (whole, after) = Scene(name);
        whole.Apply(whole.Plan(after));
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var (world, _) = Scene(name);
            var steps = World.StepsOf(world.Plan(after), random).ToList();
            steps.Take(random.Next(steps.Count + 1)).ToList().ForEach(world.Apply);
            for (var round = 0; world.Plan(after) is { Details.Count: > 0 } plan; round++)
            {
                round.ShouldBeLessThan(2, $"seed {seed}, still: {string.Join("; ", plan.Details)}");
                World.StepsOf(plan, random).ToList().ForEach(world.Apply);
            }

            Summary(world, after).ShouldBe(Summary(whole, after), $"seed {seed}");
            world.Runs.Count.ShouldBe(whole.Runs.Count, $"seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Lanes_wait_only_for_lanes_before_them(string name)
    {
        var (world, after) = Scene(name);
        var seen = new HashSet<string>();
        foreach (var lane in world.Plan(after).Lanes)
        {
            lane.After.ShouldBeSubsetOf(seen);
            seen.Add(lane.Name).ShouldBeTrue($"{lane.Name} is there twice");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_that_can_fail_comes_behind_the_point_of_no_return(string name)
    {
        var (world, after) = Scene(name);
        var plan = world.Plan(after);
        var before = plan.Lanes.Where(l => !l.Commits).Select(l => l.Name).ToHashSet();
        foreach (var lane in plan.Lanes.Where(l => l.Commits))
        {
            Behind(plan, lane)
                .IsSupersetOf(before)
                .ShouldBeTrue($"{lane.Name} does not wait for {string.Join(", ", before.Except(Behind(plan, lane)))}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Taking_back_leaves_the_old_tasks_serving(string name)
    {
        var (_, after) = Scene(name);
        var lanes = Scene(name).World.Plan(after).Lanes;
        for (var failing = 0; failing < lanes.Count && !lanes[failing].Commits; failing++)
        {
            var (world, _) = Scene(name);
            var serving = after.Services.ToDictionary(s => s.Name, s => (world.Serving(s.Name), world.Running(s.Name)));
            var begun = world.Plan(after).Lanes.Take(failing + 1).ToList();
            begun.SelectMany(l => l.Steps).ToList().ForEach(world.Apply);
            begun.AsEnumerable().Reverse().SelectMany(l => l.Undo).ToList().ForEach(world.Apply);
            after.Services.ToDictionary(s => s.Name, s => (world.Serving(s.Name), world.Running(s.Name)))
                .ShouldBe(serving, $"failed in '{begun[^1].Name}'");
        }
    }

    [Fact]
    public void Old_tasks_go_when_the_new_ones_have_stood_also_where_no_release_is_made()
    {
        var (world, app) = Scene("new-version");
        var plan = world.Plan(app, Goal.Restart(app, world.Observe().Live!, []));
        plan.Lanes.ShouldNotContain(l => l.Kind == LaneKind.Record);
        var bakes = plan.Lanes.Where(l => l.Kind == LaneKind.Bake).Select(l => l.Name).ToList();
        bakes.ShouldNotBeEmpty();
        plan.Lanes.Where(l => l.Kind is LaneKind.Drain or LaneKind.Stop).ShouldAllBe(l => Behind(plan, l).IsSupersetOf(bakes));
    }

    [Fact]
    public void A_database_whose_deploy_was_killed_before_it_had_its_password_gets_it()
    {
        var app = World.Read("""
            app: shop
            images: {web: {use: "web:1"}}
            services: {web: {port: 8080, route: /, env: {DB: "${db.url}"}}}
            resources: {db: {type: postgres, version: 15}}
            """);
        var world = new World();
        world.Apply(world.Plan(app));
        world.Hurt("shop_local_db", removes: true);
        world.Secrets["db.password"] = "another";
        World.StepsOf(world.Plan(app)).TakeWhile(s => s is not Execute).ToList().ForEach(world.Apply);
        world.Apply(world.Plan(app));
        world.Answers("web", "db").ShouldBeTrue();
        world.Plan(app).Details.ShouldBeEmpty();
    }

    [Fact]
    public void An_image_that_comes_out_the_same_changes_nothing()
    {
        var (world, after) = Scene("new-version");
        world.Apply(world.Plan(after));
        var plan = world.Plan(after, image: "v2", isBuilt: false);
        plan.Changes.Select(c => $"{c.Verb} {c.Name}").ShouldBe(["Build web", "Run migrate", "Change web", "Change mailer", "Run warm"]);
        var same = new BuiltImages(plan.Images, [World.Image("web", "v1")]);
        plan.Lanes.Where(l => !same.IsUnneeded(l)).Select(l => l.Name).ShouldBeEmpty();
        var other = new BuiltImages(plan.Images, [World.Image("web", "v2")]);
        plan.Lanes.Where(other.IsUnneeded).ShouldBeEmpty();
    }

    private static HashSet<string> Behind(DockerPlan plan, Lane lane)
    {
        var all = new HashSet<string>(lane.After);
        foreach (var name in lane.After)
        {
            all.UnionWith(Behind(plan, Find(plan, name)));
        }

        return all;
    }

    private static string Text(DockerPlan plan, Lane lane)
    {
        var after = lane.After.Where(a => !lane.After.Any(b => b != a && Behind(plan, Find(plan, b)).Contains(a)))
            .Select(a => Title(Find(plan, a)))
            .ToList();
        return $"\n{Title(lane)}{(after.Count == 0 ? "" : $" ← {string.Join(", ", after)}")}{(lane.Commits ? "  (no way back)" : "")}"
            + string.Concat(lane.Steps.Select(s => $"\n    {s}"))
            + (lane.Undo.Count == 0 ? "" : $"\n    taken back by: {string.Join("; ", lane.Undo)}");
    }

    private static string Title(Lane lane)
    {
        var kind = Words().Replace(lane.Kind.ToString(), " $1").Trim().ToLowerInvariant();
        return kind == lane.Subject ? kind : $"{kind} {lane.Subject}{(lane.Part is null ? "" : $" ({lane.Part})")}";
    }

    private static Lane Find(DockerPlan plan, string name) => plan.Lanes.First(l => l.Name == name);

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Words();

    private static (World World, App After) Scene(string name)
    {
        var world = new World();
        var before = Path.Combine(Plans, name, "before.yaml");
        var image = "v1";
        if (File.Exists(before))
        {
            var app = World.Read(File.ReadAllText(before));
            world.Apply(world.Plan(app, image: image));
        }

        return (world, World.Read(File.ReadAllText(Path.Combine(Plans, name, "after.yaml"))));
    }

    private static IEnumerable<string> Summary(World world, App app) => world.Containers
        .GroupBy(c => (c.Role, c.Name, c.Config, c.State))
        .Select(g => $"{g.Key} × {g.Count()}, serving {world.Serving(g.Key.Name)}, "
            + $"released {world.Releases.Any(r => r.State == ReleaseState.Succeeded)}")
        .Order();
}
