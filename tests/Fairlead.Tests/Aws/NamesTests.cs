using Fairlead.Aws.CloudFormation;
using Fairlead.Tests.Support;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Aws;

/// <summary>Logical ids and physical names: stable, legal, and never the same for two.</summary>
public class NamesTests
{
    private static readonly Gen<string> Name =
        from first in Gen.Elements('a', 'b', 't', 'x')
        from rest in Gen.ArrayOf(Gen.Elements('a', 'o', 't', 'x', '1', '-', '-')).Resize(12)
        select (first + new string(rest)).TrimEnd('-');

    [Theory]
    [InlineData("web", "TargetGroupWeb")]
    [InlineData("web-api", "TargetGroupWebApi")]
    [InlineData("a-1", "TargetGroupAXd1")]
    [InlineData("a--b", "TargetGroupAXdB")]
    [InlineData("a-x", "TargetGroupAXx")]
    [InlineData("x-ray", "TargetGroupXRay")]
    [InlineData("go-to-db", "TargetGroupGoXdtoDb")]
    [InlineData("to", "TargetGroupTo")]
    [InlineData("a-top", "TargetGroupATop")]
    public void Logical_ids_of_names(string name, string id) => LogicalId.For("TargetGroup", name).ShouldBe(id);

    [Fact]
    public void Logical_ids_of_links()
    {
        LogicalId.For("IngressTcp5432", "web-api", "db").ShouldBe("IngressTcp5432WebApiToDb");
        LogicalId.For("IngressTcp80", "a-to-b", "c").ShouldBe("IngressTcp80AXdtoBToC");
    }

    [Fact]
    public void Logical_ids_differ_where_names_do()
    {
        // Every name of up to seven characters of an alphabet that holds all that is special.
        var names = new List<string> { "" };
        var all = new HashSet<string>();
        var ids = new HashSet<string>();
        for (var length = 1; length <= 7; length++)
        {
            names = [.. names.SelectMany(n => (n.Length == 0 ? "tx" : "tox-1").Select(c => n + c))];
            foreach (var name in names.Where(n => n[^1] != '-'))
            {
                all.Add(name);
                ids.Add(LogicalId.For("K", name)).ShouldBeTrue(name);
            }
        }

        ids.All(i => Regex.IsMatch(i, "^[A-Za-z0-9]+$")).ShouldBeTrue();
        all.Count.ShouldBeGreaterThan(30_000);
    }

    [Fact]
    public void Logical_ids_of_links_differ_where_their_ends_do() => Prop.ForAll(Gen.Four(Name).ToArbitrary(), n =>
    {
        var (a, b, c, d) = n;
        (LogicalId.For("K", a, b) == LogicalId.For("K", c, d)).ShouldBe((a, b) == (c, d));
        LogicalId.For("K", a, b).ShouldNotBe(LogicalId.For("K", c));
    }).Check(Tries.Few.WithMaxTest(3000));

    [Fact]
    public void Logical_ids_are_never_too_long()
    {
        var id = LogicalId.For("K", new string('a', 300));
        id.Length.ShouldBe(255);
        id.ShouldNotBe(LogicalId.For("K", new string('a', 301)));
        Regex.IsMatch(id, "^[A-Za-z0-9]+$").ShouldBeTrue();
    }

    [Fact]
    public void Physical_names_are_plain_where_that_is_clear()
    {
        PhysicalName.For(new NameRule(64), "shop", "prod", "web-api").ShouldBe("shop-prod-web-api");
        PhysicalName.For(NameRule.LogGroup, "shop", "prod-eu", "web").ShouldBe("/fairlead/shop/prod-eu/web");
        PhysicalName.For(NameRule.Stack, "cgap", "cgap-mastertest", "portal").ShouldBe("cgap-cgap-mastertest-portal");
        PhysicalName.For(NameRule.Stack, "cgap", "cgap-mastertest").ShouldBe("cgap-cgap-mastertest");
    }

    [Fact]
    public void Physical_names_are_cut_and_told_apart_by_a_hash()
    {
        PhysicalName.For(new NameRule(32), "consultations", "preprod", "web-frontend-of-all").ShouldBe("consultations-preprod-w-ua5mvxrn");
        PhysicalName.For(new NameRule(64), "a-b", "c", "d").ShouldNotBe(PhysicalName.For(new NameRule(64), "a", "b-c", "d"));
        PhysicalName.For(new NameRule(64), "a", "b", "c-d").ShouldBe("a-b-c-d");
        PhysicalName.For(new NameRule(63), "a", "b", "c--d").ShouldNotContain("--");
    }

    [Fact]
    public void A_million_physical_names_are_legal_and_differ()
    {
        var random = new Random(7);
        var words = Enumerable.Range(0, 3000)
            .Select(
            _ => "ab"[random.Next(2)] + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => "ab-"[random.Next(3)])) + 'b')
            .Distinct().ToArray();
        var seen = new Dictionary<string, (string, string, string)>(1_000_000);
        for (var i = 0; i < 1_000_000; i++)
        {
            var given = (words[random.Next(words.Length)], words[random.Next(words.Length)], words[random.Next(words.Length)]);
            var made = PhysicalName.For(new NameRule(32), given.Item1, given.Item2, given.Item3);
            if (made.Length > 32 || made[^1] == '-' || made.Contains("--", StringComparison.Ordinal)
                || (!seen.TryAdd(made, given) && seen[made] != given))
            {
                Assert.Fail($"{given} → {made}");
            }
        }
    }

    [Fact]
    public void Fingerprints_do_not_change()
    {
        Fingerprint.Compute("shop/prod/web").ShouldBe("7ci4fbch");
        Fingerprint.Compute(new string('x', 1000)).Length.ShouldBe(8);
    }
}
