using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Edge;
using Fairlead.Tests.Support;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Aws;

/// <summary>Part F of what the systems need: how visitors come, by what name, and who is let in.</summary>
public class RowsEdgeTests
{
    private const string Images = "app: shop\nimages: {web: web}\n";
    private const string Plain = Images + "environments: {prod: {region: eu-west-1}}\n";
    private const string Domain = Images + "environments: {prod: {region: eu-west-1, domain: shop.example.org}}\n";
    private const string Web = "services:\n  web: {port: 80, route: \"${domain}\"}\n";
    private const string Basic = "edge: {auth: {basic: {user: guest, password: \"${secret.DOOR}\"}}}\n";

    [Fact]
    public void Row_116_a_domain_has_a_certificate_that_is_validated_and_a_listener_with_it()
    {
        var stack = Walked.OfFile(Domain + Web).Environment;
        Walked.Text(stack.Find("Certificate")!.Properties.With(("Tags", null))).ShouldBe(
            """{"DomainName":"shop.example.org","DomainValidationOptions":[{"DomainName":"shop.example.org","HostedZoneId":"""
                + """{"Ref":"HostedZoneId"}}],"ValidationMethod":"DNS"}""");
        stack.Find("HttpsListener")!.Properties["Port"].ShouldBe(443);
        stack.Find("HttpsListener")!.Properties["Certificates"].ShouldBe(List(Map(("CertificateArn", Ref("Certificate")))));
        Walked.Text(stack.Find("HttpListener")!.Properties["DefaultActions"])
            .ShouldBe("""[{"RedirectConfig":{"Port":"443","Protocol":"HTTPS","StatusCode":"HTTP_301"},"Type":"redirect"}]""");
    }

    [Fact]
    public void Row_117_without_a_domain_there_is_plain_http_and_no_certificate()
    {
        var file = Walked.OfFile(Plain + "services:\n  web: {port: 80, route: /}\n");
        var listener = file.One("AWS::ElasticLoadBalancingV2::Listener");
        listener.Properties["Port"].ShouldBe(80);
        listener.Properties["Protocol"].ShouldBe("HTTP");
        file.One("AWS::ElasticLoadBalancingV2::ListenerRule").Properties["ListenerArn"].ShouldBe(Ref(listener.Id));
        file.All("AWS::CertificateManager::Certificate").ShouldBeEmpty();
        file.All("AWS::Route53::RecordSet").ShouldBeEmpty();
        file.Environment.FindOutput("LoadBalancerDnsName").ShouldNotBeNull();
    }

    [Fact]
    public void Row_118_an_existing_zone_is_found_out_and_only_gets_records()
    {
        var file = Walked.OfFile(Domain + Web + "edge: {zone: existing}\n");
        file.All("AWS::Route53::HostedZone").ShouldBeEmpty();
        file.Environment.FindParameter("HostedZoneId")!.Source.ShouldBe(new LookedUpValue());
        var record = file.One("AWS::Route53::RecordSet").Properties;
        record["HostedZoneId"].ShouldBe(Ref("HostedZoneId"));
        Walked.Text(record["AliasTarget"])
            .ShouldBe(
            """{"DNSName":{"Fn::GetAtt":["LoadBalancer","DNSName"]},"HostedZoneId":{"Fn::GetAtt":"""
                + """["LoadBalancer","CanonicalHostedZoneID"]}}""");
    }

    [Fact]
    public void Row_119_a_new_zone_is_kept_and_tells_its_name_servers()
    {
        var file = Walked.OfFile(Domain + Web + "edge: {zone: create example.org}\n");
        var zone = file.One("AWS::Route53::HostedZone");
        (zone.Properties["Name"], zone.DeletionPolicy).ShouldBe(("example.org", DeletionPolicy.Retain));
        var own = file.Stacks.Single(s => s.Find(zone.Id) is not null);
        own.Name.ShouldStartWith("fairlead-shop-zone-");
        own.FindOutput("NameServers").ShouldNotBeNull();
        file.One("AWS::Route53::RecordSet").Properties["HostedZoneId"].ShouldBe(Ref("HostedZoneId"));
        file.Environment.FindParameter("HostedZoneId")!.Source.ShouldBe(new ImportedOutput(own.Name, "HostedZoneId"));
    }

