using System.Globalization;
using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Accounts;

/// <summary>
/// The account and region that an environment is in, as whoever calls. It is asked for its number before anything else.
/// </summary>
internal sealed class Account : IDisposable
{
    // IAM is eventually consistent: a role that was just made may not be known everywhere (IAM User Guide, "Troubleshoot IAM").
    private static readonly TimeSpan LongestForRole = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Func<string, string?> variable;
    private readonly TimeProvider clock;
    private readonly AWSCredentials credentials;
    private readonly AWSCredentials signing;
    private readonly Dictionary<string, AwsConnection> others = new(StringComparer.Ordinal);

    private Account(AWSCredentials credentials, string region, Func<string, string?> variable, TimeProvider clock,
        AWSCredentials? signing = null)
    {
        (this.credentials, this.variable, this.clock) = (credentials, variable, clock);
        this.signing = signing ?? credentials;
        Connection = Connect(region);
    }

    public AwsConnection Connection { get; }

    public string Region => Connection.Region;

    public string Id { get; private init; } = "";

    /// <summary>Of who calls.</summary>
    public string Arn { get; private init; } = "";

    /// <param name="place">The environment, with region and account as far as the file pins them.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static async Task<Account> Open(Place place, Func<string, string?> variable, TimeProvider clock, CancellationToken cancel)
    {
        var region = place.Region ?? throw new FailureException(
            $"the environment '{place.Environment}' has no region", "the file breaks off before it says one", "fairlead check");
        var profile = place.Profile ?? variable("AWS_PROFILE");
        var chain = CredentialSource.Find(profile, variable);
        using var asking = new Account(chain, region, variable, clock);
        var caller = await CallFailures.Explained("AWS does not tell who this is", profile, () => asking.Connection.Sts(
            static (sts, c) => sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), c), cancel, Retries.First));
        return new Account(chain, region, variable, clock) { Id = caller.Account, Arn = caller.Arn };
    }

    /// <summary>
    /// For how long the credentials are good, as far as they say so; null where they last, or are asked for anew by themselves. Beside
    /// the variables that hold a session stands its end (AWS CLI reference, "configure export-credentials":
    /// <c>AWS_CREDENTIAL_EXPIRATION</c>).
    /// </summary>
    public TimeSpan? TimeLeft => (credentials switch
    {
        SessionAWSCredentials => DateTimeOffset.TryParse(variable("AWS_CREDENTIAL_EXPIRATION"), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var end) ? end : null,
        RefreshingAWSCredentials or RoleCredentials => (DateTimeOffset?)null,
        _ => credentials.Expiration is { } said ? new DateTimeOffset(said.ToUniversalTime()) : null,
    }) - clock.GetUtcNow();

    /// <summary>The same account as the same identity, in another region.</summary>
    public AwsConnection In(string region)
    {
        if (region == Region)
        {
            return Connection;
        }

        lock (others)
        {
            return others.TryGetValue(region, out var there) ? there : others[region] = Connect(region);
        }
    }

    /// <summary>Where CloudFormation reads an object of a bucket.</summary>
    public string UrlOf(string bucket, string key) => new Endpoints(Region, variable).FindOverride("S3") is { } other
        ? $"{other.TrimEnd('/')}/{bucket}/{key}"
        : $"https://{bucket}.s3.{Region}.{Amazon.RegionEndpoint.GetBySystemName(Region).PartitionDnsSuffix}/{key}";

    /// <summary>The same account as a role; waits where the role was just made.</summary>
    public async Task<Account> As(string roleArn, CancellationToken cancel)
    {
        var role = CredentialsOf(roleArn);
        var end = clock.GetUtcNow() + LongestForRole;
        while (true)
        {
            try
            {
                await role.GetCredentialsAsync();
                return new Account(role, Region, variable, clock) { Id = Id, Arn = roleArn };
            }
            catch (AmazonServiceException e) when (AwsErrors.IsDenied(e) && clock.GetUtcNow() < end)
            {
                await Task.Delay(Interval, clock, cancel);
            }
            catch (AmazonServiceException e) when (AwsErrors.IsDenied(e))
            {
                throw new FailureException(new Failure($"{Arn} may not act as {roleArn}", e.Message)
                {
                    Outcome = "nothing was changed as it",
                    Next = "fairlead doctor --policy (prints what a person needs)",
                }, e);
            }
        }
    }

    /// <summary>The same account and identity; what AWS denies it is asked as a role, and all that follows too.</summary>
    public Account OrAs(string roleArn) => new(credentials, Region, variable, clock, new EitherCredentials(credentials,
        CredentialsOf(roleArn)))
    {
        Id = Id, Arn = Arn,
    };

    public void Dispose()
    {
        foreach (var other in others.Values)
        {
            other.Dispose();
        }

        Connection.Dispose();
    }

    /// <summary>Why nothing is done here for an environment: its file pins another account.</summary>
    public Failure? TroubleFor(Place place) => place.Account is not { } pinned || pinned == Id ? null
        : new Failure($"these are credentials of account {Id}", $"the environment '{place.Environment}' is pinned to account {pinned}")
        {
            Outcome = "nothing was changed",
            Next = place.Profile is { } profile ? $"aws sso login --profile {profile}" : "aws sso login",
        };

    // What the audit log names: who it was.
    private string SessionName
    {
        get
        {
            var who = string.Concat(Arn.Split('/')[^1].Select(c => char.IsAsciiLetterOrDigit(c) || "+=,.@-_".Contains(c) ? c : '-'));
            return who.Length < 2 ? "fairlead" : who[..Math.Min(who.Length, 64)];
        }
    }

    private RoleCredentials CredentialsOf(string roleArn)
    {
        var session = new AssumeRoleRequest { RoleArn = roleArn, RoleSessionName = SessionName };
        return new RoleCredentials(
            async c => (await Connection.Sts((sts, x) => sts.AssumeRoleAsync(session, x), c)).Credentials, clock);
    }

    private AwsConnection Connect(string region) => new(new AwsTransport(signing, new Endpoints(region, variable),
        new SocketsHttpHandler { AllowAutoRedirect = false }, clock));
}
