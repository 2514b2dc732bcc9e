using System.Text;
using Fairlead.Aws.Deploy.Accounts;
using Fairlead.Aws.Deploy.Images;
using Fairlead.Aws.Deploy.Preflight;
using Fairlead.Aws.Deploy.Records;
using Fairlead.Aws.Deploy.Releases;
using Fairlead.Aws.Deploy.Stacks;
using Fairlead.Aws.Deploy.Values;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>What a deploy takes from the command that it is part of.</summary>
/// <param name="Who">For whoever waits: a person or pipeline, its machine and process.</param>
/// <param name="Images">Those of a connection.</param>
/// <param name="Redactor">Knows the secret values that may not be shown.</param>
internal sealed record DeployTools(string Who, Func<Account, EcrImages> Images, Redactor Redactor)
{
    /// <summary>The name servers that public DNS says a domain has.</summary>
    public required Func<string, CancellationToken, Task<IReadOnlyList<string>?>> NameServers { get; init; }
}

/// <summary>
/// Carries a deploy out, from the stacks of the account to the record. Killed anywhere and begun again it comes to the same; what is under
/// way in AWS goes on by itself.
/// </summary>
internal sealed class DeployRun(AwsEnvironment environment, ReleaseWork work, DeployTools tools, EventStream events)
{
    private App App => work.Wanted.App;

    public async Task<Outcome> Run(CancellationToken cancel)
    {
        var began = events.Now;
        Account? deployer = null;
        KeptResources? leftovers = null;
        var values = Values(work.Number);
        var stacks = new StackRun(work, values, new StackMakers(environment.Person,
            _ => Task.FromResult(deployer ?? throw new InvalidOperationException("Nobody may make this stack yet.")),
            (stack, c) => environment.Upload(deployer ?? environment.Person, stack.Template, c))
        {
            KeptResources = isTaken => deployer is null || !isTaken && !work.Before.HadLife ? null : leftovers ??= new KeptResources(
                deployer.Connection, environment.Facts, new StackScope(App).OwnTags),
        }, environment.Facts, events);

        // The tiers of a person first: in them are the bucket for all that is recorded, and the role by which the rest is done.
        await stacks.MakeAll(s => s.IsOfPerson, cancel);
        var access = await stacks.Make(new StackScope(App).AccessStack, cancel);
        deployer = await environment.Deployer(access.Outputs, cancel);
        var records = environment.RecordsAs(deployer);
        await using var lease = await DeployLease.Take(records.Store, App.Environment.Name, tools.Who, events, cancel);
        await NeedUnchanged(records, cancel);
        var ledger = await DeployLedger.Begin(records, work, began, events, cancel);
        try
        {
            return await Carry(new CarriedOut(deployer, stacks, values with { Release = (work.Goal.Identity, ledger.Number) }, ledger,
                lease), cancel);
        }
        catch (Exception e) when (e is FailureException or Amazon.Runtime.AmazonServiceException or HttpRequestException)
        {
            if (!ledger.HasSucceeded)
            {
                await ledger.Fail(stacks.Done, e, CancellationToken.None);
            }

            if (e is FailureException { Failure: { Outcome: null or ServiceReturn.ServesOn } failure })
            {
                throw new FailureException(failure with { Outcome = WhatServes(ledger) }, e);
            }

            throw;
        }
    }

    private string WhatServes(DeployLedger ledger) =>
        ledger.HasSucceeded ? $"release {StackScope.Number(ledger.Number)} serves all the same"
        : work.Before.Live is { } live ? $"release {StackScope.Number(live.Number)} serves on"
        : "nothing serves yet; what was made stays, and the next deploy goes on with it";

    private ParameterValues Values(int number) =>
        ReleaseDecision.ValuesOf(work.Wanted, work.Before, work.Images, work.Goal.Identity) with
        {
            Release = (work.Goal.Identity, number),
        };

    // What the plan was made from is looked at again, now that nobody else may change it.
    private async Task NeedUnchanged(ReleaseRecords records, CancellationToken cancel)
    {
        var now = await records.FindEnvironment(cancel) ?? new EnvironmentRecord();
        if (Observation.Differences(Facts(work.Before.Record), Facts(now)) is { Count: > 0 } differences)
        {
            throw new WorldChangedException(differences);
        }
    }

    private static Fact[] Facts(EnvironmentRecord record) =>
    [
        new("release", StackScope.Number(record.Live?.Number ?? 0)), new("last release", StackScope.Number(record.LastRelease)),
        new("deploy under way", $"{record.InProgress}"),
    ];

