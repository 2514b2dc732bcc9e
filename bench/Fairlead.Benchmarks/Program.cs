using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Fairlead.Benchmarks;

// In this process: the tool's own would build a project inside of the repository for each case.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithClock(new ProcessorClock()).WithGcForce(false).WithWarmupCount(5).WithIterationCount(15);
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance)
    .WithArtifactsPath(Path.Combine(FileSamples.Root(), "artifacts", "bench"));
var summary = BenchmarkRunner.Run<FileReading>(config);
if (summary.HasCriticalValidationErrors || summary.Reports.Any(r => !r.Success))
{
    return 1;
}

var page = FilePage.Of(summary, DateOnly.FromDateTime(DateTime.UtcNow));
File.WriteAllText(Path.Combine(FileSamples.Root(), "bench", "file.md"), page);
Console.WriteLine(page);
return 0;
