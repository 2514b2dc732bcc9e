using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Keys that only an environment has; all keys of the file may stand there too.</summary>
internal static class EnvironmentKeys
{
    public static readonly Section Section = new("an environment") { OtherWords = OtherToolsKeys.OfFile };

    public static readonly Key<string?> Region = Section.Add(
        "region", Shapes.Named("an AWS region such as eu-west-1", "^[a-z]{2}(-[a-z]+)+-[0-9]$", "eu-west-1"), null,
        "The AWS region; local is us-east-1.");
    public static readonly Key<string?> Account = Section.Add(
        "account", Shapes.Account, null, "The AWS account the environment belongs to; another one is refused.", only: KeyTarget.Aws);
    public static readonly Key<string?> Profile = Section.Add(
        "profile", Shapes.Word with { Example = "shop-production" }, null,
        "The AWS profile to take credentials from.", only: KeyTarget.Aws);
    public static readonly Key<string?> Overlay = Section.Add(
        "overlay", Shapes.Word with { Example = "../private/production.yml" }, null,
        "A private file that is laid over this environment; it may lie outside the project, and defines no images or commands.");
    public static readonly Key<bool?> Protect = Section.Add(
        "protect", Shapes.Optional(Shapes.Flag), null,
        "Refuses a dirty tree, and destroying without the typed name.",
        "true when release has from, approve or hold");
    public static readonly Key<ReleaseRule?> Release = Section.Add(
        "release", Forms.Map(() => ReleaseKeys.Section, static (fields, _) => ReleaseReader.Read(fields), "{from: main}"), null,
        "Where releases come from and what they wait for.");
}

/// <summary>Reads the keys that only environments have.</summary>
/// <param name="root">The file before the environment is laid over it.</param>
/// <param name="name">The environment's.</param>
/// <param name="section">Its own keys; null where the file has none.</param>
internal sealed class EnvironmentReader(MapNode root, string name, MapNode? section, Reading reading)
{
    // As of 2026. Another one may be new: it is warned of, not refused.
    private static readonly IReadOnlyList<string> Regions =
    [
        "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2",
        "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7",
        "ca-central-1", "ca-west-1", "cn-north-1", "cn-northwest-1", "eu-central-1", "eu-central-2", "eu-north-1",
        "eu-south-1", "eu-south-2",
        "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1", "mx-central-1", "sa-east-1",
        "us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1", "us-west-1", "us-west-2",
    ];

    private static readonly string Domain = FileKeys.Domain.Name;

    /// <summary>The file before an environment is laid over it.</summary>
    public MapNode Root => root;

    /// <summary>All environments of the file; <c>local</c> is always one of them.</summary>
    public static IReadOnlyList<string> Names(MapNode root)
    {
        var written = (root[FileKeys.Environments.Name] as MapNode)?.Entries ?? [];
        return [.. written.Select(e => e.Key).Append(AppEnvironment.Local).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>What is known of an environment before its keys are read.</summary>
    public static AppEnvironment Before(string name) =>
        new(name, AppEnvironment.LocalRegion, name == AppEnvironment.Local ? AppEnvironment.LocalAccount : null, null)
        {
            Release = ReleaseReader.Read(Fields.Empty(ReleaseKeys.Section)),
        };

    /// <summary>Reads what the environment is. The domain comes last, since it may refer to the rest.</summary>
    public AppEnvironment Read(MapNode merged, string app)
    {
        var environment = reading.Environment;
        if (section is not null
            && Fields.Open(
                section with { Entries = [.. section.Entries.Where(e => e.Key != Domain)] }, EnvironmentKeys.Section,
                reading) is { } fields)
        {
            var release = fields.Read(EnvironmentKeys.Release) ?? environment.Release;
            environment = environment with
            {
                Region = fields.Read(EnvironmentKeys.Region) ?? environment.Region,
                Account = fields.Read(EnvironmentKeys.Account) ?? environment.Account,
                Profile = fields.Read(EnvironmentKeys.Profile),
                Release = release,
                Protect = fields.Read(EnvironmentKeys.Protect) ?? (release.From is not null || release.Approve || release.Hold),
            };
            CheckRegion(fields, environment.Region);
        }

        if (!IsLocal && section?.Find(EnvironmentKeys.Region.Name) is null)
        {
            reading.Problems.Add(
                Codes.MissingKey, reading.EnvironmentPlace ?? root.Span,
                $"the environment '{name}' needs a region", "add 'region: eu-west-1'");
        }

        reading.Environment = environment;
        string? domain = null;
        if ((IsLocal ? section?[Domain] : merged[Domain]) is { } node)
        {
            FileKeys.Domain.Shape.Read(node, reading, out domain);
        }

        // It is not used here, but a slip in it is told wherever the file is read.
        if (IsLocal && root[Domain] is { } worldwide && !worldwide.IsNull)
        {
            FileKeys.Domain.Shape.Read(worldwide, reading, out _);
        }

        return environment with { Domain = domain?.ToLowerInvariant() ?? (IsLocal ? $"{app}.localhost" : null) };
    }

    private void CheckRegion(Fields fields, string region)
    {
        if (fields.Has(EnvironmentKeys.Region) && !Regions.Contains(region))
        {
            reading.Problems.Warn(
                Codes.AwsLimit, fields.ValueOf(EnvironmentKeys.Region),
                $"'{region}' is no region that is known here",
                Nearest.To(region, Regions) is { } near ? $"did you mean '{near}'?" : "look at its name if it is not a new one");
        }
    }

    private bool IsLocal => name == AppEnvironment.Local;
}
