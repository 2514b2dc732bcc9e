using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>The jobs of a deploy: one after the other, in the order of the file. A run that a killed deploy left is taken over, never repeated.</summary>
internal sealed class JobsPlan(Planning planning)
{
    private readonly App app = planning.App;
    private readonly Observed observed = planning.Observed;
    private readonly Desired desired = planning.Desired;
    private readonly PlanDraft draft = planning.Draft;
    private readonly int release = planning.Release;

    public void BeforeDeploy()
    {
        foreach (var job in At(When.BeforeDeploy))
        {
            if (!Succeeded(job))
            {
                Add(job, release, $"r{release}", $"before release {release}", marker: null);
            }
        }
    }

    public void Create()
    {
        foreach (var job in At(When.Create).Where(j => app.HoldsBack(j) is null))
        {
            if (!observed.State.ContainsKey(Marker(job, "created")))
            {
                Add(job, release, "create", "first deploy", Marker(job, "created"));
            }
        }
    }

    public void AfterDeploy(int live, bool isNew)
    {
        foreach (var job in At(When.AfterDeploy))
        {
            if (isNew || observed.State.GetValueOrDefault(Marker(job, "after"))?.Trim() != $"{live}")
            {
                Add(job, live, $"a{live}", $"after release {live}", Marker(job, "after"));
            }
        }
    }

    /// <summary>The number of a job's next run.</summary>
    public static int NextSequence(Observed observed, string job) =>
        observed.Runs.Where(r => r.Run.Job == job).Select(r => r.Sequence).DefaultIfEmpty(0).Max() + 1;

    /// <summary>How a run of a job is waited for and recorded.</summary>
    public static JobTerms Terms(Job job, Observed observed, int release, string cause, string config) => new(job.Timeout, job.Retries, job.Stop, cause, release, config)
    {
        Sequence = NextSequence(observed, job.Name),
        Place = job.Origin.Name,
    };

    private IEnumerable<Job> At(When when) => app.Jobs.Where(j => j.When == when && planning.Goal.Touches(j.Name));

    private static string Marker(Job job, string kind) => $"{kind}/{job.Name}";

    // A deploy of this release was killed after the job had done its work.
    private bool Succeeded(Job job) => observed.Runs.Any(r =>
        r.Run.Job == job.Name && r.Release == release && r.Run.Result == RunResult.Succeeded && r.Config == desired.Job(job, release, "", "").Config);

    private void Add(Job job, int number, string run, string cause, string? marker)
    {
        var spec = desired.Job(job, number, run, cause);
        var present = observed.Find(spec.Name);
        var steps = new List<Step>();
        if (present is not null && (present.Config != spec.Config || present is { State: "exited", ExitCode: not 0 }))
        {
            if (present.Runs)
            {
                steps.Add(new StopContainer(present.Handle, job.Stop));
            }

            steps.Add(new RemoveContainer(present.Handle));
            present = null;
        }

        if (present is null)
        {
            steps.Add(new CreateContainer(spec));
        }

        if (present is null or { State: "created" })
        {
            steps.Add(new StartContainer(spec.Name));
        }

        steps.Add(new WaitJob(job.Name, spec.Name, Terms(job, observed, number, cause, spec.Config) with { Marker = marker }));
        steps.Add(new RemoveContainer(spec.Name));
        draft.Add($"job {job.Name}", [new Lane(job.Name, Activity.Run, steps)]);
        draft.Changes.Add(new Change(Verb.Run, job.Name, "job", cause, job.Origin.PlaceOf("when")));
    }
}

/// <summary>Why a job runs, where more than one place has to know the word.</summary>
internal static class JobCauses
{
    public const string Schedule = "schedule";

    public const string ByHand = "by hand";
}
