using Fairlead.Core.Model;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Drafts;

/// <summary>What was found, and what was chosen, to the app file: decides variables, secrets and what stands where.</summary>
public sealed class Drafting
{
    // What says where an environment is comes before what runs there.
    private static readonly string[] First = ["region", "account", "profile", "domain", "release", "network", "edge"];

    private readonly FoundApp found;
    private readonly Choices choices;
    private readonly VariableChoice variables;
    private readonly ImportNotes findings = new();
    private readonly List<FoundDifference> differences;
    private readonly SortedDictionary<string, string> kinds = new(StringComparer.Ordinal);

    private Drafting(FoundApp found, Choices choices)
    {
        this.found = found with { Workloads = [.. found.Workloads.Select(w => FargateSizes.Fit(w, findings))] };
        this.choices = choices;
        differences = [.. found.Differences];
        variables = new VariableChoice(this.found, found.Services.FirstOrDefault(s => s.Name == choices.Public));
    }

    public static Draft Decide(FoundApp found, Choices choices) => new Drafting(found, choices).Run();

    private Draft Run()
    {
        var all = found.Workloads.Select(w => new DraftWorkload(w) { Env = Env(w), Routes = Routes(w) }).ToList();
        var apart = all.Exists(w => !w.Found.IsOwn);
        var shared = Shared(all, apart ? 3 : 1);
        all = all.ConvertAll(w => !w.Found.IsOwn
            ? w
            : w with { Env = [.. w.Env.Where(v => !shared.Contains(v))], TakesShared = apart && shared.Count > 0 });
        all = all.ConvertAll(w => w with { Uses = Uses(w, shared, all) });
        all = all.ConvertAll(w => Parent(w, all) is { } parent
            ? w with { Extends = parent, TakesShared = false, Uses = [] }
            : w with { HostPort = HostPort(w, all) });
        var resources = new ResourceChoice(all, shared, findings).Decide(found.Resources);
        if (!all.Exists(w => w.IsPublic) && found.Services.Any(s => s.IsOwn))
        {
            findings.ToDo(null, null, "nothing is public: give the service that people open its 'port' and 'route: /'");
        }

        foreach (var (name, written) in found.SecretKinds)
        {
            kinds[name] = written;
        }

        return new Draft(choices.Name)
        {
            Images = found.Images,
            Env = shared,
            EnvIsApart = apart,
            Secrets = [.. kinds.Where(k => k.Value != "ask")],
            Services = [.. all.Where(w => !w.Found.IsJob)],
            Jobs = [.. all.Where(w => w.Found.IsJob)],
            Resources = resources,
            Keys = found.Keys,
            Differences = [.. differences.OrderBy(d => d.Environment == "local")
                .ThenBy(d => Array.IndexOf(First, d.Path[0]) is var at and >= 0 ? at : First.Length)],
            Findings = findings.All,
        };
    }

    private IReadOnlyList<string> Routes(FoundWorkload workload) =>
        workload.IsJob || workload.Port is null ? []
        : workload.Routes.Count > 0 ? workload.Routes
        : workload.Name == choices.Public ? ["/"]
        : [];

    private List<DraftVariable> Env(FoundWorkload workload)
    {
        var env = new List<DraftVariable>();
        foreach (var variable in workload.Variables)
        {
            if (!Variable.IsEnvName(variable.Name))
            {
                findings.Missing(
                    workload.Name, null,
                        $"the variable {Interpolation.Literal(variable.Name)}: its name has a sign that names do not have");
            }
            else if (SecretSigns.IsAwsKey(variable.Name))
            {
                Local(workload, variable);
            }
            else if (variables.Choose(workload, variable) is { } text)
            {
                Note(workload, variable.Name, text);
                env.Add(new DraftVariable(variable.Name, Interpolation.Render(text, variable.Name)));
            }
            else
            {
                findings.LeftOut(workload.Name, null, $"the variable {variable.Name}: a redis has no password here");
            }
        }

        return env;
    }

