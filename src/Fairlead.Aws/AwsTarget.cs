using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws;

/// <summary>Apps on AWS. This much works without an account: what would be made, and what it is made of.</summary>
public sealed class AwsTarget : ITarget
{
    public Task<Core.Targets.Plan> Plan(App app, Goal goal, CancellationToken cancel)
    {
        if (goal is not DeployGoal { Offline: true } offline)
        {
            throw Later(app.Id);
        }

        return Task.FromResult<Core.Targets.Plan>(AwsPlan.Make(app, offline, CloudFormationFacts.Load()));
    }

    public Task<Rendering> Render(App app, CancellationToken cancel)
    {
        var facts = CloudFormationFacts.Load();
        var (validation, known) = (new Validation(facts), new StackLabels(new StackScope(app)));
        var (documents, labels) = (new List<Rendered>(), new List<StackLabel>());
        var templates = AppTemplates.Make(app, facts);
        foreach (var template in templates.Stacks.Concat(templates.TaskDefinitions.Select(d => d.Template)))
        {
            validation.Check(template);
            labels.Add(Manifest.Complete(known[template.Name], template));
            documents.Add(new Rendered(template.Name, Encoding.UTF8.GetString(StackJson.Render(template, indented: true)) + "\n"));
        }

        AwsPlan.Refuse(validation.Faults);
        var manifest = new Manifest(app.Name, app.Environment.Name, app.Environment.Region, app.Environment.Account, labels);
        return Task.FromResult(new Rendering(documents, manifest.Render()));
    }

    public Task<Core.Targets.Plan> PlanDestroy(AppId id, DataChoice data, CancellationToken cancel) => throw Later(id);

    public IAsyncEnumerable<Event> Apply(Core.Targets.Plan plan, CancellationToken cancel) => throw Later(plan.Id);

    public Task<Status> Observe(AppId id, CancellationToken cancel) => throw Later(id);

    public IAsyncEnumerable<LogLine> Logs(AppId id, LogRequest request, CancellationToken cancel) => throw Later(id);

    public Task<int> Exec(AppId id, ExecRequest request, ITerminal terminal, CancellationToken cancel) => throw Later(id);

    public Task<int> Run(App app, RunRequest request, ITerminal terminal, CancellationToken cancel) => throw Later(app.Id);

    public Task<IReadOnlyList<JobRun>> Runs(AppId id, CancellationToken cancel) => throw Later(id);

    public Task<IReadOnlyList<Release>> Releases(AppId id, CancellationToken cancel) => throw Later(id);

    public IAsyncEnumerable<Event> RunSchedules(AppId id, CancellationToken cancel) => throw Later(id);

    public ISecretStore Secrets(AppId id) => throw Later(id);

    private static FailureException Later(AppId id) =>
        new($"the environment '{id.Environment}' is on AWS", "this version plans and renders for AWS; deploying comes later", $"fairlead plan --offline --env {id.Environment}");
}
