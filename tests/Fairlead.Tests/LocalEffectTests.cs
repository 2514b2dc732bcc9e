using System.Text.RegularExpressions;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Layers;
using Fairlead.Core.AppFile.Manual;
using Fairlead.Core.AppFile.Sections;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;
using Fairlead.Core.Yaml;
using Fairlead.Docker.Plan;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>
/// B10: every key that is not marked as one of AWS alone does something on the local engine. Each place of each key in all cases and
/// examples is taken out, and what the engine would be asked for is held against what it was.
/// </summary>
public class LocalEffectTests
{
    // What no case says of the local engine.
    private const string More = """
        app: shop
        images: {web: {context: ., dockerfile: Dockerfile.web, target: last, args: {A: b}, platform: linux/amd64}}
        services:
          web:
            port: 80
            route: /
            exec: false
            sticky: 1h
            auth: none
            uses: [api]
            deploy: {strategy: canary, percent: 20, bake: 3s}
          open: {port: 81, route: /open, auth: {open_to: [web]}}
          api: {port: 82, deploy: {strategy: replace}}
        jobs: {tidy: {exec: false, schedule: every 1h, uses: [db]}}
        resources:
          db: {type: postgres, version: 16, users: {reader: read}}
        edge:
          auth: {basic: {user: guest, password: "${secret.SITE}"}}
          allow: {office: [203.0.113.0/24]}
        secrets: {SITE: ask}
        environments: {local: {release: {hold: true}}}
        """;

