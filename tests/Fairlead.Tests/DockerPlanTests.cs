using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>Plans of the local target: as text, and asked at every step what a kill there would leave.</summary>
public class DockerPlanTests
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
            .. plan.Changes.Select(c => $"{c.Verb.ToString().ToLowerInvariant()} {c.Name} ({c.What}): {c.Why}{(c.Place is { } p ? $"  [{p.Line}]" : "")}"),
            "",
            .. plan.Stages.Select(s => $"{s.Name}{(s.Commits ? " (no way back)" : "")}\n{string.Join('\n', s.Lanes.Select(l => Lane(l)))}")]);
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
        var before = after.Services.Where(s => s is { Kind: not ServiceKind.Worker, Deploy.Strategy: Strategy.Rolling } && world.Serving(s.Name) > 0).ToList();
        foreach (var step in World.StepsOf(world.Plan(after)))
        {
            world.Apply(step);
            before.ShouldAllBe(s => world.Serving(s.Name) > 0, step.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Taking_back_leaves_the_old_tasks_serving(string name)
    {
        var (_, after) = Scene(name);
        var stages = Scene(name).World.Plan(after).Stages;
        for (var failing = 0; failing < stages.Count && !stages[failing].Commits; failing++)
        {
            var (world, _) = Scene(name);
            var serving = after.Services.ToDictionary(s => s.Name, s => (world.Serving(s.Name), world.Running(s.Name)));
            foreach (var stage in world.Plan(after).Stages.Take(failing + 1).ToList())
            {
                stage.Lanes.SelectMany(l => l.Steps).ToList().ForEach(world.Apply);
            }

            foreach (var undo in Scene(name).World.Plan(after).Stages.Take(failing + 1).Reverse().SelectMany(s => s.Lanes).SelectMany(l => l.Undo))
            {
                world.Apply(undo);
            }

            after.Services.ToDictionary(s => s.Name, s => (world.Serving(s.Name), world.Running(s.Name))).ShouldBe(serving, $"failed in '{stages[failing].Name}'");
        }
    }

    private static string Lane(Lane lane) =>
        $"  {lane.Subject}\n{string.Concat(lane.Steps.Select(s => $"    {s}\n"))}{(lane.Undo.Count == 0 ? "" : $"    taken back by: {string.Join("; ", lane.Undo)}\n")}".TrimEnd('\n');

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
        .Select(g => $"{g.Key} × {g.Count()}, serving {world.Serving(g.Key.Name)}, released {world.Releases.Any(r => r.Result == ReleaseResult.Succeeded)}")
        .Order();
}
