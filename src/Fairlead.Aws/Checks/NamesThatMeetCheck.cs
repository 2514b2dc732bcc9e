using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Checks;

/// <summary>
/// Stacks are called after app, environment and name, with hyphens between, and all of them may hold hyphens: no two may come out the same.
/// What another app of the account is called the file can not know; that is looked at before a deploy.
/// </summary>
internal static class NamesThatMeetCheck
{
    private const string Double = "--";

    public static void Check(App app, ProblemList problems)
    {
        CheckHyphens(app, problems);
        var names = Names(app).ToList();
        var own = app.Shared.Environments.FirstOrDefault(e => e.Name == app.Environment.Name);
        foreach (var other in app.Shared.Environments.Where(e => own is not null && e != own))
        {
            var (shorter, longer) = other.Name.Length > own!.Name.Length ? (own, other) : (other, own);
            if (!longer.Name.StartsWith(shorter.Name + "-", StringComparison.Ordinal))
            {
                continue;
            }

            var end = longer.Name[(shorter.Name.Length + 1)..];
            foreach (var (name, place) in names.Where(n => Meets(n.Name, end, names)))
            {
                problems.Add(
                    Codes.NameTaken, place,
                    $"'{name}' in {shorter.Name} and {(name == end ? "all" : $"'{name[(end.Length + 1)..]}'")} of {longer.Name} would"
                        + $" both be the"
                        + $" stack {app.Name}-{shorter.Name}-{name}",
                    "rename one of them, or the environment", new Related(other.Place, $"'{other.Name}' stands here"));
            }
        }
    }

    private static bool Meets(string name, string end, List<(string Name, Span Place)> names) => name == end
        || (name.StartsWith(end + "-", StringComparison.Ordinal) && names.Exists(n => n.Name == name[(end.Length + 1)..]));

    // Two hyphens stand between the parts of names by which rights are given.
    private static void CheckHyphens(App app, ProblemList problems)
    {
        foreach (var (name, what, place) in new[]
        {
            (app.Name, "an app", app.Document.Find("app")?.Value.Span ?? app.Document.Span),
            (app.Environment.Name, "an environment",
                app.Shared.Environments.FirstOrDefault(e => e.Name == app.Environment.Name)?.Place ?? app.Document.Span),
        })
        {
            if (name.Contains(Double, StringComparison.Ordinal))
            {
                problems.Add(Codes.WrongName, place, $"'{name}' can not be the name of {what} on AWS: it has two hyphens in a row",
                    $"write '{Single(name)}'");
            }
        }
    }

    private static IEnumerable<(string Name, Span Place)> Names(App app) =>
        app.Workloads.Select(w => (w.Name, w.Origin.Name))
            .Concat(app.Resources.Where(r => r.Existing is null).Select(r => (r.Name, r.Origin.Name)))
            .Concat(app.Extras.Select(e => (e.Name, e.Span)));

    private static string Single(string name) =>
        string.Join('-', name.Split('-', StringSplitOptions.RemoveEmptyEntries));
}
