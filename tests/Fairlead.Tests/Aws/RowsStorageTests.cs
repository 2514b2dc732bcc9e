using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Tests.Support;

namespace Fairlead.Tests.Aws;

/// <summary>
/// Buckets, queues, searches and volumes: rows 84 to 96 of the capabilities, as far as templates show them, and what real systems got wrong
/// there.
/// </summary>
public class RowsStorageTests
{
    private static Walked Cgap(string environment) =>
        Walked.Example("cgap", environment, text => string.Join('\n', text.Split('\n').Where(l => !l.StartsWith("  endpoints:"))));

    [Fact]
    public void Row_084_bucket()
    {
        var app =
            Walked.Of("services: {web: {port: 80, route: /, env: {B: '${data.name}', A: '${data.arn}'}}}\nresources: {data: bucket}\n");
        app.Part("data", "Bucket", "PublicAccessBlockConfiguration")
            .ShouldBe("""{"BlockPublicAcls":true,"BlockPublicPolicy":true,"IgnorePublicAcls":true,"RestrictPublicBuckets":true}""");
        app.Part("data", "Bucket", "VersioningConfiguration").ShouldBe("""{"Status":"Enabled"}""");
        app.Part("data", "Bucket", "OwnershipControls", "Rules").ShouldBe("""[{"ObjectOwnership":"BucketOwnerEnforced"}]""");
        app.Part("data", "Bucket", "BucketEncryption", "ServerSideEncryptionConfiguration")
            .ShouldBe("""[{"ServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]""");
        app.Part("data", "BucketPolicy", "PolicyDocument", "Statement")
            .ShouldContain("""{"Action":"s3:*","Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny","Principal":"*",""");
        app["data"].Find("Bucket")!.DeletionPolicy.ShouldBe(DeletionPolicy.Retain);
        app.Role("web")
            .ShouldContain(
            """{"Action":["s3:AbortMultipartUpload","s3:DeleteObject","s3:GetObject","s3:"""
                + """PutObject","s3:PutObjectTagging"],"Effect":"Allow","Resource":{"Fn::Join":["",["arn:",{"Ref":"AWS::Par"""
                + """tition"},":s3:::shop--prod--data-",{"Ref":"AWS::AccountId"},"/*"]]}}""");
        app.Variable("web", "A")
            .ShouldBe("""{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":s3:::shop--prod--data-",{"Ref":"AWS::AccountId"}]]}""");
        Walked.Of("resources: {data: {type: bucket, versions: false, protect: false}}\n").Part("data", "Bucket", "VersioningConfiguration")
            .ShouldBe("""{"Status":"Suspended"}""");
    }

    [Theory]
    [InlineData("cgap-mastertest")]
    [InlineData("cgap-production")]
    public void Row_085_lifecycle_by_tag_and_cors_of_the_portal_only(string environment)
    {
        var app = Cgap(environment);
        string[] byTag =
            [.. app.App.Resources.OfType<Fairlead.Core.Model.Bucket>()
            .Where(b => app.Part(b.Name, "Bucket", "LifecycleConfiguration").Contains("TagFilters")).Select(b => b.Name)];
        byTag.ShouldBe(["files", "wfoutput"]);
        foreach (var name in byTag)
        {
            app.Part(name, "Bucket", "LifecycleConfiguration").Split("\"TagFilters\":[{\"Key\":\"Lifecycle\"").Length.ShouldBe(5);
            app.Part(name, "Bucket", "LifecycleConfiguration")
                .ShouldContain(
                """{"Id":"tag-IA","Status":"Enabled","TagFilters":[{"Key":"Lifecycle","Value":"IA"}],"Transitions":"""
                    + """[{"StorageClass":"STANDARD_IA","TransitionInDays":30}]}""");
            app.Part(name, "Bucket", "LifecycleConfiguration")
                .ShouldContain(
                """{"ExpirationInDays":1,"Id":"tag-expire","Status":"Enabled","TagFilters":[{"Key":"Lifecycle","Value":"expire"}]}""");
        }

        app.App.Resources.OfType<Fairlead.Core.Model.Bucket>().Where(b => app.Part(b.Name, "Bucket", "CorsConfiguration").Length > 0)
            .Select(b => b.Name).ShouldBe(["wfoutput"]);
        var cors = app.Part("wfoutput", "Bucket", "CorsConfiguration", "CorsRules");
        cors.ShouldContain("\"AllowedMethods\":[\"GET\",\"HEAD\"]");
        cors.ShouldContain(
            environment == "cgap-production" ? "\"AllowedOrigins\":[\"https://cgap.example.edu\"]"
                : "\"AllowedOrigins\":[{\"Fn::Join\":[\"\",[\"http://\",{\"Ref\":\"LoadBalancerDnsName\"}]]}]");
    }

