using Fairlead.Aws.Checks;
using Fairlead.Cli.Project;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Tests.Support;

/// <summary>Every environment on AWS of the examples, and of two cases that hold much.</summary>
internal static class AwsEnvironments
{
    private static readonly string[] Folders =
    [
        .. Directory.GetDirectories(Repository.Path("examples")).Where(f => File.Exists(Path.Combine(f, "fairlead.yaml"))).Order(),
        Repository.Path("tests", "cases", "hera-on-aws"), Repository.Path("tests", "cases", "every-key-on-aws"),
    ];

    /// <summary>By folder and name: <c>examples/hera production</c>.</summary>
    public static IReadOnlyDictionary<string, App> All { get; } = Read();

    private static Dictionary<string, App> Read()
    {
        var all = new Dictionary<string, App>(StringComparer.Ordinal);
        foreach (var folder in Folders)
        {
            var source = new Source("fairlead.yaml", AppFileText.Read(Path.Combine(folder, "fairlead.yaml")));
            var only = Path.Combine(folder, "environment");
            foreach (var environment in AppFileReader.Environments(source).Where(e => e != AppEnvironment.Local
                && (!File.Exists(only) || File.ReadAllText(only).Trim() == e)))
            {
                var read = AppFileReader.Read(source, environment, new ProjectFolder(folder), AwsChecks.Check);
                all.Add($"{Path.GetRelativePath(Repository.Root, folder)} {environment}",
                    read.App ?? throw new InvalidOperationException(string.Concat(read.Problems.Select(ProblemText.Render))));
            }
        }

        return all;
    }
}
