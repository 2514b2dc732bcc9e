using System.Globalization;
using Cronos;

namespace Fairlead.Core.Model;

/// <summary>When a job runs by itself. The family is closed.</summary>
public abstract record Schedule
{
    /// <summary>The first run after a moment; null when there is none.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>The next runs, the first first; fewer where there are no more.</summary>
    public IReadOnlyList<DateTimeOffset> Next(DateTimeOffset after, int count)
    {
        var runs = new List<DateTimeOffset>(count);
        for (var at = Next(after); at is { } run && runs.Count < count; at = Next(run))
        {
            runs.Add(run);
        }

        return runs;
    }
}

/// <summary><c>every 3m</c>: runs are at whole multiples of the period, counted from 1970 (UTC).</summary>
public sealed record Every(TimeSpan Period) : Schedule
{
    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        var since = (after.UtcDateTime - DateTime.UnixEpoch).Ticks;
        return new DateTimeOffset(DateTime.UnixEpoch.AddTicks(((since / Period.Ticks) + 1) * Period.Ticks), TimeSpan.Zero);
    }

    public override string ToString() => "every " + DurationText.Render(Period);
}

/// <summary>Five fields (minute, hour, day of month, month, day of week) in a time zone. As in Vixie cron, a day matches either
/// day field when both are restricted.</summary>
public sealed record Cron(string Expression, CronFields Fields, TimeZoneInfo Zone) : Schedule
{
    // Where summer time leaves a time out, EventBridge Scheduler does not run, and where it repeats one, runs once:
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        var next = Expressions().Min(e => e.GetNextOccurrence(after, Zone));
        while (next is { } at && (!Fields.MatchesTime(at.DateTime) || IsRepeated(at)))
        {
            next = Expressions().Min(e => e.GetNextOccurrence(at, Zone));
        }

        return next;
    }

    // The library wants both day fields to match, so either of them is two expressions.
    private IEnumerable<CronExpression> Expressions()
    {
        var fields = Expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Fields.EitherDay
            ? [Read([.. fields[..4], "*"]), Read([.. fields[..2], "*", .. fields[3..]])]
            : [Read(fields)];

        static CronExpression Read(string[] fields) => CronExpression.Parse(string.Join(' ', fields));
    }

    private bool IsRepeated(DateTimeOffset at) =>
        Zone.IsAmbiguousTime(at.DateTime) && at.Offset == Zone.GetAmbiguousTimeOffsets(at.DateTime).Min();

    public override string ToString() => Zone.Id == TimeZoneInfo.Utc.Id ? Expression : $"{Expression} ({Zone.Id})";
}

/// <summary>The parsed fields: true where the value of that index matches.</summary>
public sealed record CronFields(bool[] Minutes, bool[] Hours, bool[] Days, bool[] Months, bool[] Weekdays, bool EitherDay)
{
    private static readonly string[] MonthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] DayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    public bool MatchesDay(DateTime day)
    {
        var byDate = Days[day.Day];
        var byWeekday = Weekdays[(int)day.DayOfWeek];
        return Months[day.Month] && (EitherDay ? byDate || byWeekday : byDate && byWeekday);
    }

    public bool MatchesTime(DateTime time) => Hours[time.Hour] && Minutes[time.Minute];

    /// <summary>Reads five fields; null when they are not a cron expression.</summary>
    public static CronFields? Parse(string expression)
    {
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            return null;
        }

        var minutes = Field(fields[0], 0, 59, []);
        var hours = Field(fields[1], 0, 23, []);
        var days = Field(fields[2], 1, 31, []);
        var months = Field(fields[3], 1, 12, MonthNames);
        var weekdays = Field(fields[4], 0, 7, DayNames);
        if (minutes is null || hours is null || days is null || months is null || weekdays is null)
        {
            return null;
        }

        weekdays[0] |= weekdays[7];
        return new CronFields(minutes, hours, days, months, weekdays, fields[2][0] != '*' && fields[4][0] != '*');
    }

    private static bool[]? Field(string text, int min, int max, string[] names)
    {
        var matches = new bool[max + 1];
        foreach (var item in text.Split(','))
        {
            var (range, step) = item.Split('/') switch
            {
                [var r] => (r, 1),
                [var r, var s] when int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 => (r, n),
                _ => ("", 0),
            };
            var (from, to) = range.Split('-') switch
            {
                ["*"] => (min, max),
                [var one] => (Number(one), item.Contains('/', StringComparison.Ordinal) ? max : Number(one)),
                [var a, var b] => (Number(a), Number(b)),
                _ => (-1, -1),
            };
            if (step == 0 || from < min || to > max || from > to)
            {
                return null;
            }

            for (var i = from; i <= to; i += step)
            {
                matches[i] = true;
            }
        }

        return matches;

        int Number(string word) =>
            int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n
            : Array.FindIndex(names, x => x.Equals(word, StringComparison.OrdinalIgnoreCase)) is var at and >= 0 ? at + (min == 0 ? 0 : 1)
            : -1;
    }
}
