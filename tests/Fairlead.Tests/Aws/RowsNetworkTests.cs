using Fairlead.Aws.Checks;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Diff;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Net;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Tests.Support;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Aws;

/// <summary>Part G of what the systems need: the network, and what keeps an eye on it.</summary>
public class RowsNetworkTests
{
    private const string App =
        "app: shop\nimages: {web: web}\nenvironments: {prod: {region: eu-west-1, domain: shop.example.org}}\nservices:\n  web: {port: 80,"
        + " route: \"${domain}\"}\n";
    private const string Data =
        "  worker: {env: {URL: \"${db.url}\"}}\nresources:\n  db: {type: postgres, version: 16, size: db.t4g.micro}\n";

    private static readonly CloudFormationFacts Facts = CloudFormationFacts.Load();

    [Fact]
    public void Row_134_zones_are_counted_and_never_named()
    {
        var file = Walked.OfFile(App + "network: {zones: 3}\n");
        var subnets = file.All("AWS::EC2::Subnet");
        subnets.Count.ShouldBe(6);
        subnets.Select(s => s.Properties["AvailabilityZone"]!).Distinct()
            .ShouldBe([Ref("AvailabilityZone0"), Ref("AvailabilityZone1"), Ref("AvailabilityZone2")], ignoreOrder: true);
        file.Everything.ShouldNotMatch("eu-west-1[a-z]");
    }

    [Fact]
    public void Row_135_what_is_there_is_not_made()
    {
        var file =
            Walked.OfFile(App
            + "network:\n  vpc: \"${ssm:/platform/vpc}\"\n  subnets: {public: [subnet-1, subnet-2], private: [\"${stack:platform.A}\","
            + " \"${stack:platform.B}\"]}\n  cluster: shared\nedge: {certificate: \"${ssm:/platform/certificate}\"}\n");
        foreach (var type in new[] { "AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::NatGateway", "AWS::EC2::InternetGateway",
            "AWS::EC2::VPCEndpoint", "AWS::ECS::Cluster", "AWS::Route53::HostedZone", "AWS::CertificateManager::Certificate" })
        {
            file.All(type).ShouldBeEmpty();
        }

        file.Environment.Find("LoadBalancer")!.Properties["Subnets"].ShouldBe(List("subnet-1", "subnet-2"));
        file.Environment.FindOutput("Cluster")!.Value.ShouldBe("shared");
        file.Environment.Parameters.Where(p => p.Source is LookedUpValue).Select(p => p.Name[..3]).Distinct()
            .ShouldBe(["Hos", "Ssm", "Sta"], ignoreOrder: true);
        file.One("AWS::ECS::Service").Properties["NetworkConfiguration"].At("AwsvpcConfiguration", "Subnets").Items().Count().ShouldBe(2);
    }

    [Fact]
    public void Row_135_subnets_that_are_not_named_are_found_by_their_routes()
    {
        var stack = Walked.OfFile(App + "network: {vpc: vpc-1}\n").Environment;
        stack.FindParameter("PublicSubnets")!.Type.ShouldBe("List<AWS::EC2::Subnet::Id>");
        Walked.OfFile(App + "network: {vpc: vpc-1}\nedge: {cdn: true}\n").Environment.FindParameter("PrivateSubnets")
            .ShouldNotBeNull("behind a CDN nothing is public");
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("nat: one", 1, 1)]
    [InlineData("nat: none", 0, 0)]
    [InlineData("nat: per-zone, zones: 3", 3, 3)]
    public void Row_136_D26_there_are_as_many_ways_out_as_are_asked_for_and_each_is_used(string network, int gateways, int addresses)
    {
        var file = Walked.OfFile(App + $"network: {{{network}}}\n");
        var nats = file.All("AWS::EC2::NatGateway");
        nats.Count.ShouldBe(gateways);
        file.All("AWS::EC2::EIP").Count.ShouldBe(addresses);
        var routes = file.All("AWS::EC2::Route").Where(r => r.Properties["NatGatewayId"] is not null).ToList();
        nats.ShouldAllBe(n => routes.Any(r => r.Properties["NatGatewayId"] == Ref(n.Id)));
        routes.ShouldAllBe(
            r => file.All("AWS::EC2::SubnetRouteTableAssociation").Any(a => a.Properties["RouteTableId"] == r.Properties["RouteTableId"]));
    }

