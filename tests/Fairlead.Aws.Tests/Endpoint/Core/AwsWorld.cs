using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Aws.Tests.Endpoint.Core;

/// <summary>What all parts of a scripted account share: time, names, callers, and what is scripted to go wrong.</summary>
internal sealed class AwsWorld(VirtualClock clock, string account)
{
    private readonly Dictionary<string, int> hidden = [];
    private long made;

    public VirtualClock Clock => clock;

    public string Account => account;

    public FaultScript Faults { get; } = new();

    /// <summary>Called before each call is carried out: where a test kills who asks, at an exact call.</summary>
    public Action<AwsCall>? Calling { get; set; }

    public List<AwsCaller> Callers { get; } = [];

    /// <summary>What the endpoint itself did that AWS's models do not allow: a test ends with none.</summary>
    public List<string> Wrong { get; } = [];

    public double Now => clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000d;

    public string NowText => clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ");

    /// <summary>A new name's random part, the same in every run.</summary>
    public string Hex(int length)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{account} {made++}"));
        return Convert.ToHexStringLower(hash)[..length];
    }

    public string Uuid() => new Guid(Convert.FromHexString(Hex(32))).ToString();

    /// <summary>Eventual consistency: a thing is not to be seen for so many reads (D9).</summary>
    /// <param name="thing">Such as <c>stack/shop</c>, <c>parameter//shop/KEY</c>, <c>service/web</c>, <c>object/bucket/key</c>.</param>
    public void Hide(string thing, int reads) => hidden[thing] = reads;

    public bool Sees(string thing)
    {
        if (hidden.GetValueOrDefault(thing) is not (var left and > 0))
        {
            return true;
        }

        hidden[thing] = left - 1;
        return false;
    }

    public string Arn(string service, string region, string resource) => $"arn:aws:{service}:{region}:{account}:{resource}";
}
