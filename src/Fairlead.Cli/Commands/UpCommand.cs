using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Flows;
using Fairlead.Cli.Output;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

internal static class UpCommand
{
    private static readonly Option<bool> OnlyResources = new("--only-resources")
    {
        Description = "Just the databases and such; prints the variables for a process on this machine",
    };

    public static Command Create(Func<ParseResult, Session> open)
    {
        var command = new CommandWithExamples(
            "up",
            "Deploys to the local engine, then follows the logs and runs the schedules until Ctrl-C",
            new("fairlead up", "Ctrl-C leaves it running; 'fairlead down' ends it"),
            new("fairlead up --no-build", "with the images that are there"),
            new("fairlead up --only-resources --env-file .env", "for a service that runs outside of a container"));
        command.Options.Add(OnlyResources);
        foreach (var option in OpenWays.Options)
        {
            command.Options.Add(option);
        }

        DeployOptions.AddTo(command);
        DeployFlow.AddTo(command);
        command.SetAction((parsed, cancel) => Run(open(parsed), cancel));
        return command;
    }

    private static async Task<int> Run(Session session, CancellationToken cancel)
    {
        LocalOnly.Check(session, "up");
        var source = await session.IdentifySource(cancel);
        var goal = session.Get(OnlyResources) ? Goal.Resources(session.App, source) : DeployOptions.Goal(session, source);
        var code = await DeployFlow.Run(session, goal, kept: null, cancel);
        if (code != ExitCodes.Done || session.Get(OnlyResources))
        {
            return code == ExitCodes.Done ? await OpenWays.Resources(session, cancel) : code;
        }

        var app = session.App;
        var scheduled = app.Jobs.Count(j => j.Schedule is not null);
        var schedules = scheduled > 0 ? $" and running {Words.Count(scheduled, "schedule")}" : "";
        await session.Error.WriteLineAsync($"following the logs{schedules}; Ctrl-C detaches and stops nothing");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            await Task.WhenAll(
                LogText.Follow(
                    session,
                    session.Target,
                    new LogRequest([], Follow: true, session.Now, Tail: null),
                    session.Moves,
                    either.Token),
                Schedules(session, either));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C is how one leaves.
        }

        await session.Error.WriteLineAsync(
            $"detached; {app.Name} goes on{(scheduled > 0 ? ", its schedules do not" : "")}. 'fairlead down' removes it");
        return ExitCodes.Done;
    }

    private static async Task Schedules(Session session, CancellationTokenSource either)
    {
        try
        {
            await foreach (var happened in session.Target.Scheduler!.Run(either.Token))
            {
                var text = happened switch
                {
                    Completed e => $"{e.Subject}: done ({Words.Took(e.Took)})",
                    Warned e => session.Paint.Yellow($"{e.Subject}: {e.Message}"),
                    Failed e => throw new FailureException(e.Failure),
                    _ => null,
                };
                if (text is not null)
                {
                    await session.Error.WriteLineAsync(session.Paint.Dim("schedule | ") + session.Redactor.Clean(text));
                }
            }
        }
        catch (FailureException)
        {
            await either.CancelAsync();
            throw;
        }
    }
}
