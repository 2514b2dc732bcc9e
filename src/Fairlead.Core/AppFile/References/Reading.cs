using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.References;

/// <summary>What readers share while one file is read for one environment.</summary>
internal sealed class Reading(ProblemList problems, IProjectFiles files)
{
    public ProblemList Problems { get; } = problems;

    public IProjectFiles Files { get; } = files;

    /// <summary>The app's name; set before anything that may refer to it is read.</summary>
    public string App { get; set; } = "";

    /// <summary>Set before anything that may refer to it is read.</summary>
    public AppEnvironment Environment { get; set; } = null!;

    /// <summary>Where the environment's name stands, if it does.</summary>
    public Span? EnvironmentPlace { get; set; }

    /// <summary>What the names of services, jobs and resources stand for.</summary>
    public Dictionary<string, Named> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>The files that outputs may come from; null until they are read.</summary>
    public IReadOnlyList<Extra>? Extras { get; set; }

    /// <summary>What is being read: a workload, a resource, "edge".</summary>
    public string Owner { get; set; } = "";

    /// <summary>Where each secret is first referred to, and by whom it is.</summary>
    public Dictionary<string, SecretUse> SecretUses { get; } = new(StringComparer.Ordinal);

    /// <summary>Parameters and outputs of the account that anything refers to.</summary>
    public HashSet<Part> Lookups { get; } = [];

    /// <summary>Values of variables that were read before.</summary>
    public Dictionary<(ScalarNode Value, string Name), Text?> Texts { get; } = [];

    /// <summary>The kind of map that alone has a key; null where none or several have it.</summary>
    public Func<string, string?> HomeOf { get; init; } = static _ => null;

    public bool Wrong<T>(ProblemCode code, Span span, string message, string? suggestion, out T value)
    {
        Problems.Add(code, span, message, suggestion);
        value = default!;
        return false;
    }

    /// <summary>Whether a name stands for what a place wants; if not, there is a problem.</summary>
    /// <param name="what">"queue", "service".</param>
    public bool Expect(string name, Span span, string what, params IReadOnlyList<Kind> kinds)
    {
        if (Names.TryGetValue(name, out var named) && kinds.Contains(named.Kind))
        {
            return true;
        }

        var fitting = new List<string>();
        foreach (var (candidate, known) in Names)
        {
            if (kinds.Contains(known.Kind))
            {
                fitting.Add(candidate);
            }
        }

        Problems.Add(
            named is null ? Codes.UnknownReference : Codes.WrongKind,
            span,
            named is null ? $"no {what} is named '{name}'" : $"'{name}' is {Attributes.Describe(named.Kind)}, and this wants a {what}",
            Nearest.Hint(name, fitting, $"{what}s", out var near),
            Standing(near));
        return false;
    }

    /// <summary>Where the name stands that was probably meant.</summary>
    public Related? Standing(string? near) =>
        near is not null && Names.TryGetValue(near, out var named) ? new Related(named.Place, $"'{near}' stands here") : null;

    public void UseSecret(string name, Span span)
    {
        if (!SecretUses.TryGetValue(name, out var use))
        {
            SecretUses[name] = use = new SecretUse(span, []);
        }

        // One owner is read at a time.
        if (use.By.Count == 0 || use.By[^1] != Owner)
        {
            use.By.Add(Owner);
        }
    }
}

/// <summary>What a name of the file stands for, as far as references have to know it before it is read.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Place">Where the name stands.</param>
internal sealed record Named(Kind Kind, Span Place)
{
    /// <summary>A service that has a port.</summary>
    public bool HasPort { get; init; }

    /// <summary>A service that visitors reach.</summary>
    public bool HasRoute { get; init; }

    /// <summary>Not so: a service that only answers for whatever lies below a host.</summary>
    public bool HasUrl { get; init; } = true;

    /// <summary>A bucket that is encrypted with a key of its own.</summary>
    public bool HasOwnKey { get; init; }

    /// <summary>Of what is there already: whether one of its attributes is given. Null for what is made.</summary>
    public Func<Model.Attribute, bool>? Gives { get; init; }
}

internal sealed record SecretUse(Span First, List<string> By);
