using Fairlead.Core.Model;
using Fairlead.Import.Found;

namespace Fairlead.Import.Text;

/// <summary>What differs between a workload and the same in one environment, as keys of the app file.</summary>
internal static class WorkloadDifference
{
    public static IEnumerable<FoundDifference> Between(FoundWorkload usual, FoundWorkload there, string environment)
    {
        var (before, after) = (Pairs(usual).ToList(), Pairs(there).ToList());
        var kind = usual.IsJob ? "jobs" : "services";
        foreach (var (path, value) in after.Where(a => !before.Exists(b => b.Path.SequenceEqual(a.Path) && b.Value == a.Value)))
        {
            yield return new FoundDifference(environment, [kind, usual.Name, .. path], value);
        }

        foreach (var (path, _) in before.Where(b => !after.Exists(a => a.Path.SequenceEqual(b.Path))))
        {
            yield return new FoundDifference(environment, [kind, usual.Name, .. path], "null");
        }
    }

    private static IEnumerable<(IReadOnlyList<string> Path, string Value)> Pairs(FoundWorkload workload)
    {
        var keys = new (string Key, string? Value)[]
        {
            ("entrypoint", workload.Entrypoint is { } entry ? YamlScalar.Command(entry) : null),
            ("command", workload.Command is { } command ? YamlScalar.Command(command) : null),
            ("schedule", workload.Schedule),
            ("port", workload.Port?.ToString()),
            ("route", workload.Routes switch { [] => null, [var one] => YamlScalar.Block(one), var some => YamlScalar.Refer(some) }),
            ("count", workload.Count?.ToString()),
            ("cpu", workload.Cpu),
            ("memory", workload.Memory),
            ("stop", workload.Stop),
        };
        foreach (var (key, value) in keys.Concat(workload.Keys.Select(k => (k.Name, (string?)k.Value))).Where(k => k.Item2 is not null))
        {
            yield return ([key], value!);
        }

        foreach (var variable in workload.Variables.Where(v => Variable.IsEnvName(v.Name)))
        {
            var text = variable.Value is { } value && !SecretSigns.Is(variable.Name, Interpolation.Literal(value))
                ? Interpolation.Render(value, variable.Name)
                : Interpolation.Render(Interpolation.Variable(Variable.SecretNameFor(variable.Name)), variable.Name);
            yield return (["env", variable.Name], YamlScalar.Block(text));
        }
    }
}
