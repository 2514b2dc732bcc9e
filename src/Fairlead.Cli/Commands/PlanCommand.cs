using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Output.Views;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class PlanCommand
{
    private static readonly Option<bool> ExitCode = new("--exit-code") { Description = "Exit with 3 when something would change" };
    private static readonly Option<string?> Keep = new(
        "--out") { Description = "Keep the plan in a file, for 'deploy FILE'", HelpName = "FILE" };
    private static readonly Option<bool> Review = new("--review") { Description = "As a page of Markdown, for a pull request" };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "plan",
            "Shows what a deploy would do, and does nothing",
            new("fairlead plan --out next.plan", "kept for 'fairlead deploy next.plan'"),
            new("fairlead plan --offline --env production", "on AWS, without an account"),
            new("fairlead plan --review", "Markdown, for a pull request")) { ExitCode, DeployFlow.AllowReplace, Keep, Review };
        OfflineOptions.AddTo(command);
        DeployOptions.AddTo(command);
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        var goal = await MakeGoal(session, cancel);
        var plan = await session.Target.Plan(goal, cancel);
        if (!goal.Offline && !plan.IsEmpty)
        {
            await session.LearnSecrets(cancel);
        }

        await PlanView.Write(session, plan, asReview: session.Get(Review));
        if (plan.Refusals.Count > 0)
        {
            ProblemReport.Write(session, plan.Refusals);
            return ExitCodes.Problem;
        }

        if (session.Get(Keep) is { } file)
        {
            await File.WriteAllTextAsync(session.PathOf(file), KeptPlan.From(plan, goal, session.Now).Render(), cancel);
            await session.Error.WriteLineAsync($"kept in {file}; to do exactly this: fairlead deploy {file}");
        }

        return !plan.IsEmpty && session.Get(ExitCode) ? ExitCodes.Changes : ExitCodes.Done;
    }

    private static async Task<Goal> MakeGoal(Session session, CancellationToken cancel)
    {
        var isOffline = OfflineOptions.IsOffline(session);
        if (session.Get(Keep) is not null && isOffline)
        {
            throw new UsageException("--out keeps a plan to carry out, and one that was made --offline has not seen the world");
        }

        if (session.Get(Review) && session.Json)
        {
            throw new UsageException("--review writes a page for people, and --json a document for programs: one of the two");
        }

        // What is decided by the file alone needs no commit.
        var identity = isOffline ? new ReleaseIdentity(null, null, session.User) : await session.IdentifySource(cancel);
        var goal = DeployOptions.Goal(session, identity) with { NotSource = session.Get(Keep) is { } file ? [session.PathOf(file)] : [] };
        return await OfflineOptions.Complete(session, goal, cancel);
    }
}
