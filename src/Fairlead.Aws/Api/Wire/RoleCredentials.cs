using Amazon.Runtime;
using Amazon.SecurityToken.Model;

namespace Fairlead.Aws.Api.Wire;

/// <summary>
/// Credentials of a role that somebody acts as, asked for anew before they expire (an hour where nothing is said: STS API Reference,
/// AssumeRole).
/// </summary>
/// <param name="assume">Makes the call.</param>
internal sealed class RoleCredentials(Func<CancellationToken, Task<Credentials>> assume, TimeProvider clock) : AWSCredentials
{
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private Task<ImmutableCredentials>? asked;
    private long renews = long.MaxValue;

    // The signer asks without a token to cancel by.
#pragma warning disable VSTHRD002 // Only AWS's synchronous clients ask so, and there are none here.
    public override ImmutableCredentials GetCredentials() => GetCredentialsAsync().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    public override async Task<ImmutableCredentials> GetCredentialsAsync()
    {
        Task<ImmutableCredentials> answer;
        lock (gate)
        {
            var isOld = asked is null or { IsFaulted: true } || clock.GetUtcNow().Ticks > Interlocked.Read(ref renews);
            answer = asked = isOld ? Ask() : asked!;
        }

        return await answer;
    }

    private async Task<ImmutableCredentials> Ask()
    {
        Interlocked.Exchange(ref renews, long.MaxValue);
        var given = await assume(CancellationToken.None);
        if (given.Expiration is { } end)
        {
            Interlocked.Exchange(ref renews, (end.ToUniversalTime() - Early).Ticks);
        }

        return new ImmutableCredentials(given.AccessKeyId, given.SecretAccessKey, given.SessionToken);
    }
}
