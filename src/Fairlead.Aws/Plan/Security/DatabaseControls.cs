using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan.Security;

/// <summary>RDS for PostgreSQL, ElastiCache and OpenSearch.</summary>
internal static class DatabaseControls
{
    private const string Database = "AWS::RDS::DBInstance";
    private const string Subscription = "AWS::RDS::EventSubscription";
    private const string Cache = "AWS::ElastiCache::ReplicationGroup";
    private const string Search = "AWS::OpenSearchService::Domain";
    private const int DefaultPort = 5432;

    private static readonly Control[] Databases =
    [
        new("RDS.2", "the database has no public address", Database, d => d["PubliclyAccessible"].IsFalse()),
        // What comes from a snapshot is encrypted, and called, as that was.
        new("RDS.3", "it is encrypted", Database, d => IsRestored(d) ? null : d["StorageEncrypted"].IsTrue()),
        new("RDS.5", "it stands in two zones", Database, d => d["MultiAZ"].IsTrue()),
        new("RDS.6", "it is closely monitored", Database, d => d["MonitoringInterval"].Number() > 0),
        new("RDS.8", "nobody deletes it by accident", Database, d => d["DeletionProtection"].OnceProtected().IsTrue()),
        new("RDS.9", "its logs are kept", Database, d => Logs(d).Any()),
        new("RDS.10", "IAM can sign people in", Database, d => d["EnableIAMDatabaseAuthentication"].IsTrue()),
        new("RDS.11", "backups reach back a week", Database, d => d["BackupRetentionPeriod"].Number() >= 7),
        new("RDS.13", "minor versions come by themselves", Database, d => !d["AutoMinorVersionUpgrade"].IsFalse()),
        new("RDS.17", "snapshots have its tags", Database, d => d["CopyTagsToSnapshot"].IsTrue()),
        new("RDS.20", "events of databases are told", Subscription,
            s => Tells(s, "db-instance", "maintenance", "configuration change", "failure")),
        new("RDS.21", "events of parameter groups are told", Subscription, s => Tells(s, "db-parameter-group", "configuration change")),
        new("RDS.22", "events of security groups are told", Subscription,
            s => Tells(s, "db-security-group", "configuration change", "failure")),
        new("RDS.23", "it does not listen on the well-known port", Database, d => d["Port"].Number() is { } port && port != DefaultPort),
        new("RDS.25", "its administrator has a name of his own", Database,
            d => IsRestored(d) ? null : d["MasterUsername"] is { } name && !name.Is("admin", "postgres")),
        new("RDS.36", "PostgreSQL's own log is kept", Database, d => IsPostgres(d) ? Logs(d).Any(l => l.Is("postgresql")) : null),
        new("RDS.38", "PostgreSQL answers only with TLS", Database, d =>
            IsPostgres(d) ? d.AllStacks.Resolve(d.Stack, d["DBParameterGroupName"])?.Resource.Properties["Parameters"].At("rds.force_ssl")
            .Number() == 1 : null),
        new("RDS.46", "its subnets have no route to an internet gateway", Database,
            d => Subnets(d) is { Count: > 0 } subnets ? !subnets.Exists(s => IsPublic(d, s.Stack, s.Resource)) : null),
    ];

    private static readonly Control[] Caches =
    [
        new("ElastiCache.1", "there is a backup", Cache, c => c["SnapshotRetentionLimit"].Number() >= 1),
        new("ElastiCache.2", "minor versions come by themselves", Cache, c => !c["AutoMinorVersionUpgrade"].IsFalse()),
        new("ElastiCache.3", "another node takes over", Cache, c => c["AutomaticFailoverEnabled"].IsTrue()),
        new("ElastiCache.4", "it is encrypted", Cache, c => c["AtRestEncryptionEnabled"].IsTrue()),
        new("ElastiCache.5", "it is encrypted in transit", Cache, c => c["TransitEncryptionEnabled"].IsTrue()),
        new("ElastiCache.6", "Redis before version 6 asks for a password", Cache, c =>
            c["Engine"].Is("valkey")
            || !(c["EngineVersion"] is TextValue version && double.TryParse(version.Text.Split('.')[0], out var major) && major < 6) ? null
            : c["AuthToken"] is not null),
        new("ElastiCache.7", "it has subnets of its own", Cache, c => c["CacheSubnetGroupName"] is { } group && !group.Is("default")),
    ];

    private static readonly Control[] Searches =
    [
        new("Opensearch.1", "it is encrypted", Search, s => s["EncryptionAtRestOptions", "Enabled"].IsTrue()),
        new("Opensearch.2", "it stands in the network", Search, s => s["VPCOptions", "SubnetIds"].Items().Any()),
        new("Opensearch.3", "it is encrypted between nodes", Search, s => s["NodeToNodeEncryptionOptions", "Enabled"].IsTrue()),
        new("Opensearch.4", "errors are logged", Search, s => s["LogPublishingOptions", "ES_APPLICATION_LOGS", "Enabled"].IsTrue()),
        new("Opensearch.5", "access is logged", Search, s => s["LogPublishingOptions", "AUDIT_LOGS", "Enabled"].IsTrue()),
        new("Opensearch.6", "it has three nodes in different zones", Search,
            s => s["ClusterConfig", "InstanceCount"].Number() >= 3 && s["ClusterConfig", "ZoneAwarenessEnabled"].IsTrue()),
        new("Opensearch.7", "access is by user", Search, s => s["AdvancedSecurityOptions", "Enabled"].IsTrue()),
        new("Opensearch.8", "it takes only the latest TLS policy", Search, s =>
            s["DomainEndpointOptions", "EnforceHTTPS"].IsTrue()
            && s["DomainEndpointOptions", "TLSSecurityPolicy"].Is("Policy-Min-TLS-1-2-PFS-2023-10")),
    ];

    public static readonly IReadOnlyList<Control> All = [.. Databases, .. Caches, .. Searches];

    private static bool IsRestored(Subject database) => database["DBSnapshotIdentifier"] is not null;

    private static bool IsPostgres(Subject database) => database["Engine"].Is("postgres");

    private static IEnumerable<Value> Logs(Subject database) => database["EnableCloudwatchLogsExports"].Items();

    // A subscription to all sources or all categories tells these too.
    private static bool? Tells(Subject subscription, string source, params string[] categories)
    {
        if (subscription["SourceType"] is not null && !subscription["SourceType"].Is(source))
        {
            return null;
        }

        var told = subscription["EventCategories"].Items().ToList();
        return !subscription["Enabled"].IsFalse() && (told.Count == 0 || categories.All(c => told.Exists(t => t.Is(c))));
    }

    private static List<(Stack Stack, StackResource Resource)> Subnets(Subject database) =>
        database.AllStacks.Resolve(database.Stack, database["DBSubnetGroupName"]) is not { } group ? []
        : [.. group.Resource.Properties["SubnetIds"].Items().Select(s => database.AllStacks.Resolve(group.Stack, s))
            .OfType<(Stack, StackResource)>()];

    private static bool IsPublic(Subject database, Stack stack, StackResource subnet) =>
        stack.Resources.Where(r => r.Type == "AWS::EC2::SubnetRouteTableAssociation" && r.Properties.Names(subnet.Id))
            .Select(a => database.AllStacks.Resolve(stack, a.Properties["RouteTableId"])?.Resource.Id)
            .OfType<string>()
            .Any(table => stack.Resources.Any(r =>
                r.Type == "AWS::EC2::Route" && r.Properties["GatewayId"] is not null && r.Properties["RouteTableId"]!.Names(table)));
}
