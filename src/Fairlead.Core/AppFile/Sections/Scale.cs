using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class ScaleKeys
{
    public static readonly Section Section = new("scale")
    {
        OtherWords = OtherToolsKeys.OfScale,
        Shorthand = "write {min: 1, max: 4}; a number that stays is 'count'",
    };

    public static readonly Key<int> Min = Section.Add("min", ScaleReader.Tasks, 1, "The fewest tasks.", "1");
    public static readonly Key<int> Max = Section.Add(
        "max", Shapes.Number(1, 1000, "a number of tasks from 1 to 1000", "10"), 1, "The most tasks.");
    public static readonly Key<int?> Cpu = Section.Add(
        "cpu", ScaleReader.Percentage, null, "The CPU use to aim at, in percent.",
        $"{ScaleReader.UsualCpu} where nothing else says when to scale");
    public static readonly Key<int?> Memory = Section.Add("memory", ScaleReader.Percentage, null, "The memory use to aim at, in percent.");
    public static readonly Key<int?> Requests = Section.Add(
        "requests", Shapes.Integer(1, 1_000_000, "a number of requests from 1 to 1000000", "1000"), null,
        "The requests per task and minute to aim at.");
    public static readonly Key<QueueScale?> Queue = Section.Add(
        "queue", Forms.Map(() => QueueScaleKeys.Section, ScaleReader.OnQueue, "{name: work, above: 1000}"), null,
        "Scale on the messages that wait in a queue.");
    public static readonly Key<IReadOnlyList<WrittenTime>> Schedule = Section.Add(
        "schedule",
        Forms.List(
            Forms.Present(Forms.Map(() => ScaleTimeKeys.Section, ScaleReader.FromTime, "{cron: 0 7 * * MON-FRI, min: 4, max: 10}")),
            "a list of {cron, min, max}"),
        [], "Other bounds from some time on.");
}

internal static class QueueScaleKeys
{
    public static readonly Section Section = new("scale.queue", "scale-queue");

    public static readonly Key<string?> Name = Section.Add("name", Shapes.Word with { Example = "work" }, null, "A queue of the file.");
    public static readonly Key<int> Above = Section.Add(
        "above", Shapes.Number(1, 100_000_000, "a number of messages", "1000"), 0,
        "More waiting messages than this: to the maximum.");
    public static readonly Key<int> Empty = Section.Add(
        "empty", Shapes.Number(0, 100_000_000, "a number of messages", "0"), 0,
        "As many messages or fewer, waiting and in hand: to the minimum.", "0");
}

internal static class ScaleTimeKeys
{
    public static readonly Section Section = new("scale.schedule", "scale-schedule");

    public static readonly Key<string?> Cron = Section.Add(
        "cron", Shapes.Word with { Words = "five cron fields", Example = "0 7 * * MON-FRI" }, null,
        "Five cron fields: minute hour day month weekday.");
    public static readonly Key<string?> Timezone = Section.Add(
        "timezone", Shapes.Word with { Words = "the name of a time zone", Example = "Europe/Paris" }, null,
        "The time zone of the cron fields.", "UTC");
    public static readonly Key<int?> Min = Section.Add("min", ScaleReader.Count, null, "The fewest tasks from then on.", "scale.min");
    public static readonly Key<int?> Max = Section.Add("max", ScaleReader.Count, null, "The most tasks from then on.", "scale.max");
}

/// <summary>What the file says of a time; what it does not say is as at other times.</summary>
internal sealed record WrittenTime(Cron Cron, int? Min, int? Max, Span Place);

/// <summary>Reads between how many tasks a service scales, and on what.</summary>
internal static class ScaleReader
{
    // In percent, where nothing else says when to scale.
    public const int UsualCpu = 70;

    public static readonly Shape<int> Tasks = Shapes.Number(0, 1000, "a number of tasks from 0 to 1000", "2");

    public static readonly Shape<int?> Count = new(Tasks.Words, static (Node node, Reading reading, out int? value) =>
        node is MapNode
            ? reading.Wrong(
                Problems.Codes.WrongType, node.Span, "'count' is one number",
                "write 'scale: {min: 1, max: 10}' for what lies between two", out value)
            : Shapes.Optional(Tasks).Read(node, reading, out value), Tasks.Example, Tasks.Form);

    public static readonly Shape<int?> Percentage = Shapes.Integer(1, 100, "a percentage from 1 to 100", "70");

    public static readonly Shape<Scale?> Shape = Forms.Map(() => ScaleKeys.Section, ReadScale, "{min: 2, max: 10, cpu: 70}");