    // What is read there and changes no container, load balancer or job; each with where its effect is tested.
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["deploy.steps"] = "of its strategy it is said that it rolls out like 'rolling' (Supported.Warnings)",
        ["environment.overlay"] = "lays a file over the environment (tests/cases/overlay…)",
        ["environment.protect"] = "a dirty tree is refused, a destroy asks (DeployFlow, DestroyFlow)",
        ["environment.region"] = "what stands in for AWS is told of it",
        ["file.domain"] = "the domain for the world: of local only the environment's own counts (EnvironmentLayer)",
        ["image.dotnet"] = "refused with its line (Supported.Check)",
        ["image.keep"] = "built images beyond it go once a release is on record (Leftovers); here none is old",
        ["job.migrations"] = "the release keeps what lies there, and a rollback across it is refused (MigrationTests)",
        ["release.approve"] = "makes the environment protected",
        ["release.from"] = "commits from elsewhere are refused (DeployFlow)",
        ["scale-queue.empty"] = Scaling,
        ["scale-schedule.cron"] = Scaling,
        ["scale-schedule.max"] = Scaling,
        ["scale-schedule.min"] = Scaling,
        ["scale-schedule.timezone"] = Scaling,
        ["scale.cpu"] = Scaling,
        ["scale.memory"] = Scaling,
        ["scale.queue"] = Scaling,
        ["scale.requests"] = Scaling,
        ["scale.schedule"] = Scaling,
        ["secret.existing"] = Asked,
        ["secret.key"] = Asked,
        ["secret.kind"] = Asked,
    };

    private const string Scaling = "of 'scale' it is said that nothing scales on local (Supported.Warnings)";
    private const string Asked = "the value of a secret is asked for or made before there is a plan (SecretFile)";

    private static readonly Section[] NotHere =
    [
        BucketKeys.Section, CorsKeys.Section, LifecycleRuleKeys.Section, QueueKeys.Section, DeadLetterKeys.Section, ConfigKeys.Section,
        SearchKeys.Section, EndpointKeys.Section, VolumeKeys.Section,
    ];

    [Fact]
    public void B10_every_key_without_a_mark_does_something_on_local()
    {
        var (seen, works) = (new SortedSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (text, folder) in Files().Select(f => (AppFileText.Read(f), Path.GetDirectoryName(f)!)).Append((More, "/")))
        {
            if (YamlReader.Read(new Source("fairlead.yaml", text), new ProblemList()) is not MapNode root
                || Effect(root, folder) is not { } before)
            {
                continue;
            }

            foreach (var (name, entry) in Keys(root, FileKeys.Section))
            {
                seen.Add(name);
                if (!works.Contains(name) && Effect((MapNode)Without(root, entry), folder) != before)
                {
                    works.Add(name);
                }
            }
        }

        var all = new HashSet<string>(StringComparer.Ordinal);
        Collect(FileKeys.Section, all);
        all.Except(works).Except(Elsewhere.Keys).Select(k => seen.Contains(k) ? $"{k}: does nothing" : $"{k}: in no case")
            .Order(StringComparer.Ordinal).ShouldBeEmpty();
        Elsewhere.Keys.Intersect(works).ShouldBeEmpty("these need no excuse");
    }

    // Inside of what only AWS reads, everything is so; and so is what is inside of a resource that does not run here yet.
    private static void Collect(Section section, HashSet<string> into)
    {
        foreach (var key in section.Keys.Where(k => k.Target == KeyTarget.Both))
        {
            var home = Catalogue.Sections.FirstOrDefault(s => s.Own.Contains(key)) ?? section;
            if (!NotHere.Contains(home) && into.Add($"{home.Id}.{key.Name}"))
            {
                foreach (var inner in KeyGuide.SectionsOf(key.Form))
                {
                    Collect(inner, into);
                }
            }
        }
    }

    private static IEnumerable<string> Files() =>
        new[] { "cases", "plans" }.SelectMany(d =>
            Directory.GetFiles(Repository.Path("tests", d), "fairlead.yaml", SearchOption.AllDirectories))
            .Concat(Directory.GetFiles(Repository.Path("examples"), "fairlead.yaml", SearchOption.AllDirectories))
                .Order(StringComparer.Ordinal);

    // Null where the file can not be read for the local engine, or not run there.
    private static string? Effect(MapNode root, string folder)
    {
        if (AppFileReader.Read(root, AppEnvironment.Local, folder == "/" ? World.AnyFiles.Instance : new ProjectFolder(folder))
            .App is not { } app)
        {
            return null;
        }

        try
        {
            Supported.Check(app);
            var plan = new World().Plan(app, isBuilt: false);
            return DockerText.Of(app) + string.Join('\n', Supported.Warnings(app))
                + string.Join('\n', plan.Lanes.SelectMany(l => l.Steps.Where(s => s is not RecordRelease)
                .Select(s => $"{l.Name} {string.Join(',', l.After)} {Shown(s)}"))) + string.Join('\n', plan.Changes);
        }
        catch (FailureException)
        {
            return null;
        }
    }

    // Where a key stands is no effect.
    private static string Shown(Step step) => Regex.Replace(
        step is PutFiles put ? string.Concat(put.Files) : step.ToString(), "(Place|Span|Origin) = [^,}]*", "");

    private static IEnumerable<(string Name, Entry Entry)> Keys(MapNode map, Section section)
    {
        foreach (var entry in map.Entries)
        {
            if (section.Keys.FirstOrDefault(k => k.Name == entry.Key) is not { } key)
            {
                continue;
            }

            var home = Catalogue.Sections.FirstOrDefault(s => s.Own.Contains(key)) ?? section;
            yield return ($"{home.Id}.{key.Name}", entry);
            foreach (var inner in Inner(entry.Value, key.Form))
            {
                yield return inner;
            }
        }
    }

    private static IEnumerable<(string, Entry)> Inner(Node node, Form form) => (form, node) switch
    {
        (SectionForm section, MapNode map) => Keys(map, section.Section()),
        (NamesForm names, MapNode map) => map.Entries.SelectMany(e => Inner(e.Value, names.Value)),
        (ListForm list, ListNode items) => items.Items.SelectMany(i => Inner(i, list.Item)),
        (EitherForm either, _) => either.Forms.SelectMany(f => Inner(node, f)),
        _ => [],
    };

    private static Node Without(Node node, Entry gone) => node switch
    {
        MapNode map => map with
        {
            Entries = [.. map.Entries.Where(e => !ReferenceEquals(e, gone)).Select(e => e with { Value = Without(e.Value, gone) })],
        },
        ListNode list => list with { Items = [.. list.Items.Select(i => Without(i, gone))] },
        _ => node,
    };
}