    [Fact]
    public void Row_120_external_dns_gets_no_record_and_no_certificate_that_would_wait_for_one()
    {
        var file = Walked.OfFile(Domain + Web + "edge: {zone: external}\n");
        file.All("AWS::Route53::RecordSet").ShouldBeEmpty();
        file.All("AWS::CertificateManager::Certificate").ShouldBeEmpty();
        file.Environment.Find("HttpsListener")!.Properties["Certificates"].ShouldBe(List(Map(("CertificateArn", Ref("CertificateArn")))));
    }

    [Fact]
    public void Row_121_an_imported_certificate_is_used_and_none_is_made()
    {
        const string Arn = "arn:aws:acm:eu-west-1:111122223333:certificate/abc";
        var file = Walked.OfFile(Domain + Web + $"edge: {{certificate: \"{Arn}\"}}\n");
        file.Environment.Find("HttpsListener")!.Properties["Certificates"].ShouldBe(List(Map(("CertificateArn", Arn))));
        file.All("AWS::CertificateManager::Certificate").ShouldBeEmpty();
        file.All("AWS::Route53::RecordSet").Count.ShouldBe(1, "the record is still ours");
        Walked.OfFile(Domain + Web + "edge: {certificate: \"${ssm:/platform/certificate}\"}\n").Environment.Parameters
            .ShouldContain(p => p.Name.StartsWith("Ssm"));
    }

    [Fact]
    public void Row_122_hosts_have_rules_whose_numbers_stay()
    {
        const string Api = "  api: {port: 81, route: \"api.${domain}\"}\n";
        var one = Walked.OfFile(Domain + Web).Environment;
        var two = Walked.OfFile(Domain + Web + Api).Environment;
        two.Find("ListenerRuleWeb")!.Properties["Priority"].ShouldBe(one.Find("ListenerRuleWeb")!.Properties["Priority"]);
        two.Find("ListenerRuleApi")!.Properties["Priority"].ShouldNotBe(two.Find("ListenerRuleWeb")!.Properties["Priority"]);
        Walked.Text(two.Find("ListenerRuleApi")!.Properties["Conditions"])
            .ShouldBe("""[{"Field":"host-header","HostHeaderConfig":{"Values":["api.shop.example.org"]}}]""");
        Walked.Text(two.Find("Certificate")!.Properties["SubjectAlternativeNames"]).ShouldBe("""["shop.example.org"]""");
    }

    [Fact]
    public void Row_123_a_longer_path_is_asked_before_a_shorter()
    {
        var stack = Walked.OfFile(Domain + Web + "  api: {port: 81, route: \"${domain}/api\"}\n").Environment;
        ((NumberValue)stack.Find("ListenerRuleApi")!.Properties["Priority"]!).Number.ShouldBeLessThan(
            ((NumberValue)stack.Find("ListenerRuleWeb")!.Properties["Priority"]!).Number);
    }

    [Fact]
    public void Row_124_a_cdn_has_its_own_certificate_forwards_the_host_and_keeps_nothing_unasked()
    {
        var file = Walked.OfFile(Domain + Web + "edge: {cdn: true, timeout: 100s}\n");
        file["edge"].Region.ShouldBe("us-east-1");
        var config = file.One("AWS::CloudFront::Distribution").Properties["DistributionConfig"];
        Walked.Text(config.At("ViewerCertificate"))
            .ShouldBe(
            """{"AcmCertificateArn":{"Ref":"Certificate"},"MinimumProtocolVersion":"TLSv1.2_2021","SslSupportMethod":"sni-only"}""");
        file.All("AWS::CertificateManager::Certificate").Count.ShouldBe(2);
        config.At("Aliases").ShouldBe(List("shop.example.org"));
        config.At("DefaultCacheBehavior", "OriginRequestPolicyId")
            .ShouldBe("216adef6-5c7f-47e4-b989-5492eafa07d3", "AWS's AllViewer, with the host");
        config.At("DefaultCacheBehavior", "AllowedMethods").Items().Count().ShouldBe(7);

        var caching = file.One("AWS::CloudFront::CachePolicy").Properties["CachePolicyConfig"];
        (caching.At("DefaultTTL"), caching.At("MinTTL")).ShouldBe((0, 0));
        Walked.Text(caching.At("ParametersInCacheKeyAndForwardedToOrigin", "HeadersConfig", "Headers"))
            .ShouldBe("""["Authorization","Host","Origin"]""");

        var origin = config.At("Origins").Items().Single();
        origin.At("VpcOriginConfig", "OriginReadTimeout").ShouldBe(100);
        file.All("AWS::Route53::RecordSet").Where(r => !r.Properties["AliasTarget"].At("HostedZoneId").Is("Z2FDTNDATAQYW2"))
            .ShouldBeEmpty();
        file.All("AWS::Route53::RecordSet").Select(r => Walked.Text(r.Properties["Type"]))
            .ShouldBe(["\"A\"", "\"AAAA\""], ignoreOrder: true);
    }

