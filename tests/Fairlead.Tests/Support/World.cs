using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;
using Fairlead.Images.Plan;

namespace Fairlead.Tests.Support;

/// <summary>
/// The engine as a planner sees it: takes the steps of a plan one by one and answers what an observer would then see. It is no fake of
/// the engine (the engine tests have a real one); it is for asking of every plan, at every step, what a kill there would leave.
/// </summary>
internal sealed class World
{
    private readonly Dictionary<string, Container> containers = [];
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> volumes = [];
    private readonly Dictionary<string, Dictionary<(string Backend, string Server), Slot>> slots = [];
    private readonly Dictionary<string, string> state = [];
    private readonly Dictionary<string, string> secrets = [];
    private readonly List<Release> releases = [];
    private readonly HashSet<string> made = [];
    private readonly Dictionary<string, string> versions = [];
    private readonly Dictionary<string, ContainerSpec> specs = [];
    private readonly Dictionary<string, string> passwords = [];
    private readonly List<RunRecord> runs = [];
    private const string PasswordVariable = Docker.Plan.Containers.PasswordVariable;
    private string? subnet;
    private int clock;

    /// <summary>The folder of the app file that is deployed.</summary>
    public string Folder { get; init; } = "/project";

    /// <summary>What somebody else made.</summary>
    public IReadOnlyList<string> Foreign { get; init; } = [];

    /// <summary>Containers that somebody else made, under names that the app may want.</summary>
    public HashSet<string> Strangers { get; } = [];

    public IReadOnlyList<Release> Releases => releases;

    public IReadOnlyList<RunRecord> Runs => runs;

    public IReadOnlyCollection<Container> Containers => containers.Values;

    public IReadOnlyCollection<string> Volumes => volumes.Keys;

    /// <summary>Tasks that get requests and run, by service.</summary>
    public int Serving(string service) => slots.Values.SelectMany(s => s.Values)
        .Count(s => s.ReceivesTraffic && HaproxyConfig.ServiceOf(s.Backend) == service && IsRouted(s.Backend)
            && containers.Values.Any(c => c.Address == s.Address && c.Runs));

    /// <summary>A request gets to a task that runs, and that task gets into the database.</summary>
    public bool Answers(string service, string database) => slots.Values.SelectMany(s => s.Values)
        .Where(s => s.ReceivesTraffic && HaproxyConfig.ServiceOf(s.Backend) == service && IsRouted(s.Backend))
        .Select(s => containers.Values.FirstOrDefault(c => c.Address == s.Address && c.Runs))
        .OfType<Container>().Any(c => LetsIn(c, database))
        && containers.Values.Any(c => c is { Role: Role.Proxy, Runs: true });

    /// <summary>What somebody does by hand: a container stops, or goes.</summary>
    public void Hurt(string container, bool removes)
    {
        if (removes)
        {
            containers.Remove(container);
        }
        else
        {
            containers[container] = containers[container] with { State = "exited", ExitCode = 137 };
        }
    }

    /// <summary>As plans are made: what can be changed of all that runs is known.</summary>
    public World LookClosely()
    {
        foreach (var (name, container) in containers.ToList())
        {
            containers[name] = container with { Adjustable = AsMade(name) };
        }

        return this;
    }

    /// <summary>The last deploy has measured how long the tasks of a service took.</summary>
    public void Measure(string service, TimeSpan took) => releases[^1] = releases[^1] with
    {
        Workloads = [.. releases[^1].Workloads.Select(w => w.Name == service ? w with { HealthyAfter = took } : w)],
    };

    /// <summary>What nobody has changed of a container yet.</summary>
    public Adjustable AsMade(string container) => AsMade(specs[container]);

    private static Adjustable AsMade(ContainerSpec spec) => new()
    {
        Memory = spec.Memory ?? 0,
        Swap = spec.Memory ?? 0,
        CpuShares = spec.CpuShares ?? 0,
        Restart = spec.RestartPolicy,
        Networks = new Dictionary<string, IReadOnlyList<string>> { [spec.Network] = spec.Aliases },
    };

    /// <summary>What somebody does by hand: <c>docker update</c>, <c>docker network</c>.</summary>
    public void Adjust(string container, Func<Adjustable, Adjustable> change) =>
        containers[container] = containers[container] with { Adjustable = change(containers[container].Adjustable!) };

