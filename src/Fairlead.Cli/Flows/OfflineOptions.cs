using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Project;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>Options of a plan by the file alone.</summary>
internal static class OfflineOptions
{
    private static readonly Option<bool> Offline = new("--offline") { Description = "On AWS: by the file alone, without an account" };
    private static readonly Option<string?> Against = new("--against")
    {
        Description = "With --offline: compare with what 'render --out DIR' wrote",
        HelpName = "DIR",
    };

    public static void AddTo(Command command)
    {
        command.Options.Add(Offline);
        command.Options.Add(Against);
    }

    public static bool IsOffline(Session session)
    {
        var isOffline = session.Get(Offline);
        if (isOffline && session.Environment == AppEnvironment.Local)
        {
            throw new UsageException("--offline is for environments on AWS; the local engine is always at hand");
        }

        if (session.Get(Against) is not null && !isOffline)
        {
            throw new UsageException("--against compares with files, so it needs --offline");
        }

        return isOffline;
    }

    public static async Task<Goal> Complete(Session session, Goal goal, CancellationToken cancel) => goal with
    {
        Offline = session.Get(Offline),
        Against = session.Get(Against) is { } folder ? await RenderedFolder.Read(session.PathOf(folder), cancel) : null,
    };
}
