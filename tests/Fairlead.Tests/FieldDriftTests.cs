using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>
/// What somebody does beside the command is seen, and what a deploy needs is there before it begins: each test is named after its number
/// among the findings. None needs an engine.
/// </summary>
public sealed class FieldDriftTests
{
    private const string Shop = """
        app: shop
        images: {web: {use: "web:1"}}
        services:
          web: {port: 8080, route: /, memory: 64M, cpu: 0.25, count: 2, env: {DB: "${db.url}"}}
          api: {port: 9000, memory: 128M}
        resources:
          db: {type: postgres, version: 15}
        """;

    [Theory]
    [InlineData("memory", "memory is 300M, the file says 64M", "memory is 300M, the release says 64M")]
    [InlineData("odd memory", "memory is 100000000 bytes, the file says 64M", "memory is 100000000 bytes, the release says 64M")]
    [InlineData("no memory", "memory is without limit, the file says 64M", "memory is without limit, the release says 64M")]
    [InlineData("swap", "memory with swap is 1G, the file says 64M", "memory with swap is 1G, the release says 64M")]
    [InlineData("shares", "cpu weight is 512, the file says 256", "cpu weight is 512, the release says 256")]
    [InlineData("cpus", "cpu is at most 1.5, it was made without such a limit", "cpu is at most 1.5")]
    [InlineData("set", "it may only use the CPUs 0-1", "it may only use the CPUs 0-1")]
    [InlineData("restart", "restart is no, it was made with unless-stopped", "restart is no, it was made with unless-stopped")]
    [InlineData("alone", "it is not in the network shop_local", "it is not in the network shop_local")]
    [InlineData("other", "it is in the network bridge too", "it is in the network bridge too")]
    public void N22_What_was_changed_of_a_task_by_hand_is_told_and_made_right(string what, string planned, string status)
    {
        var app = World.Read(Shop);
        var world = new World();
        world.Apply(world.Plan(app)).LookClosely();
        world.Plan(app).IsEmpty.ShouldBeTrue();
        world.Status().Notices.ShouldBeEmpty();

        world.Adjust("shop_local_web_1_1", a => Changed(a, what));
        world.Status().Notices.ShouldContain(n => n.Subject == "web" && n.What.StartsWith("shop_local_web_1_1: ")
            && n.What.Contains(status) && n.What.EndsWith(": changed by hand") && n.Next == "fairlead deploy");
        var plan = world.Plan(app);
        var change = plan.Changes.ShouldHaveSingleItem();
        (change.Verb, change.Name).ShouldBe((Verb.Change, "web"));
        change.Why.ShouldStartWith("1 new for 1 old: shop_local_web_1_1: ");
        change.Why.ShouldContain(planned);
        change.Why.ShouldEndWith(": changed by hand");

        world.Apply(plan).LookClosely();
        world.Containers.ShouldNotContain(c => c.Handle == "shop_local_web_1_1");
        world.Serving("web").ShouldBe(2);
        world.Plan(app).IsEmpty.ShouldBeTrue();
        world.Status().Notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("shop_local_db", "db", "memory")]
    [InlineData("shop_local_db", "db", "nameless")]
    [InlineData("shop_local_db", "db", "restart")]
    [InlineData("shop_local__proxy", "load-balancer", "memory")]
    [InlineData("shop_local__proxy", "load-balancer", "other")]
    public void N22_The_kind_for_databases_and_load_balancers(string handle, string subject, string what)
    {
        var app = World.Read(Shop);
        var world = new World();
        world.Apply(world.Plan(app)).LookClosely();
        world.Adjust(handle, a => Changed(a, what));
        world.Status().Notices.ShouldHaveSingleItem().Subject.ShouldBe(subject);
        var plan = world.Plan(app);
        var change = plan.Changes.ShouldHaveSingleItem();
        (change.Verb, change.Name).ShouldBe((Verb.Replace, subject));
        change.Why.ShouldContain(": changed by hand");
        world.Apply(plan).LookClosely();
        world.Plan(app).IsEmpty.ShouldBeTrue();
        world.Answers("web", "db").ShouldBeTrue();
    }

    [Theory]
    [InlineData("memory of an engine that knows none")]
    [InlineData("swap of an engine that knows none")]
    [InlineData("shares of an engine that knows none")]
    public void N22_What_the_engine_can_not_limit_is_no_change(string what)
    {
        var app = World.Read(Shop);
        var world = new World();
        world.Apply(world.Plan(app)).LookClosely();
        world.Adjust("shop_local_web_1_1", a => Changed(a, what));
        world.Plan(app).IsEmpty.ShouldBeTrue();
        world.Status().Notices.ShouldBeEmpty();
    }

