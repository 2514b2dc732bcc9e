using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.Core.Model;

namespace Fairlead.Tests.Support;

/// <summary>
/// What <c>check</c>, <c>plan</c> and <c>render</c> say of one file in one environment, by their exit codes and problems.
/// </summary>
internal sealed partial record Agreement(int Check, int Plan, int Render, IReadOnlyList<string> Planned, IReadOnlyList<string> Rendered)
{
    /// <summary>Whether there is anything that rendering wrote.</summary>
    public bool HasWritten { get; private init; }

    /// <summary>In words, where one refuses and one that comes after it does not; else null.</summary>
    public string? Broken =>
        Check != 0 && (Plan != Check || Render != Check) ? $"check ends with {Check}, plan with {Plan}, render with {Render}"
        : Plan != Render ? $"plan ends with {Plan}, render with {Render}: {string.Join(", ", Planned)}"
        : !Planned.SequenceEqual(Rendered) ? $"plan says {string.Join(", ", Planned)}; render says {string.Join(", ", Rendered)}"
        : Render != 0 && HasWritten ? "render refuses, and has written something"
        : null;

    /// <param name="file">Its folder is only read.</param>
    /// <param name="engine">For the local environment.</param>
    public static async Task<Agreement> Ask(string file, string environment, string? engine = null)
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-agree-");
        try
        {
            using var command = new CommandRun(folder.FullName);
            if (engine is not null)
            {
                command.Variables["DOCKER_HOST"] = engine;
            }

            string[] where = ["--file", file, "--env", environment];
            await command.Run(["check", .. where, "--json"]);
            var check = CheckOf(command.Output, environment);
            string[] offline = environment == AppEnvironment.Local ? [] : ["--offline"];
            var plan = await command.Run(["plan", .. where, .. offline]);
            var planned = Problems(command.Error);
            var render = await command.Run(["render", .. where, "--out", "rendered"]);
            return new Agreement(check, plan, render, planned, Problems(command.Error))
            {
                HasWritten = folder.EnumerateFileSystemInfos().Any(f => f.Name == "rendered"),
            };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // A check also reads what stands under other environments' names: that is none of this one's.
    private static int CheckOf(string output, string environment)
    {
        using var document = JsonDocument.Parse(output);
        return document.RootElement.GetProperty("problems").EnumerateArray().Any(p => p.GetProperty("severity").GetString() == "error"
            && (!p.TryGetProperty("onlyIn", out var only) || only.EnumerateArray().Any(e => e.GetString() == environment))) ? 2 : 0;
    }

    private static IReadOnlyList<string> Problems(string error) => [.. Line().Matches(error).Select(m => m.Value)];

    [GeneratedRegex(@"^\S+:\d+:\d+: error FL\d+: .*$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
