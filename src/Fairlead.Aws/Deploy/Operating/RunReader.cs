using Fairlead.Aws.Api;
using Fairlead.Aws.Deploy.Records;
using Fairlead.Aws.Plan;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Operating;

/// <summary>Runs of jobs: those that Fairlead started and put on record, and those that schedules started.</summary>
internal sealed class RunReader(AwsEnvironment environment)
{
    private const int MostOfSchedule = 20;

    /// <summary>Newest first.</summary>
    public async Task<IReadOnlyList<JobRun>> Read(CancellationToken cancel)
    {
        var own = new JobRecords(environment.Records.Store, environment.Place.Environment).List(cancel);
        if (await environment.Records.FindEnvironment(cancel) is not { } record || environment.AppOf(record.Live) is not { } app)
        {
            return await own;
        }

        var values = ParameterValues.From(new ObservedEnvironment(environment.Caller.Id, environment.Caller.Region, record));
        var scheduled = from job in app.Jobs
                        where job.Schedule is not null
                        let machine = values.FindOutput(environment.StackNameOf(job.Name), "StateMachine")
                        where machine is not null
                        select OfMachine(job.Name, machine, cancel);
        var runs = await Task.WhenAll(scheduled);
        return [.. (await own).Concat(runs.SelectMany(r => r)).OrderByDescending(r => r.Started)];
    }

    private async Task<IReadOnlyList<JobRun>> OfMachine(string job, string machine, CancellationToken cancel)
    {
        var page = await environment.Caller.Connection.StepFunctions.ListExecutions(
            new ListExecutionsRequest(machine) { MaxResults = MostOfSchedule }, cancel);
        return [.. (page.Executions ?? []).Select(e => new JobRun
        {
            Job = job, Started = Time(e.StartDate), Cause = "schedule",
            Took = e.StopDate is { } stop ? Time(stop) - Time(e.StartDate) : null,
            Result = e.Status switch
            {
                "RUNNING" => RunResult.Running,
                "SUCCEEDED" => RunResult.Succeeded,
                "TIMED_OUT" => RunResult.TimedOut,
                _ => RunResult.Failed,
            },
            ExitCode = e.Status == "SUCCEEDED" ? 0 : null,
        })];
    }

    private static DateTimeOffset Time(double seconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
}