    // On AWS a workload has a role of its own, and keys would take its place.
    private void Local(FoundWorkload workload, FoundVariable variable)
    {
        var kind = workload.IsJob ? "jobs" : "services";
        differences.Add(new FoundDifference("local", [kind, workload.Name, "env", variable.Name], "${secret}"));
        kinds.TryAdd(variable.Name, "optional");
        findings.Changed(
            workload.Name, null,
                $"{variable.Name} is there on local only: on AWS it has a role; what it may do stands under 'permissions'");
    }

    // Asked for by one is asked for; what only the app itself, or a server of others for itself, has to know is made.
    private void Note(FoundWorkload workload, string variable, string text)
    {
        foreach (var (name, mayBeEmpty) in Interpolation.Variables(text))
        {
            var made = SecretSigns.CanBeMade(name) || IsOfServer(workload, variable);
            var kind = made ? "generate" : mayBeEmpty ? "optional" : "ask";
            kinds[name] = kinds.GetValueOrDefault(name, kind) switch
            {
                "generate" => "generate",
                var old when old == kind => kind,
                _ => made ? "generate" : "ask",
            };
        }
    }

    private bool IsOfServer(FoundWorkload workload, string variable) =>
        !workload.IsOwn
        && SecretSigns.IsName(variable)
        && KnownImages.IsNamedFor(found.Images.FirstOrDefault(i => i.Name == workload.Image)?.Use ?? "", variable);

    // What all of the app's own have in common stands once; servers of others are not told what is not for them.
    private static List<DraftVariable> Shared(List<DraftWorkload> all, int least)
    {
        var own = all.Where(w => w.Found.IsOwn).ToList();
        var telling = own.Where(w => !w.Found.IsJob || w.Found.Variables.Count > 0).ToList();
        var shared = own.Count < 2 || telling.Count == 0
            ? []
            : telling[0].Env.Where(v => telling.TrueForAll(w => w.Env.Contains(v))).ToList();
        return shared.Count < least ? [] : shared;
    }

    // What it waits for, and reaches by a name that stands in its code or configuration.
    private List<string> Uses(DraftWorkload workload, List<DraftVariable> shared, List<DraftWorkload> all)
    {
        var told = (workload.Found.IsOwn ? workload.Env.Concat(shared) : workload.Env).Select(v => v.Value).ToList();
        var targets = found.Resources.Where(r => r.IsServer || r.Type is "bucket" or "queue").Select(r => (r.Name, r.Aliases))
            .Concat(all.Where(w => w.Found is { IsJob: false, Port: not null }).Select(w => (w.Found.Name, w.Found.Aliases)));
        return [.. targets
            .Where(t => workload.Found.DependsOn.Any(d => d == t.Name || (t.Aliases.Count > 0 && t.Aliases[0] == d))
                && t.Name != workload.Found.Name
                && !told.Exists(v => v.Contains($"${{{t.Name}.", StringComparison.Ordinal)))
            .Select(t => t.Name).Distinct(StringComparer.Ordinal)];
    }

    private static string? Parent(DraftWorkload job, List<DraftWorkload> all)
    {
        if (!job.Found.IsJob || job.Found.Variables.Count > 0)
        {
            return null;
        }

        var service = all.Where(w => !w.Found.IsJob && w.Found.Image == job.Found.Image)
            .OrderByDescending(w => w.IsPublic).FirstOrDefault();
        return service is { Env.Count: > 0 } or { Found.Entrypoint: not null } or { Uses.Count: > 0 } ? service.Found.Name : null;
    }

    // As compose opens it; on this machine only.
    private static int? HostPort(DraftWorkload service, List<DraftWorkload> all)
    {
        var port = service.IsPublic || !service.Found.IsOwn || service.Found.IsJob ? null : service.Found.Published;
        var first = all.Find(w => !w.IsPublic && w.Found.IsOwn && w.Found.Published == port);
        return first?.Found.Name == service.Found.Name ? port : null;
    }
}
