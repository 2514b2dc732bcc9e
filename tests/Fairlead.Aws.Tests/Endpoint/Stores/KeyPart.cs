using Fairlead.Aws.Tests.Endpoint.Core;

namespace Fairlead.Aws.Tests.Endpoint.Stores;

/// <summary>KMS: which keys there are, and whether they work. <c>API Reference, version 2014-11-01</c>.</summary>
internal sealed class KeyPart(AwsWorld world) : IAwsPart
{
    /// <summary>States by ARN: <c>Enabled</c>, <c>Disabled</c>, <c>PendingDeletion</c> (Developer Guide, "Key states").</summary>
    public Dictionary<string, string> Keys { get; } = [];

    public void Register(AwsRoutes routes) => routes.Add("kms", "DescribeKey", Describe);

    /// <returns>The ARN.</returns>
    public string Add(string id, string state = "Enabled")
    {
        var arn = world.Arn("kms", "eu-west-1", $"key/{id}");
        Keys[arn] = state;
        return arn;
    }

    private AwsAnswer Describe(AwsCall call)
    {
        var wanted = call.Need("KeyId");
        var (arn, state) = Keys.FirstOrDefault(k => k.Key == wanted || k.Key.Split('/')[1] == wanted);
        return arn is null ? throw new AwsRefusal("NotFoundException", $"Key '{wanted}' does not exist")
            : Members.Make(("KeyMetadata", Members.Make(("Arn", arn), ("KeyId", arn.Split('/')[1]), ("KeyState", state),
                ("Enabled", state == "Enabled"))));
    }
}
