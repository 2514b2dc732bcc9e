using Fairlead.Aws.Deploy.Accounts;
using Fairlead.Aws.Deploy.Values;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy;

/// <summary>
/// The secret values of an environment, whose account is asked for when the first of them is. What AWS refuses is told in users' words.
/// </summary>
/// <param name="profile">The AWS profile of whoever calls, where one is named.</param>
internal sealed class EnvironmentSecrets(Func<CancellationToken, Task<AwsEnvironment>> open, string? profile) : ISecretStore
{
    private const string NotRead = "AWS does not give the secrets";
    private const string NotWritten = "AWS does not take the secret";

    public Task<IReadOnlyDictionary<string, string>> Values(CancellationToken cancel) => Ask(NotRead, s => s.Values(cancel), cancel);

    public Task<IReadOnlyDictionary<string, SecretValue>> List(CancellationToken cancel) => Ask(NotRead, s => s.List(cancel), cancel);

    public Task<string?> Get(string name, CancellationToken cancel) => Ask(NotRead, s => s.Get(name, cancel), cancel);

    public Task Set(string name, string value, CancellationToken cancel) => Ask(NotWritten, async s =>
    {
        await s.Set(name, value, cancel);
        return true;
    }, cancel);

    public Task Generate(string name, CancellationToken cancel) => Ask(NotWritten, async s =>
    {
        await s.Generate(name, cancel);
        return true;
    }, cancel);

    public Task<bool> Remove(string name, CancellationToken cancel) => Ask("AWS does not remove the secret", s => s.Remove(name, cancel),
        cancel);

    private Task<T> Ask<T>(string otherwise, Func<ParameterSecrets, Task<T>> call, CancellationToken cancel) =>
        CallFailures.Explained(otherwise, profile, async () =>
        {
            var environment = await open(cancel);
            return await call(new ParameterSecrets(environment.Caller.Connection, environment.Id, environment.Records));
        });
}
