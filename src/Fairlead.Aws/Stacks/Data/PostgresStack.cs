using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Iam;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Sources;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Data;

/// <summary>A PostgreSQL database on RDS, with its document in Secrets Manager.</summary>
internal static class PostgresStack
{
    public static Stack Make(StackScope scope, Postgres database)
    {
        var stack = scope.NewStack(database.Name);
        // The newest minor version, looked up by the deploy; never of another major version than the parameters are for.
        stack.Add(new StackParameter("EngineVersion") { Pattern = $"{database.Version}(\\.[0-9]+)*" });
        if (scope.Requires("RDS.6"))
        {
            AddMonitor(stack, database);
        }

        AddSecret(scope, stack, database);
        stack.Add(new StackResource("SubnetGroup", "AWS::RDS::DBSubnetGroup", Map(
            ("DBSubnetGroupDescription", $"Private subnets of {scope.App.Id}"),
            ("SubnetIds", scope.Subnets(stack, isPublic: false)))) { Cause = database.Origin.Name });
        stack.Add(new StackResource("ParameterGroup", "AWS::RDS::DBParameterGroup", Map(
            ("Description", $"{database.Name} of {scope.App.Id}"), ("Family", $"postgres{database.Version}"),
            ("Parameters", Parameters(scope, database)))) { Cause = database.Origin.Name });
        stack.Add(
            new StackResource("DBInstance", "AWS::RDS::DBInstance",
                Properties(scope, stack, database)) { DeletionPolicy = database.Protect ? DeletionPolicy.Snapshot : DeletionPolicy.Delete,
                    Cause = database.Origin.Name });
        stack.Add(new StackResource("SecretAttachment", "AWS::SecretsManager::SecretTargetAttachment", Map(
            ("SecretId", Ref("Secret")), ("TargetId", Ref("DBInstance")), ("TargetType", "AWS::RDS::DBInstance"))));
        stack.Add(new StackOutput("Host", GetAtt("DBInstance", "Endpoint.Address")));
        stack.Add(new StackOutput("Secret", Ref("SecretAttachment")));
        return stack;
    }

    /// <summary>The line that asks for something inside of a database.</summary>
    public static Span PlaceOfContents(Postgres database) =>
        database.Origin.PlaceOf(database.Extensions.Count > 0 ? "extensions" : "users");

    // What the file says stands above what follows from its extensions, but for what they can not be without.
    private static MapValue Parameters(StackScope scope, Postgres database)
    {
        var parameters = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["rds.force_ssl"] = database.TlsRequired ? "1" : "0",
        };
        foreach (var (name, value) in RdsExtensions.ParametersOf(database.Extensions, DatabaseName.NameOf(scope.App, database)))
        {
            parameters[name] = value;
        }

        foreach (var own in database.Parameters)
        {
            parameters[own.Name] = own.Name == RdsExtensions.Preloaded && parameters.TryGetValue(own.Name, out var needed)
                ? string.Join(',', own.Value.Split(',', StringSplitOptions.TrimEntries).Union(needed.Split(','))) : own.Value;
        }

        return MapValue.FromTexts([.. parameters]);
    }

    private static void AddSecret(StackScope scope, Stack stack, Postgres database) =>
        stack.Add(new StackResource("Secret", "AWS::SecretsManager::Secret", Map(
        ("GenerateSecretString", Map(
        ("ExcludePunctuation", true), ("GenerateStringKey", "password"), ("PasswordLength", 32),
        ("SecretStringTemplate", $"{{\"username\":\"{DatabaseName.UserOf(scope.App, database)}\"}}")))))
    {
        DeletionPolicy = database.Protect ? DeletionPolicy.Retain : DeletionPolicy.Delete,
        Cause = database.Origin.Name,
    });

    private static void AddMonitor(Stack stack, Postgres database) => stack.Add(new StackResource("MonitoringRole", "AWS::IAM::Role", Map(
        ("AssumeRolePolicyDocument", TrustPolicy.Service("monitoring.rds.amazonaws.com", Arn("rds", "db:*"))),
        ("ManagedPolicyArns",
            List(Concat("arn:", Partition,
                ":iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"))))) { Cause = database.Origin.Name });

    private static MapValue Properties(StackScope scope, Stack stack, Postgres database)
    {
        var restored = database.Restore is not null;
        var isMonitored = scope.Requires("RDS.6");
        return Map(
            // Another version in the file is meant: it is one step of the file that an upgrade takes.
            // A snapshot says how much it was.
            ("AllocatedStorage", restored && !database.SaysStorage ? null : (Value)StackScope.Number(database.Storage.Mebibytes / 1024)),
            ("AllowMajorVersionUpgrade", true),
            ("AutoMinorVersionUpgrade", true), ("BackupRetentionPeriod", (int)database.Backups.TotalDays),
            ("CopyTagsToSnapshot", true), ("DBInstanceClass", database.Size),
            ("DBName", restored ? null : (Value)DatabaseName.For(scope.App)), ("DBParameterGroupName", Ref("ParameterGroup")),
            ("DBSnapshotIdentifier", restored ? TextValues.Render(scope, stack, database.Restore!.Snapshot) : null),
            ("DBSubnetGroupName", Ref("SubnetGroup")),
            ("DeletionProtection", database.Protect && !scope.IsDev ? StackScope.Protected(stack, true, false) : false),
            ("EnableCloudwatchLogsExports", scope.Requires("RDS.36") ? List("postgresql", "upgrade") : null),
            ("EnableIAMDatabaseAuthentication", scope.Requires("RDS.10") ? (Value)true : null),
            ("Engine", "postgres"), ("EngineVersion", Ref("EngineVersion")), ("MasterUserPassword", SecretKey(Ref("Secret"), "password")),
            ("MasterUsername", restored ? null : (Value)DatabaseName.For(scope.App)),
            ("MonitoringInterval", isMonitored ? (Value)60 : null),
            ("MonitoringRoleArn", isMonitored ? GetAtt("MonitoringRole", "Arn") : null),
            ("MultiAZ", database.Zones > 1 || scope.Requires("RDS.5")),
            ("Port", KnownNames.PortOf(scope) is var port && port != Postgres.Port ? (Value)StackScope.Number(port) : null),
            ("PubliclyAccessible", false),
            ("StorageEncrypted", restored ? null : (Value)true), ("StorageType", "gp3"),
            ("VPCSecurityGroups", List(scope.ImportOutput(stack, LogicalId.For(LogicalIdPrefix.SecurityGroup, database.Name)))));
    }
}
