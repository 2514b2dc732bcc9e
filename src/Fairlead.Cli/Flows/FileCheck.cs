using Fairlead.Cli.Project;
using Fairlead.Cli.Sessions;
using Fairlead.Core.AppFile;
using Fairlead.Core.Problems;

namespace Fairlead.Cli.Flows;

/// <summary>What was found in a file for several environments, each problem once.</summary>
/// <param name="Environments">Those that were read in full.</param>
/// <param name="First">What came of the first of them.</param>
internal sealed record FileCheck(IReadOnlyList<string> Environments, ReadResult First, IReadOnlyList<Problem> Problems)
{
    /// <summary>Reads one environment in full and the own keys of all others, or all in full.</summary>
    public static FileCheck Read(Session session, bool all)
    {
        var known = AppFileReader.Environments(session.Source);
        IReadOnlyList<string> names = all && known.Count > 0 ? known
            : known.Contains(session.Environment, StringComparer.Ordinal)
                ? [session.Environment, .. known.Where(n => n != session.Environment)]
                : [session.Environment]; // the text can not be read, or has no such environment; reading it says why
        var files = new RememberedFiles(new ProjectFolder(session.Folder));
        var read = names.Select(n => new EnvironmentRead(
            n, session.ReadFile(n, all || n == names[0] ? files : files.WithoutMissingOverlays))).ToList();
        var sections = all ? null : new EnvironmentSections(session.Source);
        var found = read.SelectMany(r => r.Result.Problems.Select(p => (r.Environment, Problem: p)))
            .GroupBy(f => (f.Problem.Code.Id, f.Problem.Severity, Place: f.Problem.Span.ToString(), f.Problem.Message))
            .Select(g => (Problem: g.First().Problem, In: g.Select(f => f.Environment).ToList()))
            .Where(f => sections is null || f.In.Contains(names[0]) || f.In.Exists(n => sections.Hold(f.Problem.Span, n)))
            .Select(f => f.Problem with { OnlyIn = f.In.Count < names.Count ? f.In : [] });
        return new FileCheck(all ? names : [names[0]], read[0].Result,
        [
            .. found.OrderBy(p => p.Span.Source.Name == session.Source.Name ? 0 : 1).ThenBy(p => p.Span.Line).ThenBy(p => p.Span.Column),
        ]);
    }

    private sealed record EnvironmentRead(string Environment, ReadResult Result);
}