    public static QueueScale? OnQueue(Fields fields, Reading reading)
    {
        var name = fields.Need(QueueScaleKeys.Name, fields.Span, "scale.queue", "name: work");
        var above = fields.Need(QueueScaleKeys.Above, fields.Span, "scale.queue", "above: 1000");
        var empty = fields.Read(QueueScaleKeys.Empty);
        if (name is not null
            && reading.Expect(name, fields.ValueOf(QueueScaleKeys.Name), "queue", Kind.Queue)
            && above <= empty
            && fields.Has(QueueScaleKeys.Above))
        {
            reading.Problems.Add(
                Problems.Codes.WrongValue, fields.ValueOf(QueueScaleKeys.Empty),
                $"at {empty} messages the service would both grow and shrink",
                "let 'empty' be less than 'above'");
        }

        return name is null ? null : new QueueScale(name, above, empty);
    }

    public static WrittenTime? FromTime(Fields fields, Reading reading)
    {
        var text = fields.Need(ScaleTimeKeys.Cron, fields.Span, "scale.schedule", "cron: 0 7 * * MON-FRI");
        var (min, max) = (fields.Read(ScaleTimeKeys.Min), fields.Read(ScaleTimeKeys.Max));
        var zone = ScheduleReader.Zone(fields, ScaleTimeKeys.Timezone, reading);
        if (max < min)
        {
            reading.Problems.Add(
                Problems.Codes.WrongValue, fields.SpanOf(ScaleTimeKeys.Max), $"max ({max}) is less than min ({min})", "swap them");
        }

        if (min is null && max is null)
        {
            reading.Problems.Add(
                Problems.Codes.MissingKey, fields.Span, "scale.schedule needs 'min' or 'max'", "add 'min: 4', 'max: 10' or both");
        }

        return text is not null && ScheduleReader.Cron(text, zone, fields.ValueOf(ScaleTimeKeys.Cron), reading) is { } cron
            ? new WrittenTime(cron, min, max, fields.Has(ScaleTimeKeys.Max) ? fields.SpanOf(ScaleTimeKeys.Max) : fields.Span)
            : null;
    }

    // Each time says both bounds: what was said at another time would else stay.
    private static ScheduledScale Bounded(WrittenTime time, int min, int max, Reading reading)
    {
        var bounds = new ScheduledScale(time.Cron, time.Min ?? min, time.Max ?? max);
        if (bounds.Max < bounds.Min && (time.Min is null || time.Max is null))
        {
            reading.Problems.Add(
                Problems.Codes.WrongValue, time.Place, $"max ({bounds.Max}) is less than min ({bounds.Min})", "say both 'min' and 'max'");
        }

        return bounds;
    }

    // Use of CPU and requests are measured of tasks that run: where none does, nothing ever asks for one.
    private static void CheckZero(Scale scale, Fields fields, Reading reading)
    {
        var place = scale.Min == 0 && fields.Has(ScaleKeys.Min) ? fields.ValueOf(ScaleKeys.Min) : fields.SpanOf(ScaleKeys.Schedule);
        if (scale.StartsAtZero && !scale.CanWake)
        {
            reading.Problems.Add(
                Problems.Codes.KeysTogether, place, "where no task runs, nothing is measured, and none would ever start again",
                "write min: 1, or scale on a queue or by a schedule whose min is more");
        }
        else if (scale.StartsAtZero && scale.Queue is { Empty: > 0 } queue)
        {
            reading.Problems.Add(
                Problems.Codes.KeysTogether, place,
                $"at {queue.Empty} waiting messages no task would be left to take them", "write empty: 0, or min: 1");
        }
    }

    private static Scale? ReadScale(Fields fields, Reading reading)
    {
        var min = fields.Read(ScaleKeys.Min);
        var max = fields.Need(ScaleKeys.Max, fields.Span, "scale", "max: 4");
        if (max < min && fields.Has(ScaleKeys.Max))
        {
            reading.Problems.Add(
                Problems.Codes.WrongValue, fields.SpanOf(ScaleKeys.Max),
                $"max ({max}) is less than min ({min})", "swap them");
            return null;
        }

        var scale = new Scale(min, max)
        {
            Cpu = fields.Read(ScaleKeys.Cpu),
            Memory = fields.Read(ScaleKeys.Memory),
            Requests = fields.Read(ScaleKeys.Requests),
            Queue = fields.Read(ScaleKeys.Queue),
            Schedule = [.. fields.Read(ScaleKeys.Schedule).Select(t => Bounded(t, min, max, reading))],
        };
        CheckZero(scale, fields, reading);
        var says = new Key[] { ScaleKeys.Cpu, ScaleKeys.Memory, ScaleKeys.Requests, ScaleKeys.Queue, ScaleKeys.Schedule };
        return says.Any(fields.Has) ? scale : scale with { Cpu = UsualCpu };
    }
}
