using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;

namespace Fairlead.Cli.Flows;

/// <summary>Questions before something that can not be taken back.</summary>
internal static class Confirmation
{
    public static readonly Option<string?> Confirm = new(
        "--confirm") { Description = "The name that would have to be typed, where nobody can be asked", HelpName = "NAME" };

    /// <summary>A plain yes or no; without a terminal only the flag counts.</summary>
    public static bool Given(Session session, string question, bool flag)
    {
        if (flag)
        {
            return true;
        }

        if (!session.Prompt.CanAsk)
        {
            throw new UsageException($"{question} Nobody can be asked here; say --yes if you mean it");
        }

        return session.Prompt.Ask(question + " [y/N]") is { } answer && answer.Trim().Equals("y", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The typed name: the environment's; on local that or the app's, which is the one that is asked for.</summary>
    public static void NeedName(Session session, AppId id, string what)
    {
        var name = id.Environment == AppEnvironment.Local ? id.App : id.Environment;
        var typed = session.Get(Confirm);
        if (typed is null && session.Prompt.CanAsk)
        {
            typed = session.Prompt.Ask($"{what} Type {name} to go on:")?.Trim();
        }
        else if (typed is null)
        {
            throw new UsageException($"{what} Nobody can be asked here; say --confirm {name} if you mean it");
        }

        if (typed != name && typed != id.Environment)
        {
            throw new UsageException($"'{typed}' is not '{name}'; nothing was done");
        }
    }
}
