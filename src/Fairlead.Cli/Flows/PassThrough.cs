using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>What runs in a container for somebody: what it says and its exit code pass through, or become events.</summary>
internal static class PassThrough
{
    public static async Task<int> Run(Session session, string name, Func<ITerminal, Task<int>> run, CancellationToken cancel)
    {
        if (!session.Json)
        {
            return await run(session.Terminal);
        }

        await session.LearnSecrets(cancel);
        var code = await run(new JsonTerminal(session.Terminal, session, name));
        await session.WriteJsonLine(json => EventJson.Exited(json, session.Now, code));
        return code;
    }
}
