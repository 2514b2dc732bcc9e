using System.CommandLine;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Output.Text;
using Fairlead.Cli.Output.Views;
using Fairlead.Cli.Project;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>
/// What every command has in common that carries out a plan: plan, missing secrets, refusals, questions, apply, what came of it. The one
/// place where refusals are honoured.
/// </summary>
internal static class DeployFlow
{
    // A deploy that nobody was asked about is planned anew when another one went ahead of it.
    private const int MostPlans = 3;

    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do not ask" };
    private static readonly Option<string[]> AllowReplaceOption = new("--allow-replace")
    {
        Description = "Data of NAME may be replaced or removed",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = false,
    };

    public static void AddTo(Command command)
    {
        command.Options.Add(Yes);
        command.Options.Add(Confirmation.Confirm);
        command.Options.Add(AllowReplaceOption);
    }

    /// <summary>The option alone, for commands that only plan.</summary>
    public static Option AllowReplace => AllowReplaceOption;

    public static IReadOnlyList<string> AllowedToReplace(Session session) => session.Get(AllowReplaceOption) ?? [];

    /// <param name="session">The command.</param>
    /// <param name="goal">What is wanted.</param>
    /// <param name="kept">A plan that was kept: it is carried out as it is, or not at all.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<int> Run(Session session, Goal goal, KeptPlan? kept, CancellationToken cancel)
    {
        NeedClean(goal.App, goal);
        ReleaseOrigin.Need(goal);
        if (goal is { Recorded: null, Identity.Doubt: { } doubt })
        {
            session.Warn($"the commit of this release is not known: {doubt}");
        }

        for (var attempt = 1; ; attempt++)
        {
            var plan = await MakePlan(session, goal, cancel);
            if (kept?.DifferencesTo(plan) is { Count: > 0 } differences)
            {
                throw new WorldChangedException(differences);
            }

            await Show(session, plan);
            Refuse(session, plan);
            if (plan.IsEmpty)
            {
                await session.Say("nothing to do");
                await Report(session, new Outcome(null, plan.Status));
                return ExitCodes.Done;
            }

            if (!Agreed(session, plan, goal, kept, out var wasAsked))
            {
                return ExitCodes.Problem;
            }

            try
            {
                var (outcome, code) = await Carrying.Out(session, plan, cancel);
                await Report(session, outcome);
                return code;
            }
            catch (WorldChangedException e) when (!wasAsked && kept is null && attempt < MostPlans)
            {
                session.Warn($"something changed meanwhile: {e.Differences[0]}; planning anew");
            }
        }
    }

    // What a protected environment runs can be found again.
    private static void NeedClean(App app, Goal goal)
    {
        if (app.Environment.Protect && goal is { Recorded: null, Identity.Doubt: { } doubt })
        {
            throw new FailureException(
                $"{app.Environment.Name} is protected, and it is not known which commit this is", doubt, "git status");
        }

        if (app.Environment.Protect && goal is { Recorded: null, Identity.Commit: { } commit }
            && commit.EndsWith("-dirty", StringComparison.Ordinal))
        {
            throw new FailureException(
                $"{app.Environment.Name} is protected, and the files differ from the commit",
                $"what {commit} stands for could not be found again",
                "git commit, then: fairlead deploy");
        }
    }

    private static async Task<Plan> MakePlan(Session session, Goal goal, CancellationToken cancel)
    {
        var plan = await session.Target.Plan(goal, cancel);
        if (plan is { MissingSecrets.Count: > 0, Refusals.Count: 0 })
        {
            // Nobody types a secret for a deploy that can not go on.
            if (session.Prompt.CanAsk)
            {
                await Progress.ShowBefore(session, session.Target.Fetch(plan, cancel), cancel);
            }

            await MissingSecrets.AskFor(session, plan.MissingSecrets, cancel);
            plan = await session.Target.Plan(goal, cancel);
        }

        if (!plan.IsEmpty)
        {
            await session.LearnSecrets(cancel);
        }

        plan.NewSecrets.ToList().ForEach(session.Redactor.Learn);
        await WarnOfIgnored(session, goal.App, plan, cancel);
        return plan;
    }

    private static async Task Show(Session session, Plan plan)
    {
        if (session.Json)
        {
            await session.WriteJsonLine(json => EventJson.Planned(json, session.Now, plan));
        }
        else if (session.Verbose || (!session.Place.IsLocal && session.Prompt.CanAsk && !session.Get(Yes)))
        {
            // Nobody is asked about what was not shown.
            await PlanText.Write(session, plan);
        }

        plan.Dangers.ToList().ForEach(session.Alarm);
        plan.Warnings.ToList().ForEach(session.Warn);
    }

    private static async Task WarnOfIgnored(Session session, App app, Plan plan, CancellationToken cancel)
    {
        foreach (var build in plan.Changes.Where(c => c.Verb == Verb.Build))
        {
            if (app.Images.Find(build.Name) is { } image && await IgnoredFiles.Find(session.Folder, image, cancel) is { } files)
            {
                session.Warn($"{image.Origin.Name}: git ignores {files}, and the image '{image.Name}' takes them in: what has to stay here"
                    + " belongs into .dockerignore");
            }
        }
    }

    private static void Refuse(Session session, Plan plan)
    {
        if (plan.Refusals.Count > 0)
        {
            ProblemReport.Write(session, plan.Refusals);
            throw new ProblemsException(plan.Refusals);
        }
    }

    private static bool Agreed(Session session, Plan plan, Goal goal, KeptPlan? kept, out bool wasAsked)
    {
        wasAsked = false;
        if (plan.DataAtRisk)
        {
            wasAsked = true;
            if (!Confirmation.Given(session, "Data would be lost. Go on?", session.Get(Yes)))
            {
                return false;
            }
        }

        else if (!session.Place.IsLocal && kept is null && goal.MakesRelease != MakesRelease.Never)
        {
            wasAsked = true;
            var question = goal.Remark is { } back ? $"Go {back} in {session.Environment}?" : $"Deploy to {session.Environment}?";
            if (!Confirmation.Given(session, question, session.Get(Yes)))
            {
                return false;
            }
        }

        foreach (var job in plan.Changes.Where(c => c.Verb == Verb.Run).Select(c => goal.App.Jobs.Find(c.Name)).OfType<Job>()
            .Where(j => j.Confirm))
        {
            wasAsked = true;
            Confirmation.NeedName(session, goal.App.Id, $"This deploy runs the job '{job.Name}', which asks to be confirmed.");
        }

        return true;
    }

    private static async Task Report(Session session, Outcome? outcome)
    {
        if (outcome is null)
        {
            return;
        }

        if (outcome.Release is { } made)
        {
            var identity = made.Commit is { } commit ? $" ({commit}{(made.Tag is { } tag ? $", {tag}" : "")})" : "";
            await session.Say(
                $"release {made.Number}{identity} is live, in {Words.Took(made.Took)}{(made.Remark is { } remark ? $": {remark}" : "")}");
        }

        foreach (var service in outcome.Status.Services.Where(s => s.Urls.Count > 0))
        {
            await session.Say($"  {service.Name,-12} {string.Join("  ", service.Urls)}");
        }
    }
}
