using Fairlead.Core.Model;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

internal static partial class Keys
{
    /// <summary>Keys that services and jobs share.</summary>
    internal static class Workload
    {
        public static readonly Section Section = new("a workload");

        public static readonly Key<string?> Image = Section.Add("image", Shapes.Word with { Example = "web" }, null, "The image to run, by its name under images.", "the only image, or the one named like the workload");
        public static readonly Key<IReadOnlyList<string>?> Command = Section.Add("command", Shapes.Command, null, "Replaces the image's command.", "the image's");
        public static readonly Key<IReadOnlyList<string>?> Entrypoint = Section.Add("entrypoint", Shapes.Command, null, "Replaces the image's entrypoint.", "the image's");
        public static readonly Key<string?> Extends = Section.Add("extends", Shapes.Word with { Example = "web" }, null, "Another service or job whose keys are copied first.");
        public static readonly Key<Node?> Env = Section.Add("env", Forms.Texts, null, "Variables of this workload; null removes one that the file sets for all.");
        public static readonly Key<Node?> Uses = Section.Add("uses", Forms.Later("a list of names, or a map of names and levels", "{files: read public/}", new EitherForm(new ListForm(new TextForm()), new NamesForm("NAME", new TextForm()))), null, "Links that env does not show, and how far they go: read, write, readwrite, send, receive or start, for buckets also a prefix.", "what env refers to");
        public static readonly Key<IReadOnlyList<Model.Permission>> Permissions = Section.Add("permissions", Forms.List(Forms.Present(Forms.Map(() => Permission.Section, WorkloadReader.Permission, "{allow: [ses:SendEmail], to: \"*\"}")), "a list of {allow, to}"), [], "What it may do in the AWS account beyond its links [aws].");
        public static readonly Key<decimal?> Cpu = Section.Add("cpu", Shapes.Optional(Shapes.Cpu), null, "vCPU of one task; on AWS only some pairs of cpu and memory exist.", "0.25, or the least that goes with the memory");
        public static readonly Key<Size?> Memory = Section.Add("memory", Shapes.Optional(Shapes.Size), null, "Memory of one task; a task that wants more is killed.", "512M, or the least that goes with the cpu");
        public static readonly Key<Model.Spot?> Spot = Section.Add("spot", WorkloadShapes.Spot, null, "Run on spare capacity that may be taken away, but for one task; {above: n} leaves n tasks alone [aws].", "false");
        public static readonly Key<Node?> Mounts = Section.Add("mounts", Forms.Later("a map of paths in the container and what to see there", "{/data: shared/uploads}", new NamesForm("PATH", new TextForm())), null, "Volumes to see in the container, or one of their directories (/data: shared/uploads); on local also folders of the project (/code: ./web).");
        public static readonly Key<string?> User = Section.Add("user", Shapes.Word with { Example = "\"1000:1000\"" }, null, "User or user:group of the process.", "the image's");
        public static readonly Key<bool> Exec = Section.Add("exec", Shapes.Flag, true, "Whether one may enter a running task.", "true");
        public static readonly Key<TimeSpan> Stop = Section.Add("stop", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), "a duration from 1s to 120s"), TimeSpan.FromSeconds(30), "How long the process may take to end after SIGTERM.", "30s");
        public static readonly Key<Model.Health?> Health = Section.Add("health", WorkloadShapes.Health, null, "How it is found out whether a task works: a path, or a map.");
    }

    internal static class Service
    {
        public static readonly Section Section = new Section("a service").With(Workload.Section);

        public static readonly Key<int?> Port = Section.Add("port", Shapes.Port, null, "The port the process listens on.");
        public static readonly Key<string?> Route = Section.Add("route", Shapes.Word with { Words = "a path, a host, or a host and a path", Example = "${domain}/api" }, null, "The host, path or both that lead to this service; makes it public.");
        public static readonly Key<Model.Auth?> Auth = Section.Add("auth", EdgeReader.ServiceAuth, null, "What visitors of this service have to show, where that differs from the edge: none, basic, cognito, or open_to for the pages of other services.", "the edge's");
        public static readonly Key<TimeSpan?> Timeout = Section.Add("timeout", Shapes.Optional(Shapes.RequestTime), null, "The longest request.", "the edge's");
        public static readonly Key<TimeSpan?> Sticky = Section.Add("sticky", Shapes.Optional(Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromDays(7), "a duration from 1s to 7d", "1h")), null, "A visitor stays with one task for so long.", "not at all");
        public static readonly Key<int?> Count = Section.Add("count", WorkloadShapes.Count, null, "How many tasks run.", "1");
        public static readonly Key<Model.Scale?> Scale = Section.Add("scale", WorkloadShapes.Scale, null, "Between how many tasks the service scales, and on what; local runs min.");
        public static readonly Key<Rollout?> Deploy = Section.Add("deploy", WorkloadShapes.Deploy, null, "How a new version takes over: rolling, replace (never two copies), blue-green, canary, or a map.", "rolling");
        public static readonly Key<int?> HostPort = Section.Add("host_port", Shapes.Port, null, "A port of the host that leads straight to this service [local].");
    }

    internal static class Job
    {
        public static readonly Section Section = new Section("a job").With(Workload.Section);

        public static readonly Key<When?> When = Section.Add("when", Shapes.Optional(Shapes.Choice(("before-deploy", Model.When.BeforeDeploy), ("after-deploy", Model.When.AfterDeploy), ("create", Model.When.Create))), null, "The step of a deploy at which the job runs.", "by hand");
        public static readonly Key<string?> Schedule = Section.Add("schedule", Shapes.Word with { Words = "every and a period, or five cron fields", Example = "every 3m" }, null, "every 3m, or five cron fields: minute hour day month weekday.");
        public static readonly Key<string?> Timezone = Section.Add("timezone", Shapes.Word with { Words = "the name of a time zone", Example = "Europe/Paris" }, null, "The time zone of a cron schedule.", "UTC");
        public static readonly Key<TimeSpan> Timeout = Section.Add("timeout", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromDays(14), "a duration from 1s to 14d", "1h"), TimeSpan.FromHours(1), "The longest run; then it is stopped.", "1h");
        public static readonly Key<int> Retries = Section.Add("retries", Shapes.Number(0, 10, "a number of retries from 0 to 10"), 0, "How often a failed run is tried again.", "0");
        public static readonly Key<bool> Overlap = Section.Add("overlap", Shapes.Choice(("skip", false), ("allow", true)), false, "What happens when a scheduled run is due while another runs.", "skip");
        public static readonly Key<bool> Confirm = Section.Add("confirm", Shapes.Flag, false, "Asks for the typed name of the environment before it runs.", "false");
        public static readonly Key<bool> Interactive = Section.Add("interactive", Shapes.Flag, false, "Talks to a person at a terminal.", "false");
        public static readonly Key<int?> Gpu = Section.Add("gpu", Shapes.Integer(1, 16, "a number of GPUs from 1 to 16"), null, "GPUs of one run; the app submits the job while it runs, and with none running there are no machines [aws].");
        public static readonly Key<string?> Instance = Section.Add("instance", Shapes.Named("an EC2 instance type such as g5.xlarge", @"^[a-z][a-z0-9-]*\.[a-z0-9-]+$", "g5.xlarge"), null, "The machine of a GPU job [aws].");
        public static readonly Key<int> MaxVcpus = Section.Add("max_vcpus", Shapes.Number(1, 10_000, "a number of vCPU from 1 to 10000", "20"), 16, "How many vCPU all runs of a GPU job together may have [aws].", "16");
    }

    internal static class Permission
    {
        public static readonly Section Section = new("a permission");

        public static readonly Key<IReadOnlyList<string>> Allow = Section.Add("allow", Forms.List(Forms.Present(Shapes.Named("an action such as ses:SendEmail", @"^(\*|[a-z0-9-]+:[A-Za-z*?]+)$", "ses:SendEmail")), "a list of actions"), [], "Actions of AWS services.");
        public static readonly Key<IReadOnlyList<Text>> To = Section.Add("to", Forms.Some(Forms.Present(WorkloadShapes.Arn), "an ARN or a list of ARNs"), [], "What they may be done to: ARNs, or \"*\".");
    }

    internal static class Spot
    {
        public static readonly Section Section = new("spot");

        public static readonly Key<int> Above = Section.Add("above", WorkloadShapes.Tasks, 1, "Tasks up to this number are on demand; 0 means that all may be taken away.", "1");
    }

    internal static class Health
    {
        public static readonly Section Section = new("health");

        public static readonly Key<string?> Path = Section.Add("path", WorkloadShapes.HealthPath, null, "The HTTP path to ask for, query included.", "/ of a public service");
        public static readonly Key<int?> Port = Section.Add("port", Shapes.Port, null, "The port of the check.", "the service's");
        public static readonly Key<IReadOnlyList<string>?> Command = Section.Add("command", Shapes.Command, null, "A command run inside the container; exit code 0 is good.");
        public static readonly Key<TimeSpan> Interval = Section.Add("interval", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(300), "a duration from 1s to 300s"), TimeSpan.FromSeconds(5), "The time between two checks.", "5s, or a second more than the timeout");
        public static readonly Key<TimeSpan> Timeout = Section.Add("timeout", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), "a duration from 1s to 120s"), TimeSpan.FromSeconds(3), "The time one check may take.", "3s");
        public static readonly Key<int> Healthy = Section.Add("healthy", Shapes.Number(1, 10, "a number from 1 to 10"), 2, "Good checks in a row that make a task healthy.", "2");
        public static readonly Key<int> Unhealthy = Section.Add("unhealthy", Shapes.Number(1, 10, "a number from 1 to 10"), 2, "Bad checks in a row that make a task unhealthy.", "2");
        public static readonly Key<string?> Codes = Section.Add("codes", WorkloadShapes.Codes, "200-399", "The HTTP codes that are good.", "200-399");
        public static readonly Key<TimeSpan> Grace = Section.Add("grace", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), "a duration from 1s to 1h"), TimeSpan.FromSeconds(60), "How long a new task may take to become healthy.", "60s");
    }

    internal static class Scale
    {
        public static readonly Section Section = new("scale");

        public static readonly Key<int> Min = Section.Add("min", WorkloadShapes.Tasks, 1, "The fewest tasks.", "1");
        public static readonly Key<int> Max = Section.Add("max", Shapes.Number(1, 1000, "a number of tasks from 1 to 1000", "10"), 1, "The most tasks.");
        public static readonly Key<int?> Cpu = Section.Add("cpu", WorkloadShapes.Percentage, null, "The CPU use to aim at, in percent.", "70 where nothing else says when to scale");
        public static readonly Key<int?> Memory = Section.Add("memory", WorkloadShapes.Percentage, null, "The memory use to aim at, in percent.");
        public static readonly Key<int?> Requests = Section.Add("requests", Shapes.Integer(1, 1_000_000, "a number of requests from 1 to 1000000", "1000"), null, "The requests per task and minute to aim at.");
        public static readonly Key<Model.QueueScale?> Queue = Section.Add("queue", Forms.Map(() => QueueScale.Section, WorkloadShapes.QueueScale, "{name: work, above: 1000}"), null, "Scale on the messages that wait in a queue.");
        public static readonly Key<IReadOnlyList<ScheduledScale>> Schedule = Section.Add("schedule", Forms.List(Forms.Present(Forms.Map(() => ScaleTime.Section, WorkloadShapes.ScheduledScale, "{cron: 0 7 * * MON-FRI, min: 4, max: 10}")), "a list of {cron, min, max}"), [], "Other bounds from some time on (UTC).");
    }

    internal static class QueueScale
    {
        public static readonly Section Section = new("scale.queue", "scale-queue");

        public static readonly Key<string?> Name = Section.Add("name", Shapes.Word with { Example = "work" }, null, "A queue of the file.");
        public static readonly Key<int> Above = Section.Add("above", Shapes.Number(1, 100_000_000, "a number of messages", "1000"), 0, "More waiting messages than this: to the maximum.");
        public static readonly Key<int> Empty = Section.Add("empty", Shapes.Number(0, 100_000_000, "a number of messages", "0"), 0, "As many waiting messages or fewer: to the minimum.", "0");
    }

    internal static class ScaleTime
    {
        public static readonly Section Section = new("scale.schedule", "scale-schedule");

        public static readonly Key<string?> Cron = Section.Add("cron", Shapes.Word with { Words = "five cron fields", Example = "0 7 * * MON-FRI" }, null, "Five cron fields: minute hour day month weekday.");
        public static readonly Key<int> Min = Section.Add("min", WorkloadShapes.Tasks, 0, "The fewest tasks from then on.", "scale.min");
        public static readonly Key<int> Max = Section.Add("max", WorkloadShapes.Tasks, 0, "The most tasks from then on.", "scale.max");
    }

    internal static class Deploy
    {
        public static readonly Section Section = new("deploy");

        public static readonly Key<Strategy> Strategy = Section.Add("strategy", WorkloadShapes.Strategies, Model.Strategy.Rolling, "rolling, replace, blue-green or canary.", "rolling");
        public static readonly Key<int> Percent = Section.Add("percent", Shapes.Number(1, 99, "a percentage from 1 to 99", "10"), 10, "The first share of requests that a canary gets.", "10");
        public static readonly Key<int?> Steps = Section.Add("steps", Shapes.Integer(2, 20, "a number of steps from 2 to 20", "5"), null, "A canary gets requests in so many equal steps instead.");
        public static readonly Key<TimeSpan> Bake = Section.Add("bake", Shapes.DurationFrom(TimeSpan.Zero, TimeSpan.FromHours(24), "a duration from 0s to 24h", "5m"), TimeSpan.FromMinutes(5), "How long each step waits, and how long the old version stays after the last.", "5m");
    }
}
