using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Stores;

namespace Fairlead.Aws.Tests.Endpoint.Server;

/// <summary>All that an account holds, each part with its operations.</summary>
internal sealed class AwsParts
{
    public AwsParts(AwsWorld world)
    {
        Tokens = new TokenPart(world);
        Buckets = new BucketPart(world);
        Parameters = new ParameterPart(world);
    }

    public TokenPart Tokens { get; }

    public BucketPart Buckets { get; }

    public ParameterPart Parameters { get; }

    public IEnumerable<IAwsPart> All => [Tokens, Buckets, Parameters];

    /// <summary>The action that nothing allows to who calls; by itself everybody may do everything.</summary>
    public Func<AwsCall, string?> Denies { get; set; } = static _ => null;
}
