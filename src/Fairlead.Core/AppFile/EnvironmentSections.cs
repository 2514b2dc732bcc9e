using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Where in a file the own keys of each environment stand.</summary>
public sealed class EnvironmentSections
{
    private readonly Source source;

    // Where each key of the file and each environment begins, in order; up to the next one it is theirs.
    private readonly List<Start> starts = [];

    public EnvironmentSections(Source source)
    {
        this.source = source;
        foreach (var entry in (YamlReader.Read(source, new ProblemList()) as MapNode)?.Entries ?? [])
        {
            starts.Add(new Start(entry.KeySpan, null));
            if (entry.Key == FileKeys.Environments.Name)
            {
                starts.AddRange(((entry.Value as MapNode)?.Entries ?? []).Select(e => new Start(e.KeySpan, e.Key)));
            }
        }

        starts = [.. starts.Where(s => s.Span.Source == source).OrderBy(s => s.Span.Line).ThenBy(s => s.Span.Column)];
    }

    /// <summary>Whether a place is in the section of an environment, or in another file: that is laid over an environment.</summary>
    public bool Hold(Span place, string environment) =>
        place.Source != source || starts.FindLast(s => (s.Span.Line, s.Span.Column).CompareTo((place.Line, place.Column)) <= 0)
            ?.Environment == environment;

    private sealed record Start(Span Span, string? Environment);
}
