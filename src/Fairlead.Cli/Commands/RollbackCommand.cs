using System.CommandLine;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class RollbackCommand
{
    private static readonly Argument<int?> Number = new("release") { Description = "Which release (default: the last good one before the present)", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new Command("rollback", "Back to any release: its images and file, today's secret values, no build") { Number };
        Deployment.AddTo(command);
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var releases = await session.Target.Releases(session.AppId, cancel);
        if (releases.Count == 0)
        {
            throw new FailureException("there is nothing to go back to", "nothing was released yet", "fairlead deploy");
        }

        var good = releases.Where(r => r.Result == ReleaseResult.Succeeded).ToList();
        var wanted = session.Get(Number) is { } number
            ? releases.FirstOrDefault(r => r.Number == number) ?? throw new UsageException($"there is no release {number}; see: fairlead releases")
            : good.Skip(1).FirstOrDefault() ?? throw new FailureException("there is nothing to go back to", good.Count == 0 ? "no release was good yet" : "there is only one good release", good.Count == 0 ? "fairlead deploy" : "fairlead releases");
        if (wanted.Result == ReleaseResult.Failed)
        {
            throw new UsageException($"release {wanted.Number} failed and never served; choose a good one: fairlead releases");
        }

        return await Deployment.Run(session, Recorded.App(session, wanted), new RollbackGoal(wanted, session.User), cancel);
    }
}
