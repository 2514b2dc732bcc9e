using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Net;
using Fairlead.Aws.Plan;
using Fairlead.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Tests.Aws;

/// <summary>Addresses, rules and groups: what grows only adds.</summary>
public class NetworkTests
{
    [Theory]
    [InlineData("10.0.0.0/16", true)]
    [InlineData("10.0.0.1/16", false)]
    [InlineData("10.0/16", false)]
    [InlineData("010.0.0.0/16", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("10.0.0.0/-1", false)]
    [InlineData("10.0.0.0", false)]
    [InlineData("::/0", false)]
    [InlineData("0.0.0.0/0", true)]
    public void Ranges_read_only_where_they_are_ranges(string text, bool isRange)
    {
        (Cidr.Read(text) is not null).ShouldBe(isRange);
        (Cidr.Read(text)?.ToString() ?? text).ShouldBe(text);
    }

    [Fact]
    public void One_more_zone_only_adds()
    {
        foreach (var network in new[] { "10.0.0.0/16", "172.20.16.0/20", "192.168.1.0/24" }.Select(n => Cidr.Read(n)!))
        {
            for (var zones = 1; zones < AddressPlan.MostZones; zones++)
            {
                AddressPlan.Divide(network, zones + 1).Take(zones).ShouldBe(AddressPlan.Divide(network, zones));
            }

            var all = AddressPlan.Divide(network, AddressPlan.MostZones).SelectMany(z => new[] { z.Private, z.Public }).ToList();
            all.ShouldAllBe(c => network.Overlaps(c));
            all.ShouldAllBe(c => all.Count(o => o.Overlaps(c)) == 1);
            all.ShouldAllBe(c => c.Usable >= 11);
        }

        AddressPlan.Divide(Cidr.Read(AddressPlan.Default)!, 2).Select(z => $"{z.Private} {z.Public}")
            .ShouldBe(["10.0.0.0/20 10.0.128.0/20", "10.0.16.0/20 10.0.144.0/20"]);
        Cidr.Read("10.0.0.0/20")!.Usable.ShouldBe(4091);
    }

    private static readonly Gen<ListenerRuleKey> Rule =
        from host in Gen.Elements(null, "a.example.org", "b.example.org", "*.example.org", "*.a.example.org")
        from parts in Gen.ArrayOf(Gen.Elements("api", "v1", "x")).Resize(5)
        select new ListenerRuleKey(host, "/" + string.Join('/', parts));

    [Fact]
    public void Rules_ask_the_host_first_and_the_longest_path_first() => Prop.ForAll(Gen.ArrayOf(Rule).ToArbitrary(), rules =>
    {
        var numbers = RulePriorities.Assign(rules);
        numbers.Values.ShouldBeUnique();
        numbers.Values.ShouldAllBe(n => n >= 1 && n <= RulePriorities.Highest);
        foreach (var (a, b) in rules.SelectMany(a => rules.Select(b => (a, b))))
        {
            if (a.Breadth < b.Breadth)
            {
                numbers[a].ShouldBeLessThan(numbers[b]);
            }
            else if (a.Host == b.Host && a.Path != b.Path && a.Path.StartsWith(b.Path.TrimEnd('/') + '/', StringComparison.Ordinal))
            {
                numbers[a].ShouldBeLessThan(numbers[b]);
            }
        }
    }).Check(Tries.Few);

    [Fact]
    public void A_rule_keeps_its_number_whatever_comes_or_goes() =>
        Prop.ForAll(Gen.ArrayOf(Rule).ToArbitrary(), Gen.ArrayOf(Rule).ToArbitrary(), (before, more) =>
    {
        var first = RulePriorities.Assign(before);
        var second = RulePriorities.Assign([.. more, .. before], first);
        first.ShouldAllBe(r => second[r.Key] == r.Value);
        second.Values.ShouldBeUnique();
        RulePriorities.Assign(before.Reverse()).OrderBy(r => r.Value).ShouldBe(first.OrderBy(r => r.Value));
    }).Check(Tries.Few);

    [Fact]
    public void Numbers_of_rules_do_not_change()
    {
        var numbers =
            RulePriorities.Assign([new(null, "/"), new("api.example.org", "/"), new("example.org", "/api"), new("example.org", "/api/v1"),
                new("*.example.org", "/")]);
        numbers.OrderBy(n => n.Value).Select(n => $"{n.Key} {n.Value}")
            .ShouldBe(["example.org/api/v1 4552", "example.org/api 11713", "api.example.org/ 21811", "*.example.org/ 28910", "/ 41386"]);
        new ListenerRuleKey[] { new("a.org", "/"), new("*.a.b.c.d.e.f.g.h.i.org", "/"), new("*.b.example.org", "/"),
            new("*.example.org", "/"), new("*.org", "/"), new(null, "/") }.Select(k => k.Breadth).ShouldBe([0, 1, 5, 6, 7, 8]);
    }

    [Fact]
    public void Groups_are_linked_to_each_other_and_say_so()
    {
        var facts = CloudFormationFacts.Load();
        var groups = new SecurityGroupSet(Ref("Vpc"));
        foreach (var (name, callsOut) in new[] { ("edge", true), ("web", true), ("api", true), ("db", false) })
        {
            groups.Add(name, $"{name} of shop", callsOut, new Cause(null, name));
        }

        groups.AddIngress("web", "db", 5432, new Cause(null, "web uses db"));
        groups.AddIngress("web", "db", 5432, new Cause(null, "web uses db again"));
        groups.AddIngress("web", "api", 80, new Cause(null, "web calls api"));
        groups.AddIngress("api", "web", 80, new Cause(null, "api calls web"));
        groups.AddIngressFromAddresses("0.0.0.0/0", "edge", 443, new Cause(null, "the world"));
        groups.AddIngressFromAddresses("::/0", "edge", 443, new Cause(null, "the world"));
        groups.AddIngressFromPrefixList("cloudfront", Ref("Vpc"), "edge", 443, new Cause(null, "the CDN"));

        var stack = new Stack("shop-prod");
        stack.Add(new StackResource("Vpc", "AWS::EC2::VPC", Map(("CidrBlock", "10.0.0.0/16"))));
        groups.AddTo(stack);
        Validation.Validate(facts, stack).ShouldBeEmpty();
        stack.Resources.Select(r => r.Id).ShouldBe([
            "SecurityGroupApi", "SecurityGroupDb", "SecurityGroupEdge", "SecurityGroupWeb", "IngressTcp443CloudfrontToEdge",
            "IngressTcp443ezd5jr7jToEdge", "IngressTcp443yvmj4od6ToEdge", "IngressTcp5432WebToDb", "IngressTcp80ApiToWeb",
            "IngressTcp80WebToApi", "Vpc"], ignoreOrder: true);
        stack.Find("SecurityGroupDb")!.Properties["SecurityGroupEgress"].ShouldBe(List(Map(
            ("CidrIp", "127.0.0.1/32"), ("Description", "Only answers"), ("IpProtocol", "-1"))));
        for (var i = 0; i < 61; i++)
        {
            groups.AddIngressFromAddresses($"198.51.100.{i}/32", "edge", 443, new Cause(null, "office"));
        }

        var crowded = new Stack("shop-prod");
        groups.AddTo(crowded);
        var crowding = new QuotaCheck();
        crowding.Visit(crowded, bytes: 0);
        crowding.Found.ShouldHaveSingleItem().Message.ShouldStartWith("64 rules of one security group are needed, and AWS allows 60");
    }

    [Fact]
    public void Every_resource_that_takes_tags_has_them_in_its_own_form()
    {
        var facts = CloudFormationFacts.Load();
        var stack = new Stack("s");
        stack.Add(new StackResource("Topic", "AWS::SNS::Topic", Map(("Tags", List(Map(("Key", "app"), ("Value", "own")))))));
        stack.Add(new StackResource("Parameter", "AWS::SSM::Parameter", Map(("Type", "String"), ("Value", "x"))));
        stack.Add(new StackResource("Policy", "AWS::SNS::TopicPolicy", Map(("PolicyDocument", MapValue.Empty), ("Topics", List()))));
        Tagging.Apply(stack, facts, [new("team", "a"), new("app", "shop")]);

        StackTests.Json(stack.Find("Topic")!.Properties).ShouldBe("""{"Tags":[{"Key":"app","Value":"own"},{"Key":"team","Value":"a"}]}""");
        StackTests.Json(stack.Find("Parameter")!.Properties["Tags"]!).ShouldBe("""{"app":"shop","team":"a"}""");
        stack.Find("Policy")!.Properties["Tags"].ShouldBeNull();
        Validation.Validate(facts, stack).ShouldBeEmpty();
    }
}
