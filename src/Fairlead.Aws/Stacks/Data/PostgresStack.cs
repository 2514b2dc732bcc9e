using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>A PostgreSQL database on RDS, with its document in Secrets Manager.</summary>
internal static class PostgresStack
{
    private const int LongestName = 63;

    /// <summary>The database and its owner; letters, digits and underscores, and never a word that RDS keeps for itself.</summary>
    public static string NameOf(App app)
    {
        var name = app.Name.Replace('-', '_');
        name = name.Length > LongestName ? name[..LongestName] : name;
        return name is "postgres" or "admin" or "rdsadmin" or "user" or "db" or "database" ? $"{name}_app" : name;
    }

    /// <summary>The well-known port, or its neighbour where a control wants another.</summary>
    public static int PortOf(StackScope site) => site.Requires("RDS.23") ? Postgres.Port + 1 : Postgres.Port;

    public static Stack Make(StackScope site, Postgres database)
    {
        var stack = site.NewStack(database.Name);
        // The newest minor version, looked up by the deploy; never of another major version than the parameters are for.
        stack.Add(new StackParameter("EngineVersion") { Pattern = $"{database.Version}(\\.[0-9]+)*" });
        if (site.Requires("RDS.6"))
        {
            AddMonitor(stack, database);
        }

        AddSecret(site, stack, database);
        stack.Add(new StackResource("Subnets", "AWS::RDS::DBSubnetGroup", Map(("DBSubnetGroupDescription", $"Private subnets of {site.App.Id}"), ("SubnetIds", site.Subnets(stack, isPublic: false)))) { Cause = database.Origin.Name });
        stack.Add(new StackResource("Parameters", "AWS::RDS::DBParameterGroup", Map(
            ("Description", $"{database.Name} of {site.App.Id}"), ("Family", $"postgres{database.Version}"), ("Parameters", Map(("rds.force_ssl", database.TlsRequired ? "1" : "0"))))) { Cause = database.Origin.Name });
        stack.Add(new StackResource("Database", "AWS::RDS::DBInstance", Properties(site, stack, database)) { DeletionPolicy = database.Protect ? DeletionPolicy.Snapshot : DeletionPolicy.Delete, Cause = database.Origin.Name });
        stack.Add(new StackResource("SecretUse", "AWS::SecretsManager::SecretTargetAttachment", Map(("SecretId", Ref("Secret")), ("TargetId", Ref("Database")), ("TargetType", "AWS::RDS::DBInstance"))));
        stack.Add(new StackOutput("Host", GetAtt("Database", "Endpoint.Address")));
        stack.Add(new StackOutput("Secret", Ref("SecretUse")));
        return stack;
    }

    private static void AddSecret(StackScope site, Stack stack, Postgres database) => stack.Add(new StackResource("Secret", "AWS::SecretsManager::Secret", Map(
        ("GenerateSecretString", Map(("ExcludePunctuation", true), ("GenerateStringKey", "password"), ("PasswordLength", 32), ("SecretStringTemplate", $"{{\"username\":\"{NameOf(site.App)}\"}}")))))
    {
        DeletionPolicy = database.Protect ? DeletionPolicy.Retain : DeletionPolicy.Delete,
        Cause = database.Origin.Name,
    });

    private static void AddMonitor(Stack stack, Postgres database) => stack.Add(new StackResource("MonitorRole", "AWS::IAM::Role", Map(
        ("AssumeRolePolicyDocument", TrustPolicy.Service("monitoring.rds.amazonaws.com", Arn("rds", "db:*"))),
        ("ManagedPolicyArns", List(Concat("arn:", Partition, ":iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"))))) { Cause = database.Origin.Name });

    private static MapValue Properties(StackScope site, Stack stack, Postgres database)
    {
        var restored = database.Restore is not null;
        var isMonitored = site.Requires("RDS.6");
        return Map(
            // Another version in the file is meant: it is one step of the file that an upgrade takes.
            ("AllocatedStorage", StackScope.Number(database.Storage.Mebibytes / 1024)), ("AllowMajorVersionUpgrade", true), ("AutoMinorVersionUpgrade", true), ("BackupRetentionPeriod", (int)database.Backups.TotalDays),
            ("CopyTagsToSnapshot", true), ("DBInstanceClass", database.Size), ("DBName", restored ? null : (Value)NameOf(site.App)), ("DBParameterGroupName", Ref("Parameters")),
            ("DBSnapshotIdentifier", restored ? TextValues.Render(site, stack, database.Restore!) : null), ("DBSubnetGroupName", Ref("Subnets")), ("DeletionProtection", database.Protect && !site.IsDev),
            ("EnableCloudwatchLogsExports", site.Requires("RDS.36") ? List("postgresql", "upgrade") : null), ("EnableIAMDatabaseAuthentication", site.Requires("RDS.10") ? (Value)true : null),
            ("Engine", "postgres"), ("EngineVersion", Ref("EngineVersion")), ("MasterUserPassword", SecretKey(Ref("Secret"), "password")),
            ("MasterUsername", restored ? null : (Value)NameOf(site.App)), ("MonitoringInterval", isMonitored ? (Value)60 : null), ("MonitoringRoleArn", isMonitored ? GetAtt("MonitorRole", "Arn") : null),
            ("MultiAZ", database.Zones > 1 || site.Requires("RDS.5")), ("Port", PortOf(site) is var port && port != Postgres.Port ? (Value)StackScope.Number(port) : null), ("PubliclyAccessible", false),
            ("StorageEncrypted", restored ? null : (Value)true), ("StorageType", "gp3"), ("VPCSecurityGroups", List(site.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.Group, database.Name)))));
    }
}
