using System.Text.RegularExpressions;
using Fairlead.Core.Yaml;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.Copilot;

/// <summary>
/// CloudFormation files beside a workload or for all: databases and buckets stay where they are, as resources that exist; what has no
/// counterpart is a file of <c>extras</c>. Copilot names none of what it makes, so where it is stands in parameters that a person writes.
/// </summary>
internal sealed partial class CopilotAddons(IProjectTree tree, string app, IReadOnlyList<string> environments, ImportNotes findings)
{
    private readonly List<string> extras = [];
    private readonly List<FoundDifference> differences = [];
    private bool isNear;

    public IEnumerable<FoundDifference> Differences => differences;

    /// <summary>What reaches a database of Copilot's has to be in its network.</summary>
    public IEnumerable<FoundKey> Keys
    {
        get
        {
            if (extras.Count > 0)
            {
                yield return new FoundKey("extras", extras is [var one] ? YamlScalar.Block(one) : YamlScalar.List(extras));
            }

            if (isNear)
            {
                yield return new FoundKey("network", $"{{vpc: \"${{stack:{app}-${{environment.name}}.VpcId}}\"}}",
                    "Copilot's, where the databases are");
            }
        }
    }

    public void Read(IEnumerable<string> names, List<FoundWorkload> workloads, List<FoundResource> resources, Dictionary<string,
        string> kinds)
    {
        var owners = names.ToList();
        foreach (var file in tree.Files.Where(f => f.Split('/') is ["copilot", _, "addons", _]
            && f.EndsWith("ml", StringComparison.Ordinal)))
        {
            var owner = file.Split('/')[1];
            if (owner == "environments" || owners.Contains(owner))
            {
                File(file, owner == "environments" ? null : owner, (workloads, resources, kinds));
            }
        }
    }

    private void File(string file, string? owner,
        (List<FoundWorkload> Workloads, List<FoundResource> Resources, Dictionary<string, string> Kinds) app)
    {
        if (ProjectPath.FileName(file).StartsWith("addons.parameters", StringComparison.Ordinal))
        {
            findings.LeftOut(owner, file, "the parameters of addons: a file under extras has defaults of its own");
            return;
        }

        if (SourceMap.Read(tree, file, out var fault) is not { } root || root["Resources"] is not MapNode made)
        {
            findings.Missing(owner, file, $"it can not be read: {fault ?? "it has no Resources"}");
            return;
        }

        var types = made.Entries.Select(e => (e.Key, Map: e.Value as MapNode, Type: ((e.Value as MapNode)?["Type"] as ScalarNode)?.Value
            ?? "")).ToList();
        var known = types.Select(t => (t.Key, Kind: Kind(t.Type, t.Map), Place: $"{file}:{t.Map?.Span.Line}"))
            .Where(t => t.Kind is not null)
            .DistinctBy(t => t.Kind).ToList();
        if (known.Count == 0)
        {
            Extra(file, owner, root);
            return;
        }

        foreach (var (key, kind, place) in known)
        {
            Existing(new Addon(key, kind!, place, file, owner), root["Outputs"] as MapNode, app.Workloads, app.Resources, app.Kinds);
        }

        var others = types.Where(t => Kind(t.Type, t.Map) is null && !OfDatabase.Any(o => t.Type.StartsWith(o, StringComparison.Ordinal)))
            .ToList();
        foreach (var other in others)
        {
            findings.Missing(owner, $"{file}:{other.Map?.Span.Line}",
                $"{other.Key} ({other.Type}) stays with Copilot's stack: no counterpart here");
        }
    }

    private static readonly string[] OfDatabase =
        ["AWS::EC2::SecurityGroup", "AWS::RDS::", "AWS::SecretsManager::", "AWS::IAM::ManagedPolicy", "AWS::ElastiCache::",
            "AWS::S3::BucketPolicy", "AWS::KMS::"];

    private static string? Kind(string type, MapNode? map) => type switch
    {
        "AWS::RDS::DBCluster" or "AWS::RDS::DBInstance" =>
            ((map?["Properties"] as MapNode)?["Engine"] as ScalarNode)?.Value.Contains("postgres", StringComparison.Ordinal) == true
                ? "postgres" : null,
        "AWS::ElastiCache::CacheCluster" or "AWS::ElastiCache::ReplicationGroup" or "AWS::ElastiCache::ServerlessCache" => "redis",
        "AWS::S3::Bucket" => "bucket",
        _ => null,
    };

