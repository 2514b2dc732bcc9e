using Fairlead.Cli.Console;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;

namespace Fairlead.Cli.Flows;

internal static class LocalOnly
{
    public static void Check(Session session, string command)
    {
        if (session.Environment != AppEnvironment.Local)
        {
            throw new UsageException(
                $"'{command}' is for the local engine; for {session.Environment} use {(command == "up" ? "deploy" : "destroy")}");
        }
    }
}
