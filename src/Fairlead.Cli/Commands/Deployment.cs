using System.CommandLine;
using Fairlead.Cli.Output;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Commands;

/// <summary>What deploy, up, rollback and restart have in common: plan, missing secrets, the question about data, apply, what came of it.</summary>
internal static class Deployment
{
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do not ask" };

    public static void AddTo(Command command)
    {
        command.Options.Add(Yes);
        command.Options.Add(Confirmation.Confirm);
    }

    public static async Task<int> Run(Session session, Goal goal, CancellationToken cancel) => await Run(session, session.App, goal, cancel);

    public static async Task<int> Run(Session session, App app, Goal goal, CancellationToken cancel)
    {
        var plan = await session.Target.Plan(app, goal, cancel);
        if (plan.MissingSecrets.Count > 0)
        {
            await Secrets.AskFor(session, plan.MissingSecrets, cancel);
            plan = await session.Target.Plan(app, goal, cancel);
        }

        await session.LearnSecrets(cancel);
        plan.NewSecrets.ToList().ForEach(session.Redactor.Learn);
        if (session.Verbose)
        {
            await PlanText.Write(session, plan);
        }

        if (plan.IsEmpty)
        {
            await session.Out.WriteLineAsync("nothing to do");
            await Tell(session, app, null, cancel);
            return ExitCodes.Done;
        }

        if (plan.DataAtRisk && !Confirmation.Given(session, "Data would be lost. Go on?", session.Get(Yes)))
        {
            return ExitCodes.Problem;
        }

        foreach (var job in plan.Changes.Where(c => c.Verb == Verb.Run).Select(c => app.Jobs.Find(c.Name)).OfType<Job>().Where(j => j.Confirm))
        {
            Confirmation.NeedName(session, app.Id, $"This deploy runs the job '{job.Name}', which asks to be confirmed.");
        }

        Release? made = null;
        var failure = await Progress.Show(session, Watch(session.Target.Apply(plan, cancel), r => made = r), cancel);
        if (failure is not null)
        {
            return ExitCodes.Failure;
        }

        await Tell(session, app, made, cancel);
        return ExitCodes.Done;
    }

    private static async IAsyncEnumerable<Event> Watch(IAsyncEnumerable<Event> events, Action<Release> released)
    {
        await foreach (var happened in events)
        {
            if (happened is Released { Release: var release })
            {
                released(release);
            }

            yield return happened;
        }
    }

    private static async Task Tell(Session session, App app, Release? made, CancellationToken cancel)
    {
        if (made is not null)
        {
            var identity = made.Commit is { } commit ? $" ({commit}{(made.Tag is { } tag ? $", {tag}" : "")})" : "";
            await session.Out.WriteLineAsync($"release {made.Number}{identity} is live, in {Words.Took(made.Took)}{(made.Remark is { } remark ? $": {remark}" : "")}");
        }

        foreach (var service in (await session.Target.Observe(app.Id, cancel)).Services.Where(s => s.Urls.Count > 0))
        {
            await session.Out.WriteLineAsync($"  {service.Name,-12} {string.Join("  ", service.Urls)}");
        }
    }
}
