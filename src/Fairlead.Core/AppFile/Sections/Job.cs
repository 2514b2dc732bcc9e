using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class JobKeys
{
    public static readonly Section Section = new Section("a job") { OtherWords = OtherToolsKeys.OfJob }.With(WorkloadKeys.Section);

    public static readonly Key<When?> When = Section.Add(
        "when",
        Shapes.Optional(
            Shapes.Choice(
                ("before-deploy", Model.When.BeforeDeploy), ("after-deploy", Model.When.AfterDeploy), ("create", Model.When.Create))),
        null, "The step of a deploy at which the job runs.", "by hand");
    public static readonly Key<string?> Schedule = Section.Add(
        "schedule", Shapes.Word with { Words = "every and a period, or five cron fields", Example = "every 3m" }, null,
        "every 3m, or five cron fields: minute hour day month weekday.");
    public static readonly Key<string?> Timezone = Section.Add(
        "timezone", Shapes.Word with { Words = "the name of a time zone", Example = "Europe/Paris" }, null,
        "The time zone of a cron schedule.", "UTC");
    public static readonly Key<TimeSpan> Timeout = Section.Add(
        "timeout", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromDays(14), "a duration from 1s to 14d", "1h"),
        TimeSpan.FromHours(1), "The longest run; then it is stopped.", "1h");
    public static readonly Key<int> Retries = Section.Add(
        "retries", Shapes.Number(0, 10, "a number of retries from 0 to 10"), 0,
        "How often a failed run is tried again.", "0");
    public static readonly Key<bool> Overlap = Section.Add(
        "overlap", Shapes.Choice(("skip", false), ("allow", true)), false,
        "What happens when a scheduled run is due while another runs.", "skip");
    public static readonly Key<bool> Confirm = Section.Add(
        "confirm", Shapes.Flag, false, "Asks for the typed name of the environment before it runs.", "false");
    public static readonly Key<IReadOnlyList<string>> Migrations = Section.Add(
        "migrations", Forms.Some(Forms.Present(Shapes.Word with { Words = "a folder of migrations", Example = "db/migrations" }),
            "a list of folders"), [],
        "Where the migrations lie that the job runs: a folder, or several, relative to the app file. With it a rollback knows whether the "
            + "database is still what the former release was made for, and refuses where it is not.");
    public static readonly Key<bool> Interactive = Section.Add(
        "interactive", Shapes.Flag, false, "Talks to a person at a terminal.", "false");
    public static readonly Key<int?> Gpu = Section.Add(
        "gpu", Shapes.Integer(1, 16, "a number of GPUs from 1 to 16"), null,
        "GPUs of one run; the app submits the job while it runs, and with none running there are no machines. What it submits has to "
            + "carry the tags fairlead:app and fairlead:environment, by which it is told apart from others' jobs; AWS denies it without.",
        only: KeyTarget.Aws);
    public static readonly Key<string?> Instance = Section.Add(
        "instance", Shapes.Named("an EC2 instance type such as g5.xlarge", @"^[a-z][a-z0-9-]*\.[a-z0-9-]+$", "g5.xlarge"), null,
        "The machine of a GPU job.", only: KeyTarget.Aws);
    public static readonly Key<int> MaxVcpus = Section.Add(
        "max_vcpus", Shapes.Number(1, 10_000, "a number of vCPU from 1 to 10000", "20"), 16,
        "How many vCPU all runs of a GPU job together may have.", "16", KeyTarget.Aws);
}

