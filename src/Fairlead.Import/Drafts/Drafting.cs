using Fairlead.Core.Model;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Import.Drafts;

/// <summary>What was found, and what was chosen, to the app file: decides variables, secrets and what stands where.</summary>
public sealed class Drafting
{
    private readonly FoundApp found;
    private readonly Choices choices;
    private readonly VariableChoice variables;
    private readonly List<string> notes = [];
    private readonly SortedDictionary<string, string> kinds = new(StringComparer.Ordinal);

    private Drafting(FoundApp found, Choices choices)
    {
        this.found = found;
        this.choices = choices;
        variables = new VariableChoice(found, found.Services.FirstOrDefault(s => s.Name == choices.Public));
    }

    public static Draft Decide(FoundApp found, Choices choices) => new Drafting(found, choices).Run();

    private Draft Run()
    {
        var all = found.Workloads.Select(w => new DraftWorkload(w)
        {
            Env = Env(w),
            IsPublic = w.Name == choices.Public,
        }).ToList();
        var apart = all.Exists(w => !w.Found.IsOwn);
        var shared = Shared(all, apart ? 3 : 1);
        all = all.ConvertAll(w => !w.Found.IsOwn
            ? w
            : w with { Env = [.. w.Env.Where(v => !shared.Contains(v))], TakesShared = apart && shared.Count > 0 });
        all = all.ConvertAll(w => Parent(w, all) is { } parent
            ? w with { Extends = parent, TakesShared = false }
            : w with { HostPort = HostPort(w, all) });
        notes.AddRange(found.Resources.Where(r => !shared.Concat(all.SelectMany(w => w.Env))
            .Any(v => v.Value.Contains($"${{{r.Name}.", StringComparison.Ordinal)))
            .Select(r => $"nothing leads to {r.Name} yet: tell the app where it is, for example with "
                + $"{(r.Type == "redis" ? "REDIS" : "DATABASE")}_URL: ${{{r.Name}.url}} in env"));
        if (choices.Public is null)
        {
            notes.Add("nothing is public: give the service that people open its 'port' and 'route: /'");
        }

        return new Draft(choices.Name)
        {
            Images = found.Images,
            Env = shared,
            EnvIsApart = apart,
            Secrets = [.. kinds.Where(k => k.Value != "ask")],
            Services = [.. all.Where(w => w.Found.When is null)],
            Jobs = [.. all.Where(w => w.Found.When is not null)],
            Resources = found.Resources,
            Notes = notes,
        };
    }

    private List<DraftVariable> Env(FoundWorkload workload)
    {
        var env = new List<DraftVariable>();
        foreach (var variable in workload.Variables)
        {
            if (!Variable.IsEnvName(variable.Name))
            {
                notes.Add($"a variable of {workload.Name} was left out: its name has a sign that names do not have");
            }
            else if (variables.Choose(workload, variable) is { } text)
            {
                Note(workload, text);
                env.Add(new DraftVariable(variable.Name, Interpolation.Render(text, variable.Name)));
            }
            else
            {
                notes.Add($"{variable.Name} of {workload.Name} was left out: a redis has no password here");
            }
        }

        return env;
    }

    // Asked for by one is asked for; what only the app itself has to know is made.
    private void Note(FoundWorkload workload, string text)
    {
        foreach (var (name, mayBeEmpty) in Interpolation.Variables(text))
        {
            var made = SecretSigns.CanBeMade(name) || (!workload.IsOwn && SecretSigns.IsName(name));
            var kind = made ? "generate" : mayBeEmpty ? "optional" : "ask";
            kinds[name] = kinds.GetValueOrDefault(name, kind) switch { "generate" => "generate", var old when old == kind => kind, _ => made
                ? "generate"
                : "ask" };
        }
    }

    // What all of the app's own have in common stands once; servers of others are not told what is not for them.
    private static List<DraftVariable> Shared(List<DraftWorkload> all, int least)
    {
        var own = all.Where(w => w.Found.IsOwn).ToList();
        var telling = own.Where(w => w.Found.When is null || w.Found.Variables.Count > 0).ToList();
        var shared = own.Count < 2 || telling.Count == 0
            ? []
            : telling[0].Env.Where(v => telling.TrueForAll(w => w.Env.Contains(v))).ToList();
        return shared.Count < least ? [] : shared;
    }

    private static string? Parent(DraftWorkload job, List<DraftWorkload> all)
    {
        if (job.Found.When is null || job.Found.Variables.Count > 0)
        {
            return null;
        }

        var service = all.Where(w => w.Found.When is null && w.Found.Image == job.Found.Image)
            .OrderByDescending(w => w.IsPublic).FirstOrDefault();
        return service is { Env.Count: > 0 } or { Found.Entrypoint: not null } ? service.Found.Name : null;
    }

    // As compose opens it; on this machine only.
    private static int? HostPort(DraftWorkload service, List<DraftWorkload> all)
    {
        var port = service.IsPublic || !service.Found.IsOwn ? null : service.Found.Published;
        var first = all.Find(w => !w.IsPublic && w.Found.IsOwn && w.Found.Published == port);
        return first?.Found.Name == service.Found.Name ? port : null;
    }
}