    /// <summary>The folder of values that git does not have.</summary>
    public Dictionary<string, string> Secrets => secrets;

    /// <summary>Everything that is kept, and that others can read.</summary>
    public string Readable => string.Concat(state.Values) + string.Concat(releases.Select(r => $"{r}{r.Document}{r.Remark}"))
        + string.Concat(specs.Values.SelectMany(s => s.Labels.Values));

    public int Running(string service) => containers.Values.Count(c => c.Role == Role.Task && c.Name == service && c.Runs);

    private bool HasHistory => volumes.Keys.Any(v => v.EndsWith("__state", StringComparison.Ordinal));

    public Observed Observe() => new()
    {
        Containers = [.. containers.Values],
        Subnet = subnet,
        Volumes = [.. volumes.Select(v => new ObservedVolume(v.Key, v.Value))],
        DataVersions = versions,
        Foreign = Foreign,
        State = HasHistory ? new Dictionary<string, string>(state) : [],
        Releases = HasHistory ? [.. releases.OrderByDescending(r => r.Number)] : [],
        Runs = [.. runs],
        Slots = slots.ToDictionary(s => s.Key, s => (IReadOnlyList<Slot>)[.. s.Value.Values]),
    };

    public static App Read(string yaml)
    {
        var result = AppFileReader.Read(new Source("fairlead.yaml", yaml), AppEnvironment.Local, AnyFiles.Instance);
        return result.App ?? throw new InvalidOperationException(string.Concat(result.Problems.Select(p => p.Message + "\n")));
    }

    /// <param name="app">What is wanted.</param>
    /// <param name="goal">Where it is no deploy.</param>
    /// <param name="image">The content of all images.</param>
    /// <param name="isBuilt">Whether the images are there already; else they have yet to be built.</param>
    public DockerPlan Plan(App app, Goal? goal = null, string image = "v1", bool isBuilt = true)
    {
        made.Clear();
        var names = app.Secrets.Where(s => s.Source == SecretSource.Generate).Select(s => s.Name)
            .Concat(app.Resources.OfType<Postgres>().Select(p => Values.PasswordOf(p.Name)));
        var generated = names.Where(n => !secrets.ContainsKey(n)).ToDictionary(n => n, n => Found(app, n) ?? $"generated-{n}");
        var observed = Observe();
        return Planner.Plan(new PlanInput(goal ?? Goal.Deploy(app, new ReleaseIdentity("c0ffee", null, "test")), observed)
        {
            LiveApp = observed.Live is { } live ? RecordedApp.Read(live, app.Environment.Name).App : null,
            Secrets = secrets.Concat(generated).ToDictionary(),
            Generated = generated,
            Images = app.Images.ToDictionary(i => i.Name, i => goal?.Recorded?.FindImage(i.Name) ?? Image(i.Name, image, isBuilt)),
            Builds = isBuilt ? [] : [.. app.Images.Select(i => new ImageBuild(i, $"{i.Name}:{image}"))],
            Folder = Folder,
            Bake = TimeSpan.FromSeconds(10),
            ImageVersions = app.Resources.OfType<Postgres>().ToDictionary(Docker.Plan.Containers.ImageOf, p => p.Version),
        });
    }

    public static ReleaseImage Image(string name, string content, bool isBuilt = true) =>
        new(name, $"{name}:{content}", isBuilt ? $"id-{name}-{content}" : "");

    /// <summary>Somebody runs a database of another major version on its volume, by hand.</summary>
    public World WithData(string database, string version)
    {
        versions[database] = version;
        foreach (var (name, container) in containers.Where(c => c.Value.Name == database).ToList())
        {
            containers[name] = container with { Image = $"postgres:{version}" };
        }

        return this;
    }

    public World Apply(DockerPlan plan)
    {
        foreach (var step in StepsOf(plan))
        {
            Apply(step);
        }

        return this;
    }

    /// <summary>What runs, as far as a list of it says.</summary>
    public Status Status()
    {
        var observed = Observe();
        var app = observed.Live is { } live ? RecordedApp.Read(live, "local").App : null;
        var scope = new Scope(app?.Id ?? new AppId("shop", "local"));
        return new StatusView(scope, observed, app, new Dictionary<string, ContainerDetail>(), DateTimeOffset.UnixEpoch).Read();
    }

