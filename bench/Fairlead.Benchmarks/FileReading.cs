using BenchmarkDotNet.Attributes;
using Fairlead.Core.AppFile;
using Fairlead.Core.Yaml;

namespace Fairlead.Benchmarks;

/// <summary>An app file from text to a checked app. What the file names on the disk is taken to be there: the disk is not what is measured.</summary>
[MemoryDiagnoser]
public class FileReading
{
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

    [Benchmark]
    public ReadResult Read() => AppFileReader.Read(new Source("fairlead.yaml", text), environment, RecordedFiles.Instance);
}
