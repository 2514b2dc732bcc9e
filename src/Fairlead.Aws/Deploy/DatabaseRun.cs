using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Sources;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>
/// Makes extensions and users inside of a database, by a task. It is on record once it is done: killed before, the next deploy runs it
/// again, which changes nothing of what is there.
/// </summary>
internal sealed class DatabaseRun(ReleaseWork work, ReleaseParts parts, WorkloadPlaces places, EventStream events)
{
    // Statements wait for what else changes the same tables; the rest is done in a second.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly StackScope scope = new(work.Wanted.App);

    /// <summary>Databases where there is something to do, or may be: a stack that changes may bring another database.</summary>
    public static IEnumerable<Postgres> Find(ReleaseWork work) => !work.Goal.RunsJobs ? [] : work.Wanted.App.Resources.OfType<Postgres>()
        .Where(d => work.Filled.Any(f => f.Name == d.Name) || (DatabaseContents.IsNeeded(d) && work.Goal.Touches(d.Name)
            && work.Stacks.Contains(work.Wanted.StackOf(d.Name), StringComparer.Ordinal)));

    /// <param name="ground">What a task stands on.</param>
    /// <exception cref="FailureException">It did not end well; nothing was made.</exception>
    public async Task Run(Postgres database, Task ground, CancellationToken cancel)
    {
        await parts.Stacks.Make(scope.EnvironmentStack, cancel);
        await parts.Stacks.Make(scope.StackNameOf(database.Name), cancel);
        foreach (var (name, (password, version)) in await parts.Writer.WriteUsers(database, cancel))
        {
            parts.Learn(password);
            parts.Secrets[name] = version;
        }

        var contents = ReleaseDecision.ContentsOf(work.Wanted.App, database, parts.Values, parts.Secrets.ToDictionary());
        if (parts.Databases.GetValueOrDefault(database.Name) == contents)
        {
            return;
        }

        var task = await Define(database, contents, cancel);
        await ground;
        await parts.Fence(cancel);
        var outcome = await new OneOffRunner(parts.Deployer.Connection, events, parts.Clean)
            .Run(task, line => events.Output(database.Name, line), cancel);
        if (!outcome.IsGood)
        {
            throw new FailureException(Failed(database, outcome));
        }

        parts.Databases[database.Name] = contents;
    }

    // Each deploy has a definition, and a task, of its own. One that a killed deploy left at work is waited for inside of the database.
    private async Task<OneOffTask> Define(Postgres database, string contents, CancellationToken cancel)
    {
        var definition = work.Wanted.FindDefinition(database.Name)!;
        var request = DefinitionRequest.Find(definition, parts.Values, []) ?? throw new FailureException(
            $"{database.Name}: nobody knows the value of {string.Join(", ", DefinitionRequest.Unknown(definition, parts.Values))}",
            "its stack does not give it", "fairlead deploy");
        var arn = (await parts.Deployer.Connection.Ecs.RegisterTaskDefinition(request.Json, cancel)).TaskDefinition.TaskDefinitionArn;
        return new OneOffTask(database.Name, places.Cluster, arn, Fingerprint.Compute(contents) + Fingerprint.Compute(arn))
        {
            Subnets = places.Subnets, SecurityGroups = [places.DatabaseTaskGroupOf(database.Name)], HasPublicIp = places.HasPublicIp,
            LogGroup = places.LogGroupOf(database.Name), Timeout = Longest,
            Place = PostgresStack.PlaceOfContents(database), Tags = [.. places.TagsOf(database.Name)],
        };
    }

    private Failure Failed(Postgres database, TaskOutcome outcome)
    {
        var said = string.Join('\n', outcome.LastLines);
        var reason = outcome.Reason ?? "it did not end well";
        return new Failure($"{database.Name}: extensions and users could not be made", reason)
        {
            Evidence = outcome.LastLines, Place = PlaceOf(database, said),
            Next = said.Contains(RdsExtensions.Preloaded, StringComparison.Ordinal)
                ? $"{DatabaseNews.Restart(parts.Values.FindOutput(scope.StackNameOf(database.Name), "Host"))}, then fairlead deploy"
                : reason.Contains("CannotPullContainer", StringComparison.Ordinal)
                    ? $"let the subnets of its tasks reach public.ecr.aws, where {DatabaseTask.ImageOf(database)} lies"
                : outcome.Next ?? "fairlead deploy (what is made already stays as it is)",
        };
    }

    // psql names what it failed at.
    private static Span PlaceOf(Postgres database, string said) =>
        database.Users.Any(u => said.Contains($"\"{u.Name}\"", StringComparison.Ordinal))
            && !database.Extensions.Any(e => said.Contains($"\"{e}\"", StringComparison.Ordinal))
            ? database.Origin.PlaceOf("users") : PostgresStack.PlaceOfContents(database);
}
