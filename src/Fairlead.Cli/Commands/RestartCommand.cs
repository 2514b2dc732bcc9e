using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Cli.Commands;

internal static class RestartCommand
{
    private static readonly Argument<string[]> Names = new(
        "services") { Description = "Which services (default: all)", Arity = ArgumentArity.ZeroOrMore };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "restart",
            "New tasks of the same release, without losing a request",
            new("fairlead restart", "all services"),
            new("fairlead restart web worker", "these two")) { Names };
        DeployFlow.AddTo(command);
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static Task<int> Run(Session session, CancellationToken cancel)
    {
        var names = session.Get(Names) ?? [];
        return Recorded.Restart(session, Named, cancel);

        IReadOnlyList<string> Named(App app) => names.FirstOrDefault(n => app.Services.Find(n) is null) is { } unknown
            ? throw new UsageException(
                $"no service is named '{unknown}'; {Nearest.Hint(unknown, [.. app.Services.Select(s => s.Name)], "there are")}")
            : names;
    }
}
