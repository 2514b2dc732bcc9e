using System.Text.Json.Nodes;
using Fairlead.Aws.Checks;
using Fairlead.Aws.Tests.Endpoint.Containers;
using Fairlead.Aws.Tests.Endpoint.Rights;
using Fairlead.Aws.Tests.Endpoint.Server;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Tests.Deploying;

/// <summary>
/// An app on a scripted AWS, as a command sees it: each step is a target of its own, as each command is a process of its own. Whoever acts
/// as a role is held to what the templates allow it.
/// </summary>
internal sealed class AwsApp : IAsyncDisposable
{
    public const string Digest = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    public const string Other = "sha256:2222222222222222222222222222222222222222222222222222222222222222";

    public const string Third = "sha256:3333333333333333333333333333333333333333333333333333333333333333";

    private readonly string folder = Directory.CreateTempSubdirectory("fairlead-aws-").FullName;

    private App? last;

    private AwsApp(ScriptedAws aws, string environment) => (Aws, Environment) = (aws, environment);

    public ScriptedAws Aws { get; }

    public string Environment { get; }

    /// <summary>Of the last apply.</summary>
    public List<Event> Events { get; } = [];

    /// <summary>What public DNS says; by itself it does not answer.</summary>
    public Func<string, IReadOnlyList<string>?> NameServers { get; set; } = static _ => null;

    /// <summary>Of the process, beside those that lead to the account.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public int Calls => Aws.Calls.Count;

    /// <param name="account">Twelve digits.</param>
    public static async Task<AwsApp> Start(string environment = "production", string account = "111122223333")
    {
        var aws = await ScriptedAws.Start(jumps: true, account);
        new CallerRights(aws).Enforce();
        return new AwsApp(aws, environment);
    }

    /// <summary>What the file says is in the account already.</summary>
    public void Prepare(App app)
    {
        foreach (var part in app.Lookups)
        {
            if (part is SsmPart ssm)
            {
                Aws.Parts.Parameters.Set(ssm.Path, ssm.Path.Contains("vpc") ? "vpc-1" : "given");
            }
        }

        foreach (var zone in "ab")
        {
            Aws.Parts.Account.Subnets.Add(new JsonObject
            {
                ["subnetId"] = $"subnet-{zone}", ["vpcId"] = "vpc-1", ["availabilityZone"] = app.Environment.Region + zone,
            });
            Aws.Parts.Account.Subnets.Add(new JsonObject
            {
                ["subnetId"] = $"subnet-open-{zone}", ["vpcId"] = "vpc-1", ["availabilityZone"] = app.Environment.Region + zone,
            });
        }

        Aws.Parts.Account.RouteTables.Add(new JsonObject
        {
            ["routeTableId"] = "rtb-1", ["vpcId"] = "vpc-1",
            ["associationSet"] = new JsonArray("ab".Select(z => (JsonNode)new JsonObject { ["subnetId"] = $"subnet-open-{z}" }).ToArray()),
            ["routeSet"] = new JsonArray(new JsonObject { ["destinationCidrBlock"] = "0.0.0.0/0", ["gatewayId"] = "igw-1" }),
        });

        if (app.Network.Cluster is { } cluster)
        {
            Aws.Parts.Services.AddCluster(app.Environment.Region, cluster.Constant ?? "given");
        }

        if (app.Environment.Domain is { } domain)
        {
            Aws.Parts.Account.Zones[domain.Split('.', 2)[1]] = "Z0123456789";
        }
    }

    /// <summary>What was called since a number of calls.</summary>
    public IReadOnlyList<string> Since(int calls) => [.. Aws.Calls.Skip(calls).Select(c => c.Operation)];

    public App Read(string file, string? environment = null)
    {
        var read = AppFileReader.Read(new Source("fairlead.yaml", file), environment ?? Environment, new NoFiles(), AwsChecks.Check);
        return read.App ?? throw new InvalidOperationException(string.Join('\n', read.Problems.Select(p => p.ToString())));
    }

    public AwsTarget Target(App app, TimeProvider? clock = null)
    {
        last = app;
        Aws.Clock.Enter();
        var variables = Aws.Variables(region: app.Environment.Region);
        return new AwsTarget(new AwsSurroundings(app.Place, folder, n => Variables.GetValueOrDefault(n) ?? variables.GetValueOrDefault(n),
            clock ?? Aws.Clock)
        {
            Owner = "a test", NameServers = (domain, _) => Task.FromResult(NameServers(domain)),
        });
    }

    public static Goal Deploy(App app, string? commit = "0a1b2c3d4e5f") => Goal.Deploy(app, new ReleaseIdentity(commit, null, "ann"));

    public async Task<Fairlead.Core.Targets.Plan> Plan(App app, Goal? goal = null)
    {
        await using var target = Target(app);
        return await target.Plan(goal ?? Deploy(app), CancellationToken.None);
    }

