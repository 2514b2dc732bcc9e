using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Core.AppFile;

/// <summary>Apps as releases have them on record.</summary>
public static class RecordedApp
{
    public static ReadResult Read(Release release, string environment) =>
        AppFileReader.Read(new Source($"release {release.Number}", release.Document), environment, RecordedFiles.Instance);

    /// <summary>
    /// A goal for only some names, as a goal for the whole app of the release that serves, with those names as the file has them now and
    /// what they link to.
    /// </summary>
    /// <exception cref="FailureException">The names can not be deployed without the rest.</exception>
    public static Goal Narrow(Goal goal, App? live)
    {
        if (goal.Only.Count == 0 || goal.MakesRelease == MakesRelease.Never)
        {
            return goal;
        }

        var names = Selection.WithLinks(goal.App, live, goal.Only);
        var read = AppFileReader.Read(Selection.Compose(goal.App, live, names), goal.App.Environment.Name, RecordedFiles.Instance);
        return read.App is { } app
            ? goal with { App = app.WithMigrations(j => goal.App.Jobs.Find(j.Name)?.Migrations?.Hash), Only = names }
            : throw new FailureException(new Failure($"{string.Join(", ", goal.Only)} can not be deployed alone", read.Problems[0].Message)
            {
                Place = read.Problems[0].Span,
                Next = "fairlead deploy",
            });
    }
}
