using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>
/// PostgreSQL and Redis: rows 65 to 83 of the capabilities, as far as templates show them, and what real systems got wrong there.
/// </summary>
public class RowsDatabaseTests
{
    private const string TwoLinked = """
        services:
          web: {port: 80, route: /, env: {DATABASE_URL: "${db.url}"}}
          worker: {env: {DB_HOST: "${db.host}"}}
          other: {env: {A: b}}
        jobs:
          nightly: {schedule: every 1h, uses: [db], env: {A: b}}
        resources:
          db: {type: postgres, version: 15, size: db.t4g.small, storage: 30G}

        """;

    [Fact]
    public void Row_065_postgres()
    {
        var app = Walked.Of(TwoLinked);
        app.Part("db", "DBInstance", "Engine").ShouldBe("\"postgres\"");
        app.Part("db", "DBInstance", "DBInstanceClass").ShouldBe("\"db.t4g.small\"");
        app.Part("db", "DBInstance", "AllocatedStorage").ShouldBe("\"30\"");
        app.Part("db", "DBInstance", "StorageType").ShouldBe("\"gp3\"");
        app.Part("db", "DBInstance", "PubliclyAccessible").ShouldBe("false");
        app.Part("db", "SubnetGroup", "SubnetIds").ShouldBe("""[{"Ref":"PrivateSubnet0"},{"Ref":"PrivateSubnet1"}]""");
    }

    [Fact]
    public void Row_066_size_differs_by_environment()
    {
        Walked.Example("hera", "test", t => t).Part("db", "DBInstance", "DBInstanceClass").ShouldBe("\"db.t3.micro\"");
        Walked.Example("hera", "production-turkey", t => t).Part("db", "DBInstance", "DBInstanceClass").ShouldBe("\"db.t4g.large\"");
    }

    [Fact]
    public void Row_067_the_password_is_made_of_letters_and_digits() =>
        Walked.Of(TwoLinked).Part("db", "Secret", "GenerateSecretString")
        .ShouldBe(
        """{"ExcludePunctuation":true,"GenerateStringKey":"password","PasswordLength":"""
            + """32,"SecretStringTemplate":"{\"username\":\"shop\"}"}""");

