using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>What follows from the file, and is the same for both targets.</summary>
public class DerivedTests
{
    private const string Shop = """
        domain: shop.example.org
        services:
          web:
            port: 8080
            route: ${domain}
            env: {API: "${api.url}", PORT: "${api.url.port}", HOST: "${api.url.host}", SCHEME: "${api.url.scheme}"}
          api: {port: 5000}
        """;

    // The public site is not where a service without a route is.
    [Fact]
    public void The_url_of_an_internal_service_is_its_address_on_both_targets()
    {
        var local = Local(Shop);
        Env(local, "web").ShouldBe(["API=http://api:5000", "PORT=5000", "HOST=api", "SCHEME=http"]);
        var env = SmallApp.Shown(SmallApp.Of(Shop).Container("web"));
        env.ShouldContain("{Name: API, Value: http://api.prod.shop.internal:5000}");
        env.ShouldContain("{Name: PORT, Value: 5000}");
        env.ShouldContain("{Name: HOST, Value: api.prod.shop.internal}");
    }

    [Fact]
    public void The_url_of_a_routed_service_is_public_on_both_targets()
    {
        const string yaml = "domain: shop.example.org\nservices:\n  web: {port: 8080, route: \"${domain}\", env: {SELF: \"${web.url}\"}}\n";
        Env(Local(yaml), "web").ShouldBe(["SELF=http://shop.localhost:8000"]);
        SmallApp.Shown(SmallApp.Of(yaml).Container("web")).ShouldContain("https://shop.example.org");
    }

    [Theory]
    [InlineData("shop-two", "shop_two")]
    [InlineData("db", "db_app")]
    [InlineData("admin", "admin_app")]
    public void The_database_has_one_name(string app, string expected)
    {
        var read = World.Read(
            $"app: {app}\nimages: {{web: .}}\nservices:\n  web: {{env: {{A: \"${{store.name}}\"}}}}\nresources: {{store: postgres}}\n");
        DatabaseName.For(read).ShouldBe(expected);
        Env(read, "web").ShouldBe([$"A={expected}"]);
    }

    [Fact]
    public void Services_without_a_route_and_those_that_are_linked_to_are_reached_by_name()
    {
        var app = Local("""
            services:
              web: {port: 8080, route: /, uses: [front]}
              front: {port: 8081, route: /front}
              alone: {port: 8082, route: /alone}
              inner: {port: 8083}
              worker: {}
            """);
        ServiceAddress.Called(app).ShouldBe(["front"]);
        app.Services.Where(s => ServiceAddress.IsReachedByName(app, s)).Select(s => s.Name).ShouldBe(["front", "inner"]);
    }

    [Fact]
    public void A_path_is_asked_inside_only_where_no_load_balancer_asks()
    {
        var service = Local("services:\n  web: {port: 8080, health: /up}\n").Services["web"];
        ContainerCheck.Test(service, isProbed: true).ShouldBeNull();
        ContainerCheck.Test(service, isProbed: false)![1].ShouldContain("http://127.0.0.1:8080/up");
        var own = Local("services:\n  web: {port: 8080, health: {command: [check, it]}}\n").Services["web"];
        ContainerCheck.Test(own, isProbed: true).ShouldBe(["CMD", "check", "it"]);
    }

    private static App Local(string rest) => World.Read($"app: shop\nimages: {{web: .}}\n{rest}\n");

    private static IEnumerable<string> Env(App app, string workload) =>
        new Values(app, new Dictionary<string, string>(), new ReleaseIdentity(null, null, "test"), 1, 8000)
            .Env(app.FindWorkload(workload)!)
            .Select(v => $"{v.Key}={v.Value}");
}
