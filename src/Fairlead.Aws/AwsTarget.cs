using System.Text;
using Fairlead.Aws.Template;
using Fairlead.Aws.Template.Checks;
using Fairlead.Aws.Template.Facts;
using Fairlead.Aws.Template.Preview;
using Fairlead.Aws.Template.Walk;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws;

/// <summary>Apps on AWS. This much works without an account: what would be made, and what it is made of.</summary>
public sealed class AwsTarget(Core.Model.Place place) : ITarget
{
    public ISecretStore Secrets => throw Later();

    public IAttachedScheduler? Scheduler => null;

    public Task<Plan> Plan(Goal goal, CancellationToken cancel) =>
        goal.Offline ? Task.FromResult<Plan>(AwsPlan.Of(goal.App, goal, CloudFormationFacts.Load())) : throw Later();

    public Task<Rendering> Render(App app, CancellationToken cancel)
    {
        var facts = CloudFormationFacts.Load();
        var (validation, known) = (new Validation(facts), new StackLabels(new Site(app)));
        var (documents, labels) = (new List<Rendered>(), new List<StackLabel>());
        foreach (var stack in AppStacks.Of(app, facts))
        {
            validation.Look(stack);
            labels.Add(Manifest.Complete(known[stack.Name], stack));
            documents.Add(new Rendered(stack.Name, Encoding.UTF8.GetString(StackJson.Render(stack, indented: true)) + "\n"));
        }

        Refuse(validation.Faults);
        var manifest = new Manifest(app.Name, app.Environment.Name, app.Environment.Region, app.Environment.Account, labels);
        return Task.FromResult(new Rendering(documents, manifest.Render()));
    }

    public Task<Plan> PlanDestroy(DataChoice data, CancellationToken cancel) => throw Later();

    public IAsyncEnumerable<Event> Apply(Plan plan, CancellationToken cancel) => throw Later();

    public Task<Status> Observe(CancellationToken cancel) => throw Later();

    public IAsyncEnumerable<LogLine> Logs(LogRequest request, CancellationToken cancel) => throw Later();

    public Task<int> Exec(ExecRequest request, ITerminal terminal, CancellationToken cancel) => throw Later();

    public Task<int> Run(App? app, RunRequest request, ITerminal terminal, CancellationToken cancel) => throw Later();

    public Task<IReadOnlyList<JobRun>> Runs(CancellationToken cancel) => throw Later();

    public Task<IReadOnlyList<Release>> Releases(CancellationToken cancel) => throw Later();

    /// <summary>What AWS's schemas do not allow is a slip of ours, or a value of the file that nothing before this knew to be wrong.</summary>
    internal static void Refuse(IReadOnlyList<Fault> faults)
    {
        if (faults is [var first, ..])
        {
            throw new FailureException(new Failure("AWS would refuse a template", first.ToString()) { Place = first.Cause });
        }
    }

    private FailureException Later() =>
        new($"the environment '{place.Environment}' is on AWS", "this version plans and renders for AWS; deploying comes later", $"fairlead plan --offline --env {place.Environment}");
}
