using System.Text;
using Fairlead.Aws.Template;
using Fairlead.Aws.Template.Checks;
using Fairlead.Aws.Template.Facts;
using Fairlead.Aws.Template.Walk;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws;

/// <summary>Apps on AWS. This much works without an account: what would be made, and what it is made of.</summary>
public sealed class AwsTarget : ITarget
{
    public Task<Plan> Plan(App app, Goal goal, CancellationToken cancel) =>
        goal is DeployGoal { Offline: true } ? Task.FromResult<Plan>(AwsPlan.Of(app, Stacks(app))) : throw Later(app.Id);

    public Task<IReadOnlyList<Rendered>> Render(App app, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Rendered>>([.. Stacks(app).Select(s => new Rendered(s.Name, Encoding.UTF8.GetString(StackJson.Render(s, indented: true)) + "\n"))]);

    public Task<Plan> PlanDestroy(AppId id, DataChoice data, CancellationToken cancel) => throw Later(id);

    public IAsyncEnumerable<Event> Apply(Plan plan, CancellationToken cancel) => throw Later(plan.Id);

    public Task<Status> Observe(AppId id, CancellationToken cancel) => throw Later(id);

    public IAsyncEnumerable<LogLine> Logs(AppId id, LogRequest request, CancellationToken cancel) => throw Later(id);

    public Task<int> Exec(AppId id, ExecRequest request, ITerminal terminal, CancellationToken cancel) => throw Later(id);

    public Task<int> Run(App app, RunRequest request, ITerminal terminal, CancellationToken cancel) => throw Later(app.Id);

    public Task<IReadOnlyList<JobRun>> Runs(AppId id, CancellationToken cancel) => throw Later(id);

    public Task<IReadOnlyList<Release>> Releases(AppId id, CancellationToken cancel) => throw Later(id);

    public IAsyncEnumerable<Event> RunSchedules(AppId id, CancellationToken cancel) => throw Later(id);

    public ISecretStore Secrets(AppId id) => throw Later(id);

    private static List<Stack> Stacks(App app)
    {
        if (AppStacks.Missing(app).FirstOrDefault() is { Name: { } name } missing)
        {
            throw new FailureException($"{name}: {missing.What} can not be planned for AWS yet", "this version plans networks, load balancers, services, jobs, resources and extras");
        }

        var facts = CloudFormationFacts.Load();
        var (validation, stacks) = (new Validation(facts), new List<Stack>());
        foreach (var stack in AppStacks.Of(app, facts))
        {
            validation.Look(stack);
            stacks.Add(stack);
        }

        var faults = validation.Faults.Concat(stacks.SelectMany(EdgeCrowding.Of)).ToList();
        return faults is [var first, ..] ? throw new FailureException(new Failure("AWS would refuse a template", first.ToString()) { Place = first.Cause }) : stacks;
    }

    private static FailureException Later(AppId id) =>
        new($"the environment '{id.Environment}' is on AWS", "this version plans and renders for AWS; deploying comes later", $"fairlead plan --offline --env {id.Environment}");
}
