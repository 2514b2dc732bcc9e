using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>
/// Runs one task to its end. Whatever is lost on the way, it is started once: who begins anew finds what was begun. C25.
/// </summary>
/// <param name="clean">Takes secrets out of what others wrote.</param>
internal sealed class OneOffRunner(AwsConnection aws, EventStream events, Func<string, string> clean)
{
    // ECS API Reference, RunTask, "clientToken": at most so many characters.
    private const int LongestToken = 64;

    // How long AWS is asked for a place.
    private static readonly TimeSpan LongestSearch = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    /// <param name="onLine">Called with each line that it writes.</param>
    /// <exception cref="FailureException">It could not be started, or nobody knows what became of it.</exception>
    public async Task<TaskOutcome> Run(OneOffTask task, Action<string> onLine, CancellationToken cancel)
    {
        var began = events.Now;
        events.Started(task.Subject, Activity.Run, lastTime: task.LastTime);
        var (arn, tries) = (await Find(task, cancel), 0);
        while (true)
        {
            if (arn is null)
            {
                (arn, tries) = await Start(task, tries, began + LongestSearch, cancel);
            }

            var outcome = await new TaskRun(aws, events, task, clean).Follow(arn, onLine, cancel);
            if (outcome.IsGood)
            {
                events.Completed(task.Subject, Activity.Run, began);
            }

            if (!HadNoPlace(outcome) || events.Now + Pause >= began + LongestSearch)
            {
                return outcome;
            }

            arn = null;
            await Task.Delay(Pause, events.Clock, cancel);
        }
    }

    // Some places are only found to be missing after the task was taken on.
    private static bool HadNoPlace(TaskOutcome outcome) => outcome is { ExitCode: null, IsTimedOut: false, Reason: { } reason }
        && outcome.Took == TimeSpan.Zero && CapacityNews.IsSaid(reason);

    // ECS API Reference, ListTasks, "startedBy": it has to be the only filter, so the definition is looked at here.
    private async Task<string?> Find(OneOffTask task, CancellationToken cancel)
    {
        if (task.StartedBy is null)
        {
            return null;
        }

        var listed = (await aws.Ecs.ListTasks(new(task.Cluster) { StartedBy = task.StartedBy }, cancel)).TaskArns ?? [];
        var found = await new TaskEvidence(aws, clean).Describe(task.Cluster, listed, cancel);
        return found.FirstOrDefault(t => t.TaskDefinitionArn == task.TaskDefinition)?.TaskArn;
    }

    private async Task<(string Arn, int Tries)> Start(OneOffTask task, int before, DateTimeOffset end, CancellationToken cancel)
    {
        for (var tries = before + 1; ; tries++)
        {
            var (arn, refusal) = await Try(task, tries, cancel);
            if (arn is not null)
            {
                return (arn, tries);
            }

            if (!CapacityNews.IsSaid(refusal) || events.Now + Pause >= end)
            {
                throw new FailureException(new Failure($"{task.Subject}: it could not be started",
                    CapacityNews.IsSaid(refusal) ? $"{clean(refusal)}, for {DurationText.Render(LongestSearch)}" : clean(refusal))
                {
                    Place = task.Place, Next = task.IsOnSpot ? "write 'spot: false', then try again" : "try again later",
                });
            }

            if (tries == 1)
            {
                events.Warned(task.Subject, clean(refusal) + CapacityNews.WayOut(task.IsOnSpot));
            }

            await Task.Delay(Pause, events.Clock, cancel);
        }
    }

    private async Task<(string? Arn, string Refusal)> Try(OneOffTask task, int tries, CancellationToken cancel)
    {
        try
        {
            var answer = await aws.Ecs.RunTask(Request(task, tries), cancel);
            var failure = answer.Failures is [var first, ..] ? first.Reason ?? first.Detail : null;
            return answer is { Tasks: [var started, ..] } ? (started.TaskArn, "") : (null, failure ?? "ECS does not say why");
        }
        catch (AmazonServiceException e) when (CapacityNews.IsSaid(e.Message))
        {
            return (null, e.Message);
        }
        catch (AmazonServiceException e) when (e.ErrorCode == "ConflictException")
        {
            return (null, $"the same run was begun with other settings: {e.Message}");
        }
    }

    private static RunTaskRequest Request(OneOffTask task, int tries) => new(task.Cluster, task.TaskDefinition, Token(task, tries))
    {
        Count = 1, LaunchType = task.CapacityProvider is null ? "FARGATE" : null,
        CapacityProviderStrategy = task.CapacityProvider is { } provider ? [new(provider, 1, null)] : null,
        StartedBy = task.StartedBy, Tags = task.Tags.Count == 0 ? null : task.Tags,
        NetworkConfiguration = new(new(task.Subnets, task.SecurityGroups, task.HasPublicIp ? "ENABLED" : "DISABLED")),
        Overrides = task.Command is null && task.Environment.Count == 0 ? null : new([new(task.Container)
        {
            Command = task.Command,
            Environment = task.Environment.Count == 0 ? null
                : [.. task.Environment.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => new EnvironmentPair(e.Key, e.Value))],
        }]),
    };

    // What was answered once for a token may be answered again: after "no place" the next try has one of its own, the same in every life.
    private static string Token(OneOffTask task, int tries)
    {
        var end = tries == 1 ? "" : $"-{tries}";
        var longest = LongestToken - end.Length;
        return (task.ClientToken.Length > longest ? task.ClientToken[..longest] : task.ClientToken) + end;
    }
}