    [Fact]
    public void Row_137_without_a_way_out_tasks_are_public_and_still_closed()
    {
        var file = Walked.OfFile(App + "network: {nat: none}\n");
        var placement = file.One("AWS::ECS::Service").Properties["NetworkConfiguration"].At("AwsvpcConfiguration");
        placement.At("AssignPublicIp").ShouldBe("ENABLED");
        placement.At("Subnets").Items().First().ShouldBe(Ref("PublicSubnet0"));
        file.All("AWS::EC2::SecurityGroupIngress").Where(r => r.Properties["GroupId"]! == GetAtt("SecurityGroupWeb", "GroupId"))
            .ShouldAllBe(r => r.Properties["SourceSecurityGroupId"] != null);
        file.All("AWS::EC2::Subnet").ShouldAllBe(s => s.Properties["MapPublicIpOnLaunch"] == null);
    }

    [Fact]
    public void Row_139_D34_interface_endpoints_stand_in_all_zones_and_storage_costs_nothing()
    {
        var file =
            Walked.OfFile(App
            + "network: {zones: 3, endpoints: [s3, dynamodb, ecr, logs, secretsmanager, ssm, sqs, bedrock, sagemaker]}\n");
        var all = file.All("AWS::EC2::VPCEndpoint");
        all.Where(e => e.Properties["VpcEndpointType"].Is("Gateway")).Select(e => e.Id)
            .ShouldBe(["GatewayEndpointDynamoDb", "GatewayEndpointS3"]);
        var interfaces = all.Where(e => e.Properties["VpcEndpointType"].Is("Interface")).ToList();
        interfaces.Select(e => e.Id)
            .ShouldBe(
            ["InterfaceEndpointBedrockRuntime", "InterfaceEndpointEcrApi", "InterfaceEndpointEcrDkr", "InterfaceEndpointLogs",
            "InterfaceEndpointSagemakerApi", "InterfaceEndpointSagemakerRuntime", "InterfaceEndpointSecretsmanager", "InterfaceEndpointSqs",
            "InterfaceEndpointSsm"]);
        interfaces.ShouldAllBe(
            e => e.Properties["SubnetIds"]!.Equals(List(Ref("PrivateSubnet0"), Ref("PrivateSubnet1"), Ref("PrivateSubnet2"))));
        interfaces.ShouldAllBe(e => e.Properties["PrivateDnsEnabled"]!.Equals(FlagValue.True));
        Walked.Text(interfaces[1].Properties["ServiceName"])
            .ShouldBe("""{"Fn::Join":["",["com.amazonaws.",{"Ref":"AWS::Region"},".ecr.api"]]}""");
        file.Environment.Find("IngressTcp443WebToEnvironment")!.Properties["SourceSecurityGroupId"].ShouldBe(
            GetAtt("SecurityGroupWeb", "GroupId"));
        Walked.OfFile(App).All("AWS::EC2::VPCEndpoint").ShouldHaveSingleItem().Id.ShouldBe("GatewayEndpointS3");
    }

    [Fact]
    public void Row_140_paths_lead_from_group_to_group()
    {
        var file = Walked.OfFile(App + Data + "network: {endpoints: [ecr]}\n");
        var rules = file.All("AWS::EC2::SecurityGroupIngress");
        rules.Where(r => r.Properties["CidrIp"] is not null)
            .ShouldAllBe(r => r.Properties["GroupId"]!.Equals(GetAtt("SecurityGroupEdge", "GroupId")));
        rules.ShouldAllBe(r => r.Properties["Description"] != null);
        file.Everything.Split("10.0.0.0/16").Length.ShouldBe(2, "only the network itself says its range");
    }

    [Fact]
    public void Row_141_one_more_zone_only_adds()
    {
        var changes =
            StacksDiff.Compare(Facts, Walked.OfFile(App + Data + "network: {zones: 2}\n").Stacks,
            Walked.OfFile(App + Data + "network: {zones: 3}\n").Stacks);
        changes.ShouldAllBe(c => c.DataAtRisk.Count == 0);
        var (two, three) = (Walked.OfFile(App + Data + "network: {zones: 2}\n").Environment,
            Walked.OfFile(App + Data + "network: {zones: 3}\n").Environment);
        two.Resources.Where(r => three.Find(r.Id) is not { } same || same.Properties != r.Properties).Select(r => r.Id)
            .ShouldBe(["LoadBalancer"], "it stands in one zone more");
    }

    [Fact]
    public void Row_147_all_that_takes_tags_has_the_apps_and_the_users()
    {
        var file =
            Walked.OfFile(App + Data
            + "tags: {Cost Centre: i-dot-ai}\nedge: {cdn: true, waf: true, allow: {office: [198.51.100.0/24]}, auth: {cognito: {users:"
            + " [a@example.org]}}}\nnetwork: {endpoints: [ecr], flow_logs: true}\nlogs: {access: true}\n");
        var tagged = file.Stacks.SelectMany(s => s.Resources.Select(r => (Resource: r, IsShared: s == file.Stacks[0])))
            .Where(r => Facts.Find(r.Resource.Type)!.TagsProperty is not null).ToList();
        tagged.Count.ShouldBeGreaterThan(30);
        foreach (var (resource, isShared) in tagged)
        {
            var tags = Walked.Text(resource.Properties[Facts.Find(resource.Type)!.TagsProperty!]);
            // What is once for the account is of no environment.
            string[] own = isShared ? ["fairlead:app", "Cost Centre"] : ["fairlead:app", "fairlead:environment", "Cost Centre"];
            foreach (var tag in own)
            {
                tags.ShouldContain(tag, customMessage: resource.Id);
            }
        }
    }

