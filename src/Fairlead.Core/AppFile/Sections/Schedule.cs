using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Reads schedules: <c>every 3m</c>, or five cron fields in a time zone.</summary>
internal static class ScheduleReader
{
    // EventBridge Scheduler counts periods in whole minutes; a run that is due every few years is a slip.
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static Schedule? Read(string text, TimeZoneInfo zone, Span span, Reading reading) =>
        text.StartsWith("every ", StringComparison.Ordinal) ? Every(text[6..].Trim(), span, reading) : Cron(text, zone, span, reading);

    /// <summary>The time zone that a key names; UTC where it names none.</summary>
    public static TimeZoneInfo Zone(Fields fields, Key<string?> key, Reading reading)
    {
        if (fields.Read(key) is not { } id)
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
        {
            return zone;
        }

        reading.Problems.Add(
            Codes.WrongValue, fields.ValueOf(key), $"'{id}' is not a time zone", "write a name such as Europe/Paris or UTC");
        return TimeZoneInfo.Utc;
    }

    public static Cron? Cron(string text, TimeZoneInfo zone, Span span, Reading reading)
    {
        if (CronFields.Parse(text) is not { } fields)
        {
            var count = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
            var (message, hint) = text.StartsWith("cron(", StringComparison.Ordinal) || text.StartsWith("rate(", StringComparison.Ordinal)
                ? ("AWS's own form is not used here", "write every 3m, or minute hour day month weekday")
                : count == 6 ? ($"'{text}' has six fields", "leave out seconds or the year: minute hour day month weekday")
                : (
                    $"'{text}' is neither a period nor five cron fields",
                    "write every 3m, or minute hour day month weekday: 30 4 * * MON-FRI");
            hint = ValueHints.Schedule(text) is { } meant ? $"write {(meant[0] == '*' ? $"\"{meant}\"" : meant)}" : hint;
            reading.Problems.Add(Codes.WrongValue, span, message, hint);
            return null;
        }

        // A rule of EventBridge matches both day fields or one of them; two rules would be needed for "either".
        if (fields.EitherDay && !reading.Environment.IsLocal)
        {
            reading.Problems.Add(
                Codes.BothDays, span, "both the day of the month and the weekday are given, and AWS can not run at either",
                "let one of them be *, or make two jobs");
            return null;
        }

        var cron = new Cron(text, fields, zone);
        if (cron.Next(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)) is null)
        {
            reading.Problems.Add(Codes.WrongValue, span, $"'{text}' names a day that never comes", "look at the day and the month");
            return null;
        }

        return cron;
    }

    private static Every? Every(string text, Span span, Reading reading)
    {
        if (DurationText.Parse(text) is not { } period)
        {
            reading.Problems.Add(
                Codes.WrongValue, span, $"'{text}' is not a period",
                ValueHints.Schedule("every " + text) is { } meant ? $"write {meant}" : "write every 3m, every 6h or every 60d");
            return null;
        }

        if (period < Shortest || period > Longest || period.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            reading.Problems.Add(
                Codes.WrongValue, span, period > Longest ? "a schedule runs at least once a year" : "schedules count in whole minutes",
                period > Longest ? "write every 365d or less" : "write every 1m or more");
            return null;
        }

        return new Every(period);
    }
}