    // A browser's origin has no path, and would never be equal to one that has.
    [Fact]
    public void Row_085_the_path_of_a_service_is_no_part_of_its_origin() =>
        Walked.Of("services: {web: {port: 80, route: example.org/shop}}\nresources: {data: {type: bucket, cors: ['${web.url}']}}\n")
        .Part("data", "Bucket", "CorsConfiguration").ShouldContain("\"AllowedOrigins\":[\"http://example.org\"]");

    [Fact]
    public void Rules_of_the_file_are_followed()
    {
        var rules = Walked.Of("resources: {data: {type: bucket, lifecycle: [{prefix: tmp/, expire: 3d}, {archive: 30d}]}}\n")
            .Part("data", "Bucket", "LifecycleConfiguration");
        rules.ShouldContain("""{"ExpirationInDays":3,"Id":"rule-0","Prefix":"tmp/","Status":"Enabled"}""");
        rules.ShouldContain("""{"Id":"rule-1","Status":"Enabled","Transitions":[{"StorageClass":"GLACIER_IR","TransitionInDays":30}]}""");
        rules.ShouldContain("\"AbortIncompleteMultipartUpload\"");
    }

    [Fact]
    public void Row_086_a_grant_limited_to_a_prefix()
    {
        var role = Walked.Of("services: {web: {port: 80, route: /, uses: {data: readwrite app_data/}}}\nresources: {data: bucket}\n")
            .Role("web");
        role.Where(s => s.Contains("s3:PutObject")).ShouldHaveSingleItem().ShouldContain("/app_data/*\"]]}");
        role.Where(s => s.Contains("s3:ListBucket")).ShouldHaveSingleItem()
            .ShouldStartWith("""{"Action":"s3:ListBucket","Condition":{"StringLike":{"s3:prefix":["app_data/","app_data/*"]}}""");
    }

    // Listing is a right on the bucket: on objects it allows nothing.
    [Fact]
    public void D23_the_bucket_is_listed_and_its_objects_are_read()
    {
        var role = Walked.Of("services: {web: {port: 80, route: /, uses: {data: read}}}\nresources: {data: bucket}\n").Role("web");
        role.Where(s => s.Contains("ListBucket")).ShouldHaveSingleItem()
            .ShouldEndWith(""":s3:::shop--prod--data-",{"Ref":"AWS::AccountId"}]]}}""");
        role.Where(s => s.Contains("GetObject")).ShouldHaveSingleItem().ShouldEndWith(""","/*"]]}}""");
        role.ShouldNotContain(s => s.Contains("PutObject"));
    }

    [Fact]
    public void Row_087_the_name_is_stable_and_a_first_try_leaves_nothing_in_the_way()
    {
        var app = Walked.Of("resources: {data: bucket, other: {type: bucket, name: example-org-files}}\n");
        app.Part("data", "Bucket", "BucketName").ShouldBe("""{"Fn::Join":["",["shop--prod--data-",{"Ref":"AWS::AccountId"}]]}""");
        app.Part("other", "Bucket", "BucketName").ShouldBe("\"example-org-files\"");
        app["data"].Find("Bucket")!.DeletionPolicy!.OnDelete.ShouldBe("RetainExceptOnCreate");
    }

