using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile;

/// <summary>Every key of the app file, declared once. Messages, <c>explain</c>, the schema and the reference come from here.</summary>
internal static class Keys
{
    internal static class File
    {
        public static readonly Section Section = new("the app file");

        public static readonly Key<string?> App = Section.Add("app", Shapes.Word, null, "The name of the app; it becomes part of every name on the target.");
        public static readonly Key<string?> Domain = Section.Add("domain", Shapes.Word, null, "The domain of the app; on local it is APP.localhost unless set.");
        public static readonly Key<Yaml.Node?> Images = Section.Add("images", Shapes.Any, null, "Container images: a build context, or a map.");
        public static readonly Key<Yaml.Node?> Env = Section.Add("env", Shapes.Any, null, "Variables that every workload gets.");
        public static readonly Key<Yaml.Node?> Secrets = Section.Add("secrets", Shapes.Any, null, "Secrets that are not simply asked for.");
        public static readonly Key<Yaml.Node?> Services = Section.Add("services", Shapes.Any, null, "Workloads that run for ever.");
        public static readonly Key<Yaml.Node?> Jobs = Section.Add("jobs", Shapes.Any, null, "Workloads that run to an end.");
        public static readonly Key<Yaml.Node?> Resources = Section.Add("resources", Shapes.Any, null, "Databases, caches and other things that workloads need.");
        public static readonly Key<Yaml.Node?> Edge = Section.Add("edge", Shapes.Any, null, "How the app meets the world.");
        public static readonly Key<Yaml.Node?> Environments = Section.Add("environments", Shapes.Any, null, "What differs from environment to environment; any key of the file may stand there.");
    }

    /// <summary>Keys that only an environment has; all keys of the file may stand there too.</summary>
    internal static class Environment
    {
        public static readonly Section Section = new("an environment");

        public static readonly Key<string?> Region = Section.Add("region", Shapes.Word, null, "The AWS region.");
        public static readonly Key<string?> Account = Section.Add("account", Shapes.Word, null, "The AWS account the environment belongs to; another one is refused.");
        public static readonly Key<string?> Profile = Section.Add("profile", Shapes.Word, null, "The AWS profile to take credentials from.");
        public static readonly Key<bool?> Protect = Section.Add("protect", Shapes.Optional(Shapes.Flag), null, "Refuses a dirty tree, and destroying without the typed name.", "true when release has from, approve or hold");
        public static readonly Key<Yaml.Node?> Release = Section.Add("release", Shapes.Any, null, "Where releases come from and what they wait for.");
    }

    internal static class Release
    {
        public static readonly Section Section = new("release");

        public static readonly Key<string?> From = Section.Add("from", Shapes.Word, null, "A branch, \"tag PATTERN\", or push.");
        public static readonly Key<bool> Approve = Section.Add("approve", Shapes.Flag, false, "A release waits for somebody else's approval.", "false");
        public static readonly Key<bool> Hold = Section.Add("hold", Shapes.Flag, false, "A release waits on a test address until it is promoted.", "false");
    }

    internal static class Image
    {
        public static readonly Section Section = new("an image");

        public static readonly Key<string?> Context = Section.Add("context", Shapes.Word, ".", "The build context, relative to the app file.", ".");
        public static readonly Key<string?> Dockerfile = Section.Add("dockerfile", Shapes.Word, null, "The Dockerfile, relative to the app file.", "Dockerfile in the context");
        public static readonly Key<string?> Target = Section.Add("target", Shapes.Word, null, "The stage of the Dockerfile to build.", "the last");
        public static readonly Key<Yaml.Node?> Args = Section.Add("args", Shapes.Any, null, "Build arguments.");
        public static readonly Key<string?> Platform = Section.Add("platform", Shapes.Word, null, "The platform to build for.", "linux/amd64 on AWS, the engine's on local");
        public static readonly Key<int> Keep = Section.Add("keep", Shapes.Number(1, 10_000, "a number of images from 1 to 10000"), 100, "How many built images are kept.", "100");
        public static readonly Key<string?> Use = Section.Add("use", Shapes.Word, null, "An image reference to use instead of a build.");
    }

    /// <summary>Keys that services and jobs share.</summary>
    internal static class Workload
    {
        public static readonly Section Section = new("a workload");

