using System.Globalization;
using System.Text;
using Fairlead.Aws.Deploy.Records;
using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Plan;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Operating;

/// <summary>A job by hand, or a command with a service's surroundings: a task of its own, of the release that serves.</summary>
internal sealed class OneOffRun(AwsEnvironment environment, TimeProvider clock, Redactor redactor)
{
    private static readonly TimeSpan LongestCommand = TimeSpan.FromHours(12);

    /// <summary>Answers the exit code.</summary>
    public async Task<int> Run(RunRequest request, ITerminal terminal, CancellationToken cancel)
    {
        var record = await environment.NeedRecord(cancel);
        var app = environment.AppOf(record.Live) ?? throw new FailureException($"{environment.Id} has no release",
            "nothing was released yet", $"fairlead deploy --env {environment.Place.Environment}");
        var (workload, definition) = Find(app, record, request);
        var places = new WorkloadPlaces(app, ParameterValues.From(
            new ObservedEnvironment(environment.Caller.Id, environment.Caller.Region, record)));
        var deployer = await environment.Deployer(await environment.FindAccess(record, cancel), cancel);
        var began = clock.GetUtcNow();
        TaskOutcome? outcome = null;
        await foreach (var happened in EventStream.Run(clock, async (events, token) => outcome = await new OneOffRunner(
            deployer.Connection, events, redactor.Clean).Run(
                Task(workload, definition, request, places, began), line => events.Output(workload.Name, line), token), cancel))
        {
            await Show(happened, terminal);
        }

        var store = environment.RecordsAs(deployer).Store;
        await new JobRecords(store, environment.Place.Environment).Write(
            ReleaseJobs.RunOf(workload.Name, "by hand", began, outcome!, attempts: 1), CancellationToken.None);
        return outcome switch
        {
            { ExitCode: { } code, IsTimedOut: false } => code,
            _ => throw new FailureException(new Failure($"{workload.Name}: the run failed", outcome?.Reason ?? "nobody knows why")
            {
                Evidence = outcome?.LastLines ?? [], Place = workload.Origin.Name, Next = outcome?.Next,
            }),
        };
    }

    private (Workload Workload, string Definition) Find(App app, EnvironmentRecord record, RunRequest request)
    {
        var workload = app.FindWorkload(request.Name) ?? throw new FailureException($"'{request.Name}' is not deployed",
            $"release {record.Live!.Number} has no job or service of that name", $"fairlead status --env {environment.Place.Environment}");
        if (workload is Job { Gpu: not null })
        {
            throw new FailureException($"'{request.Name}' runs on machines with GPUs", "the app submits it to its queue",
                $"fairlead status --env {environment.Place.Environment}");
        }

        if (workload is Service && request.Command is null)
        {
            throw new FailureException($"'{request.Name}' is a service", "it has no end: a command is run with its surroundings",
                $"fairlead run {request.Name} --env {environment.Place.Environment} -- COMMAND");
        }

        return (workload, record.Live!.FindWorkload(request.Name)?.TaskDefinition ?? throw new FailureException(
            $"'{request.Name}' has no definition", $"release {record.Live.Number} registered none", "fairlead deploy"));
    }

    private static OneOffTask Task(Workload workload, string definition, RunRequest request, WorkloadPlaces places, DateTimeOffset began) =>
        new(workload.Name, places.Cluster, definition, Guid.NewGuid().ToString("N"))
        {
            Subnets = places.Subnets, SecurityGroups = [places.SecurityGroupOf(workload.Name)], HasPublicIp = places.HasPublicIp,
            Command = request.Command, LogGroup = places.LogGroupOf(workload.Name),
            Timeout = workload is Job job && request.Command is null ? job.Timeout : LongestCommand,
            StartedBy = "fairlead-run-" + began.ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture),
            Tags = [.. places.TagsOf(workload.Name)], Place = workload.Origin.Name,
        };

    // What the job writes is the command's output; what we have to say goes beside it.
    private static async Task Show(Event happened, ITerminal terminal)
    {
        if (happened is OutputLine { Line: var line })
        {
            await terminal.Output.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
            await terminal.Output.FlushAsync();
        }
        else if (happened is Warned { Message: var message })
        {
            await terminal.Error.WriteAsync(Encoding.UTF8.GetBytes(message + "\n"));
        }
        else if (happened is Failed { Failure: var failure })
        {
            throw new FailureException(failure);
        }
    }
}