    [Fact]
    public void Row_212_the_access_log_has_a_bucket_that_only_its_delivery_writes_to()
    {
        var file = Walked.OfFile(App + "logs: {access: true, keep: 90d}\n");
        var attributes = file.Environment.Find("LoadBalancer")!.Properties["LoadBalancerAttributes"];
        (attributes.Attribute("access_logs.s3.enabled"),
            attributes.Attribute("access_logs.s3.bucket")).ShouldBe(("true", Ref("AccessLogBucket")));
        var bucket = file.Environment.Find("AccessLogBucket")!;
        bucket.DeletionPolicy.ShouldBe(DeletionPolicy.Retain);
        bucket.Properties["LifecycleConfiguration"].Items("Rules").Single().At("ExpirationInDays").ShouldBe(90);
        var statements = PolicyText.Statements(file.Environment.Find("AccessLogBucketPolicy")!).ToList();
        Walked.Text(statements[1].At("Principal")).ShouldBe("""{"Service":"logdelivery.elasticloadbalancing.amazonaws.com"}""");
        Walked.Text(statements[1].At("Resource"))
            .ShouldBe("""{"Fn::Join":["",[{"Fn::GetAtt":["AccessLogBucket","Arn"]},"/AWSLogs/",{"Ref":"AWS::AccountId"},"/*"]]}""");
        statements[0].At("Effect").ShouldBe("Deny");
        file.Environment.Find("LoadBalancer")!.DependsOn.ShouldContain("AccessLogBucketPolicy");
        Walked.OfFile(App).Environment.Resources.ShouldNotContain(r => r.Type == "AWS::S3::Bucket");
    }

    [Fact]
    public void Row_213_a_flow_log_has_its_group_and_role_and_sees_all()
    {
        var file = Walked.OfFile(App + "network: {flow_logs: true}\nlogs: {keep: 90d}\n");
        var log = file.One("AWS::EC2::FlowLog").Properties;
        (log["TrafficType"], log["ResourceId"], log["LogGroupName"]).ShouldBe(("ALL", Ref("Vpc"), Ref("FlowLogGroup")));
        log["DeliverLogsPermissionArn"].ShouldBe(GetAtt("FlowLogRole", "Arn"));
        file.Environment.Find("FlowLogGroup")!.Properties["RetentionInDays"].ShouldBe(90);
        Walked.OfFile(App).All("AWS::EC2::FlowLog").ShouldBeEmpty();
    }

    [Fact]
    public void D27_every_name_of_a_certificate_has_its_validation_in_the_zone()
    {
        var file = Walked.OfFile(App + "  api: {port: 81, route: \"api.${domain}\"}\nedge: {cdn: true, zone: create}\n");
        foreach (var certificate in file.All("AWS::CertificateManager::Certificate"))
        {
            certificate.Properties["ValidationMethod"].ShouldBe("DNS");
            certificate.Properties["DomainValidationOptions"].Items().Select(o => Walked.Text(o.At("DomainName")))
                .ShouldBe(["\"api.shop.example.org\"", "\"shop.example.org\""]);
            certificate.Properties["DomainValidationOptions"].Items().Where(o => o.At("HostedZoneId") is null).ShouldBeEmpty();
        }

        file["edge"].FindParameter("HostedZoneId")!.Source.ShouldBe(new ImportedOutput(file.Stacks.Single(s =>
            s.Find("HostedZone") is not null).Name, "HostedZoneId"));
    }

    [Fact]
    public void D31_a_database_is_inside_the_network_and_hears_only_who_links_to_it()
    {
        var file = Walked.OfFile(App + Data);
        file.One("AWS::RDS::DBInstance").Properties["PubliclyAccessible"].IsTrue().ShouldBeFalse();
        var into = file.All("AWS::EC2::SecurityGroupIngress").Where(r => r.Properties["GroupId"]! == GetAtt("SecurityGroupDb", "GroupId"))
            .ShouldHaveSingleItem();
        into.Properties["SourceSecurityGroupId"].ShouldBe(GetAtt("SecurityGroupWorker", "GroupId"));
    }

