using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;

namespace Fairlead.Docker.Plan;

/// <summary>What services and jobs stand on: network, volumes, databases; and what is left of names that are no longer in the file.</summary>
internal sealed class GroundPlan(Planning planning)
{
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(90);

    private readonly App app = planning.App;
    private readonly Scope scope = planning.Scope;
    private readonly Observed observed = planning.Observed;
    private readonly PlanDraft draft = planning.Draft;

    public void Foundation(IReadOnlyDictionary<string, string> generated)
    {
        var lanes = new List<Lane>();
        if (generated.Count > 0)
        {
            lanes.Add(new Lane("secrets", Activity.Create, [new KeepSecrets(generated)]));
            draft.Changes.Add(new Change(Verb.Add, string.Join(", ", generated.Keys), generated.Count == 1 ? "secret" : "secrets", "generated"));
        }

        if (observed.Subnet is null)
        {
            var subnet = Subnet.Choose(scope.Prefix, observed.OtherSubnets);
            lanes.Add(new Lane("network", Activity.Create, [new CreateNetwork(new NetworkCreate(
                scope.Network, CheckDuplicate: true, "bridge", new NetworkIpam([new IpamConfig(subnet.Cidr, subnet.EngineRange, subnet.Gateway)]), scope.BaseLabels))]));
            draft.Changes.Add(new Change(Verb.Add, "network", "network", subnet.Cidr));
        }

        AddVolume(lanes, scope.StateVolume, "release history", (Labels.Port, $"{planning.HostPort}"));
        foreach (var resource in app.Resources.Where(r => Supported.Runs(r) && planning.Goal.Touches(r.Name)))
        {
            var version = VersionOf(resource);
            AddVolume(lanes, scope.Resource(resource.Name), $"data of {resource.Name}", (Labels.Name, resource.Name), (Labels.Version, version));
            CheckVersion(resource, version);
        }

        draft.Add("ground", lanes);
    }

    public void Resources()
    {
        var lanes = new List<Lane>();
        foreach (var resource in app.Resources.Where(r => Supported.Runs(r) && planning.Goal.Touches(r.Name)))
        {
            var spec = planning.Desired.Resource(resource);
            var present = observed.Find(spec.Name);
            if (present is { Runs: true } && present.Config == spec.Config)
            {
                if (Extensions(resource, spec) is { Count: > 0 } missing)
                {
                    lanes.Add(new Lane(resource.Name, Activity.Ready, missing));
                    draft.Changes.Add(new Change(Verb.Change, resource.Name, Type(resource), "extensions", resource.Origin.PlaceOf("extensions")));
                }

                continue;
            }

            lanes.Add(new Lane(resource.Name, Activity.Start, MakeSteps(resource, spec, present)) { Detail = "answers" });
            draft.Changes.Add(present is null
                ? new Change(Verb.Add, resource.Name, Type(resource), spec.Image, resource.Origin.Name)
                : new Change(Verb.Replace, resource.Name, Type(resource), present.Runs ? "its container differs; the data stays" : "it is down", resource.Origin.Name));
        }

        draft.Add("resources", lanes);
    }

    public void Orphans()
    {
        if (!planning.TouchesAll)
        {
            return;
        }

        // Of runs whose command was killed after the result was on record. A scheduled run is the scheduler's to record.
        var used = draft.Stages.SelectMany(s => s.Lanes).SelectMany(l => l.Steps).OfType<WaitJob>().Select(w => w.Handle).ToHashSet(StringComparer.Ordinal);
        var ended = observed.Containers.Where(c => c is { Role: Role.Job, State: "exited" or "created", Cause: not JobCauses.Schedule } && !used.Contains(c.Handle));
        draft.Changes.AddRange(ended.Select(c => new Change(Verb.Delete, c.Name, "container", "its run has ended")));
        draft.Add("ended jobs", ended.Select(c => new Lane(c.Name, Activity.Remove, [new RemoveContainer(c.Handle)])), commits: true);
        draft.Add("orphans", Left().Select(c => new Lane(c.Name, Activity.Remove, [new StopContainer(c.Handle, TimeSpan.FromSeconds(60)), new RemoveContainer(c.Handle)])), commits: true);
        draft.Changes.AddRange(Left().Select(c => new Change(Verb.Delete, c.Name, c.Role == Role.Proxy ? "load balancer" : "resource", c.Role == Role.Proxy ? "nothing calls it by name" : "it is no longer in the file; its data stays")));
    }

