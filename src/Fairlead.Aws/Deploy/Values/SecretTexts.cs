using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Targets;
using Attribute = Fairlead.Core.Model.Attribute;

namespace Fairlead.Aws.Deploy.Values;

/// <summary>What texts of the app file say, secrets included: for what the deploy puts together and writes itself.</summary>
/// <param name="values">Outputs of stacks; those that a text names have to be there.</param>
/// <param name="set">Values of the environment's secrets.</param>
internal sealed class SecretTexts(AwsConnection aws, StackScope scope, ParameterValues values, Func<string, string?> set)
{
    private readonly ConcurrentDictionary<string, Task<string?>> documents = new(StringComparer.Ordinal);

    /// <summary>Null where a secret that it names has no value.</summary>
    public async Task<string?> Resolve(Text text, CancellationToken cancel)
    {
        var whole = new StringBuilder();
        foreach (var part in text.Parts)
        {
            if (await Resolve(part, cancel) is not { } piece)
            {
                return null;
            }

            whole.Append(piece);
        }

        return whole.ToString();
    }

    private async Task<string?> Resolve(Part part, CancellationToken cancel) => part switch
    {
        Literal literal => literal.Value,
        SecretPart secret => scope.App.Secrets.Find(secret.Name)?.Existing is { } existing ? await Read(existing, cancel)
            : set(secret.Name),
        AttributePart { IsSecret: true } attribute => scope.App.Resources.Find(attribute.Target) switch
        {
            Postgres { Existing: null } database => await OfDatabase(database, attribute.Attribute, cancel),
            { Existing: { } existing } resource => await OfExisting(existing, resource.Kind, attribute.Attribute, cancel),
            _ => Plain(part),
        },
        _ => Plain(part),
    };

    // What is no secret is as templates have it.
    private string? Plain(Part part)
    {
        var stack = new Stack("text");
        var value = TextValues.Render(scope, stack, new Text([part], scope.App.Document.Span));
        var isKnown = true;
        var text = new ValueResolver(name => values.FindPseudo(name)
            ?? (stack.FindParameter(name) is { } parameter ? values.Find(parameter, null) : null) ?? Unknown()).Resolve(value)!.ToString();
        return isKnown ? text : null;

        string Unknown()
        {
            isKnown = false;
            return "";
        }
    }

    private async Task<string?> OfDatabase(Postgres database, Attribute attribute, CancellationToken cancel)
    {
        var stack = scope.StackNameOf(database.Name);
        if (values.FindOutput(stack, "Secret") is not { } secret || await Document(secret, cancel) is not { } document)
        {
            return null;
        }

        var (user, password) = (KeyOf(document, "username") ?? "", KeyOf(document, "password") ?? "");
        return attribute switch
        {
            Attribute.Json => document,
            Attribute.Password => password,
            _ => $"{ResourceAddress.Scheme(Kind.Postgres, isEncrypted: true)}{user}:{Uri.EscapeDataString(password)}"
                + $"@{values.FindOutput(stack, "Host")}:{StackScope.Number(KnownNames.PortOf(scope))}"
                + $"/{DatabaseName.NameOf(scope.App, database)}",
        };
    }

    private async Task<string?> OfExisting(Existing existing, Kind kind, Attribute attribute, CancellationToken cancel)
    {
        if (attribute == Attribute.Url && existing.Secret is { } secret)
        {
            return await Read(secret, cancel);
        }

        var (host, user, password, name) = (await Said(existing.Host, cancel), await Said(existing.User, cancel),
            await Said(existing.Password, cancel), await Said(existing.Name, cancel));
        var port = StackScope.Number(ResourceAddress.PortOf(existing, kind));
        return attribute switch
        {
            Attribute.Password => password,
            Attribute.Json => ConnectionDocument.Render(host ?? "", port, user ?? "", name ?? "", password ?? ""),
            _ when kind == Kind.Postgres => $"{ResourceAddress.Scheme(kind, isEncrypted: true)}{Uri.EscapeDataString(user ?? "")}"
                + $":{Uri.EscapeDataString(password ?? "")}@{host}:{port}/{name}",
            _ => $"{ResourceAddress.Scheme(kind, isEncrypted: false)}{host}:{port}",
        };
    }

    private async Task<string?> Said(Text? text, CancellationToken cancel) => text is null ? null : await Resolve(text, cancel);

    /// <summary>The value of a secret that somebody else keeps; null where it has none.</summary>
    public async Task<string?> Read(ExistingSecret secret, CancellationToken cancel)
    {
        var name = await Resolve(secret.Name, cancel) ?? "";
        if (secret.IsParameter)
        {
            var path = secret.ParameterPath ?? name;
            var found = await aws.Ssm((ssm, c) => ssm.GetParametersAsync(
                new Amazon.SimpleSystemsManagement.Model.GetParametersRequest { Names = [path], WithDecryption = true }, c), cancel);
            return found.Parameters is [var one, ..] ? one.Value : null;
        }

        var answer = await aws.SecretsManager.GetSecretValue(
            new GetSecretValueRequest(name) { VersionId = secret.Version, VersionStage = secret.Stage }, cancel);
        return secret.Key is { } key ? KeyOf(answer.SecretString ?? "", key) : answer.SecretString;
    }

    private Task<string?> Document(string secret, CancellationToken cancel) => documents.GetOrAdd(secret, async s =>
        (await aws.SecretsManager.GetSecretValue(new GetSecretValueRequest(s), cancel)).SecretString);

    private static string? KeyOf(string document, string key)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(key, out var value)
                ? value.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