    [Fact]
    public void Row_069_connection_as_separate_values()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {H: '${db.host}', P: '${db.port}', N: '${db.name}', U: '${db.user}', S:"
            + " '${db.password}'}}}\nresources: {db: postgres}\n");
        app.Variable("web", "H").ShouldBe("""{"Ref":"FromDbHost"}""");
        app.Variable("web", "P").ShouldBe("\"5432\"");
        app.Variable("web", "N").ShouldBe("\"shop\"");
        app.Variable("web", "U").ShouldBe("\"shop\"");
        app.Variable("web", "S").ShouldBe("""{"Fn::Join":["",[{"Ref":"FromDbSecret"},":password::"]]}""");
    }

    // Attached, the document has engine, host, port, username, password and dbname.
    [Fact]
    public void Row_070_connection_as_json()
    {
        var app = Walked.Of("services: {web: {port: 80, route: /, env: {DB: '${db.json}'}}}\nresources: {db: postgres}\n");
        app.Variable("web", "DB").ShouldBe("""{"Ref":"FromDbSecret"}""");
        app.Part("db", "SecretAttachment")
            .ShouldBe("""{"SecretId":{"Ref":"Secret"},"TargetId":{"Ref":"DBInstance"},"TargetType":"AWS::RDS::DBInstance"}""");
        app.Role("web", "ExecutionRole")
            .ShouldContain("""{"Action":"secretsmanager:GetSecretValue","Effect":"Allow","Resource":{"Ref":"FromDbSecret"}}""");
    }

    [Fact]
    public void Row_071_every_workload_that_links_reaches_it_and_no_other()
    {
        Walked.Of(TwoLinked).Paths().Where(p => p.Contains("→ db")).ShouldBe(["nightly → db 5432", "web → db 5432", "worker → db 5432"]);
        Walked.Of(TwoLinked).Everything.ShouldNotContain("CidrIp\":\"10.");
    }

    [Fact]
    public void D24_the_worker_and_the_job_are_admitted_like_the_web() => Row_071_every_workload_that_links_reaches_it_and_no_other();

    [Fact]
    public void Row_072_encrypted_and_only_with_tls()
    {
        var app = Walked.Of(TwoLinked);
        app.Part("db", "DBInstance", "StorageEncrypted").ShouldBe("true");
        app.Part("db", "DBInstance", "DBParameterGroupName").ShouldBe("""{"Ref":"ParameterGroup"}""");
        app.Part("db", "ParameterGroup", "Family").ShouldBe("\"postgres15\"");
        app.Part("db", "ParameterGroup", "Parameters").ShouldBe("""{"rds.force_ssl":"1"}""");
        Walked.Of("resources: {db: {type: postgres, tls: optional}}\n").Part("db", "ParameterGroup", "Parameters")
            .ShouldBe("""{"rds.force_ssl":"0"}""");
    }

    // The engine's version can not be of another major version than the parameters.
    [Fact]
    public void D12_one_version_decides_engine_and_parameters()
    {
        var app = Walked.Of(TwoLinked);
        app.Part("db", "DBInstance", "EngineVersion").ShouldBe("""{"Ref":"EngineVersion"}""");
        var pattern = app["db"].FindParameter("EngineVersion")!.Pattern!;
        System.Text.RegularExpressions.Regex.IsMatch("15.4", $"^({pattern})$").ShouldBeTrue();
        System.Text.RegularExpressions.Regex.IsMatch("14.9", $"^({pattern})$").ShouldBeFalse();
        app.Everything.ShouldContain("""{"AllowedPattern":"15(\\.[0-9]+)*","Type":"String"}""");
        Walked.Changes(app, Walked.Of(TwoLinked.Replace("version: 15", "version: 16"))).Single(c => c.Stack == "shop-prod-db").DataAtRisk
            .ShouldBeEmpty();
        app.Part("db", "DBInstance", "AllowMajorVersionUpgrade").ShouldBe("true");
    }

    [Fact]
    public void Row_073_backups_and_a_last_snapshot()
    {
        var app = Walked.Of(TwoLinked);
        app.Part("db", "DBInstance", "BackupRetentionPeriod").ShouldBe("7");
        app["db"].Find("DBInstance")!.DeletionPolicy.ShouldBe(DeletionPolicy.Snapshot);
        app.Part("db", "DBInstance", "DeletionProtection").ShouldBe("""{"Fn::If":["IsProtected",true,false]}""");
        app["db"].Find("Secret")!.DeletionPolicy.ShouldBe(DeletionPolicy.Retain);
        Walked.Of("resources: {db: {type: postgres, backups: 14d}}\n").Part("db", "DBInstance", "BackupRetentionPeriod").ShouldBe("14");
    }

    [Fact]
    public void D35_D36_what_nobody_said_is_safe() => Row_073_backups_and_a_last_snapshot();

    [Fact]
    public void Data_that_the_file_does_not_protect_goes()
    {
        var app = Walked.Of("resources: {db: {type: postgres, protect: false}}\n");
        app["db"].Find("DBInstance")!.DeletionPolicy.ShouldBe(DeletionPolicy.Delete);
        app.Part("db", "DBInstance", "DeletionProtection").ShouldBe("false");
    }

    [Fact]
    public void Row_075_an_existing_database()
    {
        const string File =
            "services: {web: {port: 80, route: /, env: {DATABASE_URL: '${db.url}'}}}\nresources: {db: {type: postgres, existing: {secret:"
            + " connections/database_url, key: SECRET_DATABASE_URL, security_group: sg-0a1b2c3d}}}\n";
        var app = Walked.Of(File);
        app.Everything.ShouldNotContain("AWS::RDS");
        app.Stacks.ShouldNotContain(s => s.Name == "shop-prod-db");
        app.Variable("web", "DATABASE_URL").ShouldEndWith(""""},":SECRET_DATABASE_URL::"]]}"""");
        app.Role("web", "ExecutionRole").Where(s => s.Contains("secretsmanager")).ShouldHaveSingleItem()
            .ShouldEndWith("""secret:connections/database_url-??????"]]}}""");
        app.Paths().ShouldContain("web → db 5432");
        app.Part(null, "IngressTcp5432WebToDb", "GroupId").ShouldBe("\"sg-0a1b2c3d\"");
    }

    [Fact]
    public void Row_075_an_existing_database_by_its_parts()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {H: '${db.host}', P: '${db.port}', U: '${db.user}', S:"
            + " '${db.password}'}}}\nresources: {db: {type: postgres, existing: {host: db.example.org, port: 5433, name: shop, user: me,"
            + " password: '${secret.DB_PASSWORD}'}}}\n");
        app.Variable("web", "H").ShouldBe("\"db.example.org\"");
        app.Variable("web", "P").ShouldBe("\"5433\"");
        app.Variable("web", "U").ShouldBe("\"me\"");
        app.Variable("web", "S").ShouldEndWith("""parameter/shop/prod/DB_PASSWORD"]]}""");
        app.Role("web", "ExecutionRole").Where(s => s.Contains("ssm:")).ShouldHaveSingleItem()
            .ShouldContain("parameter/shop/prod/DB_PASSWORD");
    }

    [Fact]
    public void Row_076_restore_from_a_snapshot()
    {
        var app = Walked.Of(TwoLinked.Replace("storage: 30G", "storage: 30G, restore: before-the-move"));
        app.Part("db", "DBInstance", "DBSnapshotIdentifier").ShouldBe("\"before-the-move\"");
        app.Part("db", "DBInstance", "MasterUsername").ShouldBeEmpty();
        Walked.Changes(Walked.Of(TwoLinked), app).Single(c => c.Stack == "shop-prod-db").DataAtRisk
            .ShouldContain(d => d.Contains("DBInstance") && d.Contains("replaced"));
        DeployTimeWork.Describe(app.App).ShouldContain(s => s.Name == "db" && s.Text.Contains("the snapshot before-the-move"));
    }

    // They take SQL, which no template has: the deploy does it, and the plan says so.
    [Fact]
    public void Row_077_and_080_extensions_and_users_are_steps_of_the_deploy()
    {
        var app = Walked.Of("resources: {db: {type: postgres, extensions: [postgis, hstore], users: {report: read, app: readwrite}}}\n");
        DeployTimeWork.Describe(app.App).Select(s => s.Text).ShouldBe([
            "gets the extensions postgis, hstore by the deploy, before anything uses it",
            "gets the users report (read), app (readwrite) by the deploy; none may change the schema",
        ]);
    }

    [Fact]
    public void D19_the_password_is_in_one_place()
    {
        var app = Walked.Of(TwoLinked);
        app["db"].Resources.Count(r => r.Type == "AWS::SecretsManager::Secret").ShouldBe(1);
        app.Part("db", "DBInstance", "MasterUserPassword")
            .ShouldBe("""{"Fn::Join":["",["{{resolve:secretsmanager:",{"Ref":"Secret"},":SecretString:password}}"]]}""");
    }

    [Fact]
    public void A_standby_in_another_zone_where_the_file_asks_for_it()
    {
        Walked.Of("resources: {db: postgres}\n").Part("db", "DBInstance", "MultiAZ").ShouldBe("false");
        Walked.Of("resources: {db: {type: postgres, zones: 2}}\n").Part("db", "DBInstance", "MultiAZ").ShouldBe("true");
    }

    [Fact]
    public void Row_081_redis()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {H: '${cache.host}'}}, other: {env: {A: b}}}\nresources: {cache: redis}\n");
        app.Types("cache").ShouldBe(["AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::SubnetGroup"]);
        app.Part("cache", "SubnetGroup", "SubnetIds").ShouldBe("""[{"Ref":"PrivateSubnet0"},{"Ref":"PrivateSubnet1"}]""");
        app.Part("cache", "ReplicationGroup", "SecurityGroupIds").ShouldBe("""[{"Ref":"SecurityGroupCache"}]""");
        app.Paths().Where(p => p.Contains("→ cache")).ShouldBe(["web → cache 6379"]);
        app.Part("cache", "ReplicationGroup", "AtRestEncryptionEnabled").ShouldBe("true");
        app["cache"].Find("ReplicationGroup")!.DeletionPolicy.ShouldBe(DeletionPolicy.Snapshot);
        Walked.Of("resources: {cache: {type: redis, replicas: 2}}\n").Part("cache", "ReplicationGroup", "NumCacheClusters").ShouldBe("3");
        Walked.Of("resources: {cache: {type: redis, replicas: 2}}\n").Part("cache", "ReplicationGroup", "AutomaticFailoverEnabled")
            .ShouldBe("true");
    }

    [Fact]
    public void Row_082_redis_by_host_and_port_or_by_url()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {H: '${cache.host}', P: '${cache.port}', U: '${cache.url}'}}}\nresources: {cache:"
            + " redis}\n");
        app.Variable("web", "H").ShouldBe("""{"Ref":"FromCacheHost"}""");
        app.Variable("web", "P").ShouldBe("\"6379\"");
        app.Variable("web", "U").ShouldEndWith("""parameter/shop/prod/web/U"]]}""");
    }

    [Theory]
    [InlineData("redis", "true", "rediss://")]
    [InlineData("{type: redis, tls: false}", "false", "redis://")]
    public void Row_083_redis_with_tls_or_without(string resource, string isOn, string scheme)
    {
        var app = Walked.Of($"resources: {{cache: {resource}}}\n");
        app.Part("cache", "ReplicationGroup", "TransitEncryptionEnabled").ShouldBe(isOn);
        var url =
            TextValues.Render(new StackScope(app.App), new Stack("s"),
            new Fairlead.Core.Model.AttributePart("cache", Fairlead.Core.Model.Kind.Redis, Fairlead.Core.Model.Attribute.Url,
                app.App.Services["web"].Origin.Name));
        Walked.Text(url).ShouldBe($$"""{"Fn::Join":["",["{{scheme}}",{"Ref":"FromCacheHost"},":6379"]]}""");
    }
}
