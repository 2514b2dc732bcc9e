using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Yaml;
using Fairlead.Tests.Support;

namespace Fairlead.Tests;

/// <summary>What a deploy of only some names puts on record.</summary>
public class SelectionTests
{
    private const string Live = """
        app: shop
        images: {app: .}
        env: {LEVEL: info, OLD: "1", CACHE: "${cache.url}"}
        services:
          web: {port: 8080, route: /, memory: 128M}
          worker: {memory: 256M}
        resources: {cache: redis}
        """;

    private const string File = """
        app: shop
        images: {app: ./other}
        env: {LEVEL: debug, CACHE: "${cache.url}", DB: "${db.url}"}
        services:
          web: {port: 8080, route: /, memory: 512M}
          worker: {memory: 1G}
        jobs:
          migrate: {command: migrate, when: before-deploy}
        resources: {cache: redis, db: postgres}
        """;

    [Fact]
    public void What_is_named_is_as_the_file_says_and_the_rest_as_it_serves()
    {
        var app = Compose(World.Read(Live), "web");
        app.Services["web"].Memory.ShouldBe(Size.OfMebibytes(512));
        Env(app.Services["web"]).ShouldBe(["CACHE=${cache.url}", "DB=${db.url}", "LEVEL=debug"]);
        app.Services["worker"].Memory.ShouldBe(Size.OfMebibytes(256));
        Env(app.Services["worker"]).ShouldBe(["CACHE=${cache.url}", "LEVEL=info", "OLD=1"]);
        app.Jobs.ShouldBeEmpty();
        app.Resources.Select(r => r.Name).ShouldBe(["cache", "db"], "what web links to comes with it");
    }

    [Fact]
    public void An_image_that_others_go_on_using_is_not_changed_under_them()
    {
        var app = Compose(World.Read(Live), "web");
        app.Images[app.Services["web"].Image].Context.ShouldBe("./other");
        app.Images[app.Services["worker"].Image].Context.ShouldBe(".");
    }

    [Fact]
    public void The_first_deploy_takes_only_what_is_needed()
    {
        var app = Compose(null, "worker");
        app.Services.Select(s => s.Name).ShouldBe(["worker"]);
        app.Resources.Select(r => r.Name).ShouldBe(["cache", "db"]);
        app.Images.Select(i => i.Name).ShouldBe(["app"]);
    }

    [Fact]
    public void Put_together_twice_it_is_the_same()
    {
        var file = World.Read(File);
        var once = Compose(World.Read(Live), "web");
        YamlWriter.Write(Selection.Compose(file, once, Selection.WithLinks(file, once, ["web"]))).ShouldBe(YamlWriter.Write(once.Document));
    }

    private static App Compose(App? live, params string[] names)
    {
        var file = World.Read(File);
        var text = YamlWriter.Write(Selection.Compose(file, live, Selection.WithLinks(file, live, names)));
        return World.Read(text);
    }

    private static IEnumerable<string> Env(Workload workload) =>
        workload.Env.Select(v => $"{v.Name}={v.Value}").Order(StringComparer.Ordinal);
}