    private sealed record Addon(string Key, string Kind, string Place, string File, string? Owner);

    private void Existing(
        Addon addon, MapNode? outputs, List<FoundWorkload> workloads, List<FoundResource> resources, Dictionary<string, string> kinds)
    {
        var taken = workloads.Select(w => w.Name).Concat(resources.Select(r => r.Name)).ToHashSet(StringComparer.Ordinal);
        var name = AppNames.Free(addon.Kind == "bucket" ? ProjectPath.FileName(addon.File).Split('.')[0] : addon.Kind == "redis" ? "redis"
            : "db", addon.Kind, taken);
        string Parameter(string what) => $"/{app}/${{environment.name}}/{name}{(what.Length > 0 ? "-" + what : "")}";
        string Read(string what) => $"\"${{ssm:{Parameter(what)}}}\"";
        resources.Add(new FoundResource(name, addon.Kind)
        {
            Keys = [new FoundKey("existing", addon.Kind == "bucket" ? Read("")
                : $"{{host: {Read("host")}, security_group: {Read("security-group")}}}")],
        });
        differences.Add(new FoundDifference("local", ["resources", name, "existing"], "null"));
        isNear |= addon.Kind != "bucket";
        var variables = Outputs(addon, outputs, name, kinds).ToList();
        for (var i = 0; i < workloads.Count; i++)
        {
            if (addon.Owner is null || workloads[i].Name == addon.Owner)
            {
                workloads[i] = workloads[i] with
                {
                    DependsOn = [.. workloads[i].DependsOn, name],
                    Variables = [.. workloads[i].Variables, .. variables],
                };
            }
        }

        findings.Changed(addon.Owner, addon.Place, $"{addon.Key} stays where it is: {name}, with 'existing'");
        string[] told = addon.Kind == "bucket" ? [""] : variables.Exists(v => kinds.ContainsKey(v.Name))
            ? ["host", "security-group", "secret"] : ["host", "security-group"];
        var places = string.Join(", ", told.Select(w => Parameter(w).Replace("${environment.name}", "ENV", StringComparison.Ordinal)));
        findings.ToDo(
            addon.Owner, addon.Place,
            $"say where {name} is, for each environment ENV, in {places}: aws ssm put-parameter --type String --name NAME --value VALUE "
            + "(the values are the outputs of Copilot's stack of addons)");
    }

    // What Copilot tells the container: outputs, in capitals with underscores; of a secret its value.
    private IEnumerable<FoundVariable> Outputs(Addon addon, MapNode? outputs, string name, Dictionary<string, string> kinds)
    {
        foreach (var output in outputs?.Entries ?? [])
        {
            var variable = Parts().Replace(output.Key, "_").ToUpperInvariant();
            var value = ((output.Value as MapNode)?["Value"] as ScalarNode)?.Value ?? "";
            if (output.Key.Contains("SecurityGroup", StringComparison.Ordinal)
                || output.Key.Contains("Policy", StringComparison.Ordinal)
                || output.Key.Contains("Arn", StringComparison.Ordinal))
            {
                continue;
            }

            if (output.Key.Contains("Secret", StringComparison.Ordinal) || value.Contains("Secret", StringComparison.Ordinal))
            {
                kinds[variable] = $"{{existing: \"${{ssm:/{app}/${{environment.name}}/{name}-secret}}\"}}";
                yield return new FoundVariable(variable, null) { IsNeeded = true };
            }
            else if (addon.Kind == "bucket")
            {
                yield return new FoundVariable(variable, Interpolation.Link($"{name}.name"));
            }
            else
            {
                yield return new FoundVariable(variable, Interpolation.Link($"{name}.host"));
            }
        }
    }

    // App and Env are passed; a parameter without a value would be refused.
    private void Extra(string file, string? owner, MapNode root)
    {
        var open = (root["Parameters"] as MapNode)?.Entries.Where(e => e.Key is not ("App" or "Env")
            && (e.Value as MapNode)?["Default"] is null)
            .Select(e => e.Key).ToList() ?? [];
        if (open.Count > 0)
        {
            findings.Missing(
                owner, file,
                $"give its parameter {string.Join(" and ", open)} a Default (Name is {owner ?? app}), then add: extras: {file}");
            return;
        }

        extras.Add(file);
        var where = environments.Count == 0 ? "each environment" : string.Join(" and ", environments);
        findings.Changed(owner, file, $"it is a file under extras: a stack of its own in {where}, beside the one that Copilot made");
    }

    [GeneratedRegex(@"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parts();
}
