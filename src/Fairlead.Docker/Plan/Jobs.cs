using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>
/// The jobs of a deploy: one after the other, in the order of the file. A run that a killed deploy left is taken over, never repeated.
/// </summary>
internal sealed class Jobs(PlanDraft draft)
{
    private readonly App app = draft.App;
    private readonly Observed observed = draft.Observed;
    private readonly int release = draft.Release;

    /// <summary>The number of a job's next run.</summary>
    public static int NextSequence(Observed observed, string job) =>
        observed.Runs.Where(r => r.Run.Job == job).Select(r => r.Sequence).DefaultIfEmpty(0).Max() + 1;

    /// <summary>How a run of a job is waited for and recorded.</summary>
    public static JobTerms Terms(Job job, Observed observed, int release, string cause, string config) =>
        new(job.Timeout, job.Retries, job.Stop, cause, release, config)
        {
            Sequence = NextSequence(observed, job.Name),
            Image = job.Image,
            Place = job.Origin.Name,
        };

    /// <param name="unless">The images that would make the release no new one.</param>
    public void BeforeDeploy(IReadOnlyList<ReleaseImage> unless)
    {
        foreach (var job in At(When.BeforeDeploy).Where(j => !Succeeded(j)))
        {
            Add(LaneKind.BeforeDeploy, job, release, $"r{release}", $"before release {release}", marker: null, unless);
        }
    }

    public void Create()
    {
        foreach (var job in At(When.Create).Where(j => app.HoldsBack(j) is null && !observed.State.ContainsKey(Marker(j, "created"))))
        {
            Add(LaneKind.CreateJob, job, release, "create", "first deploy", Marker(job, "created"), unless: []);
        }
    }

    /// <param name="live">The release that serves by then.</param>
    /// <param name="isNew">It is made by this plan.</param>
    /// <param name="unless">The images that would make it no new one.</param>
    public void AfterDeploy(int live, bool isNew, IReadOnlyList<ReleaseImage> unless)
    {
        foreach (var job in At(When.AfterDeploy))
        {
            if (isNew || observed.State.GetValueOrDefault(Marker(job, "after"))?.Trim() != $"{live}")
            {
                Add(LaneKind.AfterDeploy, job, live, $"a{live}", $"after release {live}", Marker(job, "after"), unless);
            }
        }
    }

    private IEnumerable<Job> At(When when) => app.Jobs.Where(j => j.When == when && draft.Goal.Touches(j.Name));

    private static string Marker(Job job, string kind) => $"{kind}/{job.Name}";

    // A deploy of this release was killed after the job had done its work.
    private bool Succeeded(Job job) => observed.Runs.Any(r =>
        r.Run.Job == job.Name
        && r.Release == release
        && r.Run.Result == RunResult.Succeeded
        && r.Config == draft.Containers.Job(job, release, "", "").Config
        && r.Image == draft.Input.Images[job.Image].Id);

    private void Add(LaneKind kind, Job job, int number, string run, string cause, string? marker, IReadOnlyList<ReleaseImage> unless)
    {
        var spec = draft.Containers.Job(job, number, run, cause);
        draft.Add(new Lane(kind, job.Name, Activity.Run, Steps(job, spec, Terms(job, observed, number, cause, spec.Config) with { Marker = marker }))
        {
            After = Before(kind, job),
            Unless = unless,
        });
        draft.Changes.Add(new Change(Verb.Run, job.Name, "job", cause, job.Origin.PlaceOf("when")));
    }

    // A run is recorded on the state volume, hence the balancer's container, which holds it.
    private IReadOnlyList<string> Before(LaneKind kind, Job job) => kind == LaneKind.AfterDeploy
        ? [.. draft.Done(LaneKind.Record, LaneKind.AfterDeploy), .. draft.Done(LaneKind.Switch, LaneKind.Routes)]
        :
        [
            .. draft.Done(LaneKind.Secrets, LaneKind.Network, LaneKind.BeforeDeploy, LaneKind.CreateJob),
            .. draft.StateAtHand,
            .. draft.Used(job),
        ];

    private List<Step> Steps(Job job, ContainerSpec spec, JobTerms terms)
    {
        var present = observed.Find(spec.Name);
        var steps = new List<Step>();
        var isOther = present is not null && (present.Config != spec.Config || present.ImageId != draft.Input.Images[job.Image].Id);
        if (present is not null && (isOther || present is { State: "exited", ExitCode: not 0 }))
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

        steps.AddRange([new WaitJob(job.Name, spec.Name, terms), new RemoveContainer(spec.Name)]);
        return steps;
    }
}

/// <summary>Why a job runs, where more than one place has to know the word.</summary>
internal static class JobCauses
{
    public const string Schedule = "schedule";

    public const string ByHand = "by hand";
}
