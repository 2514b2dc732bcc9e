using Fairlead.Core.AppFile.Checks;
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
        reading = new Reading(problems, files);
        overrides = new Overrides(problems);
    }

    /// <summary>The environments of a file, <c>local</c> included; empty when the text can not be read.</summary>
    public static IReadOnlyList<string> Environments(Source source) =>
        YamlReader.Read(source, new ProblemList()) is MapNode root ? EnvironmentReader.Names(root) : [];

    /// <param name="checks">What the place where the app runs refuses, found by the app alone; also of an app that has errors already.</param>
    public static ReadResult Read(Source source, string environment, IProjectFiles files, Func<App, IReadOnlyList<Problem>>? checks = null) =>
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
        var environments = new EnvironmentReader(root, environment, reading);
        if (environments.Merge(overrides) is not { } merged)
        {
            Fields.Open(root, Keys.File.Section, reading);
            return null;
        }

        var extended = new Inheritance(merged, overrides, reading.Problems).Resolve();
        return (environments, overrides.Prune(extended));
    }

    private App? ReadApp(EnvironmentReader environments, MapNode root)
    {
        if (Fields.Open(root, Keys.File.Section, reading) is not { } file)
        {
            return null;
        }

        reading.App = AppName(file);
        reading.Environment = environments.Read(root, reading.App);
        CollectNames(root);
        var extras = new ExtrasReader(reading).Read(file);
        var images = Named(file, Keys.File.Images, new ImageReader(reading).Read);
        var edge = Owned("edge", () => file.Read(Keys.File.Edge)) ?? new Edge();
        var workloads = new WorkloadReader(reading, images, EnvMap(file));
        if (!root.Entries.Any(e => e.Key is "services" or "jobs") && !reading.Problems.HasErrors)
        {
            reading.Problems.Add(Codes.MissingKey, root.Span, "the file has neither services nor jobs", "add 'services: {web: {port: 8080, route: /}}'");
        }

        var app = new App
        {
            Name = reading.App,
            Document = root,
            Environment = reading.Environment,
            Others = environments.Others(),
            Images = images,
            Services = Named(file, Keys.File.Services, new ServiceReader(reading, workloads, edge.Timeout).Read),
            Jobs = Named(file, Keys.File.Jobs, new JobReader(reading, workloads).Read),
            Resources = Named(file, Keys.File.Resources, new ResourceReader(reading).Read),
            Edge = edge,
            Network = file.Read(Keys.File.Network) ?? new OwnNetwork(),
            Extras = extras,
            Logs = file.Read(Keys.File.Logs) ?? new Logs(Keys.Logs.Keep.Fallback, Access: false),
            Alerts = Owned("alerts", () => file.Read(Keys.File.Alerts)) ?? new Alerts([], []),
            Tags = PolicyReader.Tags(file.Node(Keys.File.Tags), reading),
            Security = file.Read(Keys.File.Security) ?? new Security(Profile.Standard, []),
            Ci = file.Read(Keys.File.Ci),
            Secrets = new Table<Secret>([]),
        };
        app = app with { Secrets = new SecretReader(reading).Read(file.Node(Keys.File.Secrets)) };
        AppChecks.Check(app, reading.Problems);
        return app;
    }

    private T Owned<T>(string owner, Func<T> read)
    {
        reading.Owner = owner;
        return read();
    }

    private string AppName(Fields file)
    {
        var name = file.Need(Keys.File.App, file.Span, "the app file", "app: hello");
        if (name is not null && file.Node(Keys.File.App) is { } node)
        {
            NameCheck.Check(new Entry(name, node.Span, node), "an app", reading.Problems);
        }

        return name ?? "app";
    }

    private MapNode? EnvMap(Fields file)
    {
        var node = file.Node(Keys.File.Env);
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, "env has to be a map of variables", "write NAME: value");
        }

        return node as MapNode;
    }

    private void CollectNames(MapNode root)
    {
        var all = new List<(Entry, string)>();
        foreach (var (section, what) in new[] { ("services", "a service"), ("jobs", "a job"), ("resources", "a resource") })
        {
            foreach (var entry in (root[section] as MapNode)?.Entries ?? [])
            {
                all.Add((entry, what));
                Kind? kind = section switch { "services" => Kind.Service, "jobs" => Kind.Job, _ => ResourceReader.KindOf(entry.Value) };
                if (kind is { } known)
                {
                    var named = new Named(known, entry.Value, entry.KeySpan);
                    reading.Names.TryAdd(entry.Key, known == Kind.Job && named.Has("gpu") ? named with { Kind = Kind.GpuJob } : named);
                }
            }
        }

        NameCheck.CheckNamespace(all, reading.Problems);
    }

    private Table<T> Named<T>(Fields file, Key key, Func<Entry, T?> read)
        where T : class, INamed
    {
        var node = file.Node(key);
        if (node is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, node.Span, $"{key} has to be a map: each name with its keys", node is ListNode ? "write 'NAME:' in the place of each dash" : $"for example {key}: {key.Example}");
        }

        var items = new List<T>();
        foreach (var entry in (node as MapNode)?.Entries ?? [])
        {
            if (key == Keys.File.Images)
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
