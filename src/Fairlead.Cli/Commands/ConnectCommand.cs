using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class ConnectCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "A resource, or a service with a port" };
    private static readonly Argument<string[]> Words = new("options")
    {
        Description = "For psql or redis-cli, after --", Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<int?> Port = new("--port") { Description = "The port of this machine", HelpName = "PORT" };
    private static readonly Option<bool> OnlyPort = new("--only-port") { Description = "Starts no program" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "connect",
            "Opens psql or redis-cli, or a port of this machine until Ctrl-C, to a private database or service",
            new("fairlead connect db", "psql, where it is installed"),
            new("fairlead connect db -- -c 'select 1'", "with options of psql"),
            new("fairlead connect db --port 15432 --only-port", "only the port, for any other program")) { Name, Words, Port, OnlyPort };
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        if (session.Get(Port) is { } port and (< 1 or > 65535))
        {
            throw new UsageException($"--port {port}: a port is a number from 1 to 65535");
        }

        var tunnels = OpenWays.Tunnels(session);
        await using var tunnel = await tunnels.Open(session.AppIfReadable, [session.Get(Name)!], session.Get(Port), cancel);
        var end = tunnel.Ends[0];
        var (program, variables) = Program(end);
        var words = session.Get(Words) ?? [];
        if (program.Length > 0 && !session.Get(OnlyPort) && !session.Json
            && session.Launch([.. program, .. words], variables) is { } code)
        {
            return code;
        }

        return words.Length == 0
            ? await OpenWays.Hold(session, tunnel, cancel)
            : throw new UsageException($"there is no {(program.Length > 0 ? program[0] : "program")} here to give '{words[0]}' to");
    }

    // No password stands in a list of processes.
    private static (string[] Program, Dictionary<string, string> Variables) Program(TunnelEnd end)
    {
        var port = end.Port.ToString(CultureInfo.InvariantCulture);
        return end.Holds switch
        {
            Kind.Postgres when end.Login is var (user, password, database) =>
                (["psql", "-h", "127.0.0.1", "-p", port, "-U", user, "-d", database], new() { ["PGPASSWORD"] = password }),
            Kind.Redis => (["redis-cli", "-h", "127.0.0.1", "-p", port], []),
            _ => ([], []),
        };
    }
}