/// <summary>Reads the jobs.</summary>
internal sealed class JobReader(Reading reading, WorkloadReader workloads)
{
    public Job? Read(Entry entry)
    {
        if (workloads.Open(entry, JobKeys.Section, ServiceKeys.Section) is not { } fields)
        {
            return null;
        }

        var origin = new Origin(entry.KeySpan, entry.Value);
        var job = workloads.Read(new Job(entry.Key, origin)
        {
            Spot = Spot(fields),
            When = fields.Read(JobKeys.When),
            Schedule = Schedule(fields),
            Timeout = fields.Read(JobKeys.Timeout),
            Retries = fields.Read(JobKeys.Retries),
            MayOverlap = fields.Read(JobKeys.Overlap),
            Confirm = fields.Read(JobKeys.Confirm),
            Interactive = fields.Read(JobKeys.Interactive),
            Gpu = Gpu(fields, entry),
            Migrations = Migrations(fields),
        }, fields);
        Check(job, fields);
        return job;
    }

    private void Check(Job job, Fields fields)
    {
        if (job.Interactive && (job.When is not null || job.Schedule is not null))
        {
            reading.Problems.Add(
                Codes.KeysTogether, fields.SpanOf(JobKeys.Interactive),
                "an interactive job needs a person, so it can not run by itself",
                "remove 'interactive', or 'when' and 'schedule'");
        }

        if (job.Confirm && job.Schedule is not null)
        {
            reading.Problems.Add(
                Codes.KeysTogether, fields.SpanOf(JobKeys.Confirm),
                "a job that has to be confirmed can not run on a schedule",
                "remove 'confirm' or 'schedule'");
        }

        if (job.Interactive && job.Gpu is not null)
        {
            reading.Problems.Add(
                Codes.KeysTogether, fields.SpanOf(JobKeys.Interactive),
                "nobody can talk to a job on a GPU machine",
                "remove 'interactive' or 'gpu'");
        }
    }

    // A job is one task: where one may stay on demand, it is that one.
    private static Spot? Spot(Fields fields) =>
        fields.Node(WorkloadKeys.Spot) is MapNode && fields.Read(WorkloadKeys.Spot) is { Above: > 0 } ? null
        : fields.Read(WorkloadKeys.Spot) is not null ? new Spot(0)
        : null;

    private Gpu? Gpu(Fields fields, Entry entry)
    {
        if (!fields.Has(JobKeys.Gpu))
        {
            fields.Refuse(
                "{0} is about a machine with GPUs, and 'gpu' asks for none", "add 'gpu: 1', or remove it", JobKeys.Instance,
                JobKeys.MaxVcpus);
            return null;
        }

        if (fields.Read(JobKeys.Gpu) is not { } count
            || fields.Need(
                JobKeys.Instance, fields.SpanOf(JobKeys.Gpu), $"the GPU job '{entry.Key}'", "instance: g5.xlarge") is not { } instance)
        {
            return null;
        }

        if (instance[0] is not ('g' or 'p'))
        {
            reading.Problems.Add(
                Codes.WrongValue, fields.ValueOf(JobKeys.Instance), $"a {instance} has no GPU",
                "write, for example, g5.xlarge");
        }

        return new Gpu(count, instance, fields.Read(JobKeys.MaxVcpus));
    }

    private JobMigrations? Migrations(Fields fields)
    {
        var folders = fields.Read(JobKeys.Migrations);
        if (folders.Count == 0)
        {
            return null;
        }

        fields.Refuse("{0} belongs to a job that a deploy runs", "say when: before-deploy, or remove it",
            fields.Read(JobKeys.When) is null ? [JobKeys.Migrations] : []);
        var place = fields.ValueOf(JobKeys.Migrations);
        return folders.All(f => PathCheck.Folder(f, place, reading, "folder of migrations")) ? new JobMigrations(folders) : null;
    }

    private Schedule? Schedule(Fields fields)
    {
        var zone = ScheduleReader.Zone(fields, JobKeys.Timezone, reading);
        var schedule = fields.Read(JobKeys.Schedule) is { } text
            ? ScheduleReader.Read(text, zone, fields.ValueOf(JobKeys.Schedule), reading)
            : null;
        if (schedule is Every)
        {
            fields.Refuse("{0} is about cron fields; a period is the same everywhere", "remove it", JobKeys.Timezone);
        }

        return schedule;
    }
}
