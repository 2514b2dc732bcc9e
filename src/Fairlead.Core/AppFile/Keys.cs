using Fairlead.Core.Model;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Every key of the app file, declared once. Messages, <c>explain</c>, the schema and the reference come from here.</summary>
internal static partial class Keys
{
    internal static class File
    {
        public static readonly Section Section = new("the app file", "file");

        public static readonly Key<string?> App = Section.Add("app", Shapes.Word with { Example = "shop" }, null, "The name of the app; it becomes part of every name on the target.");
        public static readonly Key<Node?> Tags = Section.Add("tags", Forms.Texts, null, "Tags of everything that is created [aws].");
        public static readonly Key<Model.Logs?> Logs = Section.Add("logs", Forms.Map(() => Keys.Logs.Section, PolicyReader.Logs, "{keep: 90d}"), null, "What becomes of log lines [aws].");
        public static readonly Key<Model.Alerts?> Alerts = Section.Add("alerts", Forms.Map(() => Keys.Alerts.Section, PolicyReader.Alerts, "{email: team@example.org}"), null, "Who is told when something does not work [aws].");
        public static readonly Key<CiSource?> Ci = Section.Add("ci", PolicyReader.Ci, null, "The repository whose pipeline may deploy this app [aws].");
        public static readonly Key<string?> Domain = Section.Add("domain", Shapes.Host, null, "The domain of the app; on local it is APP.localhost unless the environment sets it.");
        public static readonly Key<Model.Security?> Security = Section.Add("security", PolicyReader.Security, null, "How strict the app's security is, and what it leaves out, with the reason [aws].", "standard");
        public static readonly Key<Node?> Images = Section.Add("images", Forms.Later("a map of images", "{web: .}", new NamesForm("NAME", new EitherForm(new TextForm(), Image.Section.Form))), null, "Container images: a build context, or a map.");
        public static readonly Key<Node?> Env = Section.Add("env", Forms.Texts, null, "Variables that every workload gets.");
        public static readonly Key<Node?> Secrets = Section.Add("secrets", Forms.Later("a map of secrets", "{SESSION_KEY: generate}", new NamesForm("NAME", new EitherForm(Keys.Secrets.Sources.Form, Keys.Secrets.Section.Form))), null, "Secrets that are not simply asked for.");
        public static readonly Key<Node?> Services = Section.Add("services", Forms.Later("a map of services", "{web: {port: 8080, route: /}}", new NamesForm("NAME", new SectionForm(() => Service.Section))), null, "Workloads that run for ever.");
        public static readonly Key<Node?> Jobs = Section.Add("jobs", Forms.Later("a map of jobs", "{migrate: {command: ./migrate, when: before-deploy}}", new NamesForm("NAME", new SectionForm(() => Job.Section))), null, "Workloads that run to an end.");
        public static readonly Key<Node?> Resources = Section.Add("resources", Forms.Later("a map of resources", "{db: postgres}", new NamesForm("NAME", ResourceReader.Form)), null, "Databases, caches and other things that workloads need: a type, or a map.");
        public static readonly Key<Model.Edge?> Edge = Section.Add("edge", Forms.Map(() => Keys.Edge.Section, EdgeReader.Read, "{zone: external}"), null, "How the app meets the world.");
        public static readonly Key<Model.Network?> Network = Section.Add("network", Forms.Map(() => Keys.Network.Section, NetworkReader.Read, "{nat: none}"), null, "The network that the environment stands in [aws].");
        public static readonly Key<IReadOnlyList<string>> Extras = Section.Add("extras", Forms.Some(Forms.Present(Shapes.Word), "a path or a list of paths") with { Example = "aws/*.yml" }, [], "CloudFormation files for anything else, with * for any part of a file's name; their outputs are ${extras.Output} [aws].");
        public static readonly Key<Node?> Environments = Section.Add("environments", Forms.Later("a map of environments", "{production: {region: eu-west-1}}", new NamesForm("NAME", new SectionForm(() => Environment.Section))), null, "What differs from environment to environment; any key of the file may stand there.");
    }

    /// <summary>Keys that only an environment has; all keys of the file may stand there too.</summary>
    internal static class Environment
    {
        public static readonly Section Section = new("an environment");