    /// <summary>Plans and applies; what is asked for is given first.</summary>
    public async Task<Outcome> Apply(App app, Goal? goal = null, CancellationToken cancel = default)
    {
        await using var target = Target(app);
        var plan = await target.Plan(goal ?? Deploy(app), cancel);
        foreach (var secret in plan.MissingSecrets)
        {
            await target.Secrets.Set(secret.Name, $"value-of-{secret.Name}", cancel);
        }

        plan = plan.MissingSecrets.Count > 0 ? await target.Plan(goal ?? Deploy(app), cancel) : plan;
        plan.Refusals.ShouldBeEmpty();
        return await Carry(target.Apply(plan, cancel));
    }

    /// <summary>Applies, and is killed at one of its calls, or of those of an operation; true where it came to its end before.</summary>
    public async Task<bool> KilledAt(int call, App app, Goal? goal = null, string? operation = null)
    {
        using var killed = new CancellationTokenSource();
        var left = call;
        Aws.World.Calling = c =>
        {
            if ((operation is null || c.Operation == operation) && --left == 0)
            {
                killed.Cancel();
            }
        };
        try
        {
            await Apply(app, goal, killed.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            Aws.World.Calling = null;
        }
    }

    public async Task<Outcome> Destroy(App app, DataChoice data = DataChoice.KeepProtected, bool images = false)
    {
        await using var target = Target(app);
        return await Carry(target.Apply(await target.PlanDestroy(data, images, CancellationToken.None), CancellationToken.None));
    }

    public async Task<IReadOnlyList<Release>> Releases()
    {
        await using var target = Target(last!);
        return await target.Releases(CancellationToken.None);
    }

    /// <summary>Those that are there, by name.</summary>
    public IReadOnlyList<string> Stacks() => [.. Aws.Parts.Stacks.All.Where(s => !s.IsGone).Select(s => s.Name).Order(
        StringComparer.Ordinal)];

    /// <summary>The definition that a service runs: family and revision.</summary>
    public string Running(string service) => Service(service).Primary.Definition.Name;

    public LiveService Service(string name) => Aws.Parts.Services.Services.Single(s => s.Tags["fairlead:name"] == name
        && s.Tags["fairlead:environment"] == Environment);

    /// <summary>Names of the variables of what a service runs, secrets among them.</summary>
    public IReadOnlyList<string> VariablesOf(string service) => [.. Service(service).Primary.Definition.Containers
        .SelectMany(c => (c["secrets"]?.AsArray() ?? []).Concat(c["environment"]?.AsArray() ?? [])).Select(v => v!["name"]!.ToString())];

    /// <summary>Tasks that were run one by one, oldest first, by the job's name.</summary>
    public IReadOnlyList<string> Jobs() => [.. Aws.Calls.Where(c => c.Operation == "RunTask" && c.Refusal is null)
        .Select(c => c.Input["taskDefinition"]!.ToString().Split('/')[^1].Split(':')[0].Split('-')[^1])];

    public JsonObject Schedule(string name) => Aws.Parts.Account.FindSchedule(name).ShouldNotBeNull().DeepClone().AsObject();

    /// <summary>What a schedule starts: family and revision.</summary>
    public static string Definition(JsonObject schedule) =>
        JsonNode.Parse(schedule["Target"]!["Input"]!.ToString())!["definition"]!.ToString().Split('/')[^1];

    public async Task Set(App app, string secret, string value)
    {
        await using var target = Target(app);
        await target.Secrets.Set(secret, value, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        await Aws.DisposeAsync();
    }

    /// <summary>What cut it off; null where it came to its end before.</summary>
    public static async Task<OperationCanceledException?> Killed(Func<Task> act)
    {
        try
        {
            await act();
            return null;
        }
        catch (OperationCanceledException e)
        {
            return e;
        }
    }

    /// <summary>What a stream ended with; null where it went well.</summary>
    public static async Task<Exception?> End(IAsyncEnumerable<Event> events)
    {
        try
        {
            await foreach (var happened in events)
            {
                if (happened is Failed { Failure: var failure })
                {
                    return new FailureException(failure);
                }
            }

            return null;
        }
        catch (FailureException e)
        {
            return e;
        }
    }

    private async Task<Outcome> Carry(IAsyncEnumerable<Event> events)
    {
        Events.Clear();
        Outcome? outcome = null;
        await foreach (var happened in events)
        {
            Events.Add(happened);
            outcome = (happened as Finished)?.Outcome ?? outcome;
            if (happened is Failed { Failure: var failure })
            {
                throw new FailureException(failure);
            }
        }

        return outcome.ShouldNotBeNull();
    }

    private sealed class NoFiles : IProjectFiles
    {
        public PathKind Find(string relativePath, PathKind expected) => expected;
    }
}
