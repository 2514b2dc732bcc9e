using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Lays an environment over the file (rule 5), and reads the keys that only environments have.</summary>
internal sealed class EnvironmentReader(MapNode root, string name, Reading reading)
{
    private const string Domain = "domain";

    /// <summary>Where releases come from: a branch, <c>tag PATTERN</c> or <c>push</c>.</summary>
    public static readonly Shape<ReleaseSource?> From = new("a branch, \"tag PATTERN\" or push", ReadFrom, "main", new TextForm());

    private MapNode? section;

    private static Section Own => Keys.Environment.Section;

    /// <summary>All environments of the file; <c>local</c> is always one of them.</summary>
    public static IReadOnlyList<string> Names(MapNode root) =>
        [.. ((root["environments"] as MapNode)?.Entries ?? []).Select(e => e.Key).Append(AppEnvironment.Local).Distinct(StringComparer.Ordinal)];

    public static ReleaseRule Release(Fields fields, Reading reading) =>
        new(fields.Read(Keys.Release.From), fields.Read(Keys.Release.Approve), fields.Read(Keys.Release.Hold));

    /// <summary>The other environments on AWS. Their overlays are not read: who deploys one environment may not have another's.</summary>
    public IReadOnlyList<OtherEnvironment> Others() =>
    [
        .. ((root["environments"] as MapNode)?.Entries ?? []).Where(e => e.Key != name && e.Key != AppEnvironment.Local)
            .Select(e => new OtherEnvironment(e.Key, Word(e, "region"), Word(e, "account"))),
    ];

    /// <summary>The file as this environment sees it: its own keys stay under <c>environments</c>, all others are merged.</summary>
    public MapNode? Merge(Overrides overrides)
    {
        reading.Environment = new AppEnvironment(name, "us-east-1", IsLocal ? "000000000000" : null, null);
        var all = root["environments"];
        if (all is not null and not MapNode && !Overrides.IsNull(all))
        {
            reading.Problems.Add(Codes.WrongType, all.Span, "environments has to be a map", "write environments: {production: {region: eu-west-1}}");
        }

        CheckNames(all as MapNode);
        var entry = (all as MapNode)?.Find(name);
        if (entry is null && name != AppEnvironment.Local)
        {
            TellUnknown(all as MapNode);
            return null;
        }

        reading.EnvironmentPlace = entry?.KeySpan;

        // The domain that the file names is where the app is for the world; on this machine only the section's own counts.
        var withoutEnvironments = root with { Entries = [.. root.Entries.Where(e => e.Key != "environments" && !(IsLocal && e.Key == Domain))] };
        if (entry is null || Overrides.IsNull(entry.Value))
        {
            return withoutEnvironments;
        }

        if (entry.Value is not MapNode map)
        {
            reading.Problems.Add(Codes.WrongType, entry.Value.Span, $"the environment '{name}' has to be a map of keys", $"keys: {string.Join(", ", Own.Names)}, or any key of the file");
            return withoutEnvironments;
        }

        if (map["overlay"] is { } path && !Overrides.IsNull(path) && new Overlay(reading).Read(path) is { } overlay)
        {
            map = overrides.Merge(map, overlay);
        }

        section = map with { Entries = [.. map.Entries.Where(e => IsOwn(e.Key) && e.Key != "overlay")] };
        var merged = overrides.Merge(withoutEnvironments, map with { Entries = [.. KnownKeys(map).Where(e => !IsOwn(e.Key))] });
        var kept = new Entry("environments", root.Find("environments")!.KeySpan, new MapNode([entry with { Value = section }], all!.Span));
        return merged with { Entries = [.. merged.Entries, kept] };
    }

