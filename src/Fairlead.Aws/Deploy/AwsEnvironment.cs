using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Deploy.Accounts;
using Fairlead.Aws.Deploy.Observing;
using Fairlead.Aws.Deploy.Records;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>
/// An environment in its account, for one command. What is only read is read as whoever calls, or where that is denied as the
/// environment's deploy role; what is changed, is changed as that role, which may do nothing beyond it.
/// </summary>
internal sealed class AwsEnvironment : IDisposable
{
    private readonly Account person;
    private Account? deployer;

    private AwsEnvironment(Place place, Account person)
    {
        (Place, this.person) = (place, person);
        var partition = Amazon.RegionEndpoint.GetBySystemName(person.Region).PartitionName;
        var reach = new Reach(place.App, place.Environment);
        Caller = person.OrAs($"arn:{partition}:iam::{person.Id}:role{reach.AccessPath}{reach.DeployRole(person.Region)}");
        Records = RecordsAs(Caller);
    }

    public Place Place { get; }

    public AppId Id => Place.Id;

    public CloudFormationFacts Facts { get; } = CloudFormationFacts.Load();

    /// <summary>Whoever calls: what only a person makes is made with rights of his own.</summary>
    public Account Person => person;

    /// <summary>Whoever calls, and the deploy role for what he may not: for all that is looked at, and for values.</summary>
    public Account Caller { get; }

    public ReleaseRecords Records { get; }

    /// <exception cref="FailureException">There are no credentials, or they are of another account than the file pins.</exception>
    public static async Task<AwsEnvironment> Open(Place place, Func<string, string?> variable, TimeProvider clock,
        CancellationToken cancel)
    {
        var caller = await Account.Open(place, variable, clock, cancel);
        if (caller.TroubleFor(place) is { } trouble)
        {
            caller.Dispose();
            throw new FailureException(trouble);
        }

        return new AwsEnvironment(place, caller);
    }

    /// <summary>Of a name of the file; without one the stack of what all share.</summary>
    public string StackNameOf(string? name = null) => name is null ? PhysicalName.For(NameRule.Stack, Place.App, Place.Environment)
        : PhysicalName.For(NameRule.Stack, Place.App, Place.Environment, name);

    public ReleaseRecords RecordsAs(Account account) => new(new ArtifactStore(account.Connection,
        StackScope.ArtifactBucketOf(Place.App, account.Region, account.Id), account.Id), Place.Environment);

    /// <summary>Puts a template that is too large for a call where CloudFormation reads it, and answers the address.</summary>
    public async Task<string> Upload(Account account, byte[] template, CancellationToken cancel)
    {
        var store = RecordsAs(account).Store;
        var key = $"{Place.Environment}/templates/{TemplateHash.Compute(template)}.json";
        await store.Put(key, Encoding.UTF8.GetString(template), cancel);
        return account.UrlOf(store.Bucket, key);
    }

    /// <summary>The environment's deploy role; a pipeline that has rights of its own goes on with them.</summary>
    /// <param name="access">What the access stack gives.</param>
    public async Task<Account> Deployer(IReadOnlyDictionary<string, string> access, CancellationToken cancel)
    {
        if (deployer is null)
        {
            var role = access.GetValueOrDefault("DeployRole") ?? throw new FailureException($"{Id} has no deploy role",
                "its access stack is not there, or not whole", "fairlead deploy");
            deployer = IsPipeline(access) || IsActing(role) ? person : await person.As(role, cancel);
        }

        return deployer;
    }

    /// <summary>Whether whoever calls is the pipeline's role: it changes neither the account's stack nor who may do what.</summary>
    public bool IsPipeline(IReadOnlyDictionary<string, string> access) => access.GetValueOrDefault("CiRole") is { } role && IsActing(role);

    /// <summary>The environment for whoever only operates it.</summary>
    /// <exception cref="FailureException">It was never deployed.</exception>
    public async Task<EnvironmentRecord> NeedRecord(CancellationToken cancel) =>
        await Records.FindEnvironment(cancel) ?? throw new FailureException($"{Id} is not deployed",
            $"account {person.Id} has nothing of it in {person.Region}", $"fairlead deploy --env {Place.Environment}");

    /// <summary>What the access stack gives, by the record or by CloudFormation.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FindAccess(EnvironmentRecord? record, CancellationToken cancel)
    {
        var name = StackNameOf(StackLabels.Access);
        return record?.FindStack(name)?.Outputs
            ?? EnvironmentObserver.Recorded(await Caller.Connection.CloudFormation.DescribeStack(name, cancel))?.Outputs
            ?? throw new FailureException($"{Id} is not deployed", $"account {person.Id} has nothing of it in {person.Region}",
                $"fairlead deploy --env {Place.Environment}");
    }

    /// <summary>The app as the release that serves has it on record; null where there is none, or it can no longer be read.</summary>
    public App? AppOf(Release? release) => release is null ? null : RecordedApp.Read(release, Place.Environment).App;

    public void Dispose()
    {
        if (deployer != person)
        {
            deployer?.Dispose();
        }

        Caller.Dispose();
        person.Dispose();
    }

    private bool IsActing(string role) => person.Arn.Contains($":assumed-role/{role.Split('/')[^1]}/", StringComparison.Ordinal);
}