    [Fact]
    public void Row_124_a_cdn_without_a_domain_gives_the_address_and_its_own_certificate()
    {
        var file = Walked.OfFile(Plain + "services:\n  web: {port: 80, route: /, env: {URL: \"${web.url}\"}}\nedge: {cdn: true}\n");
        Walked.Text(file.One("AWS::CloudFront::Distribution").Properties["DistributionConfig"].At("ViewerCertificate"))
            .ShouldBe("""{"CloudFrontDefaultCertificate":true}""");
        Walked.Text(file.One("AWS::CloudFront::VpcOrigin").Properties["VpcOriginEndpointConfig"].At("OriginProtocolPolicy"))
            .ShouldBe("\"http-only\"");
        file["web.task"].FindParameter("FromEdgeDistributionDomainName")!.Source
            .ShouldBe(new ImportedOutput("shop-prod-edge", "DistributionDomainName"));
    }

    [Fact]
    public void Row_112_and_125_a_password_is_in_no_template_but_in_a_store_that_is_filled_from_what_the_deploy_wrote()
    {
        var file = Walked.OfFile(Domain + Web + "edge: {cdn: true, auth: {basic: {user: guest, password: \"${secret.DOOR}\"}}}\n");
        var function = file.One("AWS::CloudFront::Function").Properties;
        function["FunctionConfig"].At("KeyValueStoreAssociations").ShouldBe(List(Map(
            ("KeyValueStoreARN", GetAtt("PasswordKeyValueStore", "Arn")))));
        file.One("AWS::CloudFront::Distribution").Properties["DistributionConfig"].At("DefaultCacheBehavior", "FunctionAssociations")
            .ShouldBe(
            List(Map(("EventType", "viewer-request"), ("FunctionARN", GetAtt("PasswordFunction", "FunctionARN")))));
        file.One("AWS::CloudFront::KeyValueStore").Properties["ImportSource"].ShouldBe(Map(
            ("SourceArn", Ref("PasswordSource")), ("SourceType", "S3")));
        file.Everything.ShouldNotContain("guest");
        file.Everything.ShouldNotContain("DOOR");
        file.Everything.ShouldNotContain("resolve:");
        VisitorPasswords.Stores(new StackScope(file.App))
            .ShouldBe([new EdgePassword("shop-prod-edge", "edge", (Core.Model.BasicAuth)file.App.Edge.Auth!, IsOfCdn: true)]);
        file.All("AWS::WAFv2::WebACL").ShouldBeEmpty("a function costs nothing");
    }