    /// <summary>Built images beyond those that the file keeps, oldest first; never what serves, runs or is to run.</summary>
    public void OldImages(IEnumerable<ReleaseImage> next)
    {
        var used = next.Concat(observed.Live?.Images ?? []).Select(i => i.Reference).Concat(observed.Containers.Select(c => c.Image)).ToHashSet(StringComparer.Ordinal);
        foreach (var image in app.Images)
        {
            var old = observed.Images.Where(i => i.Name == image.Name).OrderByDescending(i => i.Created).Skip(image.Keep).Where(i => !used.Contains(i.Reference)).ToList();
            draft.Add("images", old.Select(i => new Lane(image.Name, Activity.Remove, [new RemoveImage(i.Reference)])), commits: true);
            draft.Changes.AddRange(old.Select(i => new Change(Verb.Delete, image.Name, "old image", $"{i.Reference}; the file keeps {image.Keep}", image.Origin.PlaceOf("keep"))));
        }
    }

    /// <summary>"postgres", "redis".</summary>
    public static string Type(Resource resource) => resource.Kind.ToString().ToLowerInvariant();

    private IEnumerable<Container> Left() => observed.Containers.Where(c =>
        (c.Role == Role.Resource && app.Resources.Find(c.Name) is null)
        || (c.Role == Role.Proxy && c.Handle != scope.Proxy && !(app.Services.Find(c.Name) is { } service && Balancers.IsInner(app, service))));

    private static string VersionOf(Resource resource) => resource switch
    {
        Postgres postgres => postgres.Version,
        Redis redis => redis.Version,
        _ => "",
    };

    private void AddVolume(List<Lane> lanes, string name, string what, params (string Key, string Value)[] labels)
    {
        if (observed.Volumes.Any(v => v.Name == name))
        {
            return;
        }

        var all = scope.BaseLabels;
        foreach (var (key, value) in labels)
        {
            all[key] = value;
        }

        lanes.Add(new Lane(what, Activity.Create, [new CreateVolume(new VolumeCreate(name, all))]));
    }

    // PostgreSQL does not start on the files of another major version; to find out afterwards would mean a database that is down.
    private void CheckVersion(Resource resource, string version)
    {
        var written = observed.Volumes.FirstOrDefault(v => v.Name == scope.Resource(resource.Name))?.Label(Labels.Version);
        if (resource is Postgres && written is { Length: > 0 } && written != version)
        {
            throw new FailureException(new Failure($"{resource.Name}: the data is of PostgreSQL {written}, the file asks for {version}", "PostgreSQL does not read the files of another major version")
            {
                Place = resource.Origin.PlaceOf("version"),
                Next = $"set version: {written}, or dump the data, 'fairlead destroy --data', and restore it",
            });
        }
    }

    private List<Step> MakeSteps(Resource resource, ContainerSpec spec, Container? present)
    {
        var steps = new List<Step> { new PullImage(spec.Image) };
        if (present is not null)
        {
            steps.Add(new StopContainer(present.Handle, spec.Stop));
            steps.Add(new RemoveContainer(present.Handle));
        }

        steps.Add(new CreateContainer(spec));
        steps.Add(new StartContainer(spec.Name));
        steps.Add(new WaitAnswer(spec.Name, Probe(resource), FirstAnswer));
        if (resource is Postgres)
        {
            // The volume may be older than the password. The script reads it inside, so no process list shows it.
            steps.Add(new Execute(spec.Name, Shell("""printf '%s\n' '\set pw `printenv POSTGRES_PASSWORD`' "ALTER ROLE \"$POSTGRES_USER\" PASSWORD :'pw'" | psql -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" """), "set the password"));
            steps.AddRange(Extensions(resource, spec));
        }

        return steps;
    }

    // What was created is on record, so that nothing is asked of the database when nothing changed.
    private List<Step> Extensions(Resource resource, ContainerSpec spec)
    {
        if (resource is not Postgres { Extensions.Count: > 0 } postgres)
        {
            return [];
        }

        var path = $"extensions/{resource.Name}";
        var all = string.Join('\n', postgres.Extensions) + "\n";
        if (observed.State.GetValueOrDefault(path) == all && observed.Find(spec.Name) is not null)
        {
            return [];
        }

        var statements = string.Concat(postgres.Extensions.Select(e => $"CREATE EXTENSION IF NOT EXISTS \"{e.Replace("\"", "", StringComparison.Ordinal)}\";"));
        return
        [
            new Execute(spec.Name, Shell($"psql -q -v ON_ERROR_STOP=1 -U \"$POSTGRES_USER\" -d \"$POSTGRES_DB\" -c '{statements.Replace("'", "", StringComparison.Ordinal)}'"), $"create {string.Join(", ", postgres.Extensions)}"),
            new PutFiles(scope.Proxy, [(path, all)]),
        ];
    }

    // Ready means that it answers a query; over TCP too, which the image's first-boot server does not listen on.
    private static IReadOnlyList<string> Probe(Resource resource) => resource is Postgres
        ? Shell("pg_isready -q -h 127.0.0.1 && psql -qtA -U \"$POSTGRES_USER\" -d \"$POSTGRES_DB\" -c 'SELECT 1'")
        : ["redis-cli", "ping"];

    private static IReadOnlyList<string> Shell(string script) => ["sh", "-c", script];
}
