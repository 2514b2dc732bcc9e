using System.Collections.Concurrent;
using Amazon;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Plan;

/// <summary>
/// What parameters of stacks and definitions stand for: outputs of stacks, what was looked up, what a release says. Outputs come while
/// stacks are made; all else is known before.
/// </summary>
/// <param name="LookedUp">By the parameter's name.</param>
internal sealed record ParameterValues(string Account, string Region, IReadOnlyDictionary<string, string> LookedUp)
{
    private static readonly string[] References =
    [
        "SsmParameter", "StackOutput", VisitorPasswords.Source, VisitorPasswords.Version, .. ExistingKind.Referring.Select(k => k.Id),
    ];

    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> outputs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> definitions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> digests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> said = new(StringComparer.Ordinal);

    /// <summary>What a release is made of, and its number.</summary>
    public (ReleaseIdentity Identity, int Number) Release { get; init; } = (new ReleaseIdentity(null, null, ""), 0);

    /// <summary>With what the stacks give that are there.</summary>
    public static ParameterValues From(ObservedEnvironment found)
    {
        var values = new ParameterValues(found.Account, found.Region, found.LookedUp);
        foreach (var (name, stack) in found.Stacks)
        {
            values.Add(name, stack.Outputs);
        }

        return values;
    }

    public void Add(string stack, IReadOnlyDictionary<string, string> given) => outputs[stack] = given;

    /// <summary>A definition that was registered, by the name of its document.</summary>
    public void Add(string document, string arn) => definitions[document] = arn;

    /// <summary>Of an image, by its name in the file; empty where it is still to be built.</summary>
    public void AddDigest(string image, string digest) => digests[image] = digest;

    /// <summary>The passwords that visitors have to show, as far as a template knows them: which they are, and where they lie.</summary>
    public void AddPasswords(App app, IReadOnlyDictionary<string, long> set)
    {
        var version = VisitorPasswords.VersionOf(app, set);
        var bucket = StackScope.ArtifactBucketOf(app.Name, Region, Account);
        said[VisitorPasswords.Version] = version;
        said[VisitorPasswords.Source] =
            $"arn:{FindPseudo("AWS::Partition")}:s3:::{bucket}/{VisitorPasswords.PathOf(app.Environment.Name, version)}";
    }

    public string? FindOutput(string stack, string output) => outputs.GetValueOrDefault(stack)?.GetValueOrDefault(output);

    /// <summary>Null where it is not known, or not yet.</summary>
    /// <param name="there">The stack as it is, if it is.</param>
    public string? Find(StackParameter parameter, RecordedStack? there) => parameter.Source switch
    {
        ImportedOutput import => FindOutput(import.Stack, import.Output) is { } value ? Formed(parameter, value) : null,
        FixedValue text => text.Value,
        LiveValue { Definition: { } document } => definitions.GetValueOrDefault(document)
            ?? there?.Parameters.GetValueOrDefault(parameter.Name),
        LiveValue when parameter.Name == "Creating" => there is null ? "true" : "false",
        LiveValue => there?.Parameters.GetValueOrDefault(parameter.Name) ?? parameter.Default,
        // What was found once stays: zones, and the version of a database that has moved on by itself.
        LookedUpValue when !IsReference(parameter) && there?.Parameters.GetValueOrDefault(parameter.Name) is { } kept => kept,
        _ => (LookedUp.GetValueOrDefault(KeyOf(parameter)) is { } found ? Formed(parameter, found) : null) ?? Said(parameter.Name)
            ?? parameter.Default ?? there?.Parameters.GetValueOrDefault(parameter.Name),
    };

    /// <summary>Under which a value is looked up: versions of one engine by what they have to match.</summary>
    public static string KeyOf(StackParameter parameter) =>
        parameter.Pattern is { } pattern ? $"{parameter.Name} {pattern}" : parameter.Name;

    /// <summary>As CloudFormation's pseudo parameters say it.</summary>
    public string? FindPseudo(string name) => name switch
    {
        "AWS::Region" => Region,
        "AWS::AccountId" => Account,
        "AWS::Partition" => RegionEndpoint.GetBySystemName(Region).PartitionName,
        "AWS::URLSuffix" => RegionEndpoint.GetBySystemName(Region).PartitionDnsSuffix,
        _ => null,
    };

    /// <summary>
    /// Whether it holds what a reference of the file says: that may be another value tomorrow, where all else that is looked up stays.
    /// </summary>
    public static bool IsReference(StackParameter parameter) =>
        Array.Exists(References, r => parameter.Name.StartsWith(r, StringComparison.Ordinal));

    /// <summary>Whether the release says it, and nobody has to look.</summary>
    public static bool IsOfRelease(StackParameter parameter) => parameter.Name is "ReleaseCommit" or "ReleaseTag" or "ReleaseId"
        || parameter.Name.StartsWith(LogicalIdPrefix.ImageDigest, StringComparison.Ordinal);

    private string? Said(string name) => said.GetValueOrDefault(name) ?? name switch
    {
        "ReleaseCommit" => Release.Identity.Commit ?? "unknown",
        "ReleaseTag" => Release.Identity.Tag ?? "",
        "ReleaseId" => StackScope.Number(Release.Number),
        _ when name.StartsWith(LogicalIdPrefix.ImageDigest, StringComparison.Ordinal) => DigestOf(name),
        _ => null,
    };

    // Behind the mark, which the reference has already.
    private string? DigestOf(string parameter)
    {
        foreach (var (image, digest) in digests)
        {
            if (LogicalId.For(LogicalIdPrefix.ImageDigest, image) == parameter)
            {
                return digest.Length == 0 ? null : digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
            }
        }

        return null;
    }

    private static string Formed(StackParameter parameter, string value) => parameter.Form switch
    {
        ReferenceForm.Name when value.StartsWith("arn:", StringComparison.Ordinal) => value.Split(':', 6)[5].Split('/')[^1],
        _ => value,
    };
}
