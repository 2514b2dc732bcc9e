using Amazon.Runtime;

namespace Fairlead.Aws.Api.Wire;

/// <summary>
/// Credentials of whoever calls, until AWS denies them something: from then on those of a role, where they may take it on. Who may do all
/// he asks for never costs a call more.
/// </summary>
internal sealed class EitherCredentials(AWSCredentials own, RoleCredentials role) : AWSCredentials
{
    private readonly Lock gate = new();
    private volatile AWSCredentials now = own;
    private Task<bool>? taken;

    /// <summary>Those that calls are signed with at this moment.</summary>
    public AWSCredentials Now => now;

    public override ImmutableCredentials GetCredentials() => now.GetCredentials();

    public override Task<ImmutableCredentials> GetCredentialsAsync() => now.GetCredentialsAsync();

    /// <summary>Whether a call that was denied may be made again as the role.</summary>
    /// <param name="used">What it was signed with.</param>
    public Task<bool> TakeRole(AWSCredentials used)
    {
        if (used == role)
        {
            return Task.FromResult(false);
        }

        lock (gate)
        {
            return taken ??= Take();
        }
    }

    // Why it can not be taken on is of no interest: what is told is what was denied.
    private async Task<bool> Take()
    {
        try
        {
            await role.GetCredentialsAsync();
            now = role;
            return true;
        }
        catch (AmazonServiceException)
        {
            return false;
        }
    }
}