        public static readonly Key<string?> Image = Section.Add("image", Shapes.Word, null, "The image to run, by its name under images.", "the only image, or the one named like the workload");
        public static readonly Key<IReadOnlyList<string>?> Command = Section.Add("command", Shapes.Command, null, "Replaces the image's command.", "the image's");
        public static readonly Key<IReadOnlyList<string>?> Entrypoint = Section.Add("entrypoint", Shapes.Command, null, "Replaces the image's entrypoint.", "the image's");
        public static readonly Key<string?> Extends = Section.Add("extends", Shapes.Word, null, "Another service or job whose keys are copied first.");
        public static readonly Key<Yaml.Node?> Env = Section.Add("env", Shapes.Any, null, "Variables of this workload; null removes one that the file sets for all.");
        public static readonly Key<decimal> Cpu = Section.Add("cpu", Shapes.Cpu, 0.25m, "vCPU of one task.", "0.25");
        public static readonly Key<Size> Memory = Section.Add("memory", Shapes.Size, Size.OfMebibytes(512), "Memory of one task; a task that wants more is killed.", "512M");
        public static readonly Key<Spot?> Spot = Section.Add("spot", WorkloadShapes.Spot, null, "Run on spare capacity that may be taken away [aws].", "false");
        public static readonly Key<Yaml.Node?> Mounts = Section.Add("mounts", Shapes.Any, null, "Directories of the host to see in the container, for example /code: ./web [local].");
        public static readonly Key<string?> User = Section.Add("user", Shapes.Word, null, "User or user:group of the process.", "the image's");
        public static readonly Key<TimeSpan> Stop = Section.Add("stop", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), "a duration from 1s to 120s"), TimeSpan.FromSeconds(30), "How long the process may take to end after SIGTERM.", "30s");
        public static readonly Key<Model.Health?> Health = Section.Add("health", WorkloadShapes.Health, null, "How it is found out whether a task works: a path, or a map.");
    }

    internal static class Service
    {
        public static readonly Section Section = new Section("a service").With(Workload.Section);

        public static readonly Key<int?> Port = Section.Add("port", Shapes.Port, null, "The port the process listens on.");
        public static readonly Key<string?> Route = Section.Add("route", Shapes.Word, null, "The host, path or both that lead to this service; makes it public.");
        public static readonly Key<TimeSpan?> Timeout = Section.Add("timeout", Shapes.Optional(Shapes.RequestTime), null, "The longest request.", "the edge's");
        public static readonly Key<int?> Count = Section.Add("count", Shapes.Integer(0, 1000, "a number of tasks from 0 to 1000"), null, "How many tasks run.", "1");
        public static readonly Key<Model.Scale?> Scale = Section.Add("scale", WorkloadShapes.Scale, null, "Between how many tasks the service scales, and on what; local runs min.");
        public static readonly Key<Strategy> Deploy = Section.Add("deploy", Shapes.Choice(("rolling", Strategy.Rolling), ("replace", Strategy.Replace)), Strategy.Rolling, "How a new version takes over.", "rolling");
        public static readonly Key<int?> HostPort = Section.Add("host_port", Shapes.Port, null, "A port of the host that leads straight to this service [local].");
    }

    internal static class Job
    {
        public static readonly Section Section = new Section("a job").With(Workload.Section);

        public static readonly Key<When?> When = Section.Add("when", Shapes.Optional(Shapes.Choice(("before-deploy", Model.When.BeforeDeploy), ("after-deploy", Model.When.AfterDeploy), ("create", Model.When.Create))), null, "The step of a deploy at which the job runs.");
        public static readonly Key<string?> Schedule = Section.Add("schedule", Shapes.Word, null, "every 3m, or five cron fields.");
        public static readonly Key<string?> Timezone = Section.Add("timezone", Shapes.Word, null, "The time zone of a cron schedule.", "UTC");
        public static readonly Key<TimeSpan> Timeout = Section.Add("timeout", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromDays(14), "a duration from 1s to 14d", "1h"), TimeSpan.FromHours(1), "The longest run; then it is stopped.", "1h");
        public static readonly Key<int> Retries = Section.Add("retries", Shapes.Number(0, 10, "a number of retries from 0 to 10"), 0, "How often a failed run is tried again.", "0");
        public static readonly Key<bool> Overlap = Section.Add("overlap", Shapes.Choice(("skip", false), ("allow", true)), false, "What happens when a scheduled run is due while another runs.", "skip");
        public static readonly Key<bool> Confirm = Section.Add("confirm", Shapes.Flag, false, "Asks for the typed name of the environment before it runs.", "false");
        public static readonly Key<bool> Interactive = Section.Add("interactive", Shapes.Flag, false, "Talks to a person at a terminal.", "false");
    }

    internal static class Health
    {
        public static readonly Section Section = new("health");

        public static readonly Key<string?> Path = Section.Add("path", Shapes.Word, null, "The HTTP path to ask for, query included.", "/ of a public service");
        public static readonly Key<int?> Port = Section.Add("port", Shapes.Port, null, "The port of the check.", "the service's");
        public static readonly Key<IReadOnlyList<string>?> Command = Section.Add("command", Shapes.Command, null, "A command run inside the container; exit code 0 is good.");
        public static readonly Key<TimeSpan> Interval = Section.Add("interval", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(300), "a duration from 1s to 300s"), TimeSpan.FromSeconds(5), "The time between two checks.", "5s");
        public static readonly Key<TimeSpan> Timeout = Section.Add("timeout", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), "a duration from 1s to 120s"), TimeSpan.FromSeconds(3), "The time one check may take.", "3s");
        public static readonly Key<int> Healthy = Section.Add("healthy", Shapes.Number(1, 10, "a number from 1 to 10"), 2, "Good checks in a row that make a task healthy.", "2");
        public static readonly Key<int> Unhealthy = Section.Add("unhealthy", Shapes.Number(1, 10, "a number from 1 to 10"), 2, "Bad checks in a row that make a task unhealthy.", "2");
        public static readonly Key<string?> Codes = Section.Add("codes", WorkloadShapes.Codes, "200-399", "The HTTP codes that are good.", "200-399");
        public static readonly Key<TimeSpan> Grace = Section.Add("grace", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "a duration from 1s to 1h"), TimeSpan.FromSeconds(60), "How long a new task may take to become healthy.", "60s");
    }

    internal static class Scale
    {
        public static readonly Section Section = new("scale");

        public static readonly Key<int> Min = Section.Add("min", Shapes.Number(0, 1000, "a number of tasks from 0 to 1000"), 1, "The fewest tasks.", "1");
        public static readonly Key<int> Max = Section.Add("max", Shapes.Number(1, 1000, "a number of tasks from 1 to 1000"), 1, "The most tasks.");
        public static readonly Key<int?> Cpu = Section.Add("cpu", Shapes.Integer(1, 100, "a percentage from 1 to 100"), null, "The CPU use to aim at, in percent.");
        public static readonly Key<int?> Memory = Section.Add("memory", Shapes.Integer(1, 100, "a percentage from 1 to 100"), null, "The memory use to aim at, in percent.");
        public static readonly Key<int?> Requests = Section.Add("requests", Shapes.Integer(1, 1_000_000, "a number of requests"), null, "The requests per task and minute to aim at.");
    }

    internal static class Resource
    {
        public static readonly Section Section = new("a resource");

        public static readonly Key<string?> Type = Section.Add("type", Shapes.Word, null, "postgres or redis.");
        public static readonly Key<bool> Protect = Section.Add("protect", Shapes.Flag, true, "Keeps the data unless somebody asks by name.", "true");
    }

    internal static class Postgres
    {
        public static readonly Section Section = new Section("a postgres").With(Resource.Section);

        public static readonly Key<int> Version = Section.Add("version", Shapes.Number(9, 99, "a major version such as 16"), 16, "The major version.", "16");
        public static readonly Key<string?> Size = Section.Add("size", Shapes.Word, "db.t4g.micro", "The RDS instance class [aws].", "db.t4g.micro");
        public static readonly Key<Size> Storage = Section.Add("storage", Shapes.Size, Model.Size.OfMebibytes(20 * 1024), "The storage [aws].", "20G");
        public static readonly Key<IReadOnlyList<string>> Extensions = Section.Add("extensions", Shapes.WordList, [], "Extensions to create before anything uses the database.");
        public static readonly Key<string?> Image = Section.Add("image", Shapes.Word, null, "The image that runs it [local].", "postgres:VERSION");
    }

    internal static class Redis
    {
        public static readonly Section Section = new Section("a redis").With(Resource.Section);

        public static readonly Key<int> Version = Section.Add("version", Shapes.Number(3, 99, "a major version such as 7"), 7, "The major version.", "7");
        public static readonly Key<string?> Size = Section.Add("size", Shapes.Word, "cache.t4g.micro", "The ElastiCache node type [aws].", "cache.t4g.micro");
        public static readonly Key<bool> Tls = Section.Add("tls", Shapes.Flag, true, "Encrypted connections [aws].", "true");
        public static readonly Key<string?> Image = Section.Add("image", Shapes.Word, null, "The image that runs it [local].", "redis:VERSION");
    }

    internal static class Edge
    {
        public static readonly Section Section = new("edge");

        public static readonly Key<string?> Zone = Section.Add("zone", Shapes.Word, null, "Where DNS records go: existing, create, or external [aws].");
        public static readonly Key<TimeSpan> Timeout = Section.Add("timeout", Shapes.RequestTime, TimeSpan.FromSeconds(60), "The longest request of services that do not say otherwise.", "60s");
    }
}
