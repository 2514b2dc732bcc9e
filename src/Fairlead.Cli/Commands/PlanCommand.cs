using System.CommandLine;
using Fairlead.Cli.Output;
using Fairlead.Cli.Project;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class PlanCommand
{
    private static readonly Option<bool> ExitCode = new("--exit-code") { Description = "Exit with 3 when something would change" };
    private static readonly Option<bool> Offline = new("--offline") { Description = "On AWS: by the file alone, without an account" };
    private static readonly Option<string?> Against = new("--against") { Description = "With --offline: compare with what 'render --out DIR' wrote", HelpName = "DIR" };
    private static readonly Option<string[]> AllowReplace = new("--allow-replace") { Description = "Data of NAME may be replaced or removed", HelpName = "NAME", AllowMultipleArgumentsPerToken = false };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new Command("plan", "Shows what a deploy would do, and does nothing") { ExitCode, Offline, Against, AllowReplace };
        DeployOptions.AddTo(command);
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var goal = await Goal(session, cancel);
        var plan = await session.Target.Plan(session.App, goal, cancel);
        if (!goal.Offline)
        {
            await session.LearnSecrets(cancel);
        }

        if (session.Json)
        {
            await session.WriteJson(json => PlanJson.Write(json, plan));
        }
        else
        {
            await PlanText.Write(session, plan);
            plan.Warnings.ToList().ForEach(session.Warn);
        }

        if (plan.Refusals.Count > 0)
        {
            ProblemReport.Write(session, plan.Refusals);
            return ExitCodes.Problem;
        }

        return !plan.IsEmpty && session.Get(ExitCode) ? ExitCodes.Changes : ExitCodes.Done;
    }

    private static async Task<DeployGoal> Goal(Session session, CancellationToken cancel)
    {
        var (isOffline, against) = (session.Get(Offline), session.Get(Against));
        if (isOffline && session.Environment == AppEnvironment.Local)
        {
            throw new UsageException("--offline is for environments on AWS; the local engine is always at hand");
        }

        if (against is not null && !isOffline)
        {
            throw new UsageException("--against compares with files, so it needs --offline");
        }

        // What is decided by the file alone needs no commit.
        var identity = isOffline ? new ReleaseIdentity(null, null, session.User) : await session.Identify(cancel);
        return DeployOptions.Goal(session, identity) with
        {
            Offline = isOffline,
            WithDetails = session.Verbose || session.Json,
            Against = against is null ? null : await RenderedFolder.Read(session.PathOf(against), cancel),
            MayReplace = session.Get(AllowReplace) ?? [],
        };
    }
}
