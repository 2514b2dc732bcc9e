using System.Globalization;
using System.Text;
using BenchmarkDotNet.Reports;

namespace Fairlead.Benchmarks;

/// <summary>What was measured, as the page bench/file.md.</summary>
internal static class FilePage
{
    // How many times dearer a service may be in a large file than in a small one.
    private const double Flat = 1.25;

    public static string Of(Summary summary, DateOnly day)
    {
        var rows = summary.Reports.Where(r => r.ResultStatistics is not null).Select(Row.Of).OrderBy(r => r.Services ?? 0).ToList();
        var text = new StringBuilder("# Reading and checking an app file\n\n");
        text.Append("From the text to a checked app: parsed, its environment laid over it, every key read, every reference resolved, every check made. Made by `bench/file`; times are of the processor, without the collector, which hardly comes to run in a command that reads one file.\n\n");
        text.Append("| File | Size | Time | Spread | Allocated | Time for a service more | Allocated for a service more |\n| --- | --: | --: | --: | --: | --: | --: |\n");
        Row? smaller = null;
        foreach (var row in rows)
        {
            var more = smaller is not null && row.Services is not null ? row.More(smaller) : ((double Time, double Bytes)?)null;
            text.Append(CultureInfo.InvariantCulture, $"| {(row.Services == 1 ? row.Name.TrimEnd('s') : row.Name)} | {row.Size / 1024.0:0.0} KB | {Time(row.Mean)} | ±{Time(row.Deviation)} | {Bytes(row.Allocated)} | {(more is { } m ? Time(m.Time) : "")} | {(more is { } b ? Bytes(b.Bytes) : "")} |\n");
            smaller = row.Services is null ? smaller : row;
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{Verdict(rows)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd}, {summary.HostEnvironmentInfo.RuntimeVersion}, {summary.HostEnvironmentInfo.CpuInfo.Value?.ProcessorName?.Trim() ?? "an unknown processor"}, {Environment.ProcessorCount} logical processors. Times differ from machine to machine; what is allocated does not.\n");
        return text.ToString();
    }

    // From 100 to 500 services and from 500 to 2000: what is smaller lies in the caches of the processor, and every service of it costs less.
    private static string Verdict(List<Row> rows)
    {
        var made = rows.Where(r => r.Services >= 100).ToList();
        var (first, last) = (made[1].More(made[0]), made[2].More(made[1]));
        var (time, bytes) = (last.Time / first.Time, last.Bytes / first.Bytes);
        return string.Create(CultureInfo.InvariantCulture, $"The slope is {(time <= Flat && bytes <= Flat ? "flat" : "NOT flat")}: between 500 and 2000 services one more costs {time:0.00} times what it costs between 100 and 500 in time, and {bytes:0.00} times in memory. What is smaller than that lies in the caches of the processor, where a service costs less.");
    }

    private static string Time(double nanoseconds) => nanoseconds >= 1e6
        ? string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:0.00} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:0.0} µs");

    private static string Bytes(double bytes) => bytes >= 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024 / 1024:0.0} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024:0.0} KB");

    private sealed record Row(string Name, int? Services, int Size, double Mean, double Deviation, double Allocated)
    {
        public static Row Of(BenchmarkReport report)
        {
            var name = (string)report.BenchmarkCase.Parameters["File"];
            var repeats = FileSamples.Repeats(name);
            return new Row(
                name,
                FileSamples.ServicesOf(name),
                FileSamples.Of(name).Text.Length,
                report.ResultStatistics!.Mean / repeats,
                report.ResultStatistics.StandardDeviation / repeats,
                (report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0) / (double)repeats);
        }

        /// <summary>What each service costs that this file has more than a smaller one.</summary>
        public (double Time, double Bytes) More(Row smaller) => ((Mean - smaller.Mean) / (Services!.Value - smaller.Services!.Value), (Allocated - smaller.Allocated) / (Services.Value - smaller.Services.Value));
    }
}
