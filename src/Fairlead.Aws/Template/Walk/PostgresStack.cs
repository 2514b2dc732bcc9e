using Fairlead.Aws.Template.Access;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using static Fairlead.Aws.Template.Value;

namespace Fairlead.Aws.Template.Walk;

/// <summary>A PostgreSQL database on RDS, with its document in Secrets Manager.</summary>
internal static class PostgresStack
{
    /// <summary>The database and its owner.</summary>
    public static string NameOf(App app) => DatabaseName.For(app);

    /// <summary>The well-known port, or its neighbour where a control wants another.</summary>
    public static int PortOf(Site site) => site.Wants("RDS.23") ? Postgres.Port + 1 : Postgres.Port;

    public static Stack Make(Site site, Postgres database)
    {
        var stack = site.Begin(database.Name);
        // The newest minor version, looked up by the deploy; never of another major version than the parameters are for.
        stack.Add(new Parameter("EngineVersion") { Pattern = $"{database.Version}(\\.[0-9]+)*" });
        if (site.Wants("RDS.6"))
        {
            AddMonitor(stack, database);
        }

        AddSecret(site, stack, database);
        stack.Add(new Resource("Subnets", "AWS::RDS::DBSubnetGroup", Map(("DBSubnetGroupDescription", $"Private subnets of {site.App.Id}"), ("SubnetIds", site.Subnets(stack, isPublic: false)))) { Cause = database.Origin.Name });
        stack.Add(new Resource("Parameters", "AWS::RDS::DBParameterGroup", Map(
            ("Description", $"{database.Name} of {site.App.Id}"), ("Family", $"postgres{database.Version}"), ("Parameters", Map(("rds.force_ssl", database.TlsRequired ? "1" : "0"))))) { Cause = database.Origin.Name });
        stack.Add(new Resource("Database", "AWS::RDS::DBInstance", Properties(site, stack, database)) { Keep = database.Protect ? Keep.Snapshot : Keep.Nothing, Cause = database.Origin.Name });
        stack.Add(new Resource("SecretUse", "AWS::SecretsManager::SecretTargetAttachment", Map(("SecretId", Ref("Secret")), ("TargetId", Ref("Database")), ("TargetType", "AWS::RDS::DBInstance"))));
        stack.Add(new Output("Host", GetAtt("Database", "Endpoint.Address")));
        stack.Add(new Output("Secret", Ref("SecretUse")));
        return stack;
    }

    private static void AddSecret(Site site, Stack stack, Postgres database) => stack.Add(new Resource("Secret", "AWS::SecretsManager::Secret", Map(
        ("GenerateSecretString", Map(("ExcludePunctuation", true), ("GenerateStringKey", "password"), ("PasswordLength", 32), ("SecretStringTemplate", $"{{\"username\":\"{NameOf(site.App)}\"}}")))))
    {
        Keep = database.Protect ? Keep.Retained : Keep.Nothing,
        Cause = database.Origin.Name,
    });

    private static void AddMonitor(Stack stack, Postgres database) => stack.Add(new Resource("MonitorRole", "AWS::IAM::Role", Map(
        ("AssumeRolePolicyDocument", Trust.Service("monitoring.rds.amazonaws.com", Arn("rds", "db:*"))),
        ("ManagedPolicyArns", List(Concat("arn:", Partition, ":iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"))))) { Cause = database.Origin.Name });

    private static MapValue Properties(Site site, Stack stack, Postgres database)
    {
        var restored = database.Restore is not null;
        var isMonitored = site.Wants("RDS.6");
        return Map(
            // Another version in the file is meant: it is one step of the file that an upgrade takes.
            ("AllocatedStorage", Site.Number(database.Storage.Mebibytes / 1024)), ("AllowMajorVersionUpgrade", true), ("AutoMinorVersionUpgrade", true), ("BackupRetentionPeriod", (int)database.Backups.TotalDays),
            ("CopyTagsToSnapshot", true), ("DBInstanceClass", database.Size), ("DBName", restored ? null : (Value)NameOf(site.App)), ("DBParameterGroupName", Ref("Parameters")),
            ("DBSnapshotIdentifier", restored ? Texts.Of(site, stack, database.Restore!) : null), ("DBSubnetGroupName", Ref("Subnets")), ("DeletionProtection", database.Protect && !site.IsDev),
            ("EnableCloudwatchLogsExports", site.Wants("RDS.36") ? List("postgresql", "upgrade") : null), ("EnableIAMDatabaseAuthentication", site.Wants("RDS.10") ? (Value)true : null),
            ("Engine", "postgres"), ("EngineVersion", Ref("EngineVersion")), ("MasterUserPassword", SecretKey(Ref("Secret"), "password")),
            ("MasterUsername", restored ? null : (Value)NameOf(site.App)), ("MonitoringInterval", isMonitored ? (Value)60 : null), ("MonitoringRoleArn", isMonitored ? GetAtt("MonitorRole", "Arn") : null),
            ("MultiAZ", database.Zones > 1 || site.Wants("RDS.5")), ("Port", PortOf(site) is var port && port != Postgres.Port ? (Value)Site.Number(port) : null), ("PubliclyAccessible", false),
            ("StorageEncrypted", restored ? null : (Value)true), ("StorageType", "gp3"), ("VPCSecurityGroups", List(site.Take(stack, LogicalId.Of(Kinds.Group, database.Name)))));
    }
}
