using System.Text.Json.Nodes;
using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Deploy.Values;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>
/// A new password for the owner of a database: in its document, in all that is put together of it, in the database. Whoever uses it gets
/// new tasks afterwards, by the roll-out that this is the first part of.
/// </summary>
/// <remarks>
/// One role has one password, so from the moment at which the database has the new one, tasks that run open no new connections until they
/// are replaced; those that are open stay. All else is done before that moment. What a kill leaves, each of it gone on with by the same
/// command, or by the next deploy of everything:
/// <list type="number">
/// <item>after it is on record that it began: nothing is changed;</item>
/// <item>after the document, or some of the texts, have the new one: what runs goes on; tasks that ECS starts by itself meanwhile are
/// refused by the database;</item>
/// <item>after the database has it: what runs keeps its connections and opens no new ones; tasks that ECS starts get in;</item>
/// <item>while tasks are replaced: new ones get in, old ones are as before.</item>
/// </list>
/// Whether the document has the new one already is told by its version: that from before is on record.
/// </remarks>
internal sealed class PasswordRotation(ReleaseWork work, CarriedOut run, EventStream events)
{
    private const string Key = "password";
    private const string Available = "available";

    // A password is applied within a minute; a change of the instance's size, which has to end first, takes a while.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly StackScope scope = new(work.Wanted.App);

    /// <summary>Writes texts by what documents say at that moment.</summary>
    public required Func<ValueWriter> NewWriter { get; init; }

    /// <summary>Notes a value that may not be shown.</summary>
    public required Action<string> Learn { get; init; }

    private AwsConnection Aws => run.Deployer.Connection;

    /// <exception cref="FailureException">The database takes no change; what was written before is as it was.</exception>
    public async Task Run(CancellationToken cancel)
    {
        foreach (var name in work.Rotated)
        {
            await Rotate((Postgres)work.Wanted.App.Resources[name], cancel);
        }
    }

    private async Task Rotate(Postgres database, CancellationToken cancel)
    {
        var began = events.Now;
        events.Started(database.Name, Activity.Change, "a new password");
        var stack = scope.StackNameOf(database.Name);
        var (secret, instance) = (Need(stack, "Secret"), KnownNames.InstanceOf(Need(stack, "Host")));
        await AwaitAvailable(database, instance, cancel);
        var (before, version) = await Read(secret, cancel);
        var password = before;
        if (run.Ledger.Rotating.GetValueOrDefault(database.Name) is not { } old || old == version)
        {
            await run.Ledger.SayRotating(database.Name, version, cancel);
            password = ParameterSecrets.NewValue();
            await NewWriter().WriteKey(secret, Key, password, cancel);
        }

        Learn(password);
        await WriteTexts(database, cancel);
        await run.Lease.Need(cancel);
        try
        {
            await Aws.Rds.ModifyDBInstance(instance, password, cancel);
        }
        catch (AmazonServiceException e) when (password != before)
        {
            await TakeBack(database, secret, before);
            throw new FailureException(new Failure($"{database.Name}: the database took no new password", e.Message)
            {
                Place = database.Origin.Name, Next = $"fairlead secret rotate {database.Name}",
                Outcome = "the old one is valid, and nothing was restarted",
            }, e);
        }

        await AwaitAvailable(database, instance, cancel);
        events.Completed(database.Name, Activity.Change, began, "has a new password");
    }

    // All that holds the password, or a text with it: also for jobs, which get it when they run next.
    private async Task WriteTexts(Postgres database, CancellationToken cancel)
    {
        var writer = NewWriter();
        foreach (var workload in work.Wanted.App.Workloads.Where(w => scope.GrantsOf(w).Any(g => g.Target == database.Name)))
        {
            foreach (var (name, version) in await writer.WriteFor(workload, cancel))
            {
                run.Ledger.Secrets[name] = version;
            }
        }

        foreach (var config in work.Wanted.App.Resources.OfType<Config>()
            .Where(c => c.Existing is null && c.Links.Any(l => l.Target == database.Name)))
        {
            await writer.WriteDocument(config, cancel);
        }
    }

    // Whoever was told the new one is told the old one again, whatever became of the command.
    private async Task TakeBack(Postgres database, string secret, string before)
    {
        await NewWriter().WriteKey(secret, Key, before, CancellationToken.None);
        await WriteTexts(database, CancellationToken.None);
        run.Ledger.Rotating.TryRemove(database.Name, out _);
    }

    // RDS API Reference, ModifyDBInstance, "MasterUserPassword": it is applied asynchronously, and pending until then. An instance that is
    // not available takes no change.
    private async Task AwaitAvailable(Postgres database, string instance, CancellationToken cancel)
    {
        for (var end = events.Now + Longest; ;)
        {
            var now = await Aws.Rds.DescribeDBInstances(instance, cancel);
            if (now is { DBInstanceStatus: Available, HasPendingPassword: false })
            {
                return;
            }

            if (now is null || events.Now >= end)
            {
                throw new FailureException(new Failure($"{database.Name}: the database is not available",
                    now is null ? $"RDS has no instance {instance}" : $"it is '{now.DBInstanceStatus}'")
                {
                    Place = database.Origin.Name, Next = $"fairlead secret rotate {database.Name}, when it is available",
                });
            }

            await Task.Delay(Pause, events.Clock, cancel);
        }
    }

    private async Task<(string Password, string Version)> Read(string secret, CancellationToken cancel)
    {
        var found = await Aws.SecretsManager.GetSecretValue(new GetSecretValueRequest(secret), cancel);
        return (JsonNode.Parse(found.SecretString ?? "{}")?[Key]?.ToString() ?? "", found.VersionId ?? "");
    }

    private string Need(string stack, string output) => run.Values.FindOutput(stack, output) ?? throw new FailureException(
        $"{work.Wanted.App.Id} is not whole", $"its stack {stack} gives no {output}", "fairlead deploy");
}
