using Fairlead.Core.AppFile.Grammar;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>All kinds of map of the app file.</summary>
internal static class Catalogue
{
    /// <summary>In the order of the reference.</summary>
    public static IReadOnlyList<Section> Sections =>
    [
        FileKeys.Section, EnvironmentKeys.Section, ReleaseKeys.Section, ImageKeys.Section, SecretKeys.Section,
        WorkloadKeys.Section, ServiceKeys.Section, RedirectKeys.Section, JobKeys.Section, HealthKeys.Section, ScaleKeys.Section,
        QueueScaleKeys.Section, ScaleTimeKeys.Section, DeployKeys.Section, SpotKeys.Section, PermissionKeys.Section,
        ResourceKeys.Section, PostgresKeys.Section, RestoreKeys.Section, RedisKeys.Section, SearchKeys.Section,
        BucketKeys.Section, CorsKeys.Section,
        LifecycleRuleKeys.Section, QueueKeys.Section, DeadLetterKeys.Section, VolumeKeys.Section, ConfigKeys.Section,
        EndpointKeys.Section, ExistingKeys.Server, ExistingKeys.Database, ExistingKeys.ByName,
        EdgeKeys.Section, AuthKeys.Section, AuthKeys.OfService, BasicAuthKeys.Section, CognitoKeys.Section,
        NetworkKeys.Section, SubnetKeys.Section, LogsKeys.Section, AlertsKeys.Section, SecurityKeys.Section,
    ];

    /// <summary>The kind of map that alone has a key; null where none or several have it.</summary>
    public static string? HomeOf(string key) =>
        Sections.Where(s => s.Own.Any(k => k.Name == key)).ToList() is [var only] ? only.Name : null;
}
