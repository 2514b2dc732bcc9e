using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class ExecCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "A service or resource" };
    private static readonly Argument<string[]> Words = new(
        "command") { Description = "What to run, after -- (default: a shell)", Arity = ArgumentArity.ZeroOrMore };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "exec",
            "A shell or command in a running task; its exit code passes through",
            new("fairlead exec web", "a shell"),
            new("fairlead exec web -- ls -l /app", "one command"),
            new("fairlead exec db -- psql -l", "in a resource")) { Name, Words };
        command.SetAction((parsed, cancel) =>
        {
            var session = open(parsed);
            var request = new ExecRequest(session.Get(Name)!, session.Get(Words) ?? []);
            return PassThrough.Run(session, request.Name, terminal => session.Target.Exec(request, terminal, cancel), cancel);
        });
        return command;
    }
}
