using System.Runtime;
using BenchmarkDotNet.Attributes;
using Fairlead.Core.AppFile;
using Fairlead.Core.Sources;

namespace Fairlead.Benchmarks;

#pragma warning disable CA1822 // BenchmarkDotNet calls the methods of an instance

/// <summary>An app file from text to a checked app. What the file names on the disk is taken to be there: the disk is not what is measured.</summary>
[MemoryDiagnoser]
public class FileReading
{
    // What one invocation may take without a collection.
    private const long Room = 200_000_000;

    private string text = "";
    private string environment = "";

    [ParamsSource(nameof(Files))]
    public string File { get; set; } = "";

    public static IEnumerable<string> Files => FileSamples.Names;

    [GlobalSetup]
    public void Setup()
    {
        (text, environment) = FileSamples.Of(File);
        var problems = Read().Problems;
        if (problems.Count > 0)
        {
            throw new InvalidOperationException($"{File} has problems: {problems[0].Message}");
        }
    }

    /// <summary>
    /// A command reads one file in a new process, where the collector hardly comes to run. Here it would run in every read of a large
    /// file, and copy all that lives: that would tell of the collector, and not of the reading.
    /// </summary>
    [IterationSetup]
    public void HoldCollector() => GC.TryStartNoGCRegion(Room);

    [IterationCleanup]
    public void LetCollector()
    {
        // The run that counts what is allocated collects by itself before.
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            GC.EndNoGCRegion();
        }
    }

    /// <summary>The file so often that a clock can tell it.</summary>
    [Benchmark]
    public ReadResult ReadRepeatedly()
    {
        var result = Read();
        for (var i = FileSamples.Repeats(File); i > 1; i--)
        {
            result = Read();
        }

        return result;
    }

    private ReadResult Read() => AppFileReader.Read(new Source("fairlead.yaml", text), environment, RecordedFiles.Instance);
}
