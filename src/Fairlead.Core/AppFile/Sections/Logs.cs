using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class LogsKeys
{
    public static readonly Section Section = new("logs");

    public static readonly Key<TimeSpan> Keep = Section.Add(
        "keep", LogsReader.Retention, TimeSpan.FromDays(30),
        "How long log lines are kept.", "30d");
    public static readonly Key<bool> Access = Section.Add(
        "access", Shapes.Flag, false, "Keeps the load balancer's access log too.", "false");
}

/// <summary>Reads what becomes of log lines.</summary>
internal static class LogsReader
{
    // Log groups keep their lines for one of these numbers of days.
    private static readonly int[] Days = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653
    ];

    private static readonly Shape<TimeSpan> AnyDays = Shapes.DurationFrom(
        TimeSpan.FromDays(1), TimeSpan.FromDays(3653),
        "a duration from 1d to 3653d", "90d");

    public static readonly Shape<TimeSpan> Retention = new(
        "a duration that log groups know", static (Node node, Reading reading, out TimeSpan value) =>
    {
        if (!AnyDays.Read(node, reading, out value))
        {
            return false;
        }

        var days = value.TotalDays;
        return Days.Contains((int)days)
            || reading.Wrong(
                Codes.WrongValue, node.Span, $"log lines can not be kept for exactly {days}d",
                $"write {Days.Last(d => d < days)}d or {Days.First(d => d > days)}d", out value);
    }, "90d", new TextForm("^[0-9]+[smhd]$"));

    public static Logs Read(Fields fields) => new(fields.Read(LogsKeys.Keep), fields.Read(LogsKeys.Access));
}