    public void Fail(Release failed) => releases.Add(failed);

    public static IEnumerable<Step> StepsOf(DockerPlan plan) => plan.Lanes.SelectMany(l => l.Steps);

    /// <summary>The steps in an order that could happen too: each lane's one after the other, behind those that it waits for.</summary>
    public static IEnumerable<Step> StepsOf(DockerPlan plan, Random random)
    {
        var left = plan.Lanes.Select(l => (Lane: l, Steps: new Queue<Step>(l.Steps))).ToList();
        while (left.Count > 0)
        {
            var ready = left.Where(l => l.Lane.After.All(a => left.All(o => o.Lane.Name != a))).ToList();
            var (lane, steps) = ready[random.Next(ready.Count)];
            yield return steps.Dequeue();
            left.RemoveAll(l => l.Lane == lane && l.Steps.Count == 0);
        }
    }

    public void Apply(Step step)
    {
        clock++;
        switch (step)
        {
            case CreateNetwork s:
                subnet = s.Subnet.Cidr;
                break;
            case RemoveNetwork:
                subnet = null;
                break;
            case CreateVolume s:
                volumes.Add(s.Name, s.Labels);
                (s.Inside is not var (whole, _) || volumes.ContainsKey(whole)).ShouldBeTrue("it leads into one that is there");
                break;
            case PutFolders s:
                containers.ShouldContainKey(s.Container);
                break;
            case RemoveVolume s:
                volumes.Remove(s.Name);
                break;
            case KeepSecrets s:
                s.Values.ToList().ForEach(v => secrets[v.Key] = v.Value);
                break;
            case CreateContainer s:
                Create(s.Spec);
                break;
            case StartContainer s:
                Start(s.Name);
                break;
            case StopContainer s:
                Set(s.Name, "exited");
                break;
            case RemoveContainer s:
                Strangers.ShouldNotContain(s.Name, "what is not ours is never removed");
                containers.Remove(s.Name);
                break;
            case RemoveMade s:
                if (made.Remove(s.Name))
                {
                    containers.Remove(s.Name);
                }

                break;
            case RenameContainer s:
                Rename(s);
                break;
            case PutFiles s:
                containers.ShouldContainKey(s.Container);
                s.Files.ToList().ForEach(f => state[f.Path] = f.Text);
                break;
            case LoadFile s:
                containers[s.Container].Runs.ShouldBeTrue();
                state[s.Path] = state[HaproxyConfig.Loaded(s.Path)] = s.Text;
                break;
            case EnterSlots s:
                s.Tasks.ToList().ForEach(t => t.Slots.ToList().ForEach(n => Slot(n, t.Address, takes: false, t.Port)));
                break;
            case SwitchSlots s:
                s.In.ToList().ForEach(n => Takes(n, true));
                s.Out.ToList().ForEach(n => Takes(n, false));
                break;
            case DrainSlots s:
                s.Slots.ToList().ForEach(n => Slot(n, "", takes: false));
                break;
            case ClearSlots s:
                s.Slots.ToList().ForEach(n => Slot(n, "", takes: false));
                break;
            case WaitJob s:
                Finish(s);
                break;
            case RecordRelease s:
                releases.Add(s.Draft with
                {
                    At = DateTimeOffset.UnixEpoch.AddSeconds(clock),
                    Images = [.. s.Draft.Images.Select(i => i with { Id = "id-" + i.Reference.Replace(':', '-') })],
                });
                state[Planner.FolderFile] = s.Folder + "\n";
                break;
            case Execute { Purpose: "set the password" or "set the password back" } s:
                passwords[DataOf(s.Container)] = Password(s.Container)!;
                break;
            case Execute or WaitAnswer or WaitHealthy or WaitProxy or ConfirmRunning or ConfirmVersion or Bake or Announce:
            case RemoveImage:
                break;
            default:
                throw new InvalidOperationException($"the world knows no {step.GetType().Name}");
        }
    }

    private void Rename(RenameContainer step)
    {
        if (!(step.IfFree && containers.ContainsKey(step.To)) && containers.Remove(step.Name, out var container))
        {
            containers.ShouldNotContainKey(step.To, "a name can be taken once");
            made.Remove(step.Name);
            containers[step.To] = container with { Handle = step.To };
            specs[step.To] = specs[step.Name];
        }
    }

