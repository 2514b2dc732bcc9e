using Fairlead.Core.AppFile.Checks;
using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.Layers;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>What came of reading the app file for one environment: an app or problems, never half of each.</summary>
/// <param name="App">Null when there is an error.</param>
/// <param name="Problems">In the order of the file; warnings too.</param>
public sealed record ReadResult(App? App, IReadOnlyList<Problem> Problems);

/// <summary>Reads the app file: text, nodes, environment, <c>extends</c>, then each section by its reader.</summary>
public sealed class AppFileReader
{
    private readonly Reading reading;
    private readonly Overrides overrides;

    private AppFileReader(ProblemList problems, IProjectFiles files)
    {
        reading = new Reading(problems, files) { HomeOf = Catalogue.HomeOf };
        overrides = new Overrides(problems);
    }

    /// <summary>The environments of a file, <c>local</c> included; empty when the text can not be read.</summary>
    public static IReadOnlyList<string> Environments(Source source) =>
        YamlReader.Read(source, new ProblemList()) is MapNode root ? EnvironmentReader.Names(root) : [];

    /// <param name="checks">What the place where the app runs refuses, by the app alone; asked also where there are errors already.</param>
    public static ReadResult Read(
        Source source, string environment, IProjectFiles files, Func<App, IReadOnlyList<Problem>>? checks = null) =>
        Collect(problems => Read(source, environment, files, problems), checks);

    /// <summary>Reads a document that was put together from others; its nodes keep their places.</summary>
    public static ReadResult Read(MapNode document, string environment, IProjectFiles files) =>
        Collect(problems => Read(document, environment, files, problems));

    private static ReadResult Collect(Func<ProblemList, App?> read, Func<App, IReadOnlyList<Problem>>? checks = null)
    {
        var problems = new ProblemList();
        App? app = null;
        try
        {
            app = read(problems);
            problems.AddRange(app is null || checks is null ? [] : checks(app));
        }
        catch (EnoughException)
        {
            // The list says so.
        }

        return new ReadResult(problems.HasErrors ? null : app, problems.InOrder());
    }

    private static App? Read(Source source, string environment, IProjectFiles files, ProblemList problems)
    {
        if (OtherFormats.Find(source) is var (what, step))
        {
            problems.Add(Codes.OtherFormat, new Span(source, 1, 1, Math.Max(1, source.Line(1).Length)),
                $"this is {what}, not an app file", step);
            return null;
        }

        var root = YamlReader.Read(source, problems);
        if (root is not null and not MapNode)
        {
            problems.Add(Codes.WrongType, root.Span, "the file has to be a map of keys", "begin with 'app: NAME'");
        }

        return root is MapNode map ? Read(map, environment, files, problems) : null;
    }

    private static App? Read(MapNode map, string environment, IProjectFiles files, ProblemList problems)
    {
        var reader = new AppFileReader(problems, files);
        var merged = reader.Merge(map, environment);
        return merged is null ? null : reader.ReadApp(merged.Value.Environment, merged.Value.Root);
    }

    private (EnvironmentReader Environment, MapNode Root)? Merge(MapNode root, string environment)
    {
        var layer = new EnvironmentLayer(root, environment, reading);
        if (layer.Merge(overrides) is not { } merged)
        {
            Fields.Open(root, FileKeys.Section, reading);
            return null;
        }

        var extended = new Inheritance(merged, overrides, reading.Problems).Resolve();
        return (new EnvironmentReader(root, environment, layer.Own, reading), overrides.Prune(extended));
    }

    private App? ReadApp(EnvironmentReader environments, MapNode root)
    {
        if (Fields.Open(root, FileKeys.Section, reading) is not { } file)
        {
            return null;
        }

        reading.App = AppName(file);
        reading.Environment = environments.Read(root, reading.App);
        NamesReader.Read(root, reading);
        var extras = new ExtrasReader(reading).Read(file);
        var images = Named(file, FileKeys.Images, new ImageReader(reading).Read);
        var edge = Owned(FileKeys.Edge, () => file.Read(FileKeys.Edge)) ?? EdgeReader.Read(Fields.Empty(EdgeKeys.Section), reading);
        var workloads = new WorkloadReader(reading, images, EnvMap(file));
        if (!file.Has(FileKeys.Services) && !file.Has(FileKeys.Jobs) && !reading.Problems.HasErrors)
        {
            reading.Problems.Add(
                Codes.MissingKey, root.Span, "the file has neither services nor jobs", "add 'services: {web: {port: 8080, route: /}}'");
        }

        var app = new App
        {
            Name = reading.App,
            Document = root,
            Environment = reading.Environment,
            Shared = new AccountLayer(environments.Root, reading.Environment, reading.Files).Read(),
            Images = images,
            Services = Named(file, FileKeys.Services, new ServiceReader(reading, workloads, edge).Read),
            Jobs = Named(file, FileKeys.Jobs, new JobReader(reading, workloads).Read),
            Resources = Named(file, FileKeys.Resources, new ResourceReader(reading).Read),
            Edge = edge,
            Network = file.Read(FileKeys.Network) ?? NetworkReader.Read(Fields.Empty(NetworkKeys.Section))!,
            Extras = extras,
            Logs = file.Read(FileKeys.Logs) ?? LogsReader.Read(Fields.Empty(LogsKeys.Section)),
            Alerts = Owned(FileKeys.Alerts, () => file.Read(FileKeys.Alerts)) ?? AlertsReader.Read(Fields.Empty(AlertsKeys.Section)),
            Tags = TagReader.Read(file.Node(FileKeys.Tags), reading),
            Security = file.Read(FileKeys.Security) ?? SecurityReader.Read(Fields.Empty(SecurityKeys.Section), reading),
            Ci = file.Read(FileKeys.Ci),
            Secrets = new Table<Secret>([]),
            Lookups = reading.Lookups,
        };
        return Whole(app, file);
    }

    // Which secrets there are is known when all references are.
    private App Whole(App app, Fields file)
    {
        var whole = app with { Secrets = new SecretReader(reading).Read(file.Node(FileKeys.Secrets)) };
        AppChecks.Check(whole, reading.Problems);
        return whole;
    }

    private T Owned<T>(Key owner, Func<T> read)
    {
        reading.Owner = owner.Name;
        return read();
    }

    private string AppName(Fields file)
    {
        var name = file.Need(FileKeys.App, file.Span, "the app file", "app: hello");
        if (name is not null && file.Node(FileKeys.App) is { } node)
        {
            NameCheck.Check(new Entry(name, node.Span, node), "an app", reading.Problems);
        }

        return name ?? "app";
    }

    private MapNode? EnvMap(Fields file)
    {
        var node = file.Node(FileKeys.Env);
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "env has to be a map of variables", "write NAME: value");
        }

        return node as MapNode;
    }

    private Table<T> Named<T>(Fields file, Key key, Func<Entry, T?> read)
        where T : class, INamed
    {
        var node = file.Node(key);
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(
                Codes.WrongType, node.Span, $"{key} has to be a map: each name with its keys",
                node is ListNode ? "write 'NAME:' in the place of each dash" : $"for example {key}: {key.Example}");
        }

        var items = new List<T>();
        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            if (key == FileKeys.Images)
            {
                NameCheck.Check(entry, "an image", reading.Problems);
            }

            reading.Owner = entry.Key;
            if (read(entry) is { } item)
            {
                items.Add(item);
            }
        }

        return new Table<T>(items);
    }
}
