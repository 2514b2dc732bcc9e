using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Project;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>Options of the commands that make a release.</summary>
internal static class DeployOptions
{
    private static readonly Option<string[]> Only = new(
        "--only") { Description = "Only these services, jobs or resources", HelpName = "NAME", AllowMultipleArgumentsPerToken = false };
    private static readonly Option<string[]> Image = new(
        "--image") { Description = "Use a finished image: REF, or NAME=REF where the file has several", HelpName = "REF" };
    private static readonly Option<bool> NoBuild = new("--no-build") { Description = "Use the newest image that was built" };
    private static readonly Option<bool> Pull = new("--pull") { Description = "Fetch base images anew" };

    public static void AddTo(Command command)
    {
        foreach (var option in new Option[] { Only, Image, NoBuild, Pull })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The goal that flags and file give.</summary>
    public static Goal Goal(Session session, ReleaseIdentity identity) => Core.Targets.Goal.Deploy(App(session), identity) with
    {
        Only = Names(session),
        References = References(session),
        Images = session.Get(NoBuild) ? ImageSource.Newest : ImageSource.Build,
        Pull = session.Get(Pull),
        AllowReplace = DeployFlow.AllowedToReplace(session),
    };

    /// <summary>The app as a release is made of it: with what its jobs migrate with, as it lies in the folder now.</summary>
    public static App App(Session session) => session.App.WithMigrations(j => FolderHash.Compute(session.Folder, j.Migrations!.Folders));

    /// <summary>Whether any flag says what to deploy.</summary>
    public static bool AreGiven(Session session) =>
        session.Get(Only) is { Length: > 0 } || session.Get(Image) is { Length: > 0 } || session.Get(NoBuild) || session.Get(Pull);

    private static string[] Names(Session session)
    {
        var names = session.Get(Only) ?? [];
        var app = session.App;
        foreach (var name in names)
        {
            if (app.FindWorkload(name) is null && app.Resources.Find(name) is null)
            {
                throw new UsageException($"--only {name}: the file has no such name");
            }
        }

        return names;
    }

    private static Dictionary<string, string> References(Session session)
    {
        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        var app = session.App;
        foreach (var text in session.Get(Image) ?? [])
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && app.Images.Find(text[..at]) is not null)
            {
                images[text[..at]] = Whole(text[(at + 1)..]);
            }
            else if (app.Images.Count == 1)
            {
                images[app.Images[0].Name] = Whole(text);
            }
            else
            {
                var names = string.Join(", ", app.Images.Select(i => i.Name));
                throw new UsageException($"--image {text}: say which image it is for: NAME={text}, where NAME is one of {names}");
            }
        }

        return images;
    }

    // What is cut off or mistyped would be found out by a registry, once all else is done.
    private static string Whole(string reference) => ImageDigest.FindFault(reference) is { } fault
        ? throw new UsageException($"--image {reference}: {fault.What}; {fault.Next}") : reference;
}