    private void Create(ContainerSpec spec)
    {
        made.Add(spec.Name);
        containers.ShouldNotContainKey(spec.Name, "a name can be taken once");
        var address = spec.Address ?? "";
        containers.Values.ShouldNotContain(c => c.Address == address && address.Length > 0, "an address can be taken once");
        var release = int.Parse(spec.Labels.GetValueOrDefault(Labels.Release, "0"));
        var created = DateTimeOffset.UnixEpoch.AddSeconds(clock);
        specs[spec.Name] = spec;
        containers[spec.Name] = new Container(spec.Name, spec.Name, spec.Role, spec.FileName, "created", address, created)
        {
            Release = release,
            Config = spec.Config,
            Image = spec.Image,
            ImageId = "id-" + spec.Image.Replace(':', '-'),
        };
    }

    // The files of a database keep the password that they were made with.
    private void Start(string name)
    {
        Set(name, "running");
        if (containers.ContainsKey(name) && Password(name) is { } password)
        {
            passwords.TryAdd(DataOf(name), password);
        }
    }

    private bool LetsIn(Container task, string database)
    {
        var running = containers.Values.FirstOrDefault(c => c is { Role: Role.Resource, Runs: true } && c.Name == database);
        return running is not null && specs[task.Handle].Env.Any(v => v.Value.Contains($":{passwords[DataOf(running.Handle)]}@"));
    }

    private string DataOf(string container) => specs[container].Mounts[0].Source;

    private string? Password(string container) => specs[container].Env.FirstOrDefault(v => v.Key == PasswordVariable).Value;

    // As the command does where its folder is lost.
    private string? Found(App app, string secret) => app.Resources.OfType<Postgres>().Where(p => Values.PasswordOf(p.Name) == secret)
        .SelectMany(p => containers.Values.Where(c => c.Role == Role.Resource && c.Name == p.Name))
        .Select(c => Password(c.Handle)).FirstOrDefault();

    private void Set(string name, string to)
    {
        if (containers.TryGetValue(name, out var container))
        {
            containers[name] = container with { State = to };
        }
    }

    private void Slot(SlotName name, string address, bool takes, int port = 0)
    {
        containers.ShouldContainKey(name.Proxy);
        var all = slots.TryGetValue(name.Proxy, out var known) ? known : slots[name.Proxy] = [];
        all[(name.Backend, name.Server)] = new Slot(name.Backend, name.Server, address, port, takes, Up: true);
    }

    private void Takes(SlotName name, bool takes)
    {
        var slot = slots[name.Proxy][(name.Backend, name.Server)];
        takes.ShouldBeOneOf(false, slot.Address.Length > 0);
        slots[name.Proxy][(name.Backend, name.Server)] = slot with { ReceivesTraffic = takes };
    }

    private void Finish(WaitJob step)
    {
        containers[step.Handle].State.ShouldBeOneOf("running", "exited");
        containers[step.Handle] = containers[step.Handle] with { State = "exited", ExitCode = 0 };
        var run = new JobRun
        {
            Job = step.Job,
            Started = DateTimeOffset.UnixEpoch.AddSeconds(clock),
            Cause = step.Terms.Cause,
            Result = RunResult.Succeeded,
            ExitCode = 0,
        };
        runs.Add(new RunRecord(step.Terms.Sequence, run)
        {
            Release = step.Terms.Release,
            Config = step.Terms.Config,
            Image = containers[step.Handle].ImageId,
        });
        if (step.Terms.Marker is { } marker)
        {
            state[marker] = $"{step.Terms.Release}\n";
        }
    }

    // Requests reach a backend only where the routes lead to it.
    private bool IsRouted(string backend) =>
        state.Any(f => (f.Key.EndsWith(HaproxyConfig.RoutesName) && f.Value.Contains($" {backend}\n"))
            || f.Value.Contains($"default_backend {backend}\n"));

    internal sealed class AnyFiles : IProjectFiles
    {
        public static readonly AnyFiles Instance = new();

        public PathKind Find(string relativePath, PathKind expected) => expected;
    }
}
