using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Shapes of the values that only workloads have.</summary>
internal static class WorkloadShapes
{
    public static readonly Shape<int> Tasks = Shapes.Number(0, 1000, "a number of tasks from 0 to 1000", "2");

    public static readonly Shape<int?> Count = new(Tasks.Words, static (Node node, Reading reading, out int? value) =>
        node is MapNode
            ? reading.Wrong(Problems.Codes.WrongType, node.Span, "'count' is one number", "write 'scale: {min: 1, max: 10}' for what lies between two", out value)
            : Shapes.Optional(Tasks).Read(node, reading, out value), Tasks.Example, Tasks.Form);

    public static readonly Shape<int?> Percentage = Shapes.Integer(1, 100, "a percentage from 1 to 100", "70");

    public static readonly Shape<Spot?> Spot = Forms.Short(
        Forms.As(Shapes.Flag, static yes => yes ? new Spot(1) : null),
        Forms.Map(() => Keys.Spot.Section, static (fields, _) => new Spot(fields.Read(Keys.Spot.Above)), "{above: 1}")) with { Words = "true, false, or {above: tasks on demand}" };

    public static readonly Shape<string?> HealthPath = new("a path that starts with /", static (Node node, Reading reading, out string? value) =>
        Shapes.Word.Read(node, reading, out value)
        && ((value!.StartsWith('/') && !value.Any(c => c <= ' ' || c > '~' || c is '"' or '\'' or '\\' or '#'))
            || reading.Wrong(Problems.Codes.WrongValue, node.Span, $"'{value}' is not a path", "a path starts with / and has no spaces or quotes", out value)), "/health", new TextForm("^/[!-~]*$"));

    public static readonly Shape<Health?> Health = Forms.Short(
        Forms.As(HealthPath, static path => path is null ? null : new Health { Path = path }),
        Forms.Map(() => Keys.Health.Section, ReadHealth, "{path: /health, grace: 2m}"));

    public static readonly Shape<string?> Codes = new("HTTP codes such as 200 or 200-399", static (Node node, Reading reading, out string? value) =>
    {
        if (!Shapes.Word.Read(node, reading, out value))
        {
            return false;
        }

        var ends = value!.Split('-');
        var fine = ends.Length is 1 or 2 && ends.All(e => e.Length == 3 && e.All(char.IsAsciiDigit) && e[0] is >= '1' and <= '5') && string.CompareOrdinal(ends[0], ends[^1]) <= 0;
        return fine || reading.Wrong(Problems.Codes.WrongValue, node.Span, $"'{value}' is not a range of HTTP codes", "write 200 or 200-399", out value);
    }, "200-399", new TextForm("^[1-5][0-9][0-9](-[1-5][0-9][0-9])?$"));

    public static readonly Shape<Scale?> Scale = Forms.Map(() => Keys.Scale.Section, ReadScale, "{min: 2, max: 10, cpu: 70}");

    public static readonly Shape<Strategy> Strategies = Shapes.Choice(("rolling", Strategy.Rolling), ("replace", Strategy.Replace), ("blue-green", Strategy.BlueGreen), ("canary", Strategy.Canary));

    public static readonly Shape<Rollout?> Deploy = Forms.Short(
        Forms.As(Strategies, static strategy => (Rollout?)new Rollout(strategy)),
        Forms.Map(() => Keys.Deploy.Section, ReadDeploy, "{strategy: canary, percent: 10, bake: 10m}"));

    /// <summary>What a permission reaches: a literal ARN, or one that AWS knows.</summary>
    public static readonly Shape<Text?> Arn = Shapes.Reference(
        "an ARN, \"*\", or a reference to one",
        static p => p is Literal or SsmPart or StackPart or ExtrasPart or AttributePart { Attribute: Model.Attribute.Arn or Model.Attribute.Key },
        "arn:aws:ses:eu-west-1:111122223333:identity/example.org",
        static t => t.Constant is not { } text || text == "*" || text.StartsWith("arn:", StringComparison.Ordinal));

    public static QueueScale? QueueScale(Fields fields, Reading reading)
    {
        var name = fields.Need(Keys.QueueScale.Name, fields.Span, "scale.queue", "name: work");
        var above = fields.Need(Keys.QueueScale.Above, fields.Span, "scale.queue", "above: 1000");
        var empty = fields.Read(Keys.QueueScale.Empty);
        if (name is not null && reading.Expect(name, fields.ValueOf(Keys.QueueScale.Name), "queue", Kind.Queue) && above <= empty && fields.Has(Keys.QueueScale.Above))
        {
            reading.Problems.Add(Problems.Codes.WrongValue, fields.ValueOf(Keys.QueueScale.Empty), $"at {empty} messages the service would both grow and shrink", "let 'empty' be less than 'above'");
        }

        return name is null ? null : new QueueScale(name, above, empty);
    }

