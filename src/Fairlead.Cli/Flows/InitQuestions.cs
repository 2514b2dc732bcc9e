using Fairlead.Cli.Console;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Problems;
using Fairlead.Import.Drafts;
using Fairlead.Import.Found;
using Fairlead.Import.Text;

namespace Fairlead.Cli.Flows;

/// <summary>The two questions of <c>init</c>; Enter takes what it would choose itself. Where nobody can be asked, it does.</summary>
internal static class InitQuestions
{
    private const int MostTries = 3;

    public static Choices Ask(Session session, FoundApp found, string? name)
    {
        if (name is not null && !AppNames.IsLegal(name))
        {
            throw new UsageException($"'{name}' can not be the name of an app; {Hint(name)}");
        }

        var usual = AppNames.Legal(found.Name) ?? "app";
        var candidates = found.PublicOnes.Select(s => s.Name).ToList();
        if (!session.Prompt.CanAsk)
        {
            return new Choices(name ?? usual, candidates.FirstOrDefault());
        }

        return new Choices(
            name ?? Ask(
                session,
                $"Name of the app [{usual}]:",
                usual,
                AppNames.IsLegal,
                typed => $"'{typed}' can not be the name of an app; {Hint(typed)}"),
            candidates.Count < 2 ? candidates.FirstOrDefault()
                : Ask(
                    session,
                    $"Which service is public: {string.Join(", ", candidates)}? [{candidates[0]}]",
                    candidates[0],
                    candidates.Contains,
                    typed => Nearest.Hint(typed, candidates, "one of")));
    }

    private static string Ask(Session session, string question, string usual, Func<string, bool> isFine, Func<string, string> complaint)
    {
        for (var i = 0; i < MostTries; i++)
        {
            var typed = session.Prompt.Ask(question)?.Trim();
            if (string.IsNullOrEmpty(typed))
            {
                return usual;
            }

            if (isFine(typed))
            {
                return typed;
            }

            session.Error.WriteLine(complaint(typed));
        }

        throw new UsageException("no answer that would do; nothing was written");
    }

    private static string Hint(string name) =>
        AppNames.Legal(name) is { } legal ? $"write '{legal}'" : "start with a letter; use a-z, 0-9 and -";
}
