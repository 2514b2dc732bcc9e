using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Layers;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>What the header of a file says.</summary>
/// <param name="Place">Where the app runs; null where the file does not say it, or says it wrongly.</param>
/// <param name="Problem">The first error on the way there; null where there is none. The rest of the file may have others.</param>
public sealed record Header(Place? Place, Problem? Problem);

/// <summary>
/// Reads where an app runs, also from a file that is wrong elsewhere or breaks off: what was whole before the first syntax error counts,
/// and what stands here obeys the rules of the full reader. So one can look after an app while its file is being mended.
/// </summary>
public static class HeaderReader
{
    /// <summary>Where the app of a file runs in one of its environments.</summary>
    /// <param name="files">Where a private overlay is found, which may say the place too.</param>
    public static Header Read(Source source, string environment, IProjectFiles? files = null)
    {
        var problems = new ProblemList();
        Place? place = null;
        try
        {
            place = Read(source, environment, new Reading(problems, files ?? RecordedFiles.Instance));
        }
        catch (EnoughException)
        {
            // The list says so.
        }

        return new Header(place, problems.InOrder().FirstOrDefault(p => p.Severity == Severity.Error));
    }

    private static Place? Read(Source source, string environment, Reading reading)
    {
        reading.Environment = EnvironmentReader.Before(environment);
        var root = YamlReader.ReadPart(source, reading.Problems) as MapNode;
        var isBroken = reading.Problems.HasErrors;
        if (AppName(root, source, reading) is not { } app)
        {
            return null;
        }

        reading.App = app;
        var all = root?[FileKeys.Environments.Name] as MapNode;
        var entry = all?.Find(environment);
        if (entry is null && environment != AppEnvironment.Local && !isBroken)
        {
            reading.Problems.Add(
                Codes.UnknownEnvironment, root!.Find(FileKeys.Environments.Name)?.KeySpan ?? root.Span,
                $"there is no environment '{environment}'", Nearest.Hint(environment, EnvironmentReader.Names(root), "environments"));
            return null;
        }

        return !NameCheck.IsName(environment) ? null : PlaceIn(entry, isBroken, reading);
    }

    // What the environment does not say is where it is by default, or stands behind the place where the text breaks off.
    private static Place? PlaceIn(Entry? entry, bool isBroken, Reading reading)
    {
        var (map, at) = (WithOverlay(entry?.Value as MapNode, reading), reading.Environment);
        var errors = reading.Problems.Count;
        var region = Value(EnvironmentKeys.Region) ?? (at.IsLocal ? at.Region : null);
        var account = Value(EnvironmentKeys.Account) ?? at.Account;
        var profile = Value(EnvironmentKeys.Profile);
        if (region is null && !isBroken && entry is not null)
        {
            reading.Problems.Add(
                Codes.MissingKey, entry.KeySpan, $"the environment '{at.Name}' needs a region", "add 'region: eu-west-1'");
        }

        return reading.Problems.Count > errors ? null : new Place(reading.App, at.Name, region, account, profile);

        string? Value(Key<string?> key) =>
            map?[key.Name] is { IsNull: false } node && key.Shape.Read(node, reading, out var value) ? value : null;
    }

    private static MapNode? WithOverlay(MapNode? map, Reading reading)
    {
        if (map?[EnvironmentKeys.Overlay.Name] is not { IsNull: false } path
            || !EnvironmentKeys.Overlay.Shape.Read(path, reading, out var name)
            || reading.Files.Overlay(name!) is not { } source
            || YamlReader.ReadPart(source, reading.Problems) is not MapNode overlay)
        {
            return map;
        }

        return new Overrides(reading.Problems).Merge(map, overlay);
    }

    // Where even the parts can not be read, the one line that says it.
    private static string? AppName(MapNode? root, Source source, Reading reading)
    {
        if ((root?[FileKeys.App.Name] ?? OnlyLine(source)) is not { } node)
        {
            reading.Problems.Add(
                Codes.MissingKey, root?.Span ?? new Span(source, 1, 1, 1), "the app file needs 'app'", "add 'app: hello'");
            return null;
        }

        return FileKeys.App.Shape.Read(node, reading, out var name)
            && NameCheck.Check(new Entry(name!, node.Span, node), "an app", reading.Problems)
                ? name
                : null;
    }

    private static ScalarNode? OnlyLine(Source source)
    {
        var lines = source.Text.Split('\n');
        var said = Array.FindAll(lines, l => l.StartsWith(FileKeys.App.Name + ":", StringComparison.Ordinal));
        if (said is not [var line] || YamlReader.Read(new Source(source.Name, line), new ProblemList()) is not MapNode alone)
        {
            return null;
        }

        var number = Array.IndexOf(lines, line) + 1;
        return alone[FileKeys.App.Name] is ScalarNode name
            ? name with { Span = new Span(source, number, name.Span.Column, name.Span.Length) }
            : null;
    }
}
