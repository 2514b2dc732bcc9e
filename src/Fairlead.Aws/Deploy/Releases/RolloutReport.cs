using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>What is told of a roll-out that failed, in the words that the local engine's are told in.</summary>
internal sealed class RolloutReport(ServiceMove move, RolloutWatch watch, TaskEvidence evidence, Func<string, string> clean)
{
    private const string FixIt = "fix it, then: fairlead deploy";

    public async Task<Failure> Make(RolloutTrouble trouble, CancellationToken cancel)
    {
        if (trouble.Kind == TroubleKind.Superseded)
        {
            return new Failure($"{move.Subject}: the new version was not rolled out", clean(trouble.Said ?? "another took its place"))
            {
                Place = move.Place, Outcome = "what took its place was not touched", Next = "fairlead status",
            };
        }

        var failed = watch.Tasks.Failed.LastOrDefault();
        var task = failed.Task?.TaskArn ?? watch.Tasks.BadTask;
        var (what, why, next) = failed.Reason is { Kind: not StopKind.Unhealthy } reason ? Stopped(reason) : NotHealthy(trouble,
            failed.Reason);
        return new Failure($"{move.Subject}: {what}", why)
        {
            Place = move.Place, Next = next,
            Evidence = task is null ? [] : await evidence.LastLines(move.LogGroup, move.Subject, task, cancel),
        };
    }

    private (string What, string Why, string Next) Stopped(StopReason reason)
    {
        var times = watch.Tasks.Failed.Count(f => f.Reason.Why == reason.Why);
        return (reason.Kind switch
        {
            StopKind.Start => "the new version could not be started",
            _ => "the new version does not stay up",
        }, times == 1 ? reason.Why : $"{reason.Why}, {times} times", reason.Next);
    }

    private (string What, string Why, string Next) NotHealthy(RolloutTrouble trouble, StopReason? stopped)
    {
        var within = trouble.Kind == TroubleKind.TooLong ? $" within {DurationText.Render(RolloutWatch.Longest)}" : "";
        var what = $"the new version did not become healthy{within}";
        return watch switch
        {
            { Tasks.BadTarget: { } bad } => (what, bad, StopReason.MoreTime),
            _ when stopped is not null => (what, stopped.Why, stopped.Next),
            { NoCapacity: { } none } => ($"no task of the new version was started{within}", clean(none),
                "fairlead deploy (or another size, or on demand)"),
            _ when trouble.Kind == TroubleKind.GivenUp =>
                ("ECS took the new version back", clean(trouble.Said ?? "it does not say why"), FixIt),
            _ => (what, clean(trouble.Said ?? "ECS does not say why"), FixIt),
        };
    }
}
