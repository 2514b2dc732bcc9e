using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class DeployCommand
{
    private static readonly Argument<string?> KeptPlanFile = new("plan")
    {
        Description = "A plan that 'plan --out' wrote: carried out exactly as it is, or not at all",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "deploy",
            "Builds, migrates, rolls out, verifies and records a release",
            new("fairlead deploy", "all of the app, on this machine"),
            new("fairlead deploy --only web --env staging", "one service, in the environment 'staging'"),
            new("fairlead deploy next.plan", "exactly what 'plan --out next.plan' showed")) { KeptPlanFile };
        DeployOptions.AddTo(command);
        DeployFlow.AddTo(command);
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        if (session.Get(KeptPlanFile) is not { } path)
        {
            return await DeployFlow.Run(session, DeployOptions.Goal(session, await session.IdentifySource(cancel)), kept: null, cancel);
        }

        if (DeployOptions.AreGiven(session) || DeployFlow.AllowedToReplace(session).Count > 0)
        {
            throw new UsageException(
                "a kept plan says itself what is deployed; make another one with those flags: fairlead plan --out FILE");
        }

        var kept = await Read(session.PathOf(path), path, cancel);
        session.Suggest(kept.Environment);
        if (session.AppId is var id && (id.App, id.Environment) != (kept.App, kept.Environment))
        {
            throw new UsageException($"{path} is a plan for {kept.App} ({kept.Environment}), not for {id}");
        }

        var goal = kept.Complete(
            Goal.Deploy(DeployOptions.App(session), await session.IdentifySource(cancel))) with { NotSource = [session.PathOf(path)] };
        return await DeployFlow.Run(session, goal, kept, cancel);
    }

    private static async Task<KeptPlan> Read(string path, string typed, CancellationToken cancel)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"there is no plan {typed}; 'fairlead plan --out {typed}' writes one. "
                + $"One service alone is --only {typed}, an environment --env {typed}");
        }

        try
        {
            return KeptPlan.Parse(await File.ReadAllTextAsync(path, cancel));
        }
        catch (FormatException e)
        {
            throw new UsageException($"{typed}: {e.Message}");
        }
    }
}