    [Fact]
    public void Row_125_without_a_cdn_the_firewall_asks_and_lets_nobody_in_until_the_password_is_written()
    {
        var file = Walked.OfFile(Domain + Web + Basic);
        file.One("AWS::WAFv2::RegexPatternSet").Properties["RegularExpressionList"].ShouldBe(List(PatternSetStack.Nobody));
        var rule = file.One("AWS::WAFv2::WebACL").Properties["Rules"].Items().Single();
        Walked.Text(rule.At("Action"))
            .ShouldBe(
            """{"Block":{"CustomResponse":{"ResponseCode":401,"ResponseHeaders":"""
                + """[{"Name":"www-authenticate","Value":"Basic realm=\"shop\""}]}}}""");
        Walked.Text(rule.At("Statement")).ShouldBe(
            """{"NotStatement":{"Statement":{"RegexPatternSetReferenceStatement":{"Arn":"""
                + """{"Ref":"RegexPatternSetEdge"},"FieldToMatch":{"SingleHeader":{"Name":"authorization"}},"TextTransformations":"""
                + """[{"Priority":0,"Type":"NONE"}]}}}}""");
        file.One("AWS::WAFv2::WebACLAssociation").Properties["ResourceArn"].ShouldBe(Ref("LoadBalancer"));
        file.Environment.FindParameter("RegexPatternSetEdge")!.Source.ShouldBe(new ImportedOutput("shop-prod-x--password-edge", "Arn"));
        VisitorPasswords.Stores(new StackScope(file.App)).Single().Stack.ShouldBe("shop-prod-x--password-edge");
        file["x--password-edge"].Resources.ShouldHaveSingleItem("nothing else may bring the set back to what its template says");
        file.Everything.ShouldNotContain("guest");
    }

    [Fact]
    public void Row_125_the_pattern_is_the_header_and_nothing_else()
    {
        var pattern = new System.Text.RegularExpressions.Regex(VisitorPasswords.Pattern("guest", "a+b/c:ü"));
        var header = "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("guest:a+b/c:ü"));
        pattern.IsMatch(header).ShouldBeTrue();
        pattern.IsMatch(header + "x").ShouldBeFalse();
        pattern.IsMatch("x" + header).ShouldBeFalse();
        new System.Text.RegularExpressions.Regex(PatternSetStack.Nobody).IsMatch("").ShouldBeFalse();
    }

    [Fact]
    public void Row_126_a_firewall_asks_all_but_what_surely_leads_to_an_open_service()
    {
        var file =
            Walked.OfFile(Domain + Web
            + "  gs: {port: 81, route: \"gs.${domain}\", auth: none}\n  api: {port: 82, route: \"api.${domain}\", auth: {open_to:"
            + " [web]}}\n" + Basic);
        var statement = Walked.Text(file.One("AWS::WAFv2::WebACL").Properties["Rules"].Items().Single().At("Statement"));
        statement.ShouldContain("""{"AndStatement":{"Statements":[{"NotStatement":{"Statement":{"OrStatement":""");
        statement.ShouldContain("\"SearchString\":\"gs.shop.example.org\"");
        statement.ShouldContain("\"SearchString\":\"https://shop.example.org\"");
        statement.ShouldContain("\"SearchString\":\"https://shop.example.org/\"");
        statement.ShouldNotContain("\"SearchString\":\"shop.example.org\"",
            customMessage: "what is locked is not named: all else is locked");
    }

    [Fact]
    public void Row_126_a_service_with_a_password_of_its_own_takes_no_other()
    {
        var file =
            Walked.OfFile(Domain + Web
            + "  admin: {port: 81, route: \"${domain}/admin\", auth: {basic: {user: root, password: \"${secret.ROOT}\"}}}\n" + Basic);
        file.All("AWS::WAFv2::RegexPatternSet").Count.ShouldBe(2);
        file.Environment.Parameters.Select(p => p.Source).OfType<ImportedOutput>().Select(s => s.Stack)
            .Where(s => s.Contains("password")).ShouldBe(["shop-prod-x--password-admin", "shop-prod-x--password-edge"]);
        var rules = file.One("AWS::WAFv2::WebACL").Properties["Rules"].Items().Select(r => Walked.Text(r)).ToList();
        rules[0].ShouldContain("URL_DECODE", customMessage: "the locked path is meant however it is written");
        rules.Count.ShouldBe(2);
    }