    /// <summary>Reads what the environment is. The domain comes last, since it may refer to the rest.</summary>
    public AppEnvironment Read(MapNode merged, string app)
    {
        var environment = reading.Environment;
        if (section is not null && Fields.Open(section with { Entries = [.. section.Entries.Where(e => e.Key != Domain)] }, Own, reading) is { } fields)
        {
            var release = fields.Read(Keys.Environment.Release) ?? environment.Release;
            environment = environment with
            {
                Region = fields.Read(Keys.Environment.Region) ?? environment.Region,
                Account = fields.Read(Keys.Environment.Account) ?? environment.Account,
                Profile = fields.Read(Keys.Environment.Profile),
                Release = release,
                Protect = fields.Read(Keys.Environment.Protect) ?? (release.From is not null || release.Approve || release.Hold),
            };
            CheckRegion(fields, environment.Region);
        }

        if (!IsLocal && section?.Find("region") is null)
        {
            var place = root["environments"] is MapNode all ? all.Find(name)!.KeySpan : root.Span;
            reading.Problems.Add(Codes.MissingKey, place, $"the environment '{name}' needs a region", "add 'region: eu-west-1'");
        }

        reading.Environment = environment;
        string? domain = null;
        if ((IsLocal ? section?[Domain] : merged[Domain]) is { } node)
        {
            Keys.File.Domain.Shape.Read(node, reading, out domain);
        }

        // It is not used here, but a slip in it is told wherever the file is read.
        if (IsLocal && root[Domain] is { } worldwide && !Overrides.IsNull(worldwide))
        {
            Keys.File.Domain.Shape.Read(worldwide, reading, out _);
        }

        return environment with { Domain = domain?.ToLowerInvariant() ?? (IsLocal ? $"{app}.localhost" : null) };
    }

    private static string? Word(Entry environment, string key) => ((environment.Value as MapNode)?.Find(key)?.Value as ScalarNode)?.Value;

    private void TellUnknown(MapNode? all)
    {
        var hint = Nearest.Hint(name, Names(root), "environments", out var near);
        var other = near is null ? Misplaced() : all?.Find(near) is { } meant ? new Related(meant.KeySpan, $"'{near}' stands here") : null;
        reading.Problems.Add(Codes.UnknownEnvironment, root.Find("environments")?.KeySpan ?? root.Span, $"there is no environment '{name}'", hint, other);
    }

    // A line that is indented too far belongs to what stands above it.
    private Related? Misplaced()
    {
        var wanted = root.Find("environments") is null ? "environments" : name;
        var waiting = new Stack<MapNode>([root]);
        while (waiting.TryPop(out var map))
        {
            foreach (var entry in map.Entries)
            {
                if (entry.Key == wanted)
                {
                    return new Related(entry.KeySpan, $"'{wanted}' stands here, inside of something else: look at its indentation");
                }

                if (entry.Value is MapNode below)
                {
                    waiting.Push(below);
                }
            }
        }

        return null;
    }

    private bool IsLocal => name == AppEnvironment.Local;

    private bool IsOwn(string key) => Own.Names.Contains(key) || (IsLocal && key == Domain);

    private static bool ReadFrom(Node node, Reading reading, out ReleaseSource? value)
    {
        value = null;
        if (!Shapes.Word.Read(node, reading, out var text))
        {
            return false;
        }

        var words = text!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        value = words switch
        {
            ["push"] => new FromPush(),
            ["tag", var pattern] => new FromTag(pattern),
            [var branch] when branch is not "tag" => new FromBranch(branch),
            _ => null,
        };
        return value is not null || reading.Wrong(Codes.WrongValue, node.Span, $"'{text}' does not say where releases come from", "write a branch such as main, \"tag v*\", or push", out value);
    }

    private void CheckRegion(Fields fields, string region)
    {
        if (fields.Has(Keys.Environment.Region) && !Regions.Known.Contains(region))
        {
            reading.Problems.Warn(Codes.AwsLimit, fields.ValueOf(Keys.Environment.Region), $"'{region}' is no region that is known here", Nearest.To(region, Regions.Known) is { } near ? $"did you mean '{near}'?" : "look at its name if it is not a new one");
        }
    }

    private void CheckNames(MapNode? all)
    {
        foreach (var entry in all?.Entries ?? [])
        {
            NameCheck.Check(entry, "an environment", reading.Problems);
        }
    }

    // A name that stands where its section should.
    private string? SectionOf(string key) => new[] { "services", "jobs", "resources", "images" }.FirstOrDefault(s => (root[s] as MapNode)?.Find(key) is not null);

    private List<Entry> KnownKeys(MapNode map)
    {
        var known = Own.Names.Concat(Keys.File.Section.Names.Where(k => k is not ("app" or "environments"))).ToList();
        var entries = new List<Entry>();
        foreach (var entry in map.Entries)
        {
            if (known.Contains(entry.Key))
            {
                entries.Add(entry);
            }
            else if (!entry.Key.StartsWith("x-", StringComparison.Ordinal))
            {
                reading.Problems.Add(Codes.UnknownKey, entry.KeySpan, $"an environment has no key '{entry.Key}'", SectionOf(entry.Key) is { } section ? $"write it under {section}: {{{entry.Key}: …}}" : ForeignKeys.Advice(Own, entry.Key) ?? Nearest.Hint(entry.Key, known, "keys"));
            }
        }

        return entries;
    }
}
