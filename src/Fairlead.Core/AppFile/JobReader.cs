using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads the jobs.</summary>
internal sealed class JobReader(Reading reading, WorkloadReader workloads)
{
    public Job? Read(Entry entry)
    {
        if (Fields.Open(entry.Value, Keys.Job.Section, reading, Keys.Service.Section) is not { } fields)
        {
            return null;
        }

        var origin = new Origin(entry.KeySpan, entry.Value);
        var job = new Job(entry.Key, origin)
        {
            Image = workloads.Image(fields, entry.Key, origin),
            Command = fields.Read(Keys.Workload.Command),
            Entrypoint = fields.Read(Keys.Workload.Entrypoint),
            Env = workloads.Env(fields),
            Cpu = fields.Read(Keys.Workload.Cpu),
            Memory = fields.Read(Keys.Workload.Memory),
            Spot = fields.Read(Keys.Workload.Spot),
            Mounts = workloads.Mounts(fields),
            User = fields.Read(Keys.Workload.User),
            Stop = fields.Read(Keys.Workload.Stop),
            Health = fields.Read(Keys.Workload.Health),
            When = fields.Read(Keys.Job.When),
            Schedule = Schedule(fields),
            Timeout = fields.Read(Keys.Job.Timeout),
            Retries = fields.Read(Keys.Job.Retries),
            MayOverlap = fields.Read(Keys.Job.Overlap),
            Confirm = fields.Read(Keys.Job.Confirm),
            Interactive = fields.Read(Keys.Job.Interactive),
        };
        if (job.Interactive && (job.When is not null || job.Schedule is not null))
        {
            reading.Problems.Add(Codes.KeysTogether, fields.SpanOf(Keys.Job.Interactive), "an interactive job needs a person, so it can not run by itself", "remove 'interactive', or 'when' and 'schedule'");
        }

        if (job.Confirm && job.Schedule is not null)
        {
            reading.Problems.Add(Codes.KeysTogether, fields.SpanOf(Keys.Job.Confirm), "a job that has to be confirmed can not run on a schedule", "remove 'confirm' or 'schedule'");
        }

        return job;
    }

    private Schedule? Schedule(Fields fields)
    {
        var zone = Zone(fields);
        if (fields.Read(Keys.Job.Schedule) is not { } text)
        {
            return null;
        }

        var span = fields.Node(Keys.Job.Schedule)!.Span;
        if (text.StartsWith("every ", StringComparison.Ordinal))
        {
            if (DurationText.Parse(text[6..].Trim()) is not { } period)
            {
                reading.Problems.Add(Codes.WrongValue, span, $"'{text[6..]}' is not a period", "write every 3m, every 6h or every 60d");
                return null;
            }

            if (period < TimeSpan.FromMinutes(1) || period.Ticks % TimeSpan.TicksPerMinute != 0)
            {
                reading.Problems.Add(Codes.WrongValue, span, "schedules count in whole minutes", "write every 1m or more");
                return null;
            }

            return new Every(period);
        }

        if (CronFields.Parse(text) is { } cron)
        {
            return new Cron(text, cron, zone);
        }

        reading.Problems.Add(Codes.WrongValue, span, $"'{text}' is neither a period nor five cron fields", "write every 3m, or minute hour day month weekday: 30 4 * * MON-FRI");
        return null;
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

        reading.Problems.Add(Codes.WrongValue, fields.Node(Keys.Job.Timezone)!.Span, $"'{id}' is not a time zone", "write a name such as Europe/Paris or UTC");
        return TimeZoneInfo.Utc;
    }
}
