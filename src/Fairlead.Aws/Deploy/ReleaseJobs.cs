using System.Text.Json.Nodes;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>The jobs of a release: those that run in it, and the schedules that it moves.</summary>
internal sealed class ReleaseJobs(ReleaseWork work, ReleaseParts parts, WorkloadPlaces places, EventStream events)
{
    private App App => work.Wanted.App;

    /// <summary>To its end, tried again as often as the file says.</summary>
    /// <exception cref="FailureException">It did not end well.</exception>
    public async Task Run(Job job, string definition, CancellationToken cancel)
    {
        var cause = $"release {StackScope.Number(work.Number)}";
        for (var attempt = 1; ; attempt++)
        {
            var began = events.Now;
            var task = Task(job, definition, $"{App.Name}/{App.Environment.Name}/{job.Name}/{cause}/{StackScope.Number(attempt)}");
            var outcome = await new OneOffRunner(parts.Deployer.Connection, events, parts.Clean)
                .Run(task, line => events.Output(job.Name, line), cancel);
            await parts.RecordRun(RunOf(job.Name, cause, began, outcome, attempt), cancel);
            if (outcome.IsGood)
            {
                return;
            }

            if (attempt > job.Retries)
            {
                throw new FailureException(new Failure($"{job.Name}: the job failed", outcome.Reason ?? "it did not end well")
                {
                    Evidence = outcome.LastLines, Place = job.Origin.Name,
                    Next = outcome.Next ?? $"fairlead logs {job.Name} --env {App.Environment.Name}",
                });
            }
        }
    }

    /// <summary>What is put on record of a run.</summary>
    public static JobRun RunOf(string job, string cause, DateTimeOffset began, TaskOutcome outcome, int attempts) => new()
    {
        Job = job, Started = began, Took = outcome.Took, ExitCode = outcome.ExitCode, Cause = cause, Attempts = attempts,
        Result = outcome.IsTimedOut ? RunResult.TimedOut : outcome.IsGood ? RunResult.Succeeded : RunResult.Failed,
        LastLines = outcome.LastLines,
    };

    /// <summary>Its schedule starts exactly this definition from now on. An update replaces every field, so it is made on a copy.</summary>
    public async Task SwitchOn(Job job, string definition, CancellationToken cancel)
    {
        var name = PhysicalName.For(NameRule.Schedule, App.Name, App.Environment.Name, job.Name);
        var aws = parts.Deployer.Connection;
        var schedule = await aws.Scheduler.GetSchedule(name, cancel);
        var input = new JsonObject { ["definition"] = definition }.ToJsonString();
        if (schedule["State"]?.ToString() == "ENABLED" && schedule["Target"]?["Input"]?.ToString() == input)
        {
            return;
        }

        var began = events.Now;
        events.Started(job.Name, Activity.Start, "its schedule");
        schedule["State"] = "ENABLED";
        schedule["Target"]!["Input"] = input;
        if (job.Schedule is Every every)
        {
            var since = parts.ScheduledSince.GetOrAdd(job.Name, work.Before.Record.ScheduledSince.GetValueOrDefault(job.Name, began));
            schedule["StartDate"] = ScheduleExpression.NextStart(since, every.Period, began).ToUnixTimeSeconds();
        }

        var token = $"{StackScope.Number(work.Number)}-{Fingerprint.Compute(input)}";
        await aws.Scheduler.UpdateSchedule(name, schedule, token, cancel);
        events.Completed(job.Name, Activity.Start, began, "its schedule is on");
    }

    private OneOffTask Task(Job job, string definition, string run) =>
        new(job.Name, places.Cluster, definition, Fingerprint.Compute(run) + Fingerprint.Compute(definition))
        {
            Subnets = places.Subnets, SecurityGroups = [places.SecurityGroupOf(job.Name)], HasPublicIp = places.HasPublicIp,
            CapacityProvider = job.Spot is null ? null : "FARGATE_SPOT", LogGroup = places.LogGroupOf(job.Name), Timeout = job.Timeout,
            StartedBy = $"fairlead-{Fingerprint.Compute(run)}", Place = job.Origin.Name,
            Tags = [.. places.TagsOf(job.Name)],
        };
}