    [Fact]
    public void Row_127_a_login_comes_before_the_service_and_the_list_is_its_users()
    {
        const string Two = "edge: {auth: {cognito: {users: [a@example.org, B@example.org]}}}\n";
        var file = Walked.OfFile(Domain + Web + Two);
        var actions = file.One("AWS::ElasticLoadBalancingV2::ListenerRule").Properties["Actions"].Items().ToList();
        actions.Select(a => Walked.Text(a.At("Type"))).ShouldBe(["\"authenticate-cognito\"", "\"forward\""]);
        actions.Select(a => a.At("Order")).ShouldBe([1, 2]);
        actions[0].At("AuthenticateCognitoConfig", "OnUnauthenticatedRequest").ShouldBe("authenticate");

        var pool = file.One("AWS::Cognito::UserPool");
        pool.DeletionPolicy.ShouldBe(DeletionPolicy.Retain);
        pool.Properties["AdminCreateUserConfig"].At("AllowAdminCreateUserOnly").ShouldBe(true);
        Walked.Text(pool.Properties["UsernameConfiguration"]).ShouldBe("""{"CaseSensitive":false}""");
        Walked.Text(pool.Properties["AdminCreateUserConfig"].At("InviteMessageTemplate", "EmailMessage"))
            .ShouldContain("https://shop.example.org/");
        file.One("AWS::Cognito::UserPoolClient").Properties["CallbackURLs"].ShouldBe(List("https://shop.example.org/oauth2/idpresponse"));
        file.All("AWS::Cognito::UserPoolUser").Select(u => Walked.Text(u.Properties["Username"]))
            .ShouldBe(["\"a@example.org\"", "\"b@example.org\""], ignoreOrder: true);

        var one = Walked.OfFile(Domain + Web + Two.Replace(", B@example.org", ""));
        file.Environment.Resources.Select(r => r.Id).Except(one.Environment.Resources.Select(r => r.Id)).ShouldHaveSingleItem();
        one.One("AWS::Cognito::UserPoolUser")
            .ShouldBe(
            file.Environment.Find(one.One("AWS::Cognito::UserPoolUser").Id)! with { Cause = one.One("AWS::Cognito::UserPoolUser").Cause });
    }

    [Fact]
    public void Row_126_and_127_an_open_service_behind_a_login_is_reached_from_its_pages()
    {
        var stack =
            Walked.OfFile(Domain + Web
            + "  api: {port: 81, route: \"api.${domain}\", auth: {open_to: [web]}}\n  gs: {port: 82, route: \"gs.${domain}\", auth:"
            + " none}\nedge: {auth: {cognito: {users: [a@example.org]}}}\n").Environment;
        var own = stack.Find("ListenerRuleApi")!.Properties;
        var open = stack.Resources.Where(r => r.Id.StartsWith("OriginBypassRuleApi")).Select(r => r.Properties).ToList();
        open.Select(r => Walked.Text(r["Conditions"].Items().Last().At("HttpHeaderConfig"))).ShouldBe(
            ["""{"HttpHeaderName":"origin","Values":["https://shop.example.org"]}""",
                """{"HttpHeaderName":"referer","Values":["https://shop.example.org/*"]}"""], ignoreOrder: true);
        open.ShouldAllBe(r => ((NumberValue)r["Priority"]!).Number < ((NumberValue)own["Priority"]!).Number);
        open.ShouldAllBe(r => r["Actions"].Items().Count() == 1);
        own["Actions"].Items().Count().ShouldBe(2);
        stack.Find("ListenerRuleGs")!.Properties["Actions"].Items().Count().ShouldBe(1);
    }

    [Fact]
    public void Row_128_an_allow_list_stands_in_security_groups_up_to_their_limit()
    {
        var file = Walked.OfFile(Domain + Web + Allow(60));
        file.All("AWS::WAFv2::WebACL").ShouldBeEmpty();
        var rules = file.All("AWS::EC2::SecurityGroupIngress").Where(r => r.Properties["CidrIp"] is not null).ToList();
        rules.CountBy(r => r.Properties["GroupId"]!).Select(g => g.Value).ShouldBe([60, 60]);
        rules.Where(r => r.Properties["CidrIp"].Is("0.0.0.0/0")).ShouldBeEmpty();
        Walked.Text(file.Environment.Find("LoadBalancer")!.Properties["SecurityGroups"])
            .ShouldBe("""[{"Fn::GetAtt":["SecurityGroupEdge","GroupId"]},{"Fn::GetAtt":["HttpSecurityGroup","GroupId"]}]""");
    }

