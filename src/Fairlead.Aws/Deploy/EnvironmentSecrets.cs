using Fairlead.Aws.Deploy.Values;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>The secret values of an environment, whose account is asked for when the first of them is.</summary>
internal sealed class EnvironmentSecrets(Func<CancellationToken, Task<AwsEnvironment>> open) : ISecretStore
{
    public async Task<IReadOnlyDictionary<string, string>> Values(CancellationToken cancel) => await (await Store(cancel)).Values(cancel);

    public async Task<IReadOnlyDictionary<string, SecretValue>> List(CancellationToken cancel) => await (await Store(cancel)).List(cancel);

    public async Task<string?> Get(string name, CancellationToken cancel) => await (await Store(cancel)).Get(name, cancel);

    public async Task Set(string name, string value, CancellationToken cancel) => await (await Store(cancel)).Set(name, value, cancel);

    public async Task Generate(string name, CancellationToken cancel) => await (await Store(cancel)).Generate(name, cancel);

    public async Task<bool> Remove(string name, CancellationToken cancel) => await (await Store(cancel)).Remove(name, cancel);

    private async Task<ParameterSecrets> Store(CancellationToken cancel)
    {
        var environment = await open(cancel);
        return new ParameterSecrets(environment.Caller.Connection, environment.Id, environment.Records);
    }
}