    public static ScheduledScale? ScheduledScale(Fields fields, Reading reading)
    {
        var text = fields.Need(Keys.ScaleTime.Cron, fields.Span, "scale.schedule", "cron: 0 7 * * MON-FRI");
        var (min, max) = (fields.Need(Keys.ScaleTime.Min, fields.Span, "scale.schedule", "min: 4"), fields.Need(Keys.ScaleTime.Max, fields.Span, "scale.schedule", "max: 10"));
        if (max < min && fields.Has(Keys.ScaleTime.Min) && fields.Has(Keys.ScaleTime.Max))
        {
            reading.Problems.Add(Problems.Codes.WrongValue, fields.SpanOf(Keys.ScaleTime.Max), $"max ({max}) is less than min ({min})", "swap them");
        }

        return text is not null && ScheduleText.Cron(text, TimeZoneInfo.Utc, fields.ValueOf(Keys.ScaleTime.Cron), reading) is { } cron ? new ScheduledScale(cron, min, max) : null;
    }

    private static Health ReadHealth(Fields fields, Reading reading) => new()
    {
        Path = fields.Read(Keys.Health.Path),
        Port = fields.Read(Keys.Health.Port),
        Command = fields.Read(Keys.Health.Command),
        Interval = fields.Has(Keys.Health.Interval) ? fields.Read(Keys.Health.Interval) : LongerThan(fields.Read(Keys.Health.Timeout)),
        Timeout = fields.Read(Keys.Health.Timeout),
        Healthy = fields.Read(Keys.Health.Healthy),
        Unhealthy = fields.Read(Keys.Health.Unhealthy),
        Codes = fields.Read(Keys.Health.Codes)!,
        Grace = fields.Read(Keys.Health.Grace),
    };

    // A check ends before the next begins.
    private static TimeSpan LongerThan(TimeSpan timeout) => timeout < Keys.Health.Interval.Fallback ? Keys.Health.Interval.Fallback : timeout + TimeSpan.FromSeconds(1);

    private static Scale? ReadScale(Fields fields, Reading reading)
    {
        var min = fields.Read(Keys.Scale.Min);
        var max = fields.Need(Keys.Scale.Max, fields.Span, "scale", "max: 4");
        if (max < min && fields.Has(Keys.Scale.Max))
        {
            reading.Problems.Add(Problems.Codes.WrongValue, fields.SpanOf(Keys.Scale.Max), $"max ({max}) is less than min ({min})", "swap them");
            return null;
        }

        var scale = new Scale(min, max)
        {
            Cpu = fields.Read(Keys.Scale.Cpu),
            Memory = fields.Read(Keys.Scale.Memory),
            Requests = fields.Read(Keys.Scale.Requests),
            Queue = fields.Read(Keys.Scale.Queue),
            Schedule = fields.Read(Keys.Scale.Schedule),
        };
        var says = new Key[] { Keys.Scale.Cpu, Keys.Scale.Memory, Keys.Scale.Requests, Keys.Scale.Queue, Keys.Scale.Schedule };
        return says.Any(fields.Has) ? scale : scale with { Cpu = 70 };
    }

    private static Rollout ReadDeploy(Fields fields, Reading reading)
    {
        var rollout = new Rollout(fields.Need(Keys.Deploy.Strategy, fields.Span, "deploy", "strategy: canary"))
        {
            Percent = fields.Read(Keys.Deploy.Percent),
            Steps = fields.Read(Keys.Deploy.Steps),
            Bake = fields.Read(Keys.Deploy.Bake),
        };
        if (rollout.Strategy != Strategy.Canary)
        {
            fields.Refuse("only a canary gets requests bit by bit, so {0} means nothing here", "write strategy: canary, or remove it", Keys.Deploy.Percent, Keys.Deploy.Steps);
        }
        else if (fields.Has(Keys.Deploy.Steps))
        {
            fields.Refuse("'steps' are equal, so {0} means nothing beside them", "keep one of them", Keys.Deploy.Percent);
        }

        if (rollout.Strategy is Strategy.Rolling or Strategy.Replace)
        {
            fields.Refuse("{0} needs the old version beside the new", "write strategy: blue-green or canary, or remove it", Keys.Deploy.Bake);
        }

        return rollout;
    }
}