    [Fact]
    public void Row_128_and_D33_a_longer_list_stands_in_the_firewall_only()
    {
        var file = Walked.OfFile(Domain + Web + Allow(61));
        file.All("AWS::EC2::SecurityGroupIngress").Count(r => r.Properties["CidrIp"].Is("0.0.0.0/0")).ShouldBe(2);
        file.One("AWS::WAFv2::IPSet").Properties["Addresses"].Items().Count().ShouldBe(61);
        var rule = file.One("AWS::WAFv2::WebACL").Properties["Rules"].Items().Single();
        Walked.Text(rule.At("Statement"))
            .ShouldBe("""{"NotStatement":{"Statement":{"IPSetReferenceStatement":{"Arn":{"Fn::GetAtt":["AllowedIpSetV4","Arn"]}}}}}""");
        Walked.Text(rule.At("Action")).ShouldBe("""{"Block":{}}""");
        var cdn = Walked.OfFile(Domain + Web + Allow(2).Replace("{allow", "{cdn: true, allow"));
        cdn.One("AWS::WAFv2::IPSet").Properties["Scope"].ShouldBe("CLOUDFRONT");
        cdn.One("AWS::CloudFront::Distribution").Properties["DistributionConfig"].At("IPV6Enabled").ShouldBe(false);
    }

    [Fact]
    public void Row_128_the_firewall_takes_everybody_in_halves_and_both_kinds_of_addresses()
    {
        var file = Walked.OfFile(Domain + Web + "edge: {cdn: true, allow: {all: [0.0.0.0/0], office: [\"2001:db8::/32\"]}}\n");
        file["edge"].Find("AllowedIpSetV4")!.Properties["Addresses"].ShouldBe(List("0.0.0.0/1", "128.0.0.0/1"));
        file["edge"].Find("AllowedIpSetV6")!.Properties["Addresses"].ShouldBe(List("2001:db8::/32"));
        file.One("AWS::CloudFront::Distribution").Properties["DistributionConfig"].At("IPV6Enabled").ShouldBe(true);
    }

    [Fact]
    public void Row_129_an_allow_list_touches_nothing_but_the_edge()
    {
        var (before, after) = (Walked.OfFile(Domain + Web + Allow(2)), Walked.OfFile(Domain + Web + Allow(3)));
        var changed = after.Stacks
            .Where(s => !StackJson.Render(s).SequenceEqual(StackJson.Render(before.Stacks.Single(b => b.Name == s.Name)))).ToList();
        changed.ShouldHaveSingleItem().ShouldBe(after.Environment);
        after.Environment.Resources.Where(r => before.Environment.Find(r.Id) is not { } b || b.Properties != r.Properties)
            .ShouldAllBe(r => r.Type == "AWS::EC2::SecurityGroupIngress");
    }

    [Fact]
    public void Row_130_a_firewall_stands_before_the_load_balancer_or_on_the_cdn()
    {
        var balancer = Walked.OfFile(Domain + Web + "edge: {waf: true}\n");
        balancer.One("AWS::WAFv2::WebACL").Properties["Scope"].ShouldBe("REGIONAL");
        balancer.One("AWS::WAFv2::WebACLAssociation").Properties["WebACLArn"].ShouldBe(GetAtt("WebAcl", "Arn"));

        var cdn = Walked.OfFile(Domain + Web + "edge: {waf: true, cdn: true}\n");
        cdn.Edge.Find("WebAcl")!.Properties["Scope"].ShouldBe("CLOUDFRONT");
        cdn.One("AWS::CloudFront::Distribution").Properties["DistributionConfig"].At("WebACLId").ShouldBe(GetAtt("WebAcl", "Arn"));
        cdn.All("AWS::WAFv2::WebACLAssociation").ShouldBeEmpty();
        Walked.OfFile(Domain + Web).All("AWS::WAFv2::WebACL").ShouldBeEmpty();
    }

