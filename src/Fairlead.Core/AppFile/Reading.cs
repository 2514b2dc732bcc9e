using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>What readers share while one file is read for one environment.</summary>
internal sealed class Reading(ProblemList problems, IProjectFiles files)
{
    public ProblemList Problems { get; } = problems;

    public IProjectFiles Files { get; } = files;

    /// <summary>The app's name; set before anything that may refer to it is read.</summary>
    public string App { get; set; } = "";

    /// <summary>Set before anything that may refer to it is read.</summary>
    public AppEnvironment Environment { get; set; } = new(AppEnvironment.Local, "us-east-1", null, null);

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

    /// <summary>Values of variables that were read before.</summary>
    public Dictionary<(ScalarNode Value, string Name), Text?> Texts { get; } = [];

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
    public Related? Standing(string? near) => near is not null && Names.TryGetValue(near, out var named) ? new Related(named.Place, $"'{near}' stands here") : null;

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

/// <param name="Kind">What a name stands for.</param>
/// <param name="Node">Its keys, all layers merged.</param>
/// <param name="Place">Where the name stands.</param>
internal sealed record Named(Kind Kind, Node Node, Span Place)
{
    public bool Has(string key) => (Node as MapNode)?[key] is { } value && !Overrides.IsNull(value);
}

internal sealed record SecretUse(Span First, List<string> By);

/// <summary>What reading asks of the project's folder. Paths are relative to the app file.</summary>
public interface IProjectFiles
{
    /// <param name="expected">What the file says it is.</param>
    PathKind Look(string relativePath, PathKind expected);

    /// <summary>The text of a private file, which may lie outside the project; null when it is not there.</summary>
    Source? Overlay(string relativePath) => null;

    /// <summary>The text of a file of the project; null where it is not at hand.</summary>
    Source? Text(string relativePath) => null;

    /// <summary>The files whose names match a path with <c>*</c> in its last part, in order.</summary>
    IReadOnlyList<string> Match(string pattern) => [pattern];

    /// <summary>Files that look like secrets and would enter an image built of this context by this Dockerfile.</summary>
    IReadOnlyList<string> SecretsIn(string context, string dockerfile) => [];
}

public enum PathKind
{
    Missing,
    File,
    Folder,

    /// <summary>Resolves to a place outside the project.</summary>
    Outside,

    /// <summary>A device, a pipe, a socket or an empty file.</summary>
    Special,
}
