using Fairlead.Aws.Api;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Observing;

/// <summary>Finds out what only the account knows: values of parameters of stacks and definitions, each asked for once.</summary>
internal sealed class Lookups(AwsConnection aws, App app)
{
    /// <summary>By the parameter's key.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Find(IReadOnlyCollection<StackParameter> needed, CancellationToken cancel)
    {
        var names = needed.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var referred = References(names, cancel);
        var found = await Task.WhenAll(
            referred, Secrets(names, referred, cancel), Zones(names, cancel), Subnets(names, referred, cancel),
            PrefixList(names, cancel), HostedZone(names, cancel), Versions(needed, cancel), Provider(names, cancel));
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in found.SelectMany(f => f))
        {
            all[key] = value;
        }

        return all;
    }

    // What the file refers to in the account, under every name that a parameter for it may have.
    private async Task<IReadOnlyDictionary<string, string>> References(HashSet<string> names, CancellationToken cancel)
    {
        var asked = app.Lookups.SelectMany(p => NamesOf(p).Where(names.Contains).Select(n => (Part: p, Name: n))).ToList();
        var parts = asked.Select(a => a.Part).Distinct().ToList();
        var values = new AccountValues(aws, app);
        var said = (await Task.WhenAll(parts.Select(async p => (p, await values.Read(p, cancel))))).ToDictionary(v => v.p, v => v.Item2);
        return asked.DistinctBy(a => a.Name).ToDictionary(a => a.Name, a => said[a.Part], StringComparer.Ordinal);
    }

    private static IEnumerable<string> NamesOf(Part part) =>
    [
        .. part is SsmPart ssm ? [$"SsmParameter{Fingerprint.Compute(ssm.Path)}"] : (string[])[],
        .. part is StackPart stack ? [$"StackOutput{Fingerprint.Compute($"{stack.Stack}/{stack.Output}")}"] : (string[])[],
        .. ExistingKind.Referring.Select(k => k.Id).Append("SecretArn").Select(k => k + Fingerprint.Compute(part.ToString()!)),
    ];

    // ECS fetches a secret by its whole ARN.
    private async Task<IReadOnlyDictionary<string, string>> Secrets(HashSet<string> names,
        Task<IReadOnlyDictionary<string, string>> referred, CancellationToken cancel)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var byReference = await referred;
        foreach (var secret in SecretValues.ExistingIn(app).Where(s => !s.IsParameter && !ExistingNames.IsArn(s.Name)))
        {
            var parameter = $"SecretArn{Fingerprint.Compute(secret.Name.Parts is [var alone and not Literal] ? alone.ToString()!
                : secret.Name.ToString())}";
            var name = secret.Name.Constant ?? byReference.GetValueOrDefault(parameter);
            if (names.Contains(parameter) && name is not null
                && (name.StartsWith("arn:", StringComparison.Ordinal) ? name : await SecretArn(name, cancel)) is { } arn)
            {
                found[parameter] = arn;
            }
        }

        return found;
    }

    // One that is not there is told of before the deploy begins, with where it is instead.
    private async Task<string?> SecretArn(string name, CancellationToken cancel)
    {
        try
        {
            return (await aws.SecretsManager.DescribeSecret(new DescribeSecretRequest(name), cancel)).Arn;
        }
        catch (Amazon.Runtime.AmazonServiceException e) when (e.ErrorCode == "ResourceNotFoundException")
        {
            return null;
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> Zones(HashSet<string> names, CancellationToken cancel)
    {
        string[] wanted = [.. names.Where(n => n.StartsWith("AvailabilityZone", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        return wanted.Length == 0 ? new Dictionary<string, string>()
            : await new NetworkLookups(aws).ChooseZones(wanted, app.Network is OwnNetwork own ? own.Zones : wanted.Length, cancel);
    }

    private async Task<IReadOnlyDictionary<string, string>> Subnets(HashSet<string> names,
        Task<IReadOnlyDictionary<string, string>> referred, CancellationToken cancel)
    {
        string[] wanted = [.. names.Where(n => n.StartsWith("PrivateSubnet", StringComparison.Ordinal)
            || n.StartsWith("PublicSubnet", StringComparison.Ordinal))];
        if (wanted.Length == 0 || app.Network is not ExistingNetwork existing)
        {
            return new Dictionary<string, string>();
        }

        var vpc = existing.Vpc.Constant ?? await new AccountValues(aws, app).Read(existing.Vpc, cancel);
        return await new NetworkLookups(aws).FindSubnets(vpc, existing.Vpc.Span, cancel);
    }

    private async Task<IReadOnlyDictionary<string, string>> PrefixList(HashSet<string> names, CancellationToken cancel) =>
        names.Contains("CloudFrontPrefixList") ? new Dictionary<string, string>
        {
            ["CloudFrontPrefixList"] = await new NetworkLookups(aws).FindCloudFrontPrefixList(cancel),
        } : new Dictionary<string, string>();

    // Of all public zones that the domain is in the one with the longest name.
    private async Task<IReadOnlyDictionary<string, string>> HostedZone(HashSet<string> names, CancellationToken cancel)
    {
        if (!names.Contains("HostedZoneId") || (app.Edge.Zone.Name ?? app.Environment.Domain) is not { } domain)
        {
            return new Dictionary<string, string>();
        }

        for (var name = domain; name.Contains('.', StringComparison.Ordinal); name =
            name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if ((await aws.Route53.ListHostedZonesByName(name, cancel)).FirstOrDefault(z => !z.IsPrivate) is { } zone)
            {
                return new Dictionary<string, string> { ["HostedZoneId"] = zone.Id.Split('/')[^1] };
            }
        }

        throw new FailureException(new Failure($"no hosted zone of this account is for {domain}", "records for it have nowhere to stand")
        {
            Place = StackScope.EdgePlace(app, "zone"), Outcome = "nothing was changed",
            Next = "zone: create makes one, zone: external leaves DNS to you",
        });
    }

    private async Task<IReadOnlyDictionary<string, string>> Versions(IEnumerable<StackParameter> needed, CancellationToken cancel)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in needed.Where(p => p.Name == "EngineVersion").DistinctBy(ParameterValues.KeyOf))
        {
            var major = parameter.Pattern!.Split('(')[0];
            var versions = await aws.Rds.DescribeDBEngineVersions("postgres", major, cancel);
            found[ParameterValues.KeyOf(parameter)] = versions.Where(v => v == major || v.StartsWith(major + ".", StringComparison.Ordinal))
                .MaxBy(v => v.Split('.') is [.., var minor] && int.TryParse(minor, out var n) ? n : 0)
                ?? throw new FailureException($"AWS has no PostgreSQL {major} in {aws.Region}", "its list of versions does not name one",
                    "name another version, or another region");
        }

        return found;
    }

    // An account has one for GitHub, whoever made it.
    private async Task<IReadOnlyDictionary<string, string>> Provider(HashSet<string> names, CancellationToken cancel) =>
        names.Contains("GitHubOidcProviderArn") && (await aws.Iam.ListOpenIDConnectProviders(cancel))
            .FirstOrDefault(p => p.EndsWith("/token.actions.githubusercontent.com", StringComparison.Ordinal)) is { } provider
            ? new Dictionary<string, string> { ["GitHubOidcProviderArn"] = provider } : new Dictionary<string, string>();
}