    [Fact]
    public void Row_131_nothing_leads_round_the_cdn()
    {
        var file = Walked.OfFile(Domain + Web + "edge: {cdn: true}\n");
        file.Environment.Find("LoadBalancer")!.Properties["Scheme"].ShouldBe("internal");
        Walked.Text(file.Environment.Find("LoadBalancer")!.Properties["Subnets"])
            .ShouldBe("""[{"Ref":"PrivateSubnet0"},{"Ref":"PrivateSubnet1"}]""");
        file.Environment.Find("HttpListener").ShouldBeNull();
        var into = file.All("AWS::EC2::SecurityGroupIngress").Where(r => r.Properties["GroupId"]! == GetAtt("SecurityGroupEdge", "GroupId"))
            .ShouldHaveSingleItem();
        into.Properties["SourcePrefixListId"].ShouldBe(Ref("CloudFrontPrefixList"));
        file.All("AWS::EC2::SecurityGroupIngress").ShouldAllBe(r => r.Properties["CidrIp"] == null);
        file.One("AWS::CloudFront::VpcOrigin").Properties["VpcOriginEndpointConfig"].At("Arn").ShouldBe(Ref("LoadBalancerArn"));
    }

    [Fact]
    public void Row_131_D25_tasks_are_private_and_hear_only_the_load_balancer()
    {
        foreach (var file in new[] { Walked.OfFile(Domain + Web), Walked.OfFile(Domain + Web + "edge: {cdn: true}\n") })
        {
            var placement = file.One("AWS::ECS::Service").Properties["NetworkConfiguration"].At("AwsvpcConfiguration");
            placement.At("AssignPublicIp").ShouldBe("DISABLED");
            placement.At("Subnets").Items().ShouldBe([Ref("PrivateSubnet0"), Ref("PrivateSubnet1")]);
            var into = file.All("AWS::EC2::SecurityGroupIngress")
                .Where(r => r.Properties["GroupId"]! == GetAtt("SecurityGroupWeb", "GroupId")).ShouldHaveSingleItem();
            into.Properties["SourceSecurityGroupId"].ShouldBe(GetAtt("SecurityGroupEdge", "GroupId"));
        }
    }

    [Fact]
    public void Row_133_blue_green_has_two_target_groups_and_one_rule()
    {
        var stack = Walked.OfFile(Domain + "services:\n  web: {port: 80, route: \"${domain}\", deploy: blue-green}\n").Environment;
        stack.Resources.Count(r => r.Type == "AWS::ElasticLoadBalancingV2::TargetGroup").ShouldBe(2);
        var actions = stack.Find("ListenerRuleWeb")!.Properties["Actions"].Items().ToList();
        actions.Single().At("ForwardConfig", "TargetGroups").Items().Count().ShouldBe(2);
    }

    [Fact]
    public void Row_211_a_route_for_any_host_serves_and_certifies_the_domain()
    {
        var stack = Walked.OfFile(Domain + "services:\n  web: {port: 80, route: /}\n").Environment;
        stack.Find("Certificate")!.Properties["DomainName"].ShouldBe("shop.example.org");
        stack.Resources.Single(r => r.Type == "AWS::Route53::RecordSet").Properties["Name"].ShouldBe("shop.example.org");
        Walked.Text(stack.Find("ListenerRuleWeb")!.Properties["Conditions"])
            .ShouldBe("""[{"Field":"path-pattern","PathPatternConfig":{"Values":["/*"]}}]""");
    }

    [Fact]
    public void Row_211_a_domain_that_no_service_answers_for_keeps_its_record()
    {
        var stack = Walked.OfFile(Domain + "services:\n  api: {port: 80, route: \"api.${domain}\"}\n").Environment;
        stack.Resources.Where(r => r.Type == "AWS::Route53::RecordSet").Select(r => Walked.Text(r.Properties["Name"]))
            .ShouldBe(["\"api.shop.example.org\""]);
    }

    internal static string Allow(int count) =>
        $"edge: {{allow: {{office: [{string.Join(", ", Enumerable.Range(0, count).Select(i => $"198.51.100.{i}/32"))}]}}}}\n";
}
