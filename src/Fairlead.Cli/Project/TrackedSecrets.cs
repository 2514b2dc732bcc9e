using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Cli.Project;

/// <summary>Looks for secret values of the local engine that are in version control.</summary>
internal static class TrackedSecrets
{
    // The text of such a file is not shown, so the problem stands in an empty one of its name.
    public static async Task<IReadOnlyList<Problem>> In(string project, CancellationToken cancel)
    {
        var problems = new ProblemList();
        var folder = Path.Combine(project, ".fairlead");
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.env") : [])
        {
            if (await Git.Tracks(project, file, cancel))
            {
                var name = Path.GetRelativePath(project, file);
                problems.Add(
                    Codes.SecretsTracked,
                    new Span(new Source(name, ""), 1, 1, 1),
                    "the secret values of this file are in version control",
                    $"take it out with: git rm --cached {name}; then change the values, the history keeps them");
            }
        }

        return problems.InOrder();
    }
}
