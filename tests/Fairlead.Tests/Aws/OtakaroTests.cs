using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan.Security;
using Fairlead.Tests.Support;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Aws;

/// <summary>What the real code of the third system got wrong at its edge.</summary>
public class OtakaroTests
{
    private static readonly Walked File =
        Walked.OfFile(System.IO.File.ReadAllText(Repository.Path("examples", "otakaro", "fairlead.yaml")), "production");

    [Fact]
    public void D25_the_cdn_the_password_and_tls_can_not_be_walked_round()
    {
        File.All("AWS::ECS::Service")
            .Where(s => !s.Properties["NetworkConfiguration"].At("AwsvpcConfiguration", "AssignPublicIp").Is("DISABLED")).ShouldBeEmpty();
        File.All("AWS::EC2::SecurityGroupIngress").ShouldAllBe(r => r.Properties["CidrIp"] == null);
        File.One("AWS::ElasticLoadBalancingV2::LoadBalancer").Properties["Scheme"].ShouldBe("internal");
        File.All("AWS::ElasticLoadBalancingV2::Listener").Where(l => !l.Properties["Protocol"].Is("HTTPS")).ShouldBeEmpty();
        File.All("AWS::EC2::NatGateway").Count.ShouldBe(1, "D26: one that is used, not two that are not");
    }

    [Fact]
    public void D28_the_api_is_not_cached_and_long_answers_are_waited_for()
    {
        var config = File.One("AWS::CloudFront::Distribution").Properties["DistributionConfig"];
        config.At("DefaultCacheBehavior", "CachePolicyId").ShouldBe(Ref("CachePolicy"));
        config.At("CacheBehaviors").ShouldBeNull();
        File.One("AWS::CloudFront::CachePolicy").Properties["CachePolicyConfig"].At("DefaultTTL").ShouldBe(0);
        config.At("Origins").Items().Single().At("VpcOriginConfig", "OriginReadTimeout").ShouldBe(100);
        File.One("AWS::ElasticLoadBalancingV2::LoadBalancer").Properties["LoadBalancerAttributes"].Attribute("idle_timeout.timeout_seconds")
            .ShouldBe("100");
    }

    [Fact]
    public void D29_a_redirect_at_the_root_is_healthy()
    {
        var geoserver = File.Environment.Find("TargetGroupGeoserver")!.Properties;
        (geoserver["HealthCheckPath"], geoserver["Matcher"].At("HttpCode")).ShouldBe(("/geoserver/", "200-399"));
        File.Environment.Find("TargetGroupTerriamap")!.Properties["Matcher"].At("HttpCode").ShouldBe("200-399");
    }

    [Fact]
    public void D30_the_api_knows_its_own_public_address()
    {
        var environment = File["api.task"].Find("Definition")!.Properties["ContainerDefinitions"].Items().Single().At("Environment").Items()
            .ToDictionary(e => Walked.Text(e.At("Name")).Trim('"'), e => Walked.Text(e.At("Value")).Trim('"'));
        environment["BACKEND_HOST"].ShouldBe("https://api.otakaro.digitaltwins.nz");
        environment["BACKEND_PORT"].ShouldBe("443");
        environment["GEOSERVER_HOST"].ShouldBe("https://gs.otakaro.digitaltwins.nz");
        environment["GEOSERVER_INTERNAL_HOST"].ShouldBe("http://geoserver.production.otakaro-dt.internal");
    }
}
