using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class FileKeys
{
    public static readonly Section Section = new("the app file", "file") { OtherWords = OtherToolsKeys.OfFile };

    public static readonly Key<string?> App = Section.Add(
        "app", Shapes.Word with { Example = "shop" }, null,
        "The name of the app; it becomes part of every name on the target.");
    public static readonly Key<Node?> Tags = Section.Add(
        "tags", Forms.Texts, null, "Tags of everything that is created.", only: KeyTarget.Aws);
    public static readonly Key<Logs?> Logs = Section.Add(
        "logs", Forms.Map(() => LogsKeys.Section, static (fields, _) => LogsReader.Read(fields), "{keep: 90d}"), null,
        "What becomes of log lines.", only: KeyTarget.Aws);
    public static readonly Key<Alerts?> Alerts = Section.Add(
        "alerts", Forms.Map(() => AlertsKeys.Section, static (fields, _) => AlertsReader.Read(fields), "{email: team@example.org}"),
        null, "Who is told when something does not work.", only: KeyTarget.Aws);
    public static readonly Key<CiSource?> Ci = Section.Add(
        "ci", CiReader.Shape, null, "The repository whose pipeline may deploy this app.", only: KeyTarget.Aws);
    public static readonly Key<string?> Domain = Section.Add(
        "domain", Shapes.Host, null, "The domain of the app; on local it is APP.localhost unless the environment sets it.");
    public static readonly Key<Security?> Security = Section.Add(
        "security", SecurityReader.Shape, null,
        "How strict the app's security is, and what it leaves out, with the reason.", "standard", KeyTarget.Aws);
    public static readonly Key<Node?> Images = Section.Add(
        "images",
        Forms.Later("a map of images", "{web: .}", new NamesForm("NAME", new EitherForm(new TextForm(), ImageKeys.Section.Form))), null,
        "Container images: a build context, or a map.");
    public static readonly Key<Node?> Env = Section.Add("env", Forms.Texts, null, "Variables that every workload gets.");
    public static readonly Key<Node?> Secrets = Section.Add(
        "secrets",
        Forms.Later(
            "a map of secrets", "{SESSION_KEY: generate}",
            new NamesForm("NAME", new EitherForm(SecretKeys.Sources.Form, SecretKeys.Section.Form))),
        null, "Secrets that are not simply asked for.");
    public static readonly Key<Node?> Services = Section.Add(
        "services",
        Forms.Later(
            "a map of services", "{web: {port: 8080, route: /}}", new NamesForm("NAME", new SectionForm(() => ServiceKeys.Section))),
        null, "Workloads that run for ever.");
    public static readonly Key<Node?> Jobs = Section.Add(
        "jobs",
        Forms.Later(
            "a map of jobs", "{migrate: {command: ./migrate, when: before-deploy}}",
            new NamesForm("NAME", new SectionForm(() => JobKeys.Section))),
        null, "Workloads that run to an end.");
    public static readonly Key<Node?> Resources = Section.Add(
        "resources", Forms.Later("a map of resources", "{db: postgres}", new NamesForm("NAME", ResourceReader.Form)), null,
        "Databases, caches and other things that workloads need: a type, or a map.");
    public static readonly Key<Edge?> Edge = Section.Add(
        "edge", Forms.Map(() => EdgeKeys.Section, EdgeReader.Read, "{zone: external}"), null,
        "How the app meets the world.");
    public static readonly Key<Network?> Network = Section.Add(
        "network", Forms.Map(() => NetworkKeys.Section, static (fields, _) => NetworkReader.Read(fields), "{nat: none}"), null,
        "The network that the environment stands in.", only: KeyTarget.Aws);
    public static readonly Key<IReadOnlyList<string>> Extras = Section.Add(
        "extras", Forms.Some(Forms.Present(Shapes.Word), "a path or a list of paths") with { Example = "aws/*.yml" }, [],
        "CloudFormation files for anything else, with * for any part of a file's name; their outputs are ${extras.Output}.",
        only: KeyTarget.Aws);
    public static readonly Key<Node?> Environments = Section.Add(
        "environments",
        Forms.Later(
            "a map of environments", "{production: {region: eu-west-1}}",
            new NamesForm("NAME", new SectionForm(() => EnvironmentKeys.Section))),
        null, "What differs from environment to environment; any key of the file may stand there.");
}

/// <summary>The repository whose pipeline may deploy the app.</summary>
internal static class CiReader
{
    public static readonly Shape<CiSource?> Shape = Forms.As(
        Shapes.Named("a repository such as github/owner/name", "^github/[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$", "github/example/shop"),
        static text => text?.Split('/') is [_, var owner, var repository] ? new CiSource(owner, repository) : null);
}