    [Fact]
    public void Row_088_an_own_key_names_exactly_the_roles_that_link()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, uses: {data: read}}, worker: {uses: [data]}, other: {env: {A: b}}}\nresources: {data:"
            + " {type: bucket, encrypt: own-key}}\n");
        app.Part("data", "Bucket", "BucketEncryption", "ServerSideEncryptionConfiguration")
            .ShouldBe(
            """[{"BucketKeyEnabled":true,"ServerSideEncryptionByDefault":{"KMSMasterKeyID":{"Fn::GetAtt":"""
                + """["Key","Arn"]},"SSEAlgorithm":"aws:kms"}}]""");
        var policy = app.Part("data", "Key", "KeyPolicy", "Statement");
        policy.Split("\"Principal\":").Length.ShouldBe(4);
        policy.ShouldContain(
            """{"Action":"kms:Decrypt","Condition":{"StringEquals":{"kms:ViaService":{"Fn::Join":["",["s3.",{"Ref":"AWS::"""
                + """Region"},".amazonaws.com"]]}}},"Effect":"Allow","Principal":{"AWS":"""
                + """{"Ref":"FromWebTaskRole"}},"Resource":"*","Sid":"UseWeb"}""");
        policy.ShouldContain("""{"Action":["kms:Decrypt","kms:GenerateDataKey"]""");
        policy.ShouldContain("{\"AWS\":{\"Ref\":\"FromWorkerTaskRole\"}}");
        policy.ShouldNotContain("kms:*");
        app.Part("data", "Key", "EnableKeyRotation").ShouldBe("true");
        app["data"].Find("Key")!.DeletionPolicy.ShouldBe(DeletionPolicy.Retain);
        app.Role("web").ShouldNotContain(s => s.Contains("kms:"));
    }

    [Fact]
    public void Row_088_what_a_permission_says_of_a_key_stands_at_the_key()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, uses: [data], permissions: [{allow: ['kms:Encrypt', 's3:GetBucketLocation'], to:"
            + " ['${data.key}', '${data.arn}']}]}}\nresources: {data: {type: bucket, encrypt: own-key}}\n");
        app.Part("data", "Key", "KeyPolicy", "Statement")
            .ShouldContain(
            """{"Action":"kms:Encrypt","Effect":"Allow","Principal":{"AWS":{"Ref":"FromWebTaskRole"}},"Resource":"*","Sid":"PermitWeb"}""");
        app.Role("web").Where(s => s.Contains("kms:Encrypt")).ShouldHaveSingleItem().ShouldNotContain("Key");
    }

    [Fact]
    public void Row_089_queue()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {Q: '${jobs.url}', N: '${jobs.name}'}}, worker: {uses: {jobs:"
            + " receive}}}\nresources: {jobs: {type: queue, visibility: 6h, keep: 14d, delay: 1s, poll: 2s}}\n");
        app.Part("jobs", "Queue")
            .ShouldBe(
            """{"DelaySeconds":1,"MessageRetentionPeriod":"""
                + """1209600,"QueueName":"shop-prod-jobs","ReceiveMessageWaitTimeSeconds":2,"SqsManagedSseEnabled":true,"Tags":"""
                + """[{"Key":"fairlead:app","Value":"shop"},{"Key":"fairlead:environment","Value":"prod"},{"Key":"fairlead:"""
                + """name","Value":"jobs"}],"VisibilityTimeout":21600}""");
        app.Part("jobs", "QueuePolicy", "PolicyDocument").ShouldContain("aws:SecureTransport");
        app.Variable("web", "Q")
            .ShouldBe(
            """{"Fn::Join":["",["https://sqs.",{"Ref":"AWS::Region"},".",{"Ref":"AWS::URLSuffix"},"/",{"Ref":"AWS::"""
                + """AccountId"},"/shop-prod-jobs"]]}""");
        app.Variable("web", "N").ShouldBe("\"shop-prod-jobs\"");
        app.Role("web").ShouldContain(s => s.Contains("sqs:SendMessage") && s.Contains("sqs:ReceiveMessage"));
        app.Role("worker").ShouldContain(s => s.Contains("sqs:ReceiveMessage") && !s.Contains("sqs:SendMessage"));
        app.Part("jobs", "MessageAgeAlarm", "AlarmActions").ShouldBe("""[{"Ref":"AlertTopic"}]""");
        app.Part("jobs", "MessageAgeAlarm", "Threshold").ShouldBe("604800");
    }

    [Fact]
    public void Row_090_dead_letters_go_somewhere_and_somebody_is_told()
    {
        var app = Walked.Of("resources: {jobs: {type: queue, dead_letter: {after: 5}}}\n");
        app.Part("jobs", "Queue", "RedrivePolicy")
            .ShouldBe("""{"deadLetterTargetArn":{"Fn::GetAtt":["DeadLetterQueue","Arn"]},"maxReceiveCount":5}""");
        app.Part("jobs", "DeadLetterQueue", "QueueName").ShouldBe("\"shop-prod-jobs-dead\"");
        app.Part("jobs", "DeadLetterQueue", "MessageRetentionPeriod").ShouldBe("1209600");
        app.Part("jobs", "DeadLetterQueuePolicy", "PolicyDocument").ShouldContain("aws:SecureTransport");
        app.Part("jobs", "DeadLetterQueueAlarm", "Dimensions")
            .ShouldBe("""[{"Name":"QueueName","Value":{"Fn::GetAtt":["DeadLetterQueue","QueueName"]}}]""");
        app.Part("jobs", "DeadLetterQueueAlarm", "AlarmActions").ShouldBe("""[{"Ref":"AlertTopic"}]""");
    }

    [Fact]
    public void Fifo_queues_have_fifo_dead_letters()
    {
        var app = Walked.Of("resources: {jobs: {type: queue, fifo: true, dead_letter: {after: 3}}}\n");
        app.Part("jobs", "Queue", "QueueName").ShouldBe("\"shop-prod-jobs.fifo\"");
        app.Part("jobs", "DeadLetterQueue", "QueueName").ShouldBe("\"shop-prod-jobs-dead.fifo\"");
        app.Part("jobs", "DeadLetterQueue", "FifoQueue").ShouldBe("true");
    }

    [Theory]
    [InlineData("cgap-mastertest")]
    [InlineData("cgap-production")]
    public void D38_the_dead_letter_queue_is_one(string environment)
    {
        var app = Cgap(environment);
        foreach (var name in new[] { "primary", "secondary" })
        {
            app.Part(name, "Queue", "RedrivePolicy").ShouldBe("""{"deadLetterTargetArn":{"Ref":"FromDlqArn"},"maxReceiveCount":5}""");
        }

        app["primary"].FindParameter("FromDlqArn")!.Source.ShouldBe(new ImportedOutput(app["dlq"].Name, "Arn"));
        app.Part("dlq", "DeadLettersAlarm", "Threshold").ShouldBe("0");
        app["dlq"].Find("MessageAgeAlarm").ShouldBeNull();
    }

    [Fact]
    public void Row_091_names_that_the_code_expects()
    {
        var app = Cgap("cgap-production");
        app.Part("primary", "Queue", "QueueName").ShouldBe("\"cgap-production-indexer-queue\"");
        app.Part("secondary", "Queue", "QueueName").ShouldBe("\"cgap-production-secondary-indexer-queue\"");
        app.Part("dlq", "Queue", "QueueName").ShouldBe("\"cgap-production-indexer-queue-dlq\"");
        app.Part("realtime", "Queue", "QueueName").ShouldBe("\"cgap-production-indexer-queue-realtime\"");
        app.Part("ingestion", "Queue", "QueueName").ShouldBe("\"cgap-production-ingestion-queue\"");
        app.Part("ingestion", "Queue", "VisibilityTimeout").ShouldBe("21600");
    }

    [CfnLintFact]
    public void The_judge_has_nothing_to_say_of_cgap()
    {
        CfnLint.Judge(Cgap("cgap-mastertest").Stacks).ShouldBeEmpty();
        CfnLint.Judge(Cgap("cgap-production").Stacks).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("cgap-mastertest")]
    [InlineData("cgap-production")]
    public void Controls_hold_for_cgap(string environment) =>
        ControlReport.Evaluate(Cgap(environment).Stacks, RequiredControls.OptOuts(Cgap(environment).App)).Failed
        .Select(f => $"{f.Stack} {f.Resource.Id}: {f.Control.Id}").ShouldBeEmpty();

    [Fact]
    public void Names_of_dead_letter_queues_meet_no_others()
    {
        Walked.Problems(
            "services:\n  web: {port: 80, route: /}\nresources: {jobs: {type: queue, dead_letter: {after: 3}}, jobs-dead: queue}\n")
                .ShouldHaveSingleItem().ShouldContain("the dead letters of 'jobs' go to a queue that is named like 'jobs-dead'");
        Walked.Problems(
            "services:\n  web: {port: 80, route: /}\nresources: {a: {type: queue, dead_letter: {name: lost, after: 3}}, b: {type: queue,"
                + " name: lost}}\n").ShouldHaveSingleItem().ShouldContain("'a' is already named 'lost'");
    }

    [Fact]
    public void Directories_of_a_volume_are_no_deeper_than_aws_takes()
    {
        const string Head = "resources: {shared: volume}\nservices:\n";
        Walked.Problems(Head + "  web: {port: 80, route: /, mounts: {/d: shared/a/b/c/d}}\n").ShouldHaveSingleItem()
            .ShouldContain("is 4 directories deep, and an access point of EFS takes 3 below a volume");
        Walked.Problems(Head + "  web: {port: 80, route: /, mounts: {/d: shared/a/b/c}}\n").ShouldBeEmpty();
    }

    // The alarm asks the queue itself for its name: it can not watch one that is not there.
    [Fact]
    public void D13_an_alarm_names_a_queue_by_reference()
    {
        var app = Cgap("cgap-mastertest");
        app.Part("indexer", "ScaleOutAlarm", "Dimensions").ShouldBe("""[{"Name":"QueueName","Value":{"Ref":"FromSecondaryName"}}]""");
        app["indexer"].FindParameter("FromSecondaryName")!.Source.ShouldBe(new ImportedOutput(app["secondary"].Name, "Name"));
        app["secondary"].FindOutput("Name")!.Value.ShouldBe(Value.GetAtt("Queue", "QueueName"));
    }

    [Fact]
    public void Row_092_search()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, env: {S: '${search.url}'}}, other: {env: {A: b}}}\nresources: {search: {type: search,"
            + " version: OpenSearch_2.3, size: c6g.large.search, storage: 50G}}\n");
        app.Part("search", "Domain", "EngineVersion").ShouldBe("\"OpenSearch_2.3\"");
        app.Part("search", "Domain", "ClusterConfig")
            .ShouldBe("""{"InstanceCount":1,"InstanceType":"c6g.large.search","ZoneAwarenessEnabled":false}""");
        app.Part("search", "Domain", "EBSOptions").ShouldBe("""{"EBSEnabled":true,"VolumeSize":50,"VolumeType":"gp3"}""");
        app.Part("search", "Domain", "EncryptionAtRestOptions").ShouldBe("""{"Enabled":true}""");
        app.Part("search", "Domain", "NodeToNodeEncryptionOptions").ShouldBe("""{"Enabled":true}""");
        app.Part("search", "Domain", "DomainEndpointOptions")
            .ShouldBe("""{"EnforceHTTPS":true,"TLSSecurityPolicy":"Policy-Min-TLS-1-2-PFS-2023-10"}""");
        app.Part("search", "Domain", "VPCOptions")
            .ShouldBe("""{"SecurityGroupIds":[{"Ref":"SecurityGroupSearch"}],"SubnetIds":[{"Ref":"PrivateSubnet0"}]}""");
        app.Paths().Where(p => p.Contains("→ search")).ShouldBe(["web → search 443"]);
        app.Role("web").Where(s => s.Contains("es:ESHttpGet")).ShouldHaveSingleItem().ShouldContain(":domain/shop-prod-search/*");
        app.Variable("web", "S").ShouldBe("""{"Fn::Join":["",["https://",{"Ref":"FromSearchHost"}]]}""");
        app["search"].Find("Domain")!.DeletionPolicy.ShouldBe(DeletionPolicy.Retain);
    }

    // Without the policy CloudFormation would make a new domain for another version, and leave the data behind.
    [Fact]
    public void Row_092_another_version_is_the_same_domain() =>
        Walked.Of("resources: {search: search}\n").Everything
        .ShouldContain("\"Type\":\"AWS::OpenSearchService::Domain\",\"UpdatePolicy\":{\"EnableVersionUpgrade\":true}");

    [Theory]
    [InlineData(2, "\"ZoneAwarenessConfig\":{\"AvailabilityZoneCount\":2},\"ZoneAwarenessEnabled\":true", 2)]
    [InlineData(3, "\"ZoneAwarenessEnabled\":false", 1)]
    [InlineData(4, "\"ZoneAwarenessConfig\":{\"AvailabilityZoneCount\":2},\"ZoneAwarenessEnabled\":true", 2)]
    public void Row_092_nodes_are_spread_evenly_over_the_zones(int nodes, string expected, int subnets)
    {
        var app = Walked.Of($"resources: {{search: {{type: search, nodes: {nodes}}}}}\n");
        app.Part("search", "Domain", "ClusterConfig").ShouldContain(expected);
        app.Part("search", "Domain", "VPCOptions", "SubnetIds").Split("\"Ref\"").Length.ShouldBe(subnets + 1);
    }

    [Fact]
    public void An_existing_search_is_named_by_its_host()
    {
        const string Web =
            "services: {web: {port: 80, route: /, env: {S: '${search.host}:443'}}}\nresources: {search: {type: search, existing: {host:"
            + " HOST}}}\n";
        var ours = Walked.Of(Web.Replace("HOST", "vpc-shared-index-abcdefghijklmnopqrstuvwxyz.eu-west-2.es.amazonaws.com"));
        ours.Role("web").Where(s => s.Contains("es:ESHttp")).ShouldHaveSingleItem()
            .ShouldContain("""es:eu-west-2:",{"Ref":"AWS::AccountId"},":domain/shared-index/*""");
        var others = Walked.Of(Web.Replace("HOST", "search.example.edu"));
        others.Role("web").ShouldNotContain(s => s.Contains("es:ESHttp"));
        others.Variable("web", "S").ShouldBe("\"search.example.edu:443\"");
    }

    [Fact]
    public void Row_093_volume()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, mounts: {/shared_storage: shared}}, other: {env: {A: b}}}\nresources: {shared:"
            + " volume}\n");
        app.Part("shared", "MountTarget0", "SubnetId").ShouldBe("""{"Ref":"PrivateSubnet0"}""");
        app.Part("shared", "MountTarget1", "SubnetId").ShouldBe("""{"Ref":"PrivateSubnet1"}""");
        app.Paths().Where(p => p.Contains("→ shared")).ShouldBe(["web → shared 2049"]);
        app.Part("shared", "FileSystem", "FileSystemPolicy").ShouldContain("""{"Bool":{"aws:SecureTransport":"false"}}""");
        app.Everything.ShouldContain("\"TransitEncryption\":\"ENABLED\"");
        app.Role("web").Where(s => s.Contains("elasticfilesystem")).ShouldHaveSingleItem()
            .ShouldContain("elasticfilesystem:AccessPointArn");
    }

    [Fact]
    public void Row_093_a_volume_in_a_network_that_is_there()
    {
        const string Mounted = "services: {web: {port: 80, route: /, mounts: {/data: shared}}}\nresources: {shared: volume}\n";
        var named =
            Walked.Of(Mounted
            + "network: {vpc: vpc-1, subnets: {public: [subnet-1, subnet-2], private: [subnet-3, subnet-4, subnet-5]}}\n");
        named["shared"].Resources.Count(r => r.Type == "AWS::EFS::MountTarget").ShouldBe(3);
        var found = Walked.Of(Mounted + "network: {vpc: vpc-1}\n");
        found["shared"].Resources.Where(r => r.Type == "AWS::EFS::MountTarget").Select(r => r.Condition ?? "always")
            .ShouldBe(["always", "HasPrivateSubnet1", "HasPrivateSubnet2", "HasPrivateSubnet3", "HasPrivateSubnet4", "HasPrivateSubnet5"]);
        found.Part("shared", "MountTarget3", "SubnetId").ShouldBe("""{"Ref":"PrivateSubnet3"}""");
    }

    [Fact]
    public void D03_the_whole_and_a_directory_are_the_same_files()
    {
        var app =
            Walked.Of(
            "services: {api: {port: 80, route: /, mounts: {/shared_storage: shared}}, geoserver: {mounts: {/opt/geoserver_data:"
            + " shared/geoserver}}}\nresources: {shared: volume}\n");
        var points = app["shared"].Resources.Where(r => r.Type == "AWS::EFS::AccessPoint")
            .Select(r => ((TextValue)((MapValue)r.Properties["RootDirectory"]!)["Path"]!).Text).Order();
        points.ShouldBe(["/data", "/data/geoserver"]);
    }

    [Fact]
    public void Row_094_who_mounts_the_same_directory_shares_its_access_point()
    {
        var app =
            Walked.Of(
            "services: {api: {port: 80, route: /, mounts: {/a: shared/files}}, worker: {mounts: {/b: shared/files}}}\nresources: {shared:"
            + " volume}\n");
        app["shared"].Resources.Count(r => r.Type == "AWS::EFS::AccessPoint").ShouldBe(1);
        app.Part("api.task", "Definition", "Volumes").ShouldBe(app.Part("worker.task", "Definition", "Volumes"));
    }

    [Fact]
    public void Row_095_owner()
    {
        var app =
            Walked.Of(
            "services: {web: {port: 80, route: /, mounts: {/data: shared}}}\nresources: {shared: {type: volume, owner: 1000:1001}}\n");
        app.Part("shared", "AccessPoint", "PosixUser").ShouldBe("""{"Gid":"1001","Uid":"1000"}""");
        app.Part("shared", "AccessPoint", "RootDirectory", "CreationInfo")
            .ShouldBe("""{"OwnerGid":"1001","OwnerUid":"1000","Permissions":"0755"}""");
        app.Role("web").ShouldNotContain(s => s.Contains("ClientRootAccess"));
    }

    // Without the right to be root, EFS makes the root of an access point nobody, who may write nothing.
    [Fact]
    public void D39_a_container_writes_to_a_volume_that_names_no_owner() =>
        Walked.Of("services: {web: {port: 80, route: /, user: '1000', mounts: {/data: shared}}}\nresources: {shared: volume}\n")
            .Role("web").Where(s => s.Contains("ClientWrite")).ShouldHaveSingleItem().ShouldContain("elasticfilesystem:ClientRootAccess");

    [Fact]
    public void Row_096_encrypted_backed_up_and_kept()
    {
        var app = Walked.Of("resources: {shared: volume, scratch: {type: volume, backup: false, protect: false}}\n");
        app.Part("shared", "FileSystem", "Encrypted").ShouldBe("true");
        app.Part("shared", "FileSystem", "BackupPolicy").ShouldBe("""{"Status":"ENABLED"}""");
        app["shared"].Find("FileSystem")!.DeletionPolicy.ShouldBe(DeletionPolicy.Retain);
        app.Part("scratch", "FileSystem", "BackupPolicy").ShouldBe("""{"Status":"DISABLED"}""");
        app["scratch"].Find("FileSystem")!.DeletionPolicy.ShouldBe(DeletionPolicy.Delete);
    }

    [Fact]
    public void What_is_there_already_is_not_made()
    {
        var app = Walked.Of("""
            services: {web: {port: 80, route: /, uses: {files: read}, env: {N: "${files.name}"}, mounts: {/data: shared/in}}}
            resources:
              files: {type: bucket, existing: other-files}
              shared: {type: volume, existing: {name: fs-0123456789abcdef0, security_group: sg-1}}

            """);
        app.Stacks.Select(s => s.Name).ShouldBe(["fairlead-shop", "shop-prod-access", "shop-prod", "shop-prod-web", "shop-prod-web.task"]);
        app.Variable("web", "N").ShouldBe("\"other-files\"");
        app.Role("web")
            .ShouldContain(
            """{"Action":"s3:GetObject","Effect":"Allow","Resource":{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":s3:::"""
                + """other-files/*"]]}}""");
        app.Role("web").Where(s => s.Contains("elasticfilesystem")).ShouldHaveSingleItem()
            .ShouldContain(":file-system/fs-0123456789abcdef0");
        app.Part("web.task", "Definition", "Volumes").ShouldContain("\"FilesystemId\":\"fs-0123456789abcdef0\",\"RootDirectory\":\"/in\"");
        app.Paths().ShouldContain("web → shared 2049");
    }
}
