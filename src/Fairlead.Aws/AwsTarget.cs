using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Deploy;
using Fairlead.Aws.Deploy.Accounts;
using Fairlead.Aws.Deploy.Operating;
using Fairlead.Aws.Plan;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws;

/// <summary>Apps on AWS.</summary>
public sealed class AwsTarget : ITarget, IAsyncDisposable
{
    private readonly AwsSurroundings surroundings;
    private readonly Redactor redactor = new();
    private readonly Lazy<EnvironmentSecrets> secrets;
    private Task<AwsEnvironment>? opened;

    public AwsTarget(AwsSurroundings surroundings)
    {
        this.surroundings = surroundings;
        secrets = new Lazy<EnvironmentSecrets>(() => new EnvironmentSecrets(Open, Profile));
    }

    public ISecretStore Secrets => secrets.Value;

    public IAttachedScheduler? Scheduler => null;

    public ITunnels? Tunnels => null;

    public async ValueTask DisposeAsync()
    {
        if (opened is { IsCompletedSuccessfully: true })
        {
            (await opened).Dispose();
        }
    }

    public async Task<Core.Targets.Plan> Plan(Goal goal, CancellationToken cancel)
    {
        if (goal.Offline)
        {
            return AwsPlan.Make(goal.App, goal, CloudFormationFacts.Load());
        }

        return await Explained("the plan could not be made", async () =>
            await new DeployPlanner(await Open(cancel), Tools).Plan(goal, cancel));
    }

    public Task<Core.Targets.Plan> PlanDestroy(DataChoice data, bool images, CancellationToken cancel) =>
        Explained("the plan could not be made", async () => (Core.Targets.Plan)await new DestroyPlanner(await Open(cancel))
            .Plan(data, images, cancel));

    public IAsyncEnumerable<Event> Fetch(Core.Targets.Plan plan, CancellationToken cancel) =>
        EventStream.Run(surroundings.Clock, static (_, _) => Task.CompletedTask, cancel);

    public IAsyncEnumerable<Event> Apply(Core.Targets.Plan plan, CancellationToken cancel) =>
        EventStream.Until(surroundings.Clock, (events, token) => Acting("the deploy stopped", async () => plan switch
        {
            AwsPlan { Work: { } work } => await new DeployRun(await Open(token), work, Tools(work.Goal.Identity), events).Run(token),
            AwsDestroyPlan destroy => await new DestroyRun(await Open(token), destroy, surroundings.Owner, events).Run(token),
            _ => throw new InvalidOperationException("A plan that was made offline is not carried out."),
        }), cancel);

    public async Task<Status> Observe(CancellationToken cancel) => await Explained("AWS does not tell what runs", async () =>
        await new EcsStatusReader(await Open(cancel), surroundings.Clock, redactor.Clean).Read(cancel));

    public async Task<Identity> Identify(CancellationToken cancel)
    {
        using var account = await Account.Open(surroundings.Place, surroundings.Variable, surroundings.Clock, cancel);
        return new Identity(account.Arn, $"account {account.Id} in {account.Connection.Region}")
        {
            Account = account.Id, Region = account.Connection.Region, Trouble = account.TroubleFor(surroundings.Place),
        };
    }

    public async IAsyncEnumerable<LogLine> Logs(LogRequest request,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = await Explained("AWS does not tell the logs", async () => new LogGroupReader(await Open(cancel), surroundings.Clock));
        await foreach (var line in reader.Read(request, cancel))
        {
            yield return line;
        }
    }

    public Task<int> Exec(ExecRequest request, ITerminal terminal, CancellationToken cancel) => throw new FailureException(
        $"'{request.Name}' can not be entered on AWS by this version", "sessions in tasks come later",
        $"fairlead run {request.Name} --env {surroundings.Place.Environment} -- COMMAND (a task of its own, with the same surroundings)");

    public Task<int> Run(App? app, RunRequest request, ITerminal terminal, CancellationToken cancel) => Acting("the run stopped",
        async () => await new OneOffRun(await Open(cancel), surroundings.Clock, redactor).Run(request, terminal, cancel));

    public Task<IReadOnlyList<JobRun>> Runs(CancellationToken cancel) => Explained("AWS does not tell the runs",
        async () => await new RunReader(await Open(cancel)).Read(cancel));

    public Task<string?> FindValue(App app, AttributePart value, CancellationToken cancel) => Explained($"AWS does not tell {value}",
        async () =>
        {
            var environment = await Open(cancel);
            var record = await environment.NeedRecord(cancel);
            var found = await new Deploy.Observing.EnvironmentObserver(environment.Caller, environment.Id).Observe(record, null, cancel);
            var set = await Secrets.Values(cancel);
            return await new Deploy.Values.SecretTexts(environment.Caller.Connection, new Stacks.Base.StackScope(app),
                ParameterValues.From(found), set.GetValueOrDefault).Resolve(new Text([value], value.Span), cancel);
        });

    public Task<IReadOnlyList<Release>> Releases(CancellationToken cancel) => Explained("AWS does not tell the releases",
        async () => await (await Open(cancel)).Records.List(cancel));

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

    /// <summary>The IAM policy, as JSON, that a person needs to deploy and operate an app's environment.</summary>
    /// <param name="account">Twelve digits.</param>
    public static string PersonPolicy(App app, string account) => Stacks.Access.PersonRights.Render(app, account);

    private string? Profile => surroundings.Place.Profile ?? surroundings.Variable("AWS_PROFILE");

    // Asked once for all that one command wants of it.
    private Task<AwsEnvironment> Open(CancellationToken cancel) => opened is null or { IsFaulted: true } or { IsCanceled: true }
        ? opened = AwsEnvironment.Open(surroundings.Place, surroundings.Variable, surroundings.Clock, cancel) : opened;

    private Task<T> Explained<T>(string what, Func<Task<T>> call) =>
        CallFailures.Explained(what, Profile, call);

    private Task<T> Acting<T>(string what, Func<Task<T>> call) =>
        CallFailures.Explained(what, Profile, call, acts: true);

    private DeployTools Tools(ReleaseIdentity identity) =>
        new(surroundings.Owner, account => new Deploy.Images.EcrImages(account.Connection,
        new Deploy.Images.EcrSurroundings(account.Id, surroundings.Folder, surroundings.Engine(), surroundings.Variable, surroundings.Clock)
        {
            Caller = account.Arn, Logins = surroundings.Logins, Identity = identity,
        }), redactor)
        {
            NameServers = surroundings.NameServers,
        };
}
