using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>Where an app runs is known as long as the file says it, whatever else is wrong.</summary>
public class HeaderTests
{
    private const string Whole = """
        app: shop
        environments:
          production: {region: eu-west-1, account: "111122223333", profile: shop}
          test: {region: eu-west-2}
        images: {web: .}
        services:
          web:
            port: 8080
            route: /

        """;

    private static readonly Place Production = new("shop", "production", "eu-west-1", "111122223333", "shop");
    private static readonly Place Local = new("shop", "local", "us-east-1", "000000000000", null);

    public static TheoryData<string, string> Broken() => new()
    {
        { "an unknown key", Whole + "sevrices: {}\n" },
        { "a wrong value", Whole.Replace("8080", "99999") },
        { "a bracket that is never closed", Whole + "extras: [a, b\n" },
        { "a brace that is never closed", Whole + "edge: {cdn: true\n" },
        { "a quote that is never closed", Whole + "domain: \"shop.example.org\n" },
        { "a stray line", Whole + "what is this\n" },
        { "a stray line deeper", Whole + "    stray: 1\n   other: 2\n" },
        { "a bracket that nothing opened", Whole + "]\n" },
        { "a tab", Whole + "\tdomain: x\n" },
        { "a key twice", Whole + "images: {web: .}\n" },
        { "a second document", Whole + "---\nother: 1\n" },
        { "an alias of nothing", Whole + "tags: *none\n" },
        { "a tag", Whole + "tags: !Ref x\n" },
        { "a value that begins with @", Whole + "domain: @shop\n" },
        { "a merge conflict", Whole + "<<<<<<< HEAD\ndomain: a\n=======\n" },
        { "levels without end", Whole + "x-deep: " + new string('[', 100) + "\n" },
        { "a circle", Whole.Replace("port: 8080", "extends: web") },
        { "a reference that is not closed", Whole.Replace("port: 8080", "port: 8080\n    env: {A: \"${oops\"}") },
        { "a ':' where no key can be", Whole + "a: b: c\n" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_file_still_says_where_it_runs(string what, string text)
    {
        Read(text, "production").Place.ShouldBe(Production, what);
        Read(text, "local").Place.ShouldBe(Local, what);
        AppFileReader.Read(new Source("f", text), "production", RecordedFiles.Instance).App.ShouldBeNull(what);
    }

    [Fact]
    public void A_whole_file_says_the_same_as_the_full_reader()
    {
        foreach (var environment in new[] { "production", "test", "local" })
        {
            var header = Read(Whole, environment);
            header.Problem.ShouldBeNull();
            var read = AppFileReader.Read(new Source("f", Whole), environment, World.AnyFiles.Instance);
            header.Place.ShouldBe(read.App!.Place);
        }
    }

    [Fact]
    public void The_reason_is_the_first_error()
    {
        var problem = Read(Whole + "extras: [a, b\n", "production").Problem.ShouldNotBeNull();
        problem.Code.Id.ShouldBe("FL001");
        problem.Span.Line.ShouldBe(10);
    }

    // Without a name that the full reader would take, or with a wrong place, nothing is operated.
    [Theory]
    [InlineData("app: Shop_1\n")]
    [InlineData("app: [shop]\n")]
    [InlineData("app:\n")]
    [InlineData("app: ${oops}\n")]
    [InlineData("name: shop\n")]
    [InlineData("")]
    [InlineData("- app: shop\n")]
    [InlineData("app: shop\n  stray\n")]
    [InlineData("[\napp: shop\napp: other\n")]
    public void A_wrong_name_gives_no_place(string text)
    {
        var header = Read(text, "local");
        header.Place.ShouldBeNull(text);
        header.Problem.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("region: nowhere")]
    [InlineData("region: [eu-west-1]")]
    [InlineData("region: eu-west-1, account: 12")]
    [InlineData("region: eu-west-1, profile: {a: b}")]
    [InlineData("protect: true")]
    public void A_wrong_place_is_none(string keys)
    {
        var header = Read($"app: shop\nenvironments:\n  production: {{{keys}}}\n", "production");
        header.Place.ShouldBeNull();
        header.Problem.ShouldNotBeNull();
    }

    [Fact]
    public void An_environment_that_is_not_in_the_file_has_no_place() =>
        Read(Whole, "prodution").Problem!.Message.ShouldBe("there is no environment 'prodution'");

    [Fact]
    public void Where_the_text_breaks_off_before_the_environment_its_region_is_not_known() =>
        Read("app: shop\nimages: [\n" + Whole[10..], "production").Place.ShouldBe(new Place("shop", "production", null, null, null));

    [Fact]
    public void What_stands_before_the_break_counts_inside_of_an_environment_too()
    {
        Read("app: shop\nenvironments:\n  production:\n    region: eu-west-1\n    profile: \"shop\n", "production").Place
            .ShouldBe(new Place("shop", "production", "eu-west-1", null, null));
        Read("app: shop\nenvironments:\n  production:\n    region: eu-west-1\n     stray\n", "production").Place.ShouldBeNull();
    }

    [Fact]
    public void A_line_says_the_name_where_nothing_can_be_read() =>
        Read("%: ]\napp: shop # ours\nservices: {}\n", "local").Place.ShouldBe(Local);

    [Fact]
    public void A_private_overlay_may_say_the_account()
    {
        var text = "app: shop\nenvironments:\n  production: {region: eu-west-1, overlay: ../private.yml}\nservices: {web: [\n";
        HeaderReader.Read(new Source("f", text), "production", new Private()).Place!.Account.ShouldBe("444455556666");
    }

    private static Header Read(string text, string environment) => HeaderReader.Read(new Source("f", text), environment);

    private sealed class Private : IProjectFiles
    {
        public PathKind Find(string relativePath, PathKind expected) => expected;

        public Source? Overlay(string relativePath) => new("private.yml", "account: \"444455556666\"\n");
    }
}
