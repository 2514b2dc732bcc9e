using Amazon.SecurityToken.Model;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>
/// The account and region that an environment is in, as whoever calls. It is asked for its number before anything else.
/// </summary>
internal sealed class Account : IDisposable
{
    private Account(AwsConnection connection, string id, string arn)
    {
        Connection = connection;
        Id = id;
        Arn = arn;
    }

    public AwsConnection Connection { get; }

    public string Id { get; }

    /// <summary>Of who calls.</summary>
    public string Arn { get; }

    /// <param name="place">The environment, with region and account as far as the file pins them.</param>
    /// <param name="variable">Reads an environment variable.</param>
    public static async Task<Account> Open(Place place, Func<string, string?> variable, TimeProvider clock, CancellationToken cancel)
    {
        var region = place.Region ?? throw new FailureException(
            $"the environment '{place.Environment}' has no region", "the file breaks off before it says one", "fairlead check");
        var profile = place.Profile ?? variable("AWS_PROFILE");
        var connection = new AwsConnection(new AwsTransport(CredentialSource.Find(profile, variable),
            new Endpoints(region, variable), new SocketsHttpHandler { AllowAutoRedirect = false }, clock));
        try
        {
            var caller = await CallFailures.Explained("AWS does not tell who this is", profile, () => connection.Sts(
                static (sts, c) => sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), c), cancel, Retries.First));
            return new Account(connection, caller.Account, caller.Arn);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Dispose() => Connection.Dispose();

    /// <summary>Why nothing is done here for an environment: its file pins another account.</summary>
    public Failure? TroubleFor(Place place) => place.Account is not { } pinned || pinned == Id ? null
        : new Failure($"these are credentials of account {Id}", $"the environment '{place.Environment}' is pinned to account {pinned}")
        {
            Outcome = "nothing was changed",
            Next = place.Profile is { } profile ? $"aws sso login --profile {profile}" : "aws sso login",
        };
}