    [Fact]
    public void D32_plain_http_is_told_and_strict_refuses_it()
    {
        const string Open =
            "app: shop\nimages: {web: web}\nenvironments: {prod: {region: eu-west-1}}\nservices:\n  web: {port: 80, route: /}\n";
        var file = Walked.OfFile(Open + "security: strict\n");
        RequiredControls.OptOuts(Walked.Read(Open)).Select(o => o.Control).ShouldContain("ELB.1");
        ControlReport.Evaluate(file.Stacks, []).Failed.Select(f => f.Control.Id).Intersect(["ELB.1", "ELB.18"]).Count().ShouldBe(2);
        var secure = Walked.OfFile(App + "security: strict\n");
        ControlReport.Evaluate(secure.Stacks, []).Failed.Select(f => f.Control.Id).Intersect(["ELB.1", "ELB.18"]).ShouldBeEmpty();
    }

    private static IReadOnlyList<Fault> Exceeding(Stack stack)
    {
        var quotas = new QuotaCheck();
        quotas.Visit(stack, bytes: 0);
        return [.. quotas.Found.Where(f => f.Resource.Length > 0)];
    }

    [Fact]
    public void Too_many_is_told_with_both_counts()
    {
        static string Many(int count, string route) =>
            "services:\n"
            + string.Concat(Enumerable.Range(0, count).Select(i => $"  web{i}: {{port: 80, route: {route.Replace("#", i.ToString())}}}\n"));
        const string Head = "app: shop\nimages: {web: web}\nenvironments: {prod: {region: eu-west-1, domain: example.org}}\n";
        static string[] Told(string yaml) =>
            [.. Walked.OfFile(yaml).Stacks.SelectMany(Exceeding).Select(f => $"{f.Resource}: {f.Message}")];

        Told(Head + Many(10, "\"w#.${domain}\"")).ShouldBeEmpty();
        Told(Head + Many(101, "\"w#.${domain}\"") + "edge: {cdn: true, zone: external}\n")
            .ShouldBe(
            ["Distribution: 101 names of one content delivery network are needed, and AWS allows 100; ask AWS to raise the quota, or"
            + " split the app"]);
        Told(Head + Many(95, "\"a-rather-long-name-of-a-host-#.${domain}/and-a-path-as-long-as-they-get-in-some-places\"")
            + "edge: {cdn: true, zone: external, auth: {basic: {user: guest, password: \"${secret.DOOR}\"}}}\n").ShouldHaveSingleItem()
            .ShouldContain("bytes of code that asks visitors for a password");
        var ranges = string.Join(", ", Enumerable.Range(0, 10_001).Select(i => $"10.{i >> 8}.{i & 255}.1/32"));
        Told(Head + Many(1, "/") + $"edge: {{allow: {{all: [{ranges}]}}}}\n")
            .ShouldBe(["AllowedIpSetV4: 10,001 addresses in one allow list of a firewall are needed, and AWS allows 10,000"]);
    }

    [Theory]
    [InlineData("host: 10.0.3.4", "10.0.3.4, which is in the app's own network 10.0.0.0/16")]
    [InlineData("host: 10.1.3.4", null)]
    [InlineData("host: db.example.org", null)]
    public void Addresses_that_could_never_be_reached_are_told(string existing, string? expected) =>
        Problems(App + $"  worker: {{env: {{H: \"${{db.host}}\"}}}}\nresources:\n  db: {{type: postgres, existing: {{{existing}}}}}\n")
        .Where(p => expected is null || p.Contains(expected)).Count().ShouldBe(expected is null ? 0 : 1);

    [Fact]
    public void Machines_of_gpu_jobs_keep_a_range_for_themselves()
    {
        const string Job = "jobs:\n  train: {gpu: 1, instance: g5.xlarge, cpu: 4, memory: 8G}\n";
        Problems(App + Job + "network: {cidr: 172.17.0.0/20}\n").ShouldContain(p => p.Contains("172.17.0.0/16 for themselves"));
        Problems(App + Job).ShouldBeEmpty();
    }

    [Fact]
    public void Paths_deeper_than_rules_can_be_put_in_order_are_refused()
    {
        Problems(App.Replace("\"${domain}\"", "/" + string.Join('/', Enumerable.Repeat("a", RulePriorities.DeepestPath + 1))))
            .ShouldContain(p => p.Contains("more than 14 parts"));
        Problems(App.Replace("\"${domain}\"", "/" + string.Join('/', Enumerable.Repeat("a", RulePriorities.DeepestPath)))).ShouldBeEmpty();
        Problems(App.Replace("\"${domain}\"", "/" + new string('a', 126))).ShouldContain(p => p.Contains("128 characters"));
    }

    private static string[] Problems(string yaml) =>
        [.. Fairlead.Core.AppFile.AppFileReader.Read(new Fairlead.Core.Sources.Source("fairlead.yaml", yaml), "prod",
        World.AnyFiles.Instance, AwsChecks.Check).Problems.Select(p => p.Message)];
}
