using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>Schedules as AWS writes them: six fields, a question mark for the day that does not count, and Sunday is 1.</summary>
internal static class ScheduleExpression
{
    public static string Render(Schedule schedule) => schedule switch
    {
        Every every => Rate(every.Period),
        Cron cron => Render(cron),
        _ => throw new InvalidOperationException($"No schedule of AWS is like {schedule}"),
    };

    private static string Rate(TimeSpan period)
    {
        var minutes = (long)period.TotalMinutes;
        var (count, unit) = minutes % 1440 == 0 ? (minutes / 1440, "day") : minutes % 60 == 0 ? (minutes / 60, "hour") : (minutes, "minute");
        return $"rate({StackScope.Number(count)} {unit}{(count == 1 ? "" : "s")})";
    }

    // Written from what was understood, not from what was typed: the two dialects count weekdays differently.
    private static string Render(Cron cron)
    {
        var fields = cron.Expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        // A step over all of them, */2, is only some of them.
        var byWeekday = !Enumerable.Range(0, 7).All(d => cron.Fields.Weekdays[d]);
        var weekdays = string.Join(',', Enumerable.Range(0, 7).Where(d => cron.Fields.Weekdays[d]).Select(d => StackScope.Number(d + 1)));
        return $"cron({fields[0]} {fields[1]} {(byWeekday ? "?" : fields[2])} {fields[3]} {(byWeekday ? weekdays : "?")} *)";
    }
}