    private async Task<Outcome> Carry(CarriedOut run, CancellationToken cancel)
    {
        await new LinkedRoles(work).Make(run.Deployer.Connection, events, cancel);
        await NeedDelegation(run.Values, cancel);
        var secrets = await Secrets(run, cancel);
        await new PasswordRotation(work, run, events)
        {
            NewWriter = () => Writer(run, secrets), Learn = tools.Redactor.Learn,
        }.Run(cancel);
        var texts = Texts(run, secrets);
        await WritePasswords(run, new VisitorPasswordWriter(App, texts, tools.Redactor), cancel);
        var release = Release(run, secrets);
        release.Begin(cancel);
        var workloads = release.Run(cancel);
        await AllOrFirstFailure(run.Stacks.MakeAll(static _ => true, cancel), workloads);
        var made = await run.Ledger.Succeed(release, await workloads, run.Stacks.Done, cancel);

        // It serves and is on record: what fails from here on takes nothing back, and is gone on with by the next.
        await release.RunAfter(cancel);
        await tools.Images(run.Deployer).Mark(App, release.Images, run.Ledger.Number, cancel);
        await new AfterRelease(work, run, new AlertSubscriptions(run.Deployer.Connection.Sns, texts, tools.Redactor), events)
            .Settle(cancel);
        return new Outcome(made, AwsStatus.Read(App, made ?? work.Before.Live, new WorkloadPlaces(App, run.Values).UrlsOf));
    }

    // A certificate is asked for once the registrar leads to a zone that was just made: CloudFormation would wait for hours and say
    // nothing.
    private async Task NeedDelegation(ParameterValues values, CancellationToken cancel)
    {
        if (new StackScope(App).ZoneStack is { } stack && values.FindOutput(stack, "NameServers") is { } servers
            && work.Wanted.Stacks.Any(s => work.Before.FindStack(s.Name) is null
                && s.Stack.Resources.Any(r => r.Type == ZoneLook.Certificate)))
        {
            await new ZoneDelegation(tools.NameServers).Await(DomainNames.NewZone(App)!, servers.Split(','), events, cancel);
        }
    }

    // What the others do goes on in AWS; nobody waits for it to be told what failed.
    private static async Task AllOrFirstFailure(params Task[] all)
    {
        var open = all.ToList();
        while (open.Count > 0)
        {
            var ended = await Task.WhenAny(open);
            open.Remove(ended);
            await ended;
        }
    }

    // With what is set of secrets by then.
    private async Task<SecretsAtHand> Secrets(CarriedOut run, CancellationToken cancel)
    {
        var store = new ParameterSecrets(run.Deployer.Connection, App.Id, run.Ledger.Records);
        foreach (var name in work.Generated)
        {
            run.Ledger.Secrets[name] = await store.Write(name, ParameterSecrets.NewValue(), cancel);
        }

        var set = App.Secrets.Any(s => s.Existing is null) ? await store.Values(cancel) : new Dictionary<string, string>();
        set.Values.ToList().ForEach(tools.Redactor.Learn);
        return new SecretsAtHand(store, set);
    }

    private ReleaseRun Release(CarriedOut run, SecretsAtHand secrets) =>
        new(work, new ReleaseParts(run.Deployer, run.Stacks, run.Values, Writer(run, secrets), run.Lease.Need)
        {
            Provide = (build, c) => tools.Images(run.Deployer).Provide(build, events, c),
            RecordRun = new JobRecords(run.Ledger.Records.Store, App.Environment.Name).Write,
            Clean = tools.Redactor.Clean, Secrets = run.Ledger.Secrets, ScheduledSince = run.Ledger.ScheduledSince,
            Learn = tools.Redactor.Learn, Databases = run.Ledger.Databases,
        }, events);

    private SecretTexts Texts(CarriedOut run, SecretsAtHand secrets) =>
        new(run.Deployer.Connection, new StackScope(App), run.Values, secrets.Set.GetValueOrDefault);

    private ValueWriter Writer(CarriedOut run, SecretsAtHand secrets) =>
        new(run.Deployer.Connection, new StackScope(App), run.Values, secrets.Store, Texts(run, secrets));

    // Before the stacks are made that ask for them: nobody comes in without one, and who knows it is never kept out.
    private async Task WritePasswords(CarriedOut run, VisitorPasswordWriter writer, CancellationToken cancel)
    {
        var (secrets, values) = (run.Ledger.Secrets.ToDictionary(), run.Values);
        values.AddPasswords(App, secrets);
        await writer.WriteSource(run.Ledger.Records.Store, VisitorPasswords.VersionOf(App, secrets), cancel);
        var versions = VisitorPasswords.PatternVersions(App, secrets);
        foreach (var wanted in await writer.Patterns(cancel))
        {
            var made = await run.Stacks.Make(wanted.Password.Stack, cancel);
            await VisitorPasswordWriter.Write(run.Deployer.Connection.Waf, made.Outputs[PatternSetStack.Output], wanted, cancel);
            run.Ledger.Passwords[wanted.Password.Key] = versions[wanted.Password.Key];
        }
    }
}

/// <summary>What one deploy has at hand once it may change something.</summary>
internal sealed record CarriedOut(Account Deployer, StackRun Stacks, ParameterValues Values, DeployLedger Ledger, DeployLease Lease);

/// <summary>The environment's secrets, with their values.</summary>
internal sealed record SecretsAtHand(ParameterSecrets Store, IReadOnlyDictionary<string, string> Set);