        public static readonly Key<string?> Region = Section.Add("region", Shapes.Named("an AWS region such as eu-west-1", "^[a-z]{2}(-[a-z]+)+-[0-9]$", "eu-west-1"), null, "The AWS region; local is us-east-1.");
        public static readonly Key<string?> Account = Section.Add("account", Shapes.Named("an AWS account of 12 digits", "^[0-9]{12}$", "\"111122223333\""), null, "The AWS account the environment belongs to; another one is refused [aws].");
        public static readonly Key<string?> Profile = Section.Add("profile", Shapes.Word with { Example = "shop-production" }, null, "The AWS profile to take credentials from [aws].");
        public static readonly Key<string?> Overlay = Section.Add("overlay", Shapes.Word with { Example = "../private/production.yml" }, null, "A private file that is laid over this environment; it may lie outside the project, and defines no images or commands.");
        public static readonly Key<bool?> Protect = Section.Add("protect", Shapes.Optional(Shapes.Flag), null, "Refuses a dirty tree, and destroying without the typed name.", "true when release has from, approve or hold");
        public static readonly Key<ReleaseRule?> Release = Section.Add("release", Forms.Map(() => Keys.Release.Section, EnvironmentReader.Release, "{from: main}"), null, "Where releases come from and what they wait for.");
    }

    internal static class Release
    {
        public static readonly Section Section = new("release");

        public static readonly Key<ReleaseSource?> From = Section.Add("from", EnvironmentReader.From, null, "A branch, \"tag PATTERN\", or push: whoever pushes the tag env-ENVIRONMENT of an image updates the services that run it.", "anywhere");
        public static readonly Key<bool> Approve = Section.Add("approve", Shapes.Flag, false, "A release waits for somebody else's approval.", "false");
        public static readonly Key<bool> Hold = Section.Add("hold", Shapes.Flag, false, "A release waits until it is promoted; whoever shows the cookie fairlead=next meets it at the address of its service.", "false");
    }

    internal static class Image
    {
        public static readonly Section Section = new("an image");

        public static readonly Key<string?> Context = Section.Add("context", Shapes.Word with { Example = "web" }, ".", "The build context, relative to the app file.", ".");
        public static readonly Key<string?> Dockerfile = Section.Add("dockerfile", Shapes.Word with { Example = "web/Dockerfile" }, null, "The Dockerfile, relative to the app file.", "Dockerfile in the context");
        public static readonly Key<string?> Target = Section.Add("target", Shapes.Word with { Example = "final" }, null, "The stage of the Dockerfile to build.", "the last");
        public static readonly Key<Node?> Args = Section.Add("args", Forms.Texts, null, "Build arguments.");
        public static readonly Key<string?> Platform = Section.Add("platform", Shapes.Named("a platform such as linux/amd64 or linux/arm64", "^linux/[a-z0-9]+(/v[0-9]+)?$", "linux/arm64"), null, "The platform to build for.", "linux/amd64 on AWS, the engine's on local");
        public static readonly Key<int> Keep = Section.Add("keep", Shapes.Number(1, 10_000, "a number of images from 1 to 10000", "100"), 100, "How many built images are kept.", "100");
        public static readonly Key<string?> Use = Section.Add("use", Shapes.Named("an image reference such as nginx:1.27", "^[A-Za-z0-9][A-Za-z0-9._:/@-]*$", "nginx:1.27"), null, "An image reference to use instead of a build.");
        public static readonly Key<string?> Dotnet = Section.Add("dotnet", Shapes.Named("a project file of .NET", @"\.(cs|fs|vb)proj$", "src/Web/Web.csproj"), null, "A project file of .NET, relative to the app file, to publish into an image; no Dockerfile is needed.");
        public static readonly Key<IReadOnlyList<string>> Share = Section.Add("share", Forms.List(Forms.Present(Environment.Account.Shape), "a list of AWS accounts"), [], "AWS accounts that may pull the image [aws].");
    }

    internal static class Secrets
    {
        public static readonly Section Section = new("a secret");

        public static readonly Shape<SecretSource> Sources = Shapes.Choice(("ask", SecretSource.Ask), ("generate", SecretSource.Generate), ("optional", SecretSource.Optional));

        public static readonly Key<SecretSource> Kind = Section.Add("kind", Sources, SecretSource.Ask, "Where the value comes from: a person is asked, it is made at first use, or it may be absent.", "ask");
        public static readonly Key<Text?> Existing = Section.Add("existing", Shapes.Given with { Example = "shop/database" }, null, "The name of a secret that is already in AWS Secrets Manager; on local the value is asked for.");
        public static readonly Key<string?> Key = Section.Add("key", Shapes.Word with { Example = "SECRET_URL" }, null, "The key inside an existing secret that is a JSON document.");
        public static readonly Key<Node?> Tags = Section.Add("tags", Forms.Texts, null, "Tags of this secret [aws].");
    }
}