    [Fact]
    public void N22_A_change_by_hand_is_made_right_though_an_image_has_yet_to_be_built()
    {
        var app = World.Read(Shop.Replace("{use: \"web:1\"}", "."));
        var world = new World();
        world.Apply(world.Plan(app)).LookClosely();
        world.Adjust("shop_local_web_1_1", a => Changed(a, "memory"));
        var plan = world.Plan(app, isBuilt: false);
        var lanes = plan.Lanes.Where(l => l.Subject is "web" or "release").ToList();
        lanes.ShouldNotBeEmpty();
        lanes.ShouldAllBe(l => l.Unless.Count == 0);
    }

    [Theory]
    [InlineData("logs", "web      | GET / curl\nweb      | ready\n")]
    [InlineData("logs --tail 1", "web      | ready\n")]
    [InlineData("logs --tail 2 web", "web      | GET / curl\nweb      | ready\n")]
    [InlineData("logs --checks --tail 1", "web      | GET /health 500 \"fairlead-health\"\n")]
    [InlineData("logs --checks --grep health/1", "web      | GET /health/1 fairlead-health\n")]
    public async Task N07_Lines_of_the_load_balancers_checks_are_left_out(string call, string shown)
    {
        const string Text = "app: shop\nimages: {web: {use: \"web:v1\"}}\nservices: {web: {port: 8080, route: /}}\n";
        var world = new World();
        using var engine = new FakeEngine(world.Apply(world.Plan(World.Read(Text))), "shop");
        engine.Logs["web"] = ["GET / curl", "ready", .. Enumerable.Range(1, 500).Select(i => $"GET /health/{i} fairlead-health"),
            "GET /health 500 \"fairlead-health\""];
        if (call.Contains("health/1"))
        {
            engine.Logs["web"] = engine.Logs["web"][..4];
        }

        var folder = Directory.CreateTempSubdirectory("fairlead-drift-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "fairlead.yaml"), Text);
            using var command = new CommandRun(folder);
            command.Variables["DOCKER_HOST"] = engine.Host;
            (await command.Run(call.Split(' '))).ShouldBe(0, command.Error);
            command.Output.ShouldBe(shown);
            (await command.Run([.. call.Split(' '), "--json"])).ShouldBe(0, command.Error);
            command.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(shown.Count(c => c == '\n'));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("db: {type: postgres, version: 16}", "postgres:16", "db: the image postgres:16 can not be had")]
    [InlineData("db: {type: postgres, image: \"my/pg:16\", version: 16}", "my/pg:16", "db: the image my/pg:16 can not be had")]
    [InlineData("cache: {type: redis, version: 7}", "redis:7", "cache: the image redis:7 can not be had")]
    public async Task N13_An_image_that_can_not_be_had_is_told_before_anybody_types_a_secret(string resource, string image, string said)
    {
        const string Services = "app: shop\nimages: {web: .}\nservices: {web: {port: 8080, env: {KEY: \"${secret}\"}}}\n";
        var text = $"{Services}resources:\n  {resource}\n";
        var folder = Directory.CreateTempSubdirectory("fairlead-drift-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "fairlead.yaml"), text);
            await File.WriteAllTextAsync(Path.Combine(folder, "Dockerfile"), "FROM scratch\n");
            using var engine = new FakeEngine(new World(), "shop");
            engine.Missing.Add(image);
            using var command = new CommandRun(folder, "typed");
            command.Variables["DOCKER_HOST"] = engine.Host;
            (await command.Run("deploy")).ShouldBe(1, command.Output + command.Error);
            command.Error.ShouldContain($"failed: {said}");
            command.Error.ShouldContain("fairlead.yaml:5");
            command.Error.ShouldContain("next:  docker pull " + image);
            command.Error.ShouldContain("nothing was changed");
            command.Error.ShouldNotContain("KEY (for web)");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Adjustable Changed(Adjustable found, string what) => what switch
    {
        "memory" => found with { Memory = 300 << 20, Swap = 600 << 20 },
        "odd memory" => found with { Memory = 100_000_000, Swap = 100_000_000 },
        "no memory" => found with { Memory = -1, Swap = -1 },
        "swap" => found with { Swap = 1 << 30 },
        "shares" => found with { CpuShares = 512 },
        "cpus" => found with { Cpus = 1.5m },
        "set" => found with { CpuSet = "0-1" },
        "restart" => found with { Restart = "no" },
        "alone" => found with { Networks = new Dictionary<string, IReadOnlyList<string>>() },
        "nameless" => found with { Networks = found.Networks.ToDictionary(n => n.Key, n => (IReadOnlyList<string>)[]) },
        "other" => found with { Networks = found.Networks.Append(new("bridge", [])).ToDictionary() },
        "memory of an engine that knows none" => found with { Memory = 0, Swap = 0 },
        "swap of an engine that knows none" => found with { Swap = -1 },
        "shares of an engine that knows none" => found with { CpuShares = 0 },
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };
}
