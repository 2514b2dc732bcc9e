using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads the jobs.</summary>
internal sealed class JobReader(Reading reading, WorkloadReader workloads)
{
    public Job? Read(Entry entry)
    {
        if (workloads.Open(entry, Keys.Job.Section, Keys.Service.Section) is not { } fields)
        {
            return null;
        }

        var origin = new Origin(entry.KeySpan, entry.Value);
        var job = workloads.Read(new Job(entry.Key, origin)
        {
            Image = workloads.Image(fields, entry.Key, origin),
            Spot = Spot(fields),
            When = fields.Read(Keys.Job.When),
            Schedule = Schedule(fields),
            Timeout = fields.Read(Keys.Job.Timeout),
            Retries = fields.Read(Keys.Job.Retries),
            MayOverlap = fields.Read(Keys.Job.Overlap),
            Confirm = fields.Read(Keys.Job.Confirm),
            Interactive = fields.Read(Keys.Job.Interactive),
            Gpu = Gpu(fields, entry),
        }, fields);
        Check(job, fields);
        return job;
    }

    private void Check(Job job, Fields fields)
    {
        if (job.Interactive && (job.When is not null || job.Schedule is not null))
        {
            reading.Problems.Add(Codes.KeysTogether, fields.SpanOf(Keys.Job.Interactive), "an interactive job needs a person, so it can not run by itself", "remove 'interactive', or 'when' and 'schedule'");
        }

        if (job.Confirm && job.Schedule is not null)
        {
            reading.Problems.Add(Codes.KeysTogether, fields.SpanOf(Keys.Job.Confirm), "a job that has to be confirmed can not run on a schedule", "remove 'confirm' or 'schedule'");
        }

        if (job.Interactive && job.Gpu is not null)
        {
            reading.Problems.Add(Codes.KeysTogether, fields.SpanOf(Keys.Job.Interactive), "nobody can talk to a job on a GPU machine", "remove 'interactive' or 'gpu'");
        }
    }

    // A job is one task: where one may stay on demand, it is that one.
    private static Spot? Spot(Fields fields) =>
        fields.Node(Keys.Workload.Spot) is MapNode && fields.Read(Keys.Workload.Spot) is { Above: > 0 } ? null
        : fields.Read(Keys.Workload.Spot) is not null ? new Spot(0)
        : null;

    private Gpu? Gpu(Fields fields, Entry entry)
    {
        if (!fields.Has(Keys.Job.Gpu))
        {
            fields.Refuse("{0} is about a machine with GPUs, and 'gpu' asks for none", "add 'gpu: 1', or remove it", Keys.Job.Instance, Keys.Job.MaxVcpus);
            return null;
        }

        if (fields.Read(Keys.Job.Gpu) is not { } count || fields.Need(Keys.Job.Instance, fields.SpanOf(Keys.Job.Gpu), $"the GPU job '{entry.Key}'", "instance: g5.xlarge") is not { } instance)
        {
            return null;
        }

        if (instance[0] is not ('g' or 'p'))
        {
            reading.Problems.Add(Codes.WrongValue, fields.ValueOf(Keys.Job.Instance), $"a {instance} has no GPU", "write, for example, g5.xlarge");
        }

        return new Gpu(count, instance, fields.Read(Keys.Job.MaxVcpus));
    }

    private Schedule? Schedule(Fields fields)
    {
        var zone = Zone(fields);
        var schedule = fields.Read(Keys.Job.Schedule) is { } text ? ScheduleText.Read(text, zone, fields.ValueOf(Keys.Job.Schedule), reading) : null;
        if (schedule is Every)
        {
            fields.Refuse("{0} is about cron fields; a period is the same everywhere", "remove it", Keys.Job.Timezone);
        }

        return schedule;
    }

    private TimeZoneInfo Zone(Fields fields)
    {
        if (fields.Read(Keys.Job.Timezone) is not { } id)
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
        {
            return zone;
        }

        reading.Problems.Add(Codes.WrongValue, fields.ValueOf(Keys.Job.Timezone), $"'{id}' is not a time zone", "write a name such as Europe/Paris or UTC");
        return TimeZoneInfo.Utc;
    }
}
