using Fairlead.Core.Model;
using Fairlead.Core.Problems;
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

    /// <summary>What the names of services, jobs and resources stand for.</summary>
    public Dictionary<string, Kind> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Where each secret is first referred to.</summary>
    public Dictionary<string, Span> SecretUses { get; } = new(StringComparer.Ordinal);

    public bool Wrong<T>(ProblemCode code, Span span, string message, string? suggestion, out T value)
    {
        Problems.Add(code, span, message, suggestion);
        value = default!;
        return false;
    }
}

/// <summary>What reading asks of the project's folder: whether a path (relative to the app file) is there.</summary>
public interface IProjectFiles
{
    /// <param name="expected">What the file says it is.</param>
    PathKind Look(string relativePath, PathKind expected);
}

public enum PathKind
{
    Missing,
    File,
    Folder,

    /// <summary>Resolves to a place outside the project.</summary>
    Outside,

    /// <summary>A device, a pipe or a socket.</summary>
    Special,
}
