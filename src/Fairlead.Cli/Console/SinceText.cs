using System.Globalization;
using Fairlead.Core.Model;

namespace Fairlead.Cli.Console;

/// <summary>Since when, as somebody types it.</summary>
internal static class SinceText
{
    /// <summary>A duration counts back from now. A time of the day without a day is the last one that has been.</summary>
    public static DateTimeOffset Read(string text, DateTimeOffset now)
    {
        if (DurationText.Parse(text) is { } back)
        {
            return now - back;
        }

        var culture = CultureInfo.InvariantCulture;
        if (TimeOnly.TryParse(text, culture, out var time))
        {
            var local = now.ToLocalTime();
            var today = new DateTimeOffset(local.Date + time.ToTimeSpan(), local.Offset);
            return today > local ? today.AddDays(-1) : today;
        }

        return DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeLocal, out var moment)
            ? moment
            : throw new UsageException($"--since {text}: write a duration such as 10m or 2h, a time such as 14:05, or 2026-01-31T14:05");
    }
}
