using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Deploy;
using Fairlead.Aws.Plan;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws;

/// <summary>Apps on AWS. This much works without an account: what would be made, and what it is made of.</summary>
public sealed class AwsTarget(AwsSurroundings surroundings) : ITarget
{
    public ISecretStore Secrets => throw Later();

    public IAttachedScheduler? Scheduler => null;

    public Task<Core.Targets.Plan> Plan(Goal goal, CancellationToken cancel) =>
        goal.Offline ? Task.FromResult<Core.Targets.Plan>(AwsPlan.Make(goal.App, goal, CloudFormationFacts.Load())) : throw Later();

    public Task<Rendering> Render(App app, CancellationToken cancel)
    {
        var survey = TemplateSurvey.Run(app, CloudFormationFacts.Load(), keeps: true);
        AwsPlan.Refuse(survey.Faults);
        if (AwsPlan.RefusalsOf(app, survey) is { Count: > 0 } refusals)
        {
            return Task.FromResult(new Rendering([]) { Refusals = refusals });
        }

        var manifest = new Manifest(app.Name, app.Environment.Name, app.Environment.Region, app.Environment.Account,
            [.. survey.Labels.Zip(survey.Templates, Manifest.Complete)]);
        return Task.FromResult(new Rendering(
            [.. survey.Templates.Select(t => new Rendered(t.Name, Encoding.UTF8.GetString(StackJson.Render(t, indented: true)) + "\n"))],
            manifest.Render()));
    }

    public Task<Core.Targets.Plan> PlanDestroy(DataChoice data, CancellationToken cancel) => throw Later();

    public IAsyncEnumerable<Event> Fetch(Core.Targets.Plan plan, CancellationToken cancel) => throw Later();

    public IAsyncEnumerable<Event> Apply(Core.Targets.Plan plan, CancellationToken cancel) => throw Later();

    public Task<Status> Observe(CancellationToken cancel) => throw Later();

    public async Task<Identity> Identify(CancellationToken cancel)
    {
        using var account = await Account.Open(surroundings.Place, surroundings.Variable, surroundings.Clock, cancel);
        return new Identity(account.Arn, $"account {account.Id} in {account.Connection.Region}")
        {
            Account = account.Id, Region = account.Connection.Region, Trouble = account.TroubleFor(surroundings.Place),
        };
    }

    public IAsyncEnumerable<LogLine> Logs(LogRequest request, CancellationToken cancel) => throw Later();

    public Task<int> Exec(ExecRequest request, ITerminal terminal, CancellationToken cancel) => throw Later();

    public Task<int> Run(App? app, RunRequest request, ITerminal terminal, CancellationToken cancel) => throw Later();

    public Task<IReadOnlyList<JobRun>> Runs(CancellationToken cancel) => throw Later();

    public Task<IReadOnlyList<Release>> Releases(CancellationToken cancel) => throw Later();

    private FailureException Later() => new($"the environment '{surroundings.Place.Environment}' is on AWS",
        "this version plans and renders for AWS; deploying comes later",
        $"fairlead plan --offline --env {surroundings.Place.Environment}");
}
